"""Contents on their way to a folder: written aside as soon as they are made, so that a run holds none.

The place of each is looked at when its content is made. What is there already is not written again, and
what is written waits in one folder below the output until every other file is known to be right.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen, slotted


class There(StrEnum):
    """What is at a place that holds no file to compare with."""

    FOLDER = "folder"
    LINK = "link"
    UNREADABLE = "unreadable"


Seen = str | There | None
"""What was at a place: the SHA-256 of its content, or why it has none; None = nothing."""

_LARGEST = 1 << 30
"""More than any file of ours; what is larger is somebody else's."""


def content(path: str | Path) -> bytes | There | None:
    """What a file holds; None when there is none. A link or a device holds something foreign."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return None
    if stat.S_ISDIR(mode):
        return There.FOLDER
    if not stat.S_ISREG(mode):
        return There.LINK
    try:
        return read_bytes(path, path, limit=_LARGEST)
    except Problem:
        return There.UNREADABLE


def look(path: str | Path) -> Seen:
    """What is at a place, by its digest."""
    found = content(path)
    return sha256(found).hexdigest() if isinstance(found, bytes) else found


@frozen
class Staged:
    """The content of one output file."""

    sha256: str
    seen: Seen = None
    """What was at the file's place when the content was made."""
    file: str | None = None
    """Where the content lies; None when it is not kept, or in `data`."""
    data: bytes | None = None

    def read(self) -> bytes:
        """The content, where it is held. Raises `OSError` when it is not."""
        if self.data is None:
            raise FileNotFoundError("the content was not kept")
        return self.data


@slotted
class Stage:
    """Takes contents for one output folder; several processes may use copies of it."""

    out: str | None
    """The folder; None = there is none, and every content is held."""
    folder: str | None = None
    """Where contents wait; None = nothing is written."""
    keep: bool = False
    """Whether to hold in memory what differs from the folder."""
    failed: OSError | None = None
    """Why nothing more is written: the disk is full, say."""
    _count: Iterator[int] = field(default_factory=lambda: iter(range(1 << 62)))

    def put(self, path: str, content: str | bytes) -> Staged:
        """Take the content of the file at a relative path."""
        data = content.encode() if isinstance(content, str) else content
        digest = sha256(data).hexdigest()
        seen = None if self.out is None else look(f"{self.out}/{path}")
        if seen == digest:
            return Staged(digest, seen)
        if self.folder is None:
            return Staged(digest, seen, data=data if self.keep else None)
        if self.failed is not None:
            return Staged(digest, seen)
        file = f"{self.folder}/{os.getpid()}-{next(self._count)}"
        try:
            write_new(file, data)
        except OSError as error:
            self.failed = error
        return Staged(digest, seen, file)

    def __getstate__(self) -> tuple[str | None, str | None, bool]:
        return self.out, self.folder, self.keep

    def __setstate__(self, state: tuple[str | None, str | None, bool]) -> None:
        self.out, self.folder, self.keep = state
        self.failed, self._count = None, iter(range(1 << 62))


def open_new(path: str | Path) -> BinaryIO:
    """A file that is not there yet, to be written piece by piece. Raises `OSError`."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def write_new(path: str | Path, data: bytes | Iterable[bytes], *, sync: bool = False) -> None:
    """Write a file that is not there yet, whole. Raises `OSError`, and then leaves none behind.

    O_EXCL: nothing that was put under this name before, a link least of all, is written through.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    try:
        try:
            for piece in (data,) if isinstance(data, bytes) else data:
                rest = memoryview(piece)
                while rest:
                    rest = rest[os.write(handle, rest) :]
            if sync:
                os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        with suppress(OSError):
            os.unlink(path)
        raise


@contextmanager
def staged(out: Path, name: str) -> Iterator[Stage]:
    """A folder of this name below `out` in which contents wait, for as long as it is needed.

    When it cannot be made the stage says why (`failed`).
    """
    stage = Stage(str(out), f"{out}/{name}")
    try:
        os.mkdir(f"{out}/{name}", 0o700)
    except OSError as error:
        stage.failed = error
    try:
        yield stage
    finally:
        clear(f"{out}/{name}")


def clear(folder: str) -> None:
    """Remove a folder of waiting contents with all that is left in it."""
    with suppress(OSError):
        with os.scandir(folder) as entries:
            for entry in list(entries):
                discard(entry.path)
        os.rmdir(folder)


def discard(path: str | Path) -> None:
    """Remove a file that is of no more use; one that cannot be removed is left to the next run."""
    for _ in range(2):  # what holds a file for a moment, a scanner say, is mostly gone at the second try
        try:
            os.unlink(path)
        except FileNotFoundError:
            return
        except OSError:
            continue
        return
