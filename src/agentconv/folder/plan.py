"""What a run would change in an output folder: only what agentconv owns, nothing outside, no links followed.

A plan is made by looking; `apply` carries it out.
"""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.errors import Problem, WrongType
from agentconv.folder import record
from agentconv.folder.opening import read_bytes
from agentconv.folder.record import Entry, Record


@dataclass(frozen=True)
class Wanted:
    """A file as it should be."""

    path: str
    """Relative to the output folder, `/` between folders."""
    text: str | bytes
    target: str
    agents: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """The files that it was made from, as the caller names them."""

    @property
    def data(self) -> bytes:
        """The bytes to write; made anew each time, since most are needed only once."""
        return self.text.encode() if isinstance(self.text, str) else self.text

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal digest of the content."""
        return sha256(self.data).hexdigest()


@dataclass(slots=True)
class Plan:
    """What a run would change in the output folder."""

    out: Path
    base: str
    """`out` without links."""
    known: Record
    after: Record
    write: list[tuple[Wanted, bytes | None]] = field(default_factory=list)
    """Files to write, with their present content (None = there is none)."""
    unchanged: list[Wanted] = field(default_factory=list)
    kept: list[Wanted] = field(default_factory=list)
    """Files that are not written since somebody else's content is in the way."""
    remove: list[str] = field(default_factory=list)
    """Outputs of sources that are gone."""
    folders: dict[str, str | None] = field(default_factory=dict)
    """Folder -> why nothing can be written in it."""
    relative: dict[str, str | None] = field(default_factory=dict)
    """Source -> its path relative to `base`; None = it is no file."""

    def relative_to_base(self, paths: Iterable[str]) -> set[str]:
        """Paths as the record names them; what is no path, such as standard input, is left out."""
        for path in paths:
            if path not in self.relative:
                self.relative[path] = _relative_to(path, self.base)
        return {known for path in paths if (known := self.relative[path])}

    @property
    def changes(self) -> bool:
        """Whether applying the plan would change any file, the record aside."""
        return bool(self.write or self.remove or self.kept)


def plan(
    wanted: Sequence[Wanted],
    out: Path,
    targets: Iterable[str],
    read: Sequence[str],
    report: Report,
    *,
    force: bool = False,
    whole: bool = False,
) -> Plan | None:
    """What to do so that `out` holds the wanted files; None when an error stands against it.

    `read` are the sources that were read in this run: outputs of theirs that are not wanted any more are
    removed, as are those of sources that no longer exist, for the given targets, unless edited. `whole`
    says that nothing else is wanted for the targets: what has no source goes, too.
    """
    try:
        known = record.load(out)
    except (WrongType, OSError) as error:
        hint = "delete it, or restore it: without it no file can be told from your own"
        what = f"the record of written files cannot be read: {error}"
        report.add("record-broken", what, path=_join(out, record.NAME), hint=hint)
        return None
    result = Plan(out, os.path.realpath(out), known, _copy(known))
    errors = len(report.errors())
    if os.path.lexists(out) and not out.is_dir():
        report.add("unwritable", "the output folder is a file", path=out.as_posix())
        return None
    for file in wanted:
        _place(file, result, report, force)
    wanted_paths = {f.path for f in wanted}
    _stale(result, set(targets), wanted_paths, result.relative_to_base(read), report, whole=whole)
    return None if len(report.errors()) > errors else result


def _copy(known: Record) -> Record:
    return Record(dict(known.files), folders=known.folders, bundles=dict(known.bundles))


def removal(out: Path, known: Record, target: str, report: Report) -> Plan:
    """A plan that takes out everything the record lists for a target, but for what was edited since."""
    result = Plan(out, os.path.realpath(out), known, _copy(known))
    for path, entry in known.files.items():
        if entry.target != target or _blocked(out, path, result.folders):
            continue
        old = content(out / path)
        if old is not None and _digest(old) != entry.sha256:
            what = "edited since agentconv wrote it, so it is kept"
            report.add("kept-edited", what, path=_join(out, path), hint="delete it yourself")
        elif old is not None:
            result.remove.append(path)
        del result.after.files[path]
    result.after.bundles.pop(target, None)
    return result


