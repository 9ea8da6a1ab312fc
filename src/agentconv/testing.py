"""The conformance suite for formats: every format, ours or a third party's, must pass it.

    from agentconv.testing import FormatContract

    class TestMine(FormatContract):
        format = Mine
        fixtures = Path(__file__).parents[1] / "fixtures" / "mine"

Each file (or folder) of `fixtures` is one case. Snapshots are kept under `__snapshots__/<format>`;
`pytest --snapshot-update`, an option of syrupy, writes them: read every one that you accept. `agents` is
a hypothesis strategy for tests of your own. Installed by `pip install 'agentconv-core[testing]'`; only
this module of the package imports pytest and syrupy.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from syrupy.extensions.single_file import SingleFileSnapshotExtension

from agentconv.api import Result, read, write
from agentconv.conformance import components as held
from agentconv.conformance import snapshots
from agentconv.conformance.kept import Kept
from agentconv.conformance.specimens import AGENTS, HOSTILE, STRANGERS, lines_of, odd_texts, reads_as
from agentconv.conformance.strategies import agents
from agentconv.containers import container
from agentconv.diagnostics import Report, Severity
from agentconv.errors import NotAnAgent, Problem
from agentconv.formats import BUILT_IN
from agentconv.host import facts, guard
from agentconv.host.components import AnyFormat, formats_of
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.component import ComponentFormat, Material
from agentconv.kit.document import Document
from agentconv.kit.format import Format, Writing
from agentconv.model.agent import FIELDS, Agent, diff
from agentconv.model.components import Component
from agentconv.model.names import slug, unsafe
from agentconv.model.powers import power
from agentconv.reading.detect import read_source
from agentconv.reading.read import container_of, decode_native
from agentconv.text.source import Source, decode
from agentconv.writing.convert import Conversion, convert_documents

__all__ = [
    "ComponentContract",
    "FormatContract",
    "agents",
    "lines_of",
    "read_documents",
    "read_files",
    "text_snapshot",
]


def text_snapshot(suffix: str) -> type[SingleFileSnapshotExtension]:
    """For tests of your own: a snapshot of syrupy's in a file of its own, to the byte, with this suffix."""

    class Snapshot(SingleFileSnapshotExtension):
        file_extension = suffix
        _file_extension = suffix  # its name before syrupy 5

    return Snapshot


