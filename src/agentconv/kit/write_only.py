"""The base of formats that are written and never read."""

from __future__ import annotations

from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent
from agentconv.kit.exchange import Reading
from agentconv.kit.format import Format
from agentconv.model.agent import Agent


class WriteOnly(Format):
    """A format that is written and not read: no file is taken for one of its own.

    What it loses is measured as anywhere: the table is read back from what was written, or `decode` says what
    the tool would make of it. Where `files` puts agents together, `natives` says what they hold.
    """

    reads = False

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        return 0

    def agents(self, reading: Reading) -> list[Agent]:
        raise NotAnAgent(f"the format {self.name!r} is only written")
