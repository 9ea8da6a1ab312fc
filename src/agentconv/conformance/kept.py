"""The snapshots of a format: compared to the byte, and written only when that is asked for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from agentconv.frozen import frozen


@frozen
class Kept:
    """The snapshots of one format, each a file of the format's own syntax.

    syrupy knows whose a snapshot is by the name of the test module, and may delete what it cannot relate
    to one. So these are compared and written here: nothing but this format's folder is ever touched.
    """

    folder: Path
    update: bool

    def holds(self, place: str, text: str) -> None:
        """Hold a text against its snapshot, to the byte; in an update, make it the snapshot."""
        path = self.folder / place
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_bytes() != text.encode():
                path.write_bytes(text.encode())
        if not path.is_file():
            raise AssertionError(f"there is no snapshot {path}: --snapshot-update writes it")
        old = path.read_bytes().decode()
        if old != text:
            sides = (old.splitlines(keepends=True), text.splitlines(keepends=True))
            lines = "".join(difflib.unified_diff(*sides, "snapshot", "now"))
            raise AssertionError(f"{path} differs; read the change, then --snapshot-update\n{lines}")

    def holds_only(self, places: Iterable[str]) -> None:
        """Hold that there are no snapshots but these; in an update, remove others."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        stale = [p for p in found if p.relative_to(self.folder).as_posix() not in set(places)]
        if self.update:
            for path in stale:
                path.unlink()
        elif stale:
            shown = ", ".join(map(str, stale))
            raise AssertionError(f"snapshots of nothing, which --snapshot-update removes: {shown}")
