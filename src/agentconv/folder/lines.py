"""A file of lines in the user's cache folder: found by their keys, written as they come, safe to delete."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.folder.staging import discard, open_new, write_new

KEPT_DAYS = 14
"""A file that no run used for so long is removed."""
_LARGEST = 1 << 30
_KEY = 32
"""The length of a key, in hexadecimal digits."""


def cache_folder() -> Path | None:
    """The folder for what agentconv may make again; None where the system has none for a user.

    `$XDG_CACHE_HOME` and `~/.cache` by the XDG Base Directory Specification 0.8, `~/Library/Caches` by
    Apple's File System Programming Guide, `%LOCALAPPDATA%` by Microsoft's known folders.
    """
    named = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(named):
        return Path(named) / "agentconv"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        return Path(local) / "agentconv" / "Cache" if os.path.isabs(local) else None
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        return None
    return Path(home, "Library/Caches/agentconv" if sys.platform == "darwin" else ".cache/agentconv")


class Lines:
    """The lines of one cache file: those of an earlier run, and those of this one.

    Whatever goes wrong with the file, a run goes on without it.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._old = {} if path is None else _read(path)
        self._used: list[bytes] = []
        """The keys of old lines that are still good, in their order, until a new line comes."""
        self._count = 0
        self._new: BinaryIO | None = None
        self._temporary = f"{path}.{os.getpid()}.tmp"

    def get(self, key: str) -> bytes | None:
        """The line with a key, without the key."""
        return self._old.get(key.encode())

    def keep(self, key: str, line: bytes | None = None) -> None:
        """Have a line in the file of the next run: a new one, or the old one with this key."""
        name = key.encode()
        self._count += 1
        if line is None and self._new is None:
            self._used.append(name)
            return
        if self.path is None or not self._open():
            return
        self._write(name, self._old[name] if line is None else line)

    def save(self) -> None:
        """Put the file in its place, if anything in it changed."""
        if self.path is None:
            return
        with suppress(OSError):
            if self._new is None and self._count < len(self._old) and self._open():
                pass  # lines of files that are gone are left out
            if self._new is None:
                if self._old:
                    os.utime(self.path)  # in use
                return
            self._new.close()
            os.replace(self._temporary, self.path)
            self._new = None
            _forget(self.path.parent)

    def drop(self) -> None:
        """Leave the file as it was."""
        if self._new is not None:
            with suppress(OSError):
                self._new.close()
            discard(self._temporary)
            self._new = None

    def _open(self) -> bool:
        """Begin the file of the next run with the old lines that are still good."""
        if self._new is not None or self.path is None:
            return self._new is not None
        try:
            os.makedirs(self.path.parent, 0o700, exist_ok=True)
            _tag(self.path.parent)
            self._new = open_new(self._temporary)
        except OSError:
            self.path = None
            return False
        for name in self._used:
            self._write(name, self._old[name])
        self._used.clear()
        return True

    def _write(self, name: bytes, line: bytes) -> None:
        if self._new is None:
            return
        try:
            self._new.write(name + line + b"\n")
        except OSError:
            self.drop()
            self.path = None


def _read(path: Path) -> dict[bytes, bytes]:
    try:
        data = read_bytes(path, path, limit=_LARGEST)
    except Problem:
        return {}
    return {line[:_KEY]: line[_KEY:] for line in data.split(b"\n") if len(line) > _KEY}


def _tag(folder: Path) -> None:
    """Tell backup programs that a folder is a cache (Cache Directory Tagging Specification 0.6)."""
    tag = folder / "CACHEDIR.TAG"
    if not tag.exists():
        write_new(tag, b"Signature: 8a477f597d28d172789f06886806bc55\n# Made by agentconv; safe to delete.\n")


def _forget(folder: Path) -> None:
    """Remove the files that no run used for long."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in list(entries):
            if entry.name != "CACHEDIR.TAG" and time.time() - entry.stat().st_mtime > KEPT_DAYS * 86_400:
                discard(entry.path)
