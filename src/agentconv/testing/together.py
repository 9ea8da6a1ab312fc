"""A format together with others: their files are left alone, and what it reads gains no power in them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from agentconv.api import write
from agentconv.conformance.specimens import AGENTS, STRANGERS
from agentconv.containers import container
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent
from agentconv.formats import BUILT_IN, GENERATIONS
from agentconv.host.registry import Registry
from agentconv.model.powers import power
from agentconv.reading.detect import read_source
from agentconv.reading.read import container_of
from agentconv.testing.files import read_files, shown
from agentconv.testing.subject import Subject
from agentconv.text.source import Source
from agentconv.writing.convert import convert_documents


class OfOtherFormats(Subject):
    """Checks of what the format has to do with files that are not its own."""

    def test_files_of_other_formats_are_left_alone(self, registry: Registry) -> None:
        """What a built-in format writes is recognised as that format's, and never as this one's."""
        fmt = self.format()
        for name in [self.name] if self.name in (*BUILT_IN, *GENERATIONS) else BUILT_IN:
            theirs = registry.get(name)
            for agent in AGENTS.values() if theirs.writes and theirs.reads else ():
                for file in write(agent, name, registry=registry).files:
                    try:
                        found = read_source(Source(file.path, file.text), registry, Report())
                    except NotAnAgent:
                        continue
                    assert {d.format for d in found} <= {name}, file.path
                    for document in found if self.name != name else ():
                        path = PurePosixPath(f"elsewhere/{PurePosixPath(file.path).name}")
                        assert not fmt.recognises(path, document.tree), f"{name} writes {file.path}"

    def test_files_that_define_no_agent_are_left_alone(self, registry: Registry) -> None:
        """A README, a package.json or a workflow is not taken for an agent."""
        fmt = self.format()
        for path, text in STRANGERS.items():
            kind = container_of(PurePosixPath(path), text)
            if kind in fmt.containers and not fmt.lies_at(PurePosixPath(path)):
                try:
                    tree = container(kind).read(Source(path, text), fmt.known_keys)
                except NotAnAgent:
                    continue
                assert not fmt.recognises(PurePosixPath(path), tree), path

    def test_goes_to_every_format_without_power(self, case: Path, registry: Registry) -> None:
        """What other formats make of a fixture can do no more than the fixture's agents."""
        result = self.read_case(case, registry)
        for target in registry.targets():
            conversion = convert_documents(result.documents, target, registry)
            if not conversion.ok:
                continue
            by_name = {agent.name: agent for agent in result.agents}
            for back in read_files(conversion, registry) if registry.get(target).reads else ():
                if back.name in by_name:
                    more = power(back).beyond(power(by_name[back.name]))
                    assert not more, f"in {target} {back.name!r} gains {more}\n{shown(conversion.files)}"
