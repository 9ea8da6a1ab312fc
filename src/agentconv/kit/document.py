"""An agent together with the text that it was read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from agentconv.containers.base import Tree
from agentconv.door import told
from agentconv.frozen import frozen
from agentconv.model.agent import Agent
from agentconv.text.source import Source


@frozen
class Document:
    """One agent of a file."""

    agent: Agent
    format: str
    """The name of the format that it was read as."""
    tree: Tree
    """The file's text and the places in it; shared by all agents of the file."""
    index: int = 0
    """Which agent of the file it is."""
    of: int = 1
    """How many agents the file holds."""
    companions: tuple[tuple[str, Source], ...] = ()
    """Further files that the agent was read from, by their path relative to the file."""
    original: Agent | None = None
    """The agent as the file alone says it, where a carry file said more."""
    alias: str = ""
    """What the agent is called where its name is another's, too; empty for its name alone."""
    own_name: str = ""
    """What it is called in its package, where the run calls it after that; else empty."""
    known_as: str = ""
    """What the run calls it, where a target calls it otherwise; else empty."""
    calls: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Kind -> what it names of that kind -> what that is called where the agent is written."""
    origin: str = ""
    """The format that it was written from, where a carry file knows it; empty = `format`."""
    tool: str = ""
    """The format of the package whose agent it is, or was; empty where there is none."""
    package: str = ""
    """The package that the file belongs to; empty when it is none's."""
    owner: str = ""
    """The folder that holds its folder of agents, where no package is told; empty for none."""

    @property
    def path(self) -> str:
        """The file's path, as it is shown to people."""
        return self.tree.source.path

    @property
    def as_read(self) -> Agent:
        """The agent as the file alone says it."""
        return self.original or self.agent

    @property
    def unchanged(self) -> bool:
        """Whether the agent is still what the file says."""
        return self.original is None or self.original == self.agent


@told
def kept_source(documents: Sequence[Document | None]) -> Document | None:
    """The first of the documents when they are, unchanged and complete, one file; else None."""
    first = documents[0] if documents else None
    if first is None or len(documents) != first.of:
        return None
    same_file = all(d is not None and d.tree is first.tree and d.unchanged for d in documents)
    return first if same_file else None
