"""Carrying out a plan: all or nothing. The one place that writes and deletes files.

Every new file is written beside its place first and only then are all of them moved. Before that the record
says what they will be, so that after a crash each file is known as old or new.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath

from agentconv.diagnostics import Report
from agentconv.folder import record
from agentconv.folder.plan import NO_FILE, Plan, blocked_folder, content
from agentconv.folder.record import Record


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Let one run at a time work on a folder, where the system can lock one."""
    made: list[Path] = []
    try:
        import fcntl

        _make_folder(out, made)
        handle = os.open(out, os.O_RDONLY)  # the folder itself is locked: no file for it is left behind
    except (ImportError, OSError):
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()


_Staged = tuple[Path, Path, bytes | None]
"""The new file, its place, and what is there (None = nothing)."""
_Moved = tuple[Path, bytes | Path | None]
"""A place, and what was there: its content, or where it was put aside."""


class _Changed(OSError):
    """What lies in the folder is not what the plan saw."""


def carry_out(plan: Plan, report: Report, also: Mapping[Path, bytes] | None = None) -> bool:
    """Carry a plan out. On an error everything is put back, the report says why, and False comes back.

    `also` are files outside of the plan's folder that belong to it: written together with it or not at all.
    """
    more = {place: data for place, data in (also or {}).items() if content(place) != data}
    if not plan.write and not plan.remove and plan.known == plan.after and not more:
        return True
    made: list[Path] = []
    ready: set[Path] = set()
    staged: list[_Staged] = []
    moved: list[_Moved] = []
    try:
        _make_folder(plan.out, made)
        # What a killed run left lies beside the files that its record says it was about to write.
        _clean({plan.out, *((plan.out / path).parent for path in plan.known.pending)})
        # First the record, on the disk before any file changes: beside what each file is it says what it is
        # about to be, so that wherever a crash comes, the next run knows both for agentconv's.
        if plan.write or plan.remove:
            pending = {file.path: file.sha256 for file, _ in plan.write}
            before = Record(
                plan.known.files, {**plan.known.pending, **pending}, plan.known.folders, plan.known.bundles
            )
            _write_record(plan.out, before)
        # Then every new file beside its place: a disk that is full says so while nothing has changed yet.
        for file, old in plan.write:
            place = plan.out / file.path
            if place.parent not in ready:
                _make_folder(place.parent, made)
                _check_folder(plan.out, file.path)
                ready.add(place.parent)
            staged.append((_stage(place, file.data, fresh=old is None), place, old))
        # `_move` takes from the end, so these come last: a lock is new only when all that it pins is there.
        for place, data in more.items():
            staged.insert(0, (_stage(place, data), place, content(place)))
        _move(staged, moved)
        _remove(plan, moved)  # only now, so that an agent that has another name is never missing
        plan.after.folders = _folders_after(plan, made)
        if plan.write or plan.remove or plan.known != plan.after:
            _write_record(plan.out, plan.after)
    except OSError as error:
        _undo(staged, moved, made, plan)
        where = error.filename if isinstance(error.filename, str) else plan.out.as_posix()
        what = f"cannot be written: {error.strerror or error}; everything was put back"
        report.add("unwritable", what, path=Path(where).as_posix())
        return False
    except BaseException:  # an interrupt as well
        _undo(staged, moved, made, plan)
        raise
    for _, aside in moved:
        if isinstance(aside, Path):
            with suppress(OSError):
                aside.unlink()
    for path in plan.remove:
        _prune((plan.out / path).parent, plan)
    return True


def _move(staged: list[_Staged], moved: list[_Moved]) -> None:
    """Move every file to its place, if that holds what the plan saw there."""
    while staged:
        temporary, place, old = staged[-1]
        # Looked at as late as can be: what somebody wrote since the plan was made is not replaced.
        if content(place) != old:
            raise _changed(place)
        if old in NO_FILE:  # a link or device that --force replaces: kept until all is done
            moved.append((place, _aside(place)))  # `_undo` knows of it at once: the place is empty now
            os.replace(temporary, place)
        else:
            os.replace(temporary, place)
            moved.append((place, old))
        staged.pop()


def _remove(plan: Plan, moved: list[_Moved]) -> None:
    """Remove what is not wanted any more, if it is still ours."""
    for path in plan.remove:
        place = plan.out / path
        _check_folder(plan.out, path)
        old = content(place)
        if old is None or not plan.known.owns(path, sha256(old).hexdigest()):
            raise _changed(place)
        place.unlink()
        moved.append((place, old))


