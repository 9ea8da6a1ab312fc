"""Working in an output folder: one run at a time, names that nothing has, and what a killed run left."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from agentconv.folder.staging import Stage, clear, staged


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Let one run at a time work on a folder, where the system can lock one."""
    made: list[Path] = []
    try:
        import fcntl

        make_folder(out, made)
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


@contextmanager
def at_work(out: Path) -> Iterator[Stage]:
    """Let one run at a time work on a folder, with a stage for what it is going to write there."""
    with locked(out):
        clean({out})
        with staged(out, os.path.basename(name_beside(""))) as stage:
            yield stage


def make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder with those above it; what was made goes to `made`. Raises `OSError`."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for item in reversed(missing):
        with suppress(FileExistsError):
            item.mkdir()
            made.append(item)


_count = iter(range(1 << 62))


def name_beside(place: str) -> str:
    """A name that nothing has, beside a place."""
    return f"{os.path.dirname(place) or os.curdir}/.agentconv-{os.getpid()}-{next(_count)}.tmp"


_TEMPORARY = re.compile(r"\.agentconv-(\d+)-\d+\.tmp")


def clean(folders: Iterable[Path]) -> None:
    """Remove what a killed run left behind; what a running one has in hand stays."""
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in list(entries):
                match = _TEMPORARY.fullmatch(entry.name)
                if not match or _alive(int(match[1]), entry):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if int(match[1]) != os.getpid():  # this run's own stage is in use
                        clear(entry.path)
                    continue
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
