"""What the formats of skills, commands, servers, rules and hooks have in common.

A tool has one such format for each kind that it knows; a *target* is all of a tool's formats together. As for
agents, nothing reports its own losses: what a format writes is read back and compared
(`agentconv.writing.components`).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, ClassVar, Generic, TypeVar

from agentconv.diagnostics import Report
from agentconv.frozen import frozen, slotted
from agentconv.kit.exchange import PROJECT, USER
from agentconv.kit.table import place_pattern
from agentconv.model.agent import Value
from agentconv.model.components import Component, File
from agentconv.model.package import Package
from agentconv.text.source import decode

C = TypeVar("C", bound=Component)


@frozen
class Material:
    """What a component is read from: one file, or the folder of a skill with all that lies in it."""

    path: str
    """Of the file, or of the skill's `SKILL.md`, below its package or project; `/` between folders."""
    files: tuple[File, ...]
    """The file alone, called as the last part of `path`; or all files of the folder."""
    shown: str = ""
    """The path as it is shown to people; empty = `path`."""
    package: str = ""
    """The package that it belongs to; empty when it is none's."""

    @property
    def main(self) -> File:
        """The file itself; of a folder the one that makes it what it is."""
        name = self.path.rpartition("/")[2]
        return next((file for file in self.files if file.path == name), self.files[0])

    @property
    def text(self) -> str:
        """The text of the file. Raises `Problem` when it is none."""
        return decode(self.main.data)


BY_PEOPLE = "only people may call it"
"""What is withheld of a skill or command that the model may not call."""

Beside = Callable[[str], str]
"""Gives the text of a file by its path from the folder of another. Raises `Problem`."""


@frozen
class Entry:
    """A value that belongs into a file which holds other settings, too."""

    path: str
    """Of the file, relative to the output folder."""
    syntax: str
    """`json`, `jsonc`, `toml` or `yaml`."""
    keys: tuple[str, ...]
    """Where the value stands in the file."""
    value: Value
    instead: tuple[str, ...] = ()
    """Files that hold the same settings: the first that is there is taken where `path` is not."""


@frozen
class ComponentFile:
    """A file of a component, relative to the output folder."""

    path: str
    data: bytes
    executable: bool = False


Written = ComponentFile | Entry


@slotted
class ComponentReading:
    """What a format is told while it reads, and whom it tells of what it finds."""

    report: Report
    """Scoped to the file."""
    package: Package | None = None
    """What the package says of itself, if it is known."""


@slotted
class ComponentWriting:
    """What a format is told while it writes, and whom it tells."""

    report: Report
    """Scoped to the component and the target."""
    scope: str = PROJECT
    source: ComponentFormat[Any] | None = None
    """The format that the component was read in; None when it comes from no file."""
    shorten: bool = False
    """Whether a text over a limit may be shortened or split."""
    package: Package | None = None
    """What the files belong to; None when nobody said."""
    taken: set[str] = field(default_factory=set)
    """The names that other components of the kind have in this target."""


