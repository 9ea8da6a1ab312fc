"""What a client lets an agent do where the agent's file says nothing of it."""

from __future__ import annotations

from agentconv.frozen import frozen
from agentconv.model.agent import Tool

DENY, ASK, ALLOW = "deny", "ask", "allow"

_KINDS = ("write", "execute", "network", "search", "servers")


@frozen
class Host:
    """A client's own word on consent, a fact with its source and date; each is `deny`, `ask` or `allow`.

    Reading files is allowed everywhere. What a person's settings may change is not told here: these are the
    client's defaults.
    """

    source: str
    """Where that is documented, or what was asked."""
    checked: str
    """The date."""
    write: str = ASK
    execute: str = ASK
    network: str = ASK
    """Fetching what an address names."""
    search: str = ASK
    """Searching the web, which sends words and no more."""
    servers: str = ASK
    """Calling an MCP server's tools."""
    delegate: str = ALLOW
    """Starting other agents; `deny` = no agent does."""
    unsure: tuple[str, ...] = ()
    """Kinds that are asked for in some cases only: a source asks for them, a target may not."""
    listed: bool = True
    """Whether that holds for an agent with a list of tools too, since the list says nothing of consent."""

    @property
    def words(self) -> frozenset[str]:
        """What goes unasked, and what is asked for though others do not ask, as `power` takes them."""
        found = {f"unasked:{kind}" for kind in _KINDS if getattr(self, kind) == ALLOW}
        if len(found) == len(_KINDS):
            found.add("unasked:all")
        if self.delegate == ASK:
            found.add("asks:delegate")
        return frozenset(found)

    @property
    def doubts(self) -> frozenset[str]:
        """What may go unasked."""
        return frozenset(f"unasked:{kind}" for kind in self.unsure)

    @property
    def withheld(self) -> tuple[Tool, ...]:
        """What no agent is given."""
        return (Tool("agent"),) if self.delegate == DENY else ()
