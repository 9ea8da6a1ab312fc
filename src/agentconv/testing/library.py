"""What a vendor's own library makes of the files that are written for it, against what was meant."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from agentconv.api import read, write
from agentconv.conformance.specimens import AGENTS
from agentconv.diagnostics import Severity
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import Format
from agentconv.model.agent import Agent, field_value
from agentconv.testing.files import SHOWN, read_documents
from agentconv.writing.convert import Conversion, convert_documents
from agentconv.writing.options import Options
from agentconv.writing.readback import agents_told

SAMPLES, REQUIRED = "AGENTCONV_SAMPLES", "AGENTCONV_LIBRARIES"


def _show(line: str, config: pytest.Config) -> None:
    """Print a line of a test that passes, too."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    capture = config.pluginmanager.get_plugin("capturemanager")
    if reporter is not None and capture is not None:
        with capture.global_and_fixture_disabled():
            reporter.write_line(f"\n{line}")


@frozen
class _Sample:
    """An agent that is written: one that comes with agentconv, or that a file holds."""

    where: str
    agent: Agent
    document: Document | None = None

    def write(self, target: str, registry: Registry, *, wider: bool) -> Conversion:
        options = Options(allow_wider=wider)
        if self.document is None:
            return write(self.agent, target, options=options, registry=registry)
        return convert_documents([self.document], target, registry, options)


class LibraryProof:
    """A vendor's own library loads every written file, and has loaded what was meant.

    Subclass it in a test module, set `format` and `needs`, and say in `load` what the library makes of a
    file. Agents are those that come with agentconv, and all in the folders that the variable
    `AGENTCONV_SAMPLES` names. Where the library is not installed the test is skipped, or fails if
    `AGENTCONV_LIBRARIES` is set.
    docs/plugins.md has an example.
    """

    format: ClassVar[type[Format]]
    beside: ClassVar[tuple[type[Format], ...]] = ()
    """Other formats of the same package."""
    needs: ClassVar[tuple[str, ...]] = ()
    """The library's modules."""
    compared: ClassVar[tuple[str, ...]] = ("name", "description", "prompt", "model", "tools.allow")
    """The fields, as `diff` names them, that `load` tells."""

    def load(self, path: Path) -> Agent:
        """The agent that the library has loaded from a written file; it may raise what it likes."""
        raise NotImplementedError

    def kept(self, name: str, value: object) -> object:
        """As much of a field's value as the library keeps: without blanks that it strips, for instance."""
        return value

    def test_the_library_loads_every_written_file(
        self, tmp_path: Path, request: pytest.FixtureRequest
    ) -> None:
        """Each file is loaded and equal to what we read in it; what differs from the source was told."""
        self._import()
        counts, faults = Counter[str](), list[str]()
        for number, sample in enumerate(self._samples()):
            found = self._asked(sample, tmp_path / str(number), counts)
            counts["loaded and equal" if not found else "not loaded, or otherwise"] += 1
            faults += [f"{sample.where} ({sample.agent.name}): {what}" for what in found]
        told = f"{self.format.name}: {', '.join(f'{n} {what}' for what, n in sorted(counts.items()))}"
        _show(told, request.config)
        assert not faults, "\n".join([told, *faults[:SHOWN]])

    def _import(self) -> None:
        for name in self.needs:
            if os.environ.get(REQUIRED):
                __import__(name)
            else:
                pytest.importorskip(name, reason=f"the module {name} is not installed")

    def _registry(self) -> Registry:
        registry = Registry(plugins=False)
        for cls in (self.format, *self.beside):
            registry.add(cls)
        return registry

    def _samples(self) -> Iterator[_Sample]:
        yield from (_Sample("ours", agent) for agent in AGENTS.values())
        registry = self._registry()
        for folder in filter(None, os.environ.get(SAMPLES, "").split(os.pathsep)):
            for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
                where = path.relative_to(folder).as_posix()
                yield from (_Sample(where, d.agent, d) for d in read(path, registry=registry).documents)

    def _asked(self, sample: _Sample, folder: Path, counts: Counter[str]) -> list[str]:
        """What is wrong with the file of one agent."""
        registry = self._registry()
        conversion = sample.write(self.format.name, registry, wider=False)
        if errors := sorted({d.code for d in conversion.diagnostics if d.severity is Severity.ERROR}):
            counts[f"refused unless allowed ({', '.join(errors)})"] += 1
            conversion = sample.write(self.format.name, registry, wider=True)
        if not conversion.files:
            return []
        for file in conversion.files:
            (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / file.path).write_bytes(file.text.encode())
        first = next((f for f in conversion.files if f.is_index), conversion.files[0])
        try:
            loaded = self.load(folder / first.path)
        except Exception as error:  # a library may raise anything
            return [f"not loaded: {type(error).__name__}: {str(error)[:500]}"]
        return [*self._other_than_read(loaded, conversion), *self._untold(loaded, sample.agent, conversion)]

    def _other_than_read(self, loaded: Agent, conversion: Conversion) -> Iterator[str]:
        """What the library has otherwise than our own reading of the file."""
        registry = self._registry()
        if self.format.reads:
            back = next(read_documents(conversion, registry)).agent
        else:
            back = next(agents_told(conversion.files, registry.get(self.format.name)))
        for name in self.compared:
            ours, theirs = self._values(name, back, loaded)
            if ours != theirs:
                yield f"{name} is {theirs!r:.300} to the library, and {ours!r:.300} to us"

    def _untold(self, loaded: Agent, meant: Agent, conversion: Conversion) -> Iterator[str]:
        """What the library has otherwise than the source, though no finding names it."""
        told = {d.field for d in conversion.diagnostics}
        for name in self.compared:
            source, theirs = self._values(name, meant, loaded)
            if "." not in name and name not in told and theirs != source:
                yield f"{name} is {theirs!r:.300}, not as the source has it, and nothing says so"

    def _values(self, name: str, *agents: Agent) -> list[object]:
        return [self.kept(name, field_value(agent, name)) for agent in agents]
