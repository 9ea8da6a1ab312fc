"""What an agent's own servers leave of the tools that its list names of them."""

from __future__ import annotations

from agentconv.kit.servers import servers_of
from agentconv.model.agent import Agent, Tool, Tools, changed
from agentconv.model.vocabulary import MCP


def within_servers(agent: Agent) -> Agent:
    """The agent with what its own servers leave of the tools that its list names of them.

    A server that is off gives none, and one with a list of its own no others.
    """
    servers, allow = servers_of(agent.mcp_servers), agent.tools.allow
    if not servers or allow is None:
        return agent
    found: dict[Tool, None] = {}
    withheld: dict[Tool, None] = {}
    for tool in allow:
        server = servers.get(tool.server or "") if tool.name == MCP and tool.native is None else None
        if server is None or tool.server is None:
            found[tool] = None
            continue
        given, kept = server.given(tool.server), server.withheld(tool.server)
        found |= dict.fromkeys(given if tool.tool is None or not given else _single(tool, given))
        withheld |= dict.fromkeys(t for t in kept if tool.tool is None)
    deny = dict.fromkeys((*agent.tools.deny, *withheld))
    if tuple(found) == allow and tuple(deny) == agent.tools.deny:
        return agent
    return changed(agent, tools=Tools(tuple(found), tuple(deny)))


def _single(tool: Tool, given: tuple[Tool, ...]) -> tuple[Tool, ...]:
    """A single tool of a server, if that gives it."""
    return (tool,) if tool in given or any(t.tool is None for t in given) else ()
