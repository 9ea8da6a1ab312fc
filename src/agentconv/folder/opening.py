"""Opening files that others made: regular ones only, inside a folder, up to a size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from agentconv.errors import Problem
from agentconv.text.source import MAX_BYTES


def read_bytes(path: str | Path, root: str | Path, *, direct: bool = False, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file inside `root`, and one more than `limit` of a larger one.

    Raises `Problem` for anything else.

    `direct` says that no part of the path below `root` is a link.
    """
    try:
        if not direct and str(path) != str(root) and not _inside(path, root):
            raise Problem("link-outside", "the link leads out of the folder that was given")
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise Problem("not-found", f"cannot be opened: {error.strerror}") from None
    except OSError as error:
        raise Problem("unreadable", f"cannot be opened: {error.strerror}") from None
    except ValueError:
        raise Problem("unreadable", "cannot be opened: not a file name") from None
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise Problem("not-a-file", "not a regular file")
        data = os.read(handle, min(facts.st_size, limit) + 1)
        if len(data) == facts.st_size:  # one byte more was asked for, so this is the end
            return data
        while len(data) <= limit and (more := os.read(handle, limit + 1 - len(data))):
            data += more
        return data
    except OSError as error:
        raise Problem("unreadable", f"cannot be read: {error.strerror}") from None
    finally:
        os.close(handle)


def _inside(path: str | Path, root: str | Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))
