"""What gives a format the files beside the one that it reads."""

from __future__ import annotations

import os
from pathlib import Path

from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.reading.finding import Found
from agentconv.text.source import Source, decode


class Beside:
    """Reads files of a file's folder, and of those below it; what was asked for is noted in `asked`."""

    def __init__(self, found: Found, asked: list[str]) -> None:
        self.folder, self.asked = found.path.parent, asked
        self.names = found.beside
        """The files of agents below the folder, where the file counts for them."""

    def __call__(self, name: str) -> Source:
        self.asked.append(name)
        if os.path.isabs(name) or ".." in Path(name).parts or "\\" in name:
            raise Problem("link-outside", "the path leads out of the folder")
        return Source(name, decode(read_bytes(self.folder / name, self.folder)))
