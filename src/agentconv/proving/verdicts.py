"""What became of an agent in a client, as values."""

from __future__ import annotations

from enum import StrEnum

from agentconv.frozen import frozen


class Verdict(StrEnum):
    """What became of an agent in a client."""

    EQUAL = "equal"
    """All that the client tells is what agentconv reads."""
    ALIKE = "alike"
    """It differs, in a way that is known and does no harm."""
    DIFFERENT = "different"
    IGNORED = "ignored"
    """The client does not load it."""
    UNREAD = "unread"
    """The client loads it, and agentconv reads no such agent."""


@frozen
class Compared:
    """One field of an agent, as agentconv reads it and as the client has it."""

    field: str
    """`name`, `description`, `prompt`, `model`, `tools` or `consent`."""
    equal: bool | None
    """None = the client does not say."""
    why: str = ""
    """Why it differs, where that is known and does no harm."""
    ours: str | None = None
    theirs: str | None = None

    @property
    def bad(self) -> bool:
        """Whether it differs and nobody knows why."""
        return self.equal is False and not self.why


@frozen
class AgentProof:
    """What a client makes of one agent."""

    name: str
    path: str
    """The file that a person would look at."""
    verdict: Verdict
    fields: tuple[Compared, ...] = ()
    said: tuple[str, ...] = ()
    """What the client says of the file."""
    without: tuple[str, ...] = ()
    """What was taken out of the file first, since it starts programs."""
    grave: int = 0
    """How much what the client says matters: 0 not at all, 1 a warning, 2 an error."""
    foretold: bool = False
    """Whether agentconv says of the file that the client does not load it."""

    @property
    def good(self) -> bool:
        """Whether the client has the agent as agentconv reads it."""
        return self.verdict in (Verdict.EQUAL, Verdict.ALIKE) and self.grave < 2
