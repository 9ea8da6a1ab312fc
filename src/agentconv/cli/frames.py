"""The line of a source that a finding is about, with a mark below its place."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from agentconv.cli.printing import safe, width

if TYPE_CHECKING:
    from agentconv.diagnostics import Diagnostic

LARGEST = 1 << 22
"""Bytes of a file that is read again for its lines; of a larger one none is shown."""
ROOM, BEFORE = 96, 24
"""So many characters of a long line are shown where nobody says how wide the screen is, and so many of them
before the place."""


def frame(found: Diagnostic) -> list[str]:
    """The lines to print below a finding; none where it has no place, or its file is not there."""
    if found.path is None or found.line is None or found.column is None:
        return []
    lines = _lines(found.path)
    if not 0 < found.line <= len(lines):
        return []
    text, number = lines[found.line - 1].rstrip("\r"), str(found.line)
    at = min(found.column - 1, len(text))
    room = max((width() or ROOM + 12) - len(number) - 5, 20)
    start = max(at - BEFORE, 0) if at >= room - 8 else 0
    shown = safe(text[start : start + room].replace("\t", " "))
    mark = len(safe(text[start:at].replace("\t", " ")))
    cut = "…" if start else ""
    return [f"{number} | {cut}{shown}", f"{' ' * len(number)} | {' ' * (mark + len(cut))}^"]


def _lines(path: str) -> tuple[str, ...]:
    """The lines of a file; none where it cannot be read: the finding itself says what is wrong with it."""
    try:
        facts = os.stat(path)
    except (OSError, ValueError):
        return ()
    return _lines_of(path, (facts.st_ino, facts.st_mtime_ns, facts.st_size))


@lru_cache(maxsize=8)
def _lines_of(path: str, _stamp: tuple[int, int, int]) -> tuple[str, ...]:
    """The same of a file as it is now: a run that watches its sources sees one change."""
    from agentconv.errors import Problem
    from agentconv.folder.opening import read_bytes

    try:
        data = read_bytes(path, Path(path), limit=LARGEST)
    except (Problem, OSError, ValueError):
        return ()
    return tuple(data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n"))
