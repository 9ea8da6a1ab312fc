"""What agents need beside their own files: the skills that they name, each a folder that travels whole.

A skill is a folder with a `SKILL.md`; its scripts and references are part of it, whatever they hold. It is
looked for among the sources only: nothing outside of what was given is opened.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.host import places
from agentconv.model import names
from agentconv.model.components import File
from agentconv.reading.finding import SKIPPED_FOLDERS, Found, as_shown

LARGEST = 64 << 20
"""More bytes than a file of any skill that was seen has."""


@frozen
class Skill:
    """A skill's folder among the sources."""

    name: str
    """What the folder is called, by which agents name it."""
    folder: str
    """Its path, as the system has it."""
    shown: str
    """As it is shown to people; `/` between folders."""
    source: str
    """The path of its `SKILL.md`, as it is shown to people."""
    root: Path
    """The folder that was given, or the skill's, out of which nothing is followed."""
    package: str = ""
    """The package that it belongs to; empty when it is none's."""

    def files(self, report: Report) -> Iterator[File]:
        """Its files, sorted; what cannot be taken is an error in the report."""
        for path in files_below(self.folder, report):
            below = os.path.relpath(path, self.folder).replace(os.sep, "/")
            shown = as_shown(Path(path))
            if why := names.unsafe_path(below):
                report.add("unsafe-path", f"a file of the skill {self.name!r}: {why}", path=shown)
                continue
            try:
                data = read_bytes(path, self.root, limit=LARGEST)
            except Problem as problem:
                report.add_problem(problem, path=shown)
                continue
            if len(data) > LARGEST:
                what = f"the file is larger than {LARGEST >> 20} MiB"
                report.add("file-too-large", what, path=shown)
                continue
            yield File(below, data, bool(os.stat(path).st_mode & stat.S_IXUSR))


def skills_in(files: Iterable[Found]) -> list[Skill]:
    """The skills among the files that were found, in their order."""
    found = []
    for file in files:
        folder, name = os.path.split(file.file)
        if name.casefold() == places.SKILL.casefold() and not file.outside:
            shown = posixpath.dirname(file.shown) or "."
            real = os.path.basename(os.path.dirname(file.real))
            found.append(Skill(real, folder or os.curdir, shown, file.shown, file.around, file.package))
    return found


class Named(Protocol):
    """What has a name, lies in a folder and may belong to a package."""

    @property
    def name(self) -> str: ...
    @property
    def shown(self) -> str: ...
    @property
    def package(self) -> str: ...


N = TypeVar("N", bound=Named)


def skill_for(wanted: str, path: str, skills: Sequence[N]) -> N | None:
    """The skill that an agent means which names it, by the path of the agent's file; None when there is none.

    `package:skill` is that package's. Of several with one name the one nearest to the agent counts: the one
    whose folder has most in common with the agent's, and of those the first.
    """
    package, _, name = wanted.rpartition(":")
    fitting = [s for s in skills if s.name == name and package in ("", s.package)]
    return max(fitting, key=lambda skill: _in_common(skill.shown, path), default=None)


def needed(
    named: Iterable[tuple[str, str, Sequence[str]]], skills: Sequence[N], report: Report
) -> list[tuple[N, list[str]]]:
    """The skills that agents name, each with those agents; what is missing goes to the report.

    `named` are the path and name of each agent, with the skills that it names.
    """
    found: dict[int, tuple[N, list[str]]] = {}
    for path, agent, wanted in named:
        for name in wanted:
            skill = skill_for(name, path, skills)
            if skill is None:
                _tell_missing(name, path, agent, report)
            else:
                found.setdefault(id(skill), (skill, []))[1].append(agent)
    return [*found.values()]


def _tell_missing(name: str, path: str, agent: str, report: Report) -> None:
    """Say that a skill which an agent names is not there."""
    what = f"the skill {name!r} is not among the sources: it does not travel with the agent"
    hint = "name the folder that holds it as a source, too"
    report.add("skill-missing", what, path=path, agent=agent, hint=hint)


def _in_common(one: str, other: str) -> int:
    """How many folders two paths have in common."""
    count = 0
    for a, b in zip(one.split("/"), other.split("/"), strict=False):
        if a != b:
            break
        count += 1
    return count


def files_below(folder: str, report: Report) -> Iterator[str]:
    """The paths of the files below a folder, sorted, those of its own folders last.

    A folder that cannot be read goes to the report.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        report.add("unreadable", what, path=as_shown(Path(folder)))
        return
    folders = []
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False):
            yield entry.path
        elif entry.name not in SKIPPED_FOLDERS:
            folders.append(entry.path)
    for inner in folders:
        yield from files_below(inner, report)
