"""Carrying out a plan: all or nothing. The one place that writes and deletes files.

Every new file is written beside its place first and only then are all of them moved. Before that the record
says what they will be, so that after a crash each file is known as old or new.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from agentconv.diagnostics import Report
from agentconv.folder import record
from agentconv.folder.plan import Plan, Wanted, blocked_folder
from agentconv.folder.record import Record, Spliced
from agentconv.folder.staging import (
    Seen,
    Staged,
    There,
    content,
    discard,
    look,
    write_new,
)
from agentconv.folder.working import clean, make_folder, name_beside

_Ready = tuple[str, str, Seen]
"""The new file, its place, and what is there."""
_Moved = tuple[str, bytes | str | None]
"""A place, and what was there: its content, or the name under which that is now."""


class _Changed(OSError):
    """What lies in the folder is not what the plan saw."""


def carry_out(
    plan: Plan, report: Report, also: Mapping[Path, bytes] | None = None, *, failed: OSError | None = None
) -> bool:
    """Carry a plan out. On an error everything is put back, the report says why, and False comes back.

    `also` are files outside of the plan's folder that belong to it: written together with it or not at all.
    `failed` is what already went wrong when contents were put aside.
    """
    more = {place: data for place, data in (also or {}).items() if content(place) != data}
    if not plan.write and not plan.remove and plan.known == plan.after and not more:
        return True
    made: list[Path] = []
    folders: set[str] = set()
    ready: list[_Ready] = []
    moved: list[_Moved] = []
    try:
        if failed is not None and plan.write:
            raise failed
        make_folder(plan.out, made)
        # What a killed run left lies beside the files that its record says it was about to write.
        clean({plan.out, *((plan.out / path).parent for path in plan.known.pending)})
        # First the record, on the disk before any file changes: beside what each file is it says what it is
        # about to be, so that wherever a crash comes, the next run knows both for agentconv's.
        if plan.write or plan.remove:
            _write_record(plan.out, before(plan))
        # Then every new file beside its place: a disk that is full says so while nothing has changed yet.
        for file, old in plan.write:
            folder = file.path.rpartition("/")[0]
            if folder not in folders:
                make_folder(plan.out / folder, made)
                _check_folder(plan.out, file.path)
                folders.add(folder)
            place = f"{plan.out}/{file.path}"
            new = _new_file(file, place, old)
            ready.append((new, place, old))
            if file.executable:
                _let_run(new)
        # `_move` takes from the end, so these come last: a lock is new only when all that it pins is there.
        for other, data in more.items():
            ready.insert(0, (_stage(str(other), data), str(other), look(other)))
        _move(ready, moved)
        _remove(plan, moved)  # only now, so that an agent that has another name is never missing
        plan.after.folders = _folders_after(plan, made)
        if plan.write or plan.remove or plan.known != plan.after:
            _write_record(plan.out, plan.after)
    except OSError as error:
        _undo(ready, moved, made, plan)
        where = error.filename if isinstance(error.filename, str) else plan.out.as_posix()
        what = f"cannot be written: {error.strerror or error}; everything was put back"
        report.add("unwritable", what, path=Path(where).as_posix())
        return False
    except BaseException:  # an interrupt as well
        _undo(ready, moved, made, plan)
        raise
    for _, aside in moved:
        if isinstance(aside, str):
            discard(aside)
    for path in plan.remove:
        _prune((plan.out / path).parent, plan)
    return True


def before(plan: Plan) -> Record:
    """The record while files change: what each is, and what it is about to be."""
    known = plan.known
    pending = {file.path: file.sha256 for file, _ in plan.write}
    coming = {path: plan.after.entries.get(path, Spliced("", {}, {})) for path in plan.spliced}
    return Record(
        known.files,
        {**known.pending, **pending},
        known.folders,
        known.bundles,
        known.entries,
        {**known.coming, **coming},
    )


def _new_file(file: Wanted, place: str, old: Seen) -> str:
    """The file that is to be moved to a place: one that waits, or a new one beside the place."""
    if not isinstance(file.content, Staged) or file.content.file is None:
        return _stage(place, file.data, fresh=old is None)
    if old is not None:
        _keep_mode(file.content.file, place)
    return file.content.file


def _let_run(path: str) -> None:
    """Let those run a file who may read it. Raises `OSError`."""
    mode = stat.S_IMODE(os.stat(path).st_mode)
    os.chmod(path, mode | (mode & 0o444) >> 2)


def _move(ready: list[_Ready], moved: list[_Moved]) -> None:
    """Move every file to its place, if that holds what the plan saw there."""
    while ready:
        new, place, old = ready[-1]
        # Looked at as late as can be: what somebody wrote since the plan was made is not replaced.
        if look(place) != old:
            raise _changed(place)
        if isinstance(old, There):  # a link or device that --force replaces: kept until all is done
            moved.append((place, _aside(place)))  # `_undo` knows of it at once: the place is empty now
            os.replace(new, place)
        else:
            before = None if old is None else _second_name(place)
            moved.append((place, before))
            os.replace(new, place)
        ready.pop()


def _remove(plan: Plan, moved: list[_Moved]) -> None:
    """Remove what is not wanted any more, if it is still ours."""
    for path in plan.remove:
        place = f"{plan.out}/{path}"
        _check_folder(plan.out, path)
        old = look(place)
        if old is None or not (plan.known.owns(path, old) or plan.spliced.get(path) == old):
            raise _changed(place)
        moved.append((place, _aside(place)))


def _changed(place: str) -> _Changed:
    return _Changed(errno.ESTALE, "it was changed while agentconv was running", place)


def _check_folder(out: Path, path: str) -> None:
    """Raise `OSError` when the folder of an output has become a link or a file."""
    if why := blocked_folder(out, path.rpartition("/")[0]):
        raise _Changed(errno.ENOTDIR, why, (out / path).as_posix())


def _folders_after(plan: Plan, made: Iterable[Path]) -> frozenset[str]:
    """The folders that agentconv made and that hold files of its own."""
    mine = {f.relative_to(plan.out).as_posix() for f in made if f != plan.out and f.is_relative_to(plan.out)}
    folders = {path.rpartition("/")[0] for path in (*plan.after.files, *plan.after.entries)}
    needed = {parent.as_posix() for folder in folders for parent in PurePosixPath(folder, "x").parents}
    return frozenset((plan.known.folders | mine) & needed)


def write_file(place: Path, data: bytes) -> None:
    """Write one file that a user named, with its folders: whole, or not at all. Raises `OSError`."""
    make_folder(place.parent, [])
    _swap(_stage(str(place), data, fresh=not place.exists()), place)


def save_file(place: Path, data: bytes, report: Report, *, shown: Path | None = None) -> bool:
    """Write one file that a user named; False when it cannot be, which the report says of `shown`."""
    try:
        write_file(place, data)
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        report.add("unwritable", what, path=(shown or place).as_posix())
        return False
    return True


def _aside(place: str) -> str:
    """Move what lies at a place out of the way. Gives where it is."""
    aside = name_beside(place)
    os.replace(place, aside)
    return aside


def _second_name(place: str) -> str | bytes:
    """Another name for what lies at a place, which outlives it; its content where there are no such names."""
    other = name_beside(place)
    try:
        os.link(place, other)
    except OSError:  # a file system without such names
        old = content(place)
        if not isinstance(old, bytes):
            raise _changed(place) from None
        return old
    return other


def _stage(place: str, data: bytes, *, fresh: bool = False) -> str:
    """A new file with `data` beside `place`, with the mode of what it will replace (`fresh`: nothing)."""
    temporary = name_beside(place)
    write_new(temporary, data)
    if not fresh:
        _keep_mode(temporary, place)
    return temporary


def _keep_mode(temporary: str, place: str) -> None:
    """Give a new file the mode of the one that it will replace; it is removed when that cannot be."""
    try:
        mode = os.lstat(place).st_mode
        if stat.S_ISREG(mode):
            os.chmod(temporary, stat.S_IMODE(mode))
    except FileNotFoundError:
        return
    except BaseException:
        discard(temporary)
        raise


def _write_record(out: Path, content: Record) -> None:
    place = out / record.NAME
    if not (content.files or content.pending or content.entries or content.coming):
        with suppress(FileNotFoundError):
            place.unlink()
        return
    temporary = name_beside(str(place))
    write_new(temporary, content.to_bytes(), sync=True)
    _keep_mode(temporary, str(place))
    _swap(temporary, place)


def _swap(temporary: str, place: str | Path) -> None:
    try:
        os.replace(temporary, place)
    except BaseException:
        discard(temporary)
        raise


def _undo(ready: Iterable[_Ready], moved: Iterable[_Moved], made: Sequence[Path], plan: Plan) -> None:
    # Each step by itself: one that fails must not keep the rest from being put back.
    waiting = {place for _, place, _ in ready}
    for temporary, _, _ in ready:
        discard(temporary)
    for place, old in moved:
        with suppress(OSError):
            if old is None:
                if place not in waiting:  # else nothing came to it
                    os.unlink(place)
            elif isinstance(old, str):
                os.replace(old, place)
                discard(old)  # two names of one file: to replace one by the other does nothing
            else:
                _swap(_stage(place, old), place)
    with suppress(OSError):
        _write_record(plan.out, plan.known)
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()


def _prune(folder: Path, plan: Plan) -> None:
    """Remove folders that a removal left empty, if agentconv made them."""
    while folder != plan.out and folder.relative_to(plan.out).as_posix() in plan.known.folders:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
