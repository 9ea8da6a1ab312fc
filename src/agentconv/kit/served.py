"""What an agent's own servers leave of the tools that its list names of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agentconv.kit.servers import Server, servers_of
from agentconv.model.agent import Agent, Tool, Tools, changed


def within_servers(agent: Agent) -> Agent:
    """The agent with what its own servers leave of the tools that its list names of them.

    A server that is off gives none, and one with a list of its own no others.
    """
    allow = agent.tools.allow
    if allow is None:
        return agent
    servers: Mapping[Any, Server] = servers_of(agent.mcp_servers)
    found: dict[Tool, None] = {}
    withheld: dict[Tool, None] = {}
    for tool in allow:
        if tool.native is not None or (server := servers.get(tool.server)) is None:
            found[tool] = None
            continue
        name = str(tool.server)
        given = server.given(name)
        if tool.tool is None:
            found |= dict.fromkeys(given)
            withheld |= dict.fromkeys(server.withheld(name))
        elif tool in given or any(t.tool is None for t in given):
            found[tool] = None
    deny = dict.fromkeys((*agent.tools.deny, *withheld))
    if tuple(found) == allow and tuple(deny) == agent.tools.deny:
        return agent
    return changed(agent, tools=Tools(tuple(found), tuple(deny)))