def _changed(place: Path) -> _Changed:
    return _Changed(errno.ESTALE, "it was changed while agentconv was running", place.as_posix())


def _check_folder(out: Path, path: str) -> None:
    """Raise `OSError` when the folder of an output has become a link or a file."""
    if why := blocked_folder(out, path.rpartition("/")[0]):
        raise _Changed(errno.ENOTDIR, why, (out / path).as_posix())


def _folders_after(plan: Plan, made: Iterable[Path]) -> frozenset[str]:
    """The folders that agentconv made and that hold files of its own."""
    mine = {f.relative_to(plan.out).as_posix() for f in made if f != plan.out and f.is_relative_to(plan.out)}
    needed = {parent.as_posix() for path in plan.after.files for parent in PurePosixPath(path).parents}
    return frozenset((plan.known.folders | mine) & needed)


def write_file(place: Path, data: bytes) -> None:
    """Write one file that a user named, with its folders: whole, or not at all. Raises `OSError`."""
    _make_folder(place.parent, [])
    _swap(_stage(place, data, fresh=not place.exists()), place)


def save_file(place: Path, data: bytes, report: Report, *, shown: Path | None = None) -> bool:
    """Write one file that a user named; False when it cannot be, which the report says of `shown`."""
    try:
        write_file(place, data)
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        report.add("unwritable", what, path=(shown or place).as_posix())
        return False
    return True


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for item in reversed(missing):
        with suppress(FileExistsError):
            item.mkdir()
            made.append(item)


_count = iter(range(1 << 62))


def _aside(place: Path) -> Path:
    """Move what lies at a place out of the way. Gives where it is."""
    aside = _temporary(place)
    os.replace(place, aside)
    return aside


def _temporary(place: Path) -> Path:
    return place.parent / f".agentconv-{os.getpid()}-{next(_count)}.tmp"


def _stage(place: Path, data: bytes, *, sync: bool = False, fresh: bool = False) -> Path:
    """A new file with `data` beside `place`, with the mode of what it will replace (`fresh`: nothing)."""
    temporary = _temporary(place)
    # O_EXCL: nothing that was put under this name before, a link least of all, is written through.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) or 0 :]
            if sync:
                os.fsync(handle)
        if not fresh:
            _keep_mode(temporary, place)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _keep_mode(temporary: Path, place: Path) -> None:
    with suppress(FileNotFoundError):
        mode = place.lstat().st_mode
        if stat.S_ISREG(mode):
            os.chmod(temporary, stat.S_IMODE(mode))


def _write_record(out: Path, content: Record) -> None:
    place = out / record.NAME
    if not content.files and not content.pending:
        with suppress(FileNotFoundError):
            place.unlink()
        return
    _swap(_stage(place, content.to_text().encode(), sync=True), place)


def _swap(temporary: Path, place: Path) -> None:
    try:
        os.replace(temporary, place)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _undo(staged: Iterable[_Staged], moved: Iterable[_Moved], made: Sequence[Path], plan: Plan) -> None:
    # Each step by itself: one that fails must not keep the rest from being put back.
    for temporary, _, _ in staged:
        with suppress(OSError):
            temporary.unlink()
    for place, old in moved:
        with suppress(OSError):
            if old is None:
                place.unlink()
            elif isinstance(old, Path):
                os.replace(old, place)
            else:
                _swap(_stage(place, old), place)
    with suppress(OSError):
        _write_record(plan.out, plan.known)
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()


_TEMPORARY = re.compile(r"\.agentconv-(\d+)-\d+\.tmp")


def _clean(folders: Iterable[Path]) -> None:
    """Remove what a killed run left behind; what a running one has in hand stays."""
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in list(entries):
                match = _TEMPORARY.fullmatch(entry.name)
                if match and not _alive(int(match[1]), entry):
                    with suppress(OSError):
                        os.unlink(entry.path)


def _alive(process: int, entry: os.DirEntry[str]) -> bool:
    if os.name != "posix":  # on Windows `os.kill` would end the process that it asks for
        return time.time() - entry.stat().st_mtime < 600
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process != os.getpid()


def _prune(folder: Path, plan: Plan) -> None:
    """Remove folders that a removal left empty, if agentconv made them."""
    while folder != plan.out and folder.relative_to(plan.out).as_posix() in plan.known.folders:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
