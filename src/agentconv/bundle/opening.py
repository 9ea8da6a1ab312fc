"""Opening a bundle, an archive or a folder: nothing comes out of it that was not checked first."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from agentconv.bundle import archive, contents
from agentconv.bundle.stored import Stored
from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes


def archive_bytes(path: Path) -> bytes | None:
    """The bytes of an archive; None for a folder. Raises `Problem` for what cannot be read."""
    if path.is_dir():
        return None
    with suppress(OSError):  # which reading tells better
        archive.check_size(path.stat().st_size)
    return read_bytes(path, path, limit=archive.MAX_ARCHIVE)


def open_bundle(path: Path, data: bytes | None = None) -> tuple[dict[str, Any], Mapping[str, bytes]]:
    """The checked index and the files of a bundle, a folder or an archive; `data` are its bytes, if known.

    Raises `Problem` for anything that is not exactly a bundle.
    """
    if data is None:
        data = archive_bytes(path)
    if data is None:
        entries: Mapping[str, bytes] = archive.read_folder(path)
    else:
        entries = _without_top(archive.read_archive(data))
    return contents.check(entries), entries


def agent_files(index: Mapping[str, Any], entries: Mapping[str, bytes]) -> dict[str, bytes]:
    """The neutral files of a checked bundle's agents, by path. Raises `Problem` when one is missing."""
    found: dict[str, bytes] = {}
    for agent in index["agents"]:
        path = agent["neutral"]
        if not isinstance(path, str) or path not in entries:
            what = f"{contents.INDEX} names {path!r} for an agent, and there is no such file"
            raise Problem("unlisted", what)
        found[path] = entries[path]
    return found


def _without_top(entries: Stored) -> Stored:
    """The entries without the one folder that all of them lie in."""
    tops = {path.partition("/")[0] for path in entries}
    if len(tops) != 1 or not all("/" in path for path in entries):
        raise Problem("not-canonical", "the archive's files do not lie in one folder")
    return entries.without_top()
