"""Waiting until the files below some paths are others than before."""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Callable, Iterator, Sequence

from agentconv.reading.finding import SKIPPED_FOLDERS

EVERY = 0.5
"""Seconds between two looks: what people save is there when they look at it, and a look is cheap."""

State = dict[str, tuple[int, int]]
"""Path -> time of change in nanoseconds, and size."""


def changes(
    sources: Sequence[str], out: str, *, pause: Callable[[float], None] = time.sleep
) -> Iterator[list[str]]:
    """The paths that changed, each time that some did; what lies in a folder `out` below a source counts not.

    A change that is still going on is waited for: two looks must find the same.
    """
    known = _state(sources, out)
    while True:
        pause(EVERY)
        now = _state(sources, out)
        if now == known:
            continue
        while True:
            pause(EVERY / 5)
            later = _state(sources, out)
            if later == now:
                break
            now = later
        changed = sorted(path for path in {*known, *now} if known.get(path) != now.get(path))
        known = now
        if changed:
            yield changed


def _state(sources: Sequence[str], out: str) -> State:
    found: State = {}
    own = os.path.realpath(out)
    for source in sources:
        for path in [source] if os.path.lexists(source) else glob.glob(source, recursive=True):
            for file in _files(path, own):
                try:
                    facts = os.stat(file)
                except OSError:
                    continue  # gone since it was listed
                found[file] = facts.st_mtime_ns, facts.st_size
    return found


def _files(path: str, own: str) -> Iterator[str]:
    if not os.path.isdir(path):
        yield path
        return
    for folder, below, names in os.walk(path):
        here = os.path.realpath(folder)
        below[:] = [n for n in below if n not in SKIPPED_FOLDERS and os.path.join(here, n) != own]
        yield from (os.path.join(folder, name) for name in names)
