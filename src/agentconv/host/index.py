"""Where the tools of installed plugins keep their files, kept so that no later run imports one to learn it.

The list is one line of a file in the user's cache folder. It holds for an environment: the folders of the
path as they are, and what `AGENTCONV_PLUGINS` says. Where any of that changed, the plugins are asked again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from agentconv.containers.json import dump, load_plain
from agentconv.folder.lines import Lines, cache_folder
from agentconv.frozen import frozen
from agentconv.host.places import FOLDERS
from agentconv.kit.format import Format
from agentconv.kit.table import place_pattern
from agentconv.model.agent import Value

VARIABLE = "AGENTCONV_PLUGINS"
"""Names of the plugins to load, with commas; empty = none; unset = all."""

_FILE = "plugins.places"


@frozen
class Claim:
    """A place where a plugin's tool keeps its files."""

    format: str
    containers: tuple[str, ...]
    place: str
    """A glob, as the format says it."""

    def covers(self, syntax: str, path: PurePosixPath) -> bool:
        """Whether a file of a syntax lies there."""
        return syntax in self.containers and place_pattern(self.place).search(str(path)) is not None


def claims_of(fmt: Format) -> Iterator[Claim]:
    """The places of a format that are its tool's own, and not a folder that any tool may have."""
    for place in (*fmt.paths, *fmt.user_paths):
        folders = place.partition("*")[0].split("/")[:-1]
        if fmt.reads and any(folder and folder.lower() not in FOLDERS for folder in folders):
            yield Claim(fmt.name, tuple(fmt.containers), place)


def environment() -> str:
    """What stands for the plugins that are installed and wanted: another one after any of that changed."""
    found = sha256(repr(os.environ.get(VARIABLE)).encode("utf-8", "surrogatepass"))
    here = os.getcwd()
    for folder in sys.path:
        if folder in ("", here):  # where `python -m` was called: nothing is installed there
            continue
        try:
            changed = os.stat(folder).st_mtime_ns
        except OSError:
            changed = 0
        found.update(f"\0{folder}\0{changed}".encode("utf-8", "surrogatepass"))
    return found.hexdigest()[:32]


def known() -> list[Claim] | None:
    """What an earlier run learnt in this environment; None when none did."""
    line = _lines().get(environment())
    if line is None:
        return None
    try:
        rows: Any = load_plain(line.decode())
        return [Claim(str(name), tuple(map(str, kinds)), str(place)) for name, kinds, place in rows]
    except (ValueError, TypeError, RecursionError):
        return None


def keep(claims: Iterable[Claim]) -> None:
    """Have the places for the next run."""
    lines = _lines()
    rows: list[Value] = [[claim.format, [*claim.containers], claim.place] for claim in claims]
    lines.keep(environment(), " ".join(dump(rows).split()).encode())
    lines.save()


def _lines() -> Lines:
    folder = cache_folder()
    return Lines(None if folder is None else folder / _FILE)