class ComponentFormat(ABC, Generic[C]):
    """How one tool keeps components of one kind: facts, and both directions."""

    kind: ClassVar[str]
    """One of `agentconv.model.components.KINDS`."""
    target: ClassVar[str]
    """The tool, by the name of its agents' format: `codex`."""
    owner: ClassVar[str] = ""
    """The tool under whose name extensions stand; empty = `target`. A package format has its tool's."""
    paths: ClassVar[tuple[str, ...]] = ()
    """Globs of the places where the tool looks; the first is where a component is written."""
    user_paths: ClassVar[tuple[str, ...]] = ()
    """The same below a user's home folder; empty when the tool has no such place."""
    elsewhere: ClassVar[tuple[str, ...]] = ()
    """Globs of files in which components stand, too, and are never written; `parts` takes them out."""
    reference: ClassVar[str] = ""
    checked: ClassVar[str] = ""
    """The date on which the facts were checked, and against what."""
    validated: ClassVar[str] = ""
    """What accepts the written files in the tests: the vendor's client, schema or types."""
    reads: ClassVar[bool] = True
    writes: ClassVar[bool] = True
    apart: ClassVar[bool] = True
    """Of a package: whether its client calls a component after it, so that each package has its own names."""
    becomes: ClassVar[str] = ""
    """The kind that components become here, where the tool has no place for their own: `skill`."""
    reasons: ClassVar[Mapping[str, str]] = {}
    """Field -> why it is lost or changed here, for the hint of a loss; `*` for any other field."""

    power_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that decide on power: what becomes of them is told with it, and not once more."""

    told_by_power: ClassVar[tuple[str, ...]] = ()
    """The fields that say nothing but power: what becomes of them is told by its words alone."""
    left_without: ClassVar[frozenset[str]] = frozenset()
    """Words of what is withheld: a component that would lose only these is left out, and stops no export."""
    quiet: ClassVar[tuple[str, ...]] = ()
    """How words of power begin of which a loss is not told: another finding does, or nobody misses them."""

    @property
    def known_keys(self) -> frozenset[str]:
        """The keys that mean something in its head, or in an entry; empty = nobody knows."""
        return frozenset()

    @abstractmethod
    def read(self, material: Material, reading: ComponentReading) -> tuple[C, ...]:
        """The components that a file or folder holds. What is odd about it goes to the report.

        Raises `Problem` for what cannot be read at all.
        """

    @abstractmethod
    def write(self, component: C, writing: ComponentWriting) -> Sequence[Written]:
        """The files of a component, or its entries in files with other settings."""

    def parts(self, material: Material, reading: ComponentReading, beside: Beside) -> Sequence[Material]:
        """The components of a file that lies `elsewhere`, each as a file of its own that `read` takes."""
        return ()

    def fit(self, component: C, writing: ComponentWriting) -> C:
        """The component as far as the tool can hold it, where one fact decides several fields."""
        return component

    def power(self, component: C) -> frozenset[str]:
        """What the tool lets happen because of a component, in words: `runs: git status`, `unasked: Bash`.

        A word that the target has and the source has not is a gain of power, and stops an export.
        """
        return frozenset()

    def withholds(self, component: C) -> frozenset[str]:
        """What the tool keeps from happening because of a component, in words: `withheld: Write`.

        A word that the source has and the target has not is a gain of power, too.
        """
        return frozenset()

    def read_back(self, written: Sequence[Written], writing: ComponentWriting) -> C | None:
        """The component that written files hold, as the tool reads them; None when it finds none."""
        files = [one for one in written if isinstance(one, ComponentFile)]
        if not files:
            return None
        path = next((f.path for f in files if self.lies_at(PurePosixPath(f.path))), files[0].path)
        folder, _, _ = path.rpartition("/")
        below = f"{folder}/" if folder else ""
        inside = (File(f.path.removeprefix(below), f.data, f.executable) for f in files)
        found = self.read(Material(path, tuple(inside)), ComponentReading(Report(), writing.package))
        return found[0] if found else None

    # places

    @cached_property
    def _places(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(place_pattern, dict.fromkeys((*self.paths, *self.user_paths))))

    def lies_at(self, path: PurePosixPath) -> bool:
        """Whether a path is one where the tool looks."""
        text = str(path)
        return any(place.search(text) for place in self._places)

    def elsewhere_in(self, path: str) -> str:
        """The part of a path that is a place `elsewhere`; empty where there is none."""
        found = (place.search(path) for place in self._elsewhere)
        return next((path[match.start() :].lstrip("/") for match in found if match), "")

    @cached_property
    def _elsewhere(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(place_pattern, self.elsewhere))

    def is_place(self, path: str) -> bool:
        """Whether a path below a package or project is one of the tool's, and not only ends like one."""
        return any(place.match(path) for place in self._places)

    def homes(self, path: PurePosixPath) -> list[str]:
        """The globs of the tool's places that a path fits."""
        globs = dict.fromkeys((*self.paths, *self.user_paths))
        text = str(path)
        return [glob for glob, place in zip(globs, self._places, strict=True) if place.search(text)]

    @property
    def is_package(self) -> bool:
        """Whether the places are those of a package: elsewhere a path like `skills/x` says nothing."""
        return bool(self.owner) and self.owner != self.target

    def place(self, scope: str = PROJECT) -> str:
        """The glob of the place where components are written."""
        return self.user_paths[0] if scope == USER and self.user_paths else self.paths[0]

    def path_of(self, name: str, scope: str = PROJECT) -> str:
        """Where a component of a name is written: its name stands for the `*` of the place."""
        return self.place(scope).replace("**/", "").replace("*", name)
