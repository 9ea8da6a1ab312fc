"""What a written file does not say of an agent."""

from __future__ import annotations

from agentconv.frozen import frozen
from agentconv.model.agent import Difference

ORIGIN = "format"
"""Called like a field of an agent: the format that it came from."""

TOGETHER = "."
"""Called like a file: what is said of several packages together, where no file lists them."""

TOOL = "tool"
"""Called like a field of an agent: the format of the package that it came from."""

PACKAGE = "package"
"""Called like a field of an agent: the package that it belongs to."""


TEXT = "text"
"""Called like a field of an agent: the text that it was read from, with the digest of what was written.

None stands for the very text that was written.
"""

FILE = "file"
"""Called like a field of an agent: the name of the file that it was read from."""

PSEUDO = frozenset({ORIGIN, TOOL, PACKAGE, TEXT, FILE})
"""What is kept beside the fields of an agent."""


@frozen
class Restored:
    """What a written file does not say of an agent, for `carry`."""

    path: str
    agent: str
    differences: tuple[Difference, ...]
    """From what the file says to what was meant."""
    source: str = ""
    """The agent's name in the source, when it was just written; `agent` is what the file calls it."""
    text: str = ""
    """The text that the agent was read from, where that comes back as a whole."""
    file: str = ""
    """The name of that file."""

    @property
    def of_agent(self) -> tuple[Difference, ...]:
        """Those that are fields of the agent itself."""
        return tuple(d for d in self.differences if d.field not in PSEUDO)
