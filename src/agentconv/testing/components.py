"""The conformance suite for formats of skills, commands, servers, rules and hooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

from agentconv.conformance import components as held
from agentconv.conformance import snapshots
from agentconv.conformance.kept import Kept
from agentconv.host.components import AnyFormat, formats_of
from agentconv.kit.component import ComponentFormat, Material
from agentconv.model.components import Component


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
