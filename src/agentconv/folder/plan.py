"""What a run would change in an output folder: only what agentconv owns, nothing outside, no links followed.

A plan is made by looking; `apply` carries it out.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.errors import WrongType
from agentconv.folder import record
from agentconv.folder.record import Entry, Record
from agentconv.folder.staging import Seen, Staged, There, content, look
from agentconv.frozen import slotted
from agentconv.model import names


@dataclass(frozen=True)
class Wanted:
    """A file as it should be."""

    path: str
    """Relative to the output folder, `/` between folders."""
    content: str | bytes | Staged
    target: str
    agents: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """The files that it was made from, as the caller names them."""
    executable: bool = False

    @property
    def data(self) -> bytes:
        """The bytes to write; made anew each time, since most are needed only once."""
        if isinstance(self.content, Staged):
            return self.content.read()
        return self.content.encode() if isinstance(self.content, str) else self.content

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal digest of the content."""
        return self.content.sha256 if isinstance(self.content, Staged) else sha256(self.data).hexdigest()


@slotted
class Plan:
    """What a run would change in the output folder."""

    out: Path
    base: str
    """`out` without links."""
    known: Record
    after: Record
    write: list[tuple[Wanted, Seen]] = field(default_factory=list)
    """Files to write, with what is there now."""
    unchanged: list[Wanted] = field(default_factory=list)
    kept: list[Wanted] = field(default_factory=list)
    """Files that are not written since somebody else's content is in the way."""
    remove: list[str] = field(default_factory=list)
    """Outputs of sources that are gone."""
    folders: dict[str, str | None] = field(default_factory=dict)
    """Folder -> why nothing can be written in it."""
    relative: dict[str, str] = field(default_factory=dict)
    """Folder of sources -> its path relative to `base`."""

    def relative_to_base(self, paths: Iterable[str]) -> set[str]:
        """Paths as the record names them; what is no path, such as standard input, is left out."""
        return {known for path in paths if (known := self._relative(path))}

    def _relative(self, path: str) -> str | None:
        """A source's path relative to `base`; None = it is no file."""
        try:
            mode = os.lstat(path).st_mode
        except (OSError, ValueError):  # a file in an archive stands for the archive
            path = next((str(p) for p in Path(path).parents if p.is_file()), "")
            return self._relative(path) if path else None
        if stat.S_ISLNK(mode):
            return _relative_to(os.path.realpath(path), self.base)
        folder, name = os.path.split(path)
        if folder not in self.relative:
            self.relative[folder] = _relative_to(os.path.realpath(folder or os.curdir), self.base)
        return f"{self.relative[folder]}/{name}".removeprefix("./")

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
        old = look(out / path)
        if old is not None and old != entry.sha256:
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
    old = file.content.seen if isinstance(file.content, Staged) else look(f"{plan.out}/{file.path}")
    known = plan.known.files.get(file.path)
    other = known is not None and record.another(known.target, file.target)
    if old is There.FOLDER:
        report.add("unwritable", "a folder is in the way", path=_join(plan.out, file.path))
    elif old == file.sha256:
        plan.unchanged.append(file)
        if not (other and not force) and file.path not in sources and plan.known.owns(file.path, file.sha256):
            plan.after.files[file.path] = entry  # else it is somebody's own, which says the same
    elif old is not None and not force and (other or not plan.known.owns(file.path, old)):
        code, what = "kept-foreign", "not written by agentconv"
        if known is not None:
            code, what = "kept-edited", "edited since agentconv wrote it"
            if other and known.sha256 == old:
                code, what = "kept-owned", f"it belongs to {known.target}"
        hint = "--force replaces it; --diff shows the difference"
        report.add(code, f"{what}, so it is kept", path=_join(plan.out, file.path), hint=hint)
        plan.kept.append(file)
    else:
        plan.write.append((file, old))
        plan.after.files[file.path] = entry


def _blocked(out: Path, path: str, folders: dict[str, str | None]) -> str | None:
    """Why a path below `out` cannot be written; links are not followed, and nothing leads out of it."""
    folder, _, name = path.rpartition("/")
    if folder not in folders:
        why = names.unsafe_path(path)
        folders[folder] = why and f"the path is not safe: {why}"
        if why is None:
            folders[folder] = blocked_folder(out, folder)
    if name in ("", ".", ".."):
        return f"the path is not safe: {name!r} is no file's name"
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
        old = look(plan.out / path)
        if old is There.UNREADABLE:
            continue  # it may be read again in another run
        if old is not None and old != entry.sha256:
            what = "its source is gone, but it was edited since agentconv wrote it, so it is kept"
            report.add("kept-edited", what, path=_join(plan.out, path), hint="delete it yourself")
        elif old is not None:
            plan.remove.append(path)
        del plan.after.files[path]


def _relative_to(real: str, base: str) -> str:
    return os.path.relpath(real, base).replace(os.sep, "/")


def _join(out: Path, path: str) -> str:
    return (out / path).as_posix()


def differences(plan: Plan) -> Iterator[str]:
    """Lines of a unified diff of what a plan would change."""
    import difflib

    wanted: dict[str, bytes] = {
        **{f.path: f.data for f in (*(f for f, _ in plan.write), *plan.kept)},
        **dict.fromkeys(plan.remove, b""),
    }
    for path, new in sorted(wanted.items()):
        there = content(plan.out / path)
        old = there.encode() if isinstance(there, There) else there or b""
        before = old.decode("utf-8", "replace").splitlines(keepends=True)
        after = new.decode("utf-8", "replace").splitlines(keepends=True)
        start = f"a/{path}" if old else "/dev/null"
        end = f"b/{path}" if new else "/dev/null"
        for line in difflib.unified_diff(before, after, start, end):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
