"""What Claude Code gives an agent besides the tools that its list names."""

from __future__ import annotations

from dataclasses import replace

from agentconv.formats.claude.codecs import SERVERS
from agentconv.kit.servers import server_of
from agentconv.kit.tools import Limit
from agentconv.model.agent import Agent, Tool, Value, changed
from agentconv.model.powers import power
from agentconv.model.vocabulary import MCP, PLAN_TAKES, TOOLS

MEMORY_TOOLS = (Tool("read"), Tool("write"), Tool("edit"))
"""What `memory` gives an agent."""
MEMORIES = frozenset({"user", "project", "local"})
"""The values of `memory` that the client knows: any other gives nothing (2.1.328, asked on 2026-11-28)."""


def implied(agent: Agent) -> dict[str, tuple[Tool, ...]]:
    """Native key -> the tools that it gives the agent besides those of its list.

    A server that is defined in the agent gives all its tools, one that is only named there none.
    """
    return {} if agent.tools.allow is None else _given(agent, agent.tools.allow)


def _given(agent: Agent, allow: tuple[Tool, ...]) -> dict[str, tuple[Tool, ...]]:
    """The same, for an agent with a list."""
    defined = [name for name, config in agent.mcp_servers.items() if config is not None]
    given = {
        "memory": MEMORY_TOOLS if agent.memory in MEMORIES else (),
        "mcpServers": tuple(Tool(MCP, server=name) for name in defined),
    }
    more = {
        key: tuple(t for t in tools if t not in allow and not _denied(t, agent))
        for key, tools in given.items()
    }
    return {key: tools for key, tools in more.items() if tools}


def with_implied(agent: Agent) -> Agent:
    """The agent with the tools that its memory and the servers defined in it give it."""
    allow = agent.tools.allow
    if allow is None:
        return agent
    more = [tool for tools in _given(agent, allow).values() for tool in tools]
    return replace(agent, tools=replace(agent.tools, allow=(*allow, *more))) if more else agent


def without_excess(agent: Agent) -> Agent:
    """The agent with implied tools in its list, but no memory or server that would give it more power."""
    limit, deny, mode = Limit(agent), agent.tools.deny, agent.permission_mode
    if not limit.allows(*MEMORY_TOOLS, deny=deny, mode=mode):
        agent = changed(agent, memory=None)
    fitting = {
        name: config
        for name, config in agent.mcp_servers.items()
        if config is None
        or (_is_whole(name, config, deny) and limit.allows(Tool(MCP, server=name), deny=deny, mode=mode))
    }
    return _without_notebooks(
        with_implied(changed(agent, mcp_servers=fitting) if len(fitting) < len(agent.mcp_servers) else agent)
    )


def _is_whole(name: str, config: Value, deny: tuple[Tool, ...]) -> bool:
    """Whether the client takes a server, and the agent may have all the tools that it then gives."""
    server = server_of(config)
    if server is None or SERVERS.write(server) is None:
        return False
    return server.tools is None and set(server.withheld(name)) <= set(deny)


def _without_notebooks(agent: Agent) -> Agent:
    """The agent without the tool that still writes where writing and editing are taken away."""
    gone = {tool.name for tool in agent.tools.deny if tool.native is None}  # a pattern takes the whole tool
    if agent.tools.allow is not None or not {"write", "edit"} <= gone or "notebook_edit" in gone:
        return agent
    return replace(agent, tools=replace(agent.tools, deny=(*agent.tools.deny, Tool("notebook_edit"))))


def without_mode(agent: Agent) -> Agent:
    """The agent without its permission mode; what the mode takes away is denied instead."""
    free = replace(agent, permission_mode=None)
    if power(free) <= power(agent):
        return free
    more = tuple(Tool(name) for name, capability in TOOLS.items() if capability in PLAN_TAKES)
    deny = tuple(dict.fromkeys((*agent.tools.deny, *more)))
    return replace(free, tools=replace(agent.tools, deny=deny))


def _denied(tool: Tool, agent: Agent) -> bool:
    """Whether the deny list leaves nothing of a tool."""
    alone = replace(agent, tools=replace(agent.tools, allow=(tool,)))
    return not power(alone).tools
