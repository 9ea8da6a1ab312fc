"""What the carry files of the folders above a source know of its agents."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from hashlib import sha256
from pathlib import Path
from typing import Any

from agentconv.diagnostics import Report
from agentconv.errors import Problem, WrongType
from agentconv.folder import record
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.kit.carried import Carried
from agentconv.kit.document import Document
from agentconv.kit.restored import TOGETHER
from agentconv.reading import carry
from agentconv.reading.finding import Found, as_shown
from agentconv.text.source import OWN_BYTES, decode

_Carried = tuple[record.Record, Mapping[str, Mapping[str, Mapping[str, Any]]], list[Any]]


@frozen
class Kept:
    """A folder whose carry file counts, with what that says of components."""

    folder: Path
    record: record.Record
    components: tuple[Carried, ...]
    root: Path
    """The folder that was given, out of which nothing is followed."""

    @property
    def shown(self) -> str:
        """The carry file, as it is shown to people."""
        return as_shown(self.folder / carry.NAME)


@frozen
class Carries:
    """The carry files of a run, each read once.

    One counts only where the record beside it says that agentconv wrote it and the files that it speaks of.
    """

    _folders: dict[tuple[str, Path], tuple[Path, ...]] = field(default_factory=dict)
    """Folder and root -> the folders from there up that hold a carry file."""
    _entries: dict[Path, _Carried] = field(default_factory=dict)
    """Folder -> what its carry file knows."""
    _untold: dict[Path, str] = field(default_factory=dict)
    """Folder -> why its carry file does not count, until somebody is told."""
    _read_components: dict[Path, tuple[Carried, ...]] = field(default_factory=dict)
    """Folder -> what its carry file says of components."""
    _unfit: dict[Path, Report] = field(default_factory=dict)
    """Folder -> what of that fits none, until somebody is told."""
    _kinds: dict[Path, dict[str, str]] = field(default_factory=dict)
    """Folder -> the kinds of components by the files that were written of them."""

    def folders(self, found: Found) -> tuple[Path, ...]:
        """The folders above a file that hold a carry file, the nearest first."""
        start = os.path.dirname(found.file), found.root
        if start not in self._folders:
            self._folders[start] = tuple(_folders_above(found.path.parent, found.root))
        return self._folders[start]

    def restored(
        self, found: Found, documents: list[Document], report: Report, again: carry.Again
    ) -> list[Document]:
        """The documents of a file with what the nearest carry file knows of them; `again` reads its texts."""
        for folder in self.folders(found)[:1]:
            known = self._known(folder, found.path, report)
            documents = carry.restore(documents, known, report, again)
        return documents

    def package(self, found: Found) -> Mapping[str, Any]:
        """What the nearest carry file knows of the package, or the packages, that a file describes."""
        for folder in self.folders(found)[:1]:
            return self._known(folder, found.path, None).get("", {})
        return {}

    def packages(self, found: Found) -> Mapping[str, Any]:
        """What it knows of all packages together, where no file of theirs lists them."""
        for folder in self.folders(found)[:1]:
            return self._of(folder, None)[1].get(TOGETHER, {}).get("", {})
        return {}

    def kept(self, files: Iterable[Found], report: Report) -> list[Kept]:
        """The folders of some files whose carry files say something of components."""
        roots = {folder: found.root for found in files for folder in self.folders(found)[:1]}
        result = []
        for folder, root in sorted(roots.items()):
            known = self._of(folder, report)[0]
            if components := self._components(folder, report):
                result.append(Kept(folder, known, components, root))
        return result

    def kind(self, found: Found) -> str:
        """What the nearest carry file knows that was written as a file; empty for an agent, or nothing."""
        for folder in self.folders(found)[:1]:
            if folder not in self._kinds:
                traces = ((t, one.kind) for one in self._components(folder, None) for t in one.written)
                self._kinds[folder] = {trace.path: kind for trace, kind in traces if not trace.keys}
            return self._kinds[folder].get(found.path.relative_to(folder).as_posix(), "")
        return ""

    def _components(self, folder: Path, report: Report | None) -> tuple[Carried, ...]:
        """What a carry file says of components; what fits none goes to the report, once."""
        if folder not in self._read_components:
            said = Report()
            self._read_components[folder] = tuple(carry.components_from(self._of(folder, None)[2], said))
            self._unfit[folder] = said
        if report is not None and folder in self._unfit:
            report.extend(self._unfit.pop(folder).diagnostics)
        return self._read_components[folder]

    def _of(self, folder: Path, report: Report | None) -> _Carried:
        if folder not in self._entries:
            try:
                self._entries[folder] = _read(folder)
            except (Problem, WrongType, OSError) as problem:
                self._entries[folder] = record.Record(), {}, []
                why = f"it is not {problem.expected}" if isinstance(problem, WrongType) else problem
                self._untold[folder] = f"what it keeps is not restored: {why}"
        if report is not None and (why := self._untold.pop(folder, "")):
            report.add("carry-ignored", why, hint=_HINT, path=as_shown(folder / carry.NAME))
        return self._entries[folder]

    def _known(self, folder: Path, path: Path, report: Report | None) -> Mapping[str, Mapping[str, Any]]:
        known, entries, _ = self._of(folder, report)
        relative = path.relative_to(folder).as_posix()
        if relative in entries and relative not in known.files:
            what = f"what it keeps of {relative} is not restored: {record.NAME} does not list that file"
            if report is not None:
                report.add("carry-ignored", what, hint=_HINT, path=as_shown(folder / carry.NAME))
            return {}
        return entries.get(relative, {})


_HINT = f"copy {record.NAME} along with the files, or export them again with --carry"


def _folders_above(folder: Path, root: Path) -> Iterator[Path]:
    for _ in range(8):
        if os.path.lexists(folder / carry.NAME):
            yield folder
        if folder in (folder.parent, root, Path()):
            return
        folder = folder.parent


def _read(folder: Path) -> _Carried:
    """The record of a folder, and what its carry file knows.

    Raises `Problem`, `WrongType` or `OSError` for one that does not count.
    """
    data = read_bytes(folder / carry.NAME, folder, limit=OWN_BYTES)
    try:
        known = record.load(folder)
    except WrongType as problem:
        raise Problem("carry-ignored", f"{record.NAME} is not {problem.expected}") from None
    if not known.owns(carry.NAME, sha256(data).hexdigest()):
        why = f"there is no {record.NAME} beside it that says that agentconv wrote it"
        if carry.NAME in known.files:
            why = f"it was changed since agentconv wrote it, by the digest in {record.NAME}"
        raise Problem("carry-ignored", why)
    return known, *carry.parsed(decode(data, limit=OWN_BYTES))
