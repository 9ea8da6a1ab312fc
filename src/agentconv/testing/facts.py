"""What a format says of itself: given, documented, and borne out by its fixtures."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from agentconv.host import facts
from agentconv.host.guard import overrides
from agentconv.host.registry import Registry
from agentconv.kit.table import map_at
from agentconv.model.agent import FIELDS, Agent, Value
from agentconv.model.vocabulary import TOOLS
from agentconv.testing.subject import Subject


class OfFacts(Subject):
    """Checks of what the format states."""

    def test_facts_are_given(self) -> None:
        """A name, a title, a syntax, a source for the facts and the date when they were checked."""
        fmt = self.format()
        assert fmt.name == fmt.name.lower()
        assert fmt.title
        assert fmt.containers
        assert fmt.paths
        assert fmt.reference
        assert re.search(r"\d{4}-\d{2}-\d{2}", fmt.checked), "say when the facts were checked"
        assert fmt.__doc__
        facts.check_facts(self.format)
        facts.check_computed(fmt)

    def test_docs_are_present(self) -> None:
        """The module says what was found out about the format, and a loss has a reason for its hint."""
        module = sys.modules[self.format.__module__]
        assert len((module.__doc__ or "").split()) > 20, "state the format's facts in the module's docstring"
        unknown = [name for name in self.format.reasons if name != "*" and name.split(".")[0] not in FIELDS]
        assert not unknown, f"reasons for {unknown}, which are no fields of an agent"

    def test_there_is_a_fixture(self) -> None:
        """A format that is read brings its own files."""
        if self.format.reads:
            assert list(self.fixtures.iterdir()), f"put one real file in {self.fixtures}"

    def test_what_is_only_written_can_be_measured(self) -> None:
        """A format that is not read, and puts files together itself, says what they hold."""
        fmt = self.format()
        told = fmt.reads or not overrides(fmt, "files") or overrides(fmt, "natives")
        assert told, "override 'natives', so that what the files hold can be compared with what was meant"

    def test_every_row_of_the_table_is_in_a_fixture(self, registry: Registry) -> None:
        """A key that no real file has may be misspelt, and nobody would see it."""
        if not self.format.reads:
            return
        seen = {
            row.path
            for case in self.cases().values()
            for document in self.read_case(case, registry).documents
            for values in _maps(dict(document.tree.values))
            for row in self.format.fields
            if row.path[-1] in (map_at(values, row.path) or {})
        }
        missing = {".".join(row.path) for row in self.format.fields if row.path not in seen} - self.unseen
        assert not missing, (
            f"no fixture has these keys of the table: {sorted(missing)}; add a real file, or correct them"
        )

    def test_tools_have_names_of_the_vocabulary(self, registry: Registry) -> None:
        """A tool is one of agentconv's, of a server, or marked as the format's own."""
        found = [agent for case in self.cases().values() for agent in self.read_case(case, registry).agents]
        odd = {tool for agent in found for tool in _unknown(agent)}
        assert not odd, (
            f"tools without 'native' that agentconv does not know: {sorted(odd)}; there are {sorted(TOOLS)}"
        )


def _maps(value: Value) -> Iterator[dict[str, Value]]:
    """All maps in a value."""
    if isinstance(value, dict):
        yield value
    inside = value.values() if isinstance(value, dict) else value
    for item in inside if isinstance(value, (dict, list)) else ():  # type: ignore[union-attr]
        yield from _maps(item)


def _unknown(agent: Agent) -> Iterator[str]:
    for tool in (*(agent.tools.allow or ()), *agent.tools.deny):
        if tool.native is None and tool.name != "mcp" and tool.name not in TOOLS:
            yield tool.name
