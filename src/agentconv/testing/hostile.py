"""What a format makes of texts that no client would write: agents, errors with a place, or no agent."""

from __future__ import annotations

import traceback
from dataclasses import replace
from pathlib import Path

from agentconv.conformance.specimens import odd_texts
from agentconv.containers import container
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem
from agentconv.host import results
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.names import unsafe
from agentconv.reading.detect import read_source
from agentconv.testing.files import check_none, shortened
from agentconv.testing.subject import Subject
from agentconv.text.source import Source
from agentconv.writing.convert import convert_documents


class OfHostileTexts(Subject):
    """Checks of what is read that should not be there."""

    def test_hostile_text_is_refused_or_borne(self, hostile: tuple[str, str], registry: Registry) -> None:
        """A text that no client would write gives agents, errors with a place, or no agent: no exception."""
        kind, text = hostile
        self.survives(text, kind, registry)

    def test_odd_values_are_refused_or_borne(self, case: Path, registry: Registry) -> None:
        """A fixture with a value changed to one of another type is read or refused."""
        document = self.read_case(case, registry).documents[0]
        kind, failures = self.container_of(document), list[str]()
        for text in odd_texts(document.tree.values, kind):
            try:
                self.survives(text, kind, registry, document)
            except Exception as error:  # all of them are shown
                line = traceback.extract_tb(error.__traceback__)[-1]
                where = f"{Path(line.filename).name}, line {line.lineno}"
                failures.append(f"{type(error).__name__}: {error} ({where})\n{shortened(text)}")
        check_none(failures, "a text with an odd value is neither read nor refused")

    def survives(self, text: str, kind: str, registry: Registry, document: Document | None = None) -> None:
        """Read a text, and write what was read. Nothing may be raised; what is read is sound."""
        companions = dict(document.companions) if document else {}

        def sibling(name: str) -> Source:
            if name not in companions:
                raise Problem("not-found", "there is no such file")
            return companions[name]

        report = Report()
        path = document.path if document else f"hostile{next(iter(container(kind).suffixes), '')}"
        try:
            found = read_source(Source(path, text), registry, report, format=self.name, sibling=sibling)
        except NotAnAgent:
            return
        assert found or report.errors(), "the text gives neither an agent nor an error"
        for one in found:
            results.checked_agent(one.agent)
            assert unsafe(one.agent.name) is None
        if self.format.writes and found:
            convert_documents(
                [replace(d, original=replace(d.agent, name="was")) for d in found], self.name, registry
            )