def _place(file: Wanted, plan: Plan, report: Report, force: bool) -> None:
    if why := _blocked(plan.out, file.path, plan.folders):
        report.add("unwritable", why, path=_join(plan.out, file.path))
        return
    sources = plan.relative_to_base(file.sources)
    entry = Entry(file.sha256, file.target, tuple(sorted(sources)))
    old = content(plan.out / file.path)
    known = plan.known.files.get(file.path)
    other = known is not None and record.another(known.target, file.target)
    if old is _FOLDER:
        report.add("unwritable", "a folder is in the way", path=_join(plan.out, file.path))
    elif old == file.data:
        plan.unchanged.append(file)
        if not (other and not force) and file.path not in sources and plan.known.owns(file.path, file.sha256):
            plan.after.files[file.path] = entry  # else it is somebody's own, which says the same
    elif old is not None and not force and (other or not plan.known.owns(file.path, _digest(old))):
        code, what = "kept-foreign", "not written by agentconv"
        if known is not None:
            code, what = "kept-edited", "edited since agentconv wrote it"
            if other and known.sha256 == _digest(old):
                code, what = "kept-owned", f"it belongs to {known.target}"
        hint = "--force replaces it; --diff shows the difference"
        report.add(code, f"{what}, so it is kept", path=_join(plan.out, file.path), hint=hint)
        plan.kept.append(file)
    else:
        plan.write.append((file, old))
        plan.after.files[file.path] = entry


def _blocked(out: Path, path: str, folders: dict[str, str | None]) -> str | None:
    """Why a path below `out` cannot be written; links are not followed."""
    folder, _, _ = path.rpartition("/")
    if folder not in folders:
        folders[folder] = blocked_folder(out, folder)
    return folders[folder]


def blocked_folder(out: Path, folder: str) -> str | None:
    """Why nothing can be written in a folder below `out`; None when it can, or is not there yet."""
    place = out
    for part in folder.split("/") if folder else ():
        place = place / part
        try:
            mode = place.lstat().st_mode
        except OSError:
            return None
        if stat.S_ISLNK(mode):
            return f"the folder {place.as_posix()!r} is a link, and links are not followed"
        if not stat.S_ISDIR(mode):
            return f"{place.as_posix()!r} is no folder"
    return None


_FOLDER, _LINK, _UNREADABLE = b"\0folder", b"\0link", b"\0unreadable"
_LARGEST = 1 << 30
"""More than any file of ours; what is larger is somebody else's."""
NO_FILE = frozenset({_LINK, _UNREADABLE})
"""What `content` gives for something that is there and is no file that can be read."""


def content(path: Path) -> bytes | None:
    """What a file holds; None when there is none. A link or a device holds something foreign."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None
    if stat.S_ISDIR(mode):
        return _FOLDER
    if not stat.S_ISREG(mode):
        return _LINK
    try:
        return read_bytes(path, path, limit=_LARGEST)
    except Problem:
        return _UNREADABLE


def _stale(
    plan: Plan, targets: set[str], wanted: set[str], read: set[str], report: Report, *, whole: bool
) -> None:
    for path, entry in plan.known.files.items():
        if path in wanted or entry.target not in targets or not (entry.sources or whole):
            continue
        # One that was made from several sources stays while any of them may still want it: one that is there
        # and was not read now belongs to another run.
        alive = [s for s in entry.sources if s not in read and (plan.out / s).exists()]
        if alive or _blocked(plan.out, path, plan.folders):
            continue
        old = content(plan.out / path)
        if old == _UNREADABLE:
            continue  # it may be read again in another run
        if old is not None and _digest(old) != entry.sha256:
            what = "its source is gone, but it was edited since agentconv wrote it, so it is kept"
            report.add("kept-edited", what, path=_join(plan.out, path), hint="delete it yourself")
        elif old is not None:
            plan.remove.append(path)
        del plan.after.files[path]


def _relative_to(path: str, base: str) -> str | None:
    if not os.path.lexists(path):  # a file in an archive stands for the archive
        path = next((str(p) for p in Path(path).parents if p.is_file()), "")
    if not path:
        return None
    return os.path.relpath(os.path.realpath(path), base).replace(os.sep, "/")


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _join(out: Path, path: str) -> str:
    return (out / path).as_posix()


def differences(plan: Plan) -> Iterator[str]:
    """Lines of a unified diff of what a plan would change."""
    changes: Mapping[str, tuple[bytes, bytes]] = {
        **{f.path: (old or b"", f.data) for f, old in plan.write},
        **{f.path: (content(plan.out / f.path) or b"", f.data) for f in plan.kept},
        **{p: (content(plan.out / p) or b"", b"") for p in plan.remove},
    }
    for path, (old, new) in sorted(changes.items()):
        before = old.decode("utf-8", "replace").splitlines(keepends=True)
        after = new.decode("utf-8", "replace").splitlines(keepends=True)
        start = f"a/{path}" if old else "/dev/null"
        end = f"b/{path}" if new else "/dev/null"
        for line in difflib.unified_diff(before, after, start, end):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