class FormatContract:
    """What every format must hold. Subclass it in a test module and set `format` and `fixtures`."""

    format: ClassVar[type[Format]]
    fixtures: ClassVar[Path]
    """The folder with the format's own files."""
    neutral: ClassVar[Path | None] = None
    """A folder of neutral JSON that is written in the format; None = agents that come with agentconv."""
    layout_lost: ClassVar[frozenset[str]] = frozenset()
    """Fixtures whose layout cannot be kept when a field changes: YAML anchors, say."""
    beside: ClassVar[tuple[type[Format], ...]] = ()
    """Other formats of the same package, which must be told apart from this one."""
    examples: ClassVar[int] = 40
    """How many generated agents are written and read back; 0 = none."""

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each test its cases."""
        cls = type(self)
        if "case" in metafunc.fixturenames:
            found = cls.cases()
            metafunc.parametrize("case", found.values(), ids=found.keys())
        if "neutral_case" in metafunc.fixturenames:
            agents = cls.neutral_cases()
            metafunc.parametrize("neutral_case", agents.values(), ids=agents.keys())
        if "hostile" in metafunc.fixturenames:
            kinds = cls.format.containers if cls.format.reads else ()
            texts = {
                f"{kind}-{name}": (kind, text)
                for kind in kinds
                for name, text in HOSTILE.get(kind, {}).items()
            }
            metafunc.parametrize("hostile", texts.values(), ids=texts.keys())

    @classmethod
    def cases(cls) -> dict[str, Path]:
        """The format's own files, by name."""
        readable = cls.format.reads and cls.fixtures.is_dir()
        found = sorted(cls.fixtures.iterdir()) if readable else []
        return dict(zip(snapshots.case_names(found), found, strict=True))

    @classmethod
    @functools.cache
    def neutral_cases(cls) -> Mapping[str, Agent]:
        """The agents that are written in the format, by name."""
        if not cls.format.writes:
            return {}
        if cls.neutral is None:
            return AGENTS
        return {path.stem: read(path).agents[0] for path in sorted(cls.neutral.glob("*.json"))}

    @pytest.fixture
    def kept(self, request: pytest.FixtureRequest) -> Kept:
        """The format's snapshots, beside the test module."""
        folder = request.path.parent / snapshots.FOLDER / self.name
        return Kept(folder, bool(request.config.getoption("update_snapshots", default=False)))

    @pytest.fixture
    def registry(self) -> Registry:
        """A registry that knows the built-in formats and the one under test."""
        registry = Registry(plugins=False)
        for cls in (self.format, *self.beside):
            registry.add(cls)
        return registry

    @property
    def name(self) -> str:
        """The format's name."""
        return self.format.name

    def read_case(self, case: Path, registry: Registry) -> Result:
        """What a fixture holds."""
        result = read(case, self.name if case.is_file() else None, registry=registry)
        if not result.documents and case.is_dir():  # in a folder it is of another kind than an agent
            result = read(case, self.name, registry=registry)
        assert result.ok, lines_of(result.diagnostics, case.parent)
        assert result.documents, f"{case.name} defines no agent"
        return result

    def _needs_writing(self) -> None:
        """Skip a test of a format that is only read."""
        if not self.format.writes:
            pytest.skip("the format is only read")

    def write_agent(self, agent: Agent, registry: Registry) -> Conversion:
        """An agent in the format."""
        return write(agent, self.name, registry=registry)

    # what the format says of itself

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

    # reading

    def test_reads_as(self, case: Path, registry: Registry, kept: Kept) -> None:
        """A fixture reads as the agents of its snapshot, with the findings there."""
        result = self.read_case(case, registry)
        (name,) = (name for name, path in self.cases().items() if path == case)
        kept.holds(snapshots.of_reading(name), reads_as(result, case.parent))

    def test_is_recognised(self, case: Path, registry: Registry) -> None:
        """A fixture is taken for this format at the place where the format's tool looks."""
        documents = self.read_case(case, registry).documents
        assert {d.format for d in documents} == {self.name}
        place = next((p for p in self.format.paths if _ending(p) == _ending(case.name)), None)
        if case.is_file() and place:
            text = decode(case.read_bytes())
            path = place.replace("**/", "").replace("*", self.format().stem_of(PurePosixPath(case.name)))
            again = read_source(Source(path, text), registry, Report())
            assert {d.format for d in again} == {self.name}

    # writing

    def test_unchanged_keeps_every_byte(self, case: Path, registry: Registry) -> None:
        """Read and written in the same format, a file is the same to the byte."""
        self._needs_writing()
        result = self.read_case(case, registry)
        conversion = convert_documents(result.documents, self.name, registry)
        assert conversion.ok, lines_of(conversion.diagnostics, case.parent)
        wanted = {
            p.name: p.read_bytes() for p in ([case] if case.is_file() else case.rglob("*")) if p.is_file()
        }
        written = [file.text.encode() for file in conversion.files]
        assert sorted(written) == sorted(wanted.values())

    def test_one_changed_field_keeps_the_other_lines(self, case: Path, registry: Registry) -> None:
        """A new description changes the lines of the keys that hold it and no other."""
        self._needs_writing()
        result = self.read_case(case, registry)
        document, fmt = result.documents[0], self.format()
        alone = len(result.documents) == 1 and not document.companions and not fmt.shared_file
        if not alone or not fmt.is_native("description"):
            pytest.skip("one file holds several agents, or none holds a description")
        agent = replace(document.agent, description="Changed by a test.")
        conversion = write(agent, self.name, onto=document, registry=registry)
        lost = "layout-lost" in {d.code for d in conversion.diagnostics}
        assert lost == (case.stem in self.layout_lost)
        (again,) = read_source(
            Source(document.path, conversion.files[0].text), registry, Report(), format=self.name
        )
        assert again.agent.description == agent.description
        if not lost:
            writing = Writing(Report(), model_map.load(), source=self.name)
            old, new = (fmt.encode(a, writing) for a in (document.agent, agent))
            changed = {key for key in {**old, **new} if old.get(key) != new.get(key)}
            changed |= {recovery.key for recovery in document.tree.recoveries}
            assert _without(document, changed) == _without(again, changed)

    def test_writes_as(self, neutral_case: Agent, registry: Registry, kept: Kept) -> None:
        """A neutral agent is written as the files of its snapshots, with the losses there."""
        conversion = self.write_agent(neutral_case, registry)
        (name,) = (name for name, agent in self.neutral_cases().items() if agent is neutral_case)
        for place, text in snapshots.of_writing(name, conversion).items():
            kept.holds(place, text)

    def test_no_snapshot_is_left_over(self, registry: Registry, kept: Kept) -> None:
        """Each snapshot is of a fixture or agent that there is."""
        places = [snapshots.of_reading(name) for name in self.cases()]
        for name, agent in self.neutral_cases().items():
            places += snapshots.of_writing(name, self.write_agent(agent, registry))
        kept.holds_only(places)

    def test_writing_again_is_stable(self, neutral_case: Agent, registry: Registry) -> None:
        """Write, read, write gives the first text again."""
        agent = neutral_case
        first = self.write_agent(agent, registry)
        again = self.write_agent(self.read_back(first, agent, registry), registry)
        assert [f.text for f in again.files] == [f.text for f in first.files]

    def test_loss_is_what_differs(self, neutral_case: Agent, registry: Registry) -> None:
        """Every field that reads back differently is named in a finding, and no power is gained."""
        agent = neutral_case
        conversion = self.write_agent(agent, registry)
        back = self.read_back(conversion, agent, registry)
        named = {name for d in conversion.diagnostics for name in d.fields}
        for difference in diff(agent, back):
            name = difference.field
            if not name.startswith(("tools.", "extensions.")):
                assert name in named, f"{name} is lost in silence"
        widened = {d.code for d in conversion.diagnostics if d.severity is Severity.ERROR}
        assert power(back) <= power(agent) or "power-widened" in widened

    def read_back(self, conversion: Conversion, agent: Agent, registry: Registry) -> Agent:
        """The agent that the written files hold, or the native values of a format that is not read."""
        if not self.format.reads:
            fmt, writing = self.format(), Writing(Report(), model_map.load(), slug=slug(agent.name))
            return decode_native(fmt, fmt.encode(agent, writing), writing.slug)
        return read_files(conversion, registry)[0] if conversion.files else agent

    def test_a_long_prompt_is_whole_or_named(self, registry: Registry) -> None:
        """Nothing is cut in silence."""
        self._needs_writing()
        agent = Agent("long", description="d", prompt="All of this. " * 30_000)
        conversion = self.write_agent(agent, registry)
        back = self.read_back(conversion, agent, registry)
        refused = not conversion.ok or any(d.field == "prompt" for d in conversion.diagnostics)
        assert back.prompt == agent.prompt or refused

    def test_any_agent_keeps_the_promises(self, registry: Registry) -> None:
        """Generated agents: nothing is lost in silence, nothing gains power, the same text comes back."""
        if not (self.examples and self.format.writes):
            pytest.skip("no generated agents are asked for")
        keys = tuple(sorted(self.format().known_keys))

        chosen = settings(max_examples=self.examples, deadline=None, suppress_health_check=list(HealthCheck))

        @settings(chosen, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking takes minutes
        @given(agents(self.name, keys=keys))
        def holds(agent: Agent) -> None:
            conversion = self.write_agent(agent, registry)
            if not conversion.ok:
                return
            back = self.read_back(conversion, agent, registry)
            named = {name for d in conversion.diagnostics if d.loss for name in d.fields}
            lost = {d.field for d in diff(agent, back)}
            assert lost <= named, f"{sorted(lost - named)} are lost in silence"
            assert power(back) <= power(agent), power(back).beyond(power(agent))
            if self.format.reads:
                again = self.write_agent(back, registry)
                assert [f.text for f in again.files] == [f.text for f in conversion.files]

        holds()

    # hostile input

    def test_hostile_text_is_refused_or_borne(self, hostile: tuple[str, str], registry: Registry) -> None:
        """A text that no client would write gives agents, errors with a place, or no agent: no exception."""
        kind, text = hostile
        self.survives(text, kind, registry)

    def test_odd_values_are_refused_or_borne(self, case: Path, registry: Registry) -> None:
        """A fixture with a value changed to one of another type is read or refused."""
        document = self.read_case(case, registry).documents[0]
        path = PurePosixPath(document.path)
        kind = container_of(path, document.tree.source.text) or self.format.containers[0]
        kind = kind if kind in self.format.containers else self.format.containers[0]
        for text in odd_texts(document.tree.values, kind):
            self.survives(text, kind, registry, document)

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
            guard.checked_agent(one.agent)
            assert unsafe(one.agent.name) is None
        if self.format.writes and found:
            convert_documents(
                [replace(d, original=replace(d.agent, name="was")) for d in found], self.name, registry
            )

    # together with other formats

    def test_files_of_other_formats_are_left_alone(self, registry: Registry) -> None:
        """What a built-in format writes is recognised as that format's, and never as this one's."""
        fmt = self.format()
        for name in [self.name] if self.name in BUILT_IN else BUILT_IN:
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
        for target in (name for name in registry.names() if registry.get(name).writes):
            conversion = convert_documents(result.documents, target, registry)
            if not conversion.ok:
                continue
            by_name = {agent.name: agent for agent in result.agents}
            for back in read_files(conversion, registry) if registry.get(target).reads else ():
                if back.name in by_name:
                    assert power(back) <= power(by_name[back.name]), target


class ComponentContract:
    """What every format of a skill, command, server, rule or hook must hold. Set `format` and `fixtures`."""

    format: ClassVar[type[ComponentFormat[Any]]]
    fixtures: ClassVar[Path]
    """A folder that stands for a project: each fixture lies in it where the format's tool looks."""
    specimens: ClassVar[Mapping[str, Component] | None] = None
    """Components to write, by name; None = those that come with agentconv for the kind."""

    @pytest.fixture
    def fmt(self) -> AnyFormat:
        """The format under test."""
        return self.format()

    @pytest.fixture
    def kept(self, request: pytest.FixtureRequest) -> Kept:
        """The format's snapshots, beside the test module."""
        folder = request.path.parent / snapshots.FOLDER / "components" / self.format.kind / self.format.target
        return Kept(folder, bool(request.config.getoption("update_snapshots", default=False)))

    def materials(self, fmt: AnyFormat) -> dict[str, Material]:
        """The format's own files, by name."""
        return held.materials(self.fixtures, fmt) if fmt.reads else {}

    def wanted(self, fmt: AnyFormat) -> Iterator[tuple[str, Component, AnyFormat | None]]:
        """What is written in the format: name, component, and the format that it was read in."""
        specimens = held.SPECIMENS.get(fmt.kind, {}) if self.specimens is None else self.specimens
        yield from ((name, component, None) for name, component in specimens.items())
        for name, material in self.materials(fmt).items():
            yield from ((name, component, fmt) for component in held.read(fmt, material)[0])

    def others(self, fmt: AnyFormat) -> list[AnyFormat]:
        """The formats of the kind that the fixtures are written in."""
        return [other for other in formats_of(fmt.kind) if other.writes and other.target != fmt.target]

    def test_facts_are_given(self, fmt: AnyFormat) -> None:
        """A kind, a tool, its places, a source for the facts and the date of the check."""
        held.check_facts(fmt)
        for _, component, _ in self.wanted(fmt):
            held.check_says_fields(fmt, type(component))

    def test_there_is_a_fixture(self, fmt: AnyFormat) -> None:
        """A format that is read brings its own files."""
        assert self.materials(fmt) or not fmt.reads, f"put a real file in {self.fixtures}"

    def test_fixtures_read_soundly(self, fmt: AnyFormat, kept: Kept) -> None:
        """A fixture gives the components of its snapshot, which nobody can change."""
        for name, material in self.materials(fmt).items():
            found, said = held.read(fmt, material)
            assert found, f"{name} defines nothing"
            for component in found:
                held.check_sound(component)
            kept.holds(f"reads/{snapshots.flat(name)}.json", held.reads_as(fmt, found, said))

    def test_unchanged_keeps_every_byte(self, fmt: AnyFormat) -> None:
        """Read and written in the same format, a file is the same to the byte."""
        for material in self.materials(fmt).values() if fmt.writes else ():
            held.check_kept(fmt, material)

    def test_what_is_lost_is_told(self, fmt: AnyFormat, kept: Kept) -> None:
        """What is written holds what was meant, or a finding says so; no power is gained in silence."""
        for name, component, source in self.wanted(fmt) if fmt.writes else ():
            done = held.tried(component, fmt, source)
            held.check_told(done, fmt, source)
            if source is None:
                kept.holds(f"{snapshots.flat(name)}.txt", held.shown(done))

    def test_writing_again_is_stable(self, fmt: AnyFormat) -> None:
        """Write, read, write gives the first files again."""
        for _, component, source in self.wanted(fmt) if fmt.writes else ():
            held.check_stable(held.tried(component, fmt, source), fmt)

    def test_goes_to_every_tool(self, fmt: AnyFormat, kept: Kept) -> None:
        """What other formats make of the fixtures is told, stable, and can do no more."""
        for name, material in self.materials(fmt).items():
            parts = []
            for other in self.others(fmt):
                for component in held.read(fmt, material)[0]:
                    done = held.tried(component, other, fmt)
                    held.check_told(done, other, fmt)
                    held.check_stable(done, other)
                    parts.append(f"=== {other.target}: {component.name}\n{held.shown(done, material)}\n")
            kept.holds(f"to/{snapshots.flat(name)}.txt", "".join(parts))

    def test_odd_texts_are_refused_or_borne(self, fmt: AnyFormat) -> None:
        """A fixture with something in it that nobody would write is read or refused: no exception."""
        for material in self.materials(fmt).values():
            for odd in held.odd_materials(material):
                held.check_survives(fmt, odd)

    def test_no_snapshot_is_left_over(self, fmt: AnyFormat, kept: Kept) -> None:
        """Each snapshot is of a fixture or component that there is."""
        own = [snapshots.flat(name) for name in self.materials(fmt)]
        places = [place for name in own for place in (f"reads/{name}.json", f"to/{name}.txt")]
        others = [name for name, _, source in self.wanted(fmt) if source is None and fmt.writes]
        kept.holds_only([*places, *(f"{snapshots.flat(name)}.txt" for name in others)])


def _ending(path: str) -> str:
    """A path's last ending; of one without, its name."""
    name = PurePosixPath(path.replace("*", "x"))
    return name.suffix or name.name


def _without(document: Document, keys: set[str]) -> str:
    """The text of a document without the entries of some keys, and without what separates entries."""
    text, node = document.tree.source.text, document.tree.node
    for key in sorted(keys & node.keys.keys(), key=lambda k: -node.keys[k].start):
        text = text[: node.keys[key].start] + text[node.children[key].span.end :]
    return re.sub(r"[\s,]+", "", text)


def read_files(conversion: Conversion, registry: Registry) -> tuple[Agent, ...]:
    """The agents that the files of a conversion hold, read as a tool would read them."""
    return tuple(d.agent for d in read_documents(conversion, registry))


def read_documents(conversion: Conversion, registry: Registry) -> Iterator[Document]:
    """The documents that the files of a conversion hold."""
    texts = {file.path: Source(file.path, file.text) for file in conversion.files}
    has_index = any(file.is_index for file in conversion.files)
    for file in conversion.files:
        if has_index and not file.is_index:
            continue
        folder = file.path.rpartition("/")[0]
        report = Report()

        def sibling(name: str, folder: str = folder) -> Source:
            path = f"{folder}/{name}" if folder else name
            if path not in texts:
                raise Problem("not-found", "the conversion has no such file")
            return texts[path]

        documents: Any = read_source(
            texts[file.path], registry, report, format=conversion.target, sibling=sibling
        )
        assert not report.errors(), report.errors()
        yield from documents
