"""What Claude Code gives an agent besides the tools that its list names."""

from __future__ import annotations

from dataclasses import replace

from agentconv.formats.claude.codecs import joined
from agentconv.kit.format import Reading
from agentconv.model.agent import Agent, Tool
from agentconv.model.powers import power
from agentconv.model.vocabulary import MCP, PLAN_TAKES, TOOLS

MEMORY_TOOLS = (Tool("read"), Tool("write"), Tool("edit"))
"""What `memory` gives an agent."""


def with_implied(agent: Agent, reading: Reading | None = None) -> Agent:
    """The agent with the tools that its memory and the servers defined in it give it."""
    servers = tuple(
        Tool(MCP, server=name) for name, config in agent.mcp_servers.items() if config is not None
    )
    for key, tools in (("memory", MEMORY_TOOLS if agent.memory else ()), ("mcpServers", servers)):
        allow = agent.tools.allow
        if allow is None:
            return agent
        more = tuple(tool for tool in tools if tool not in allow and not _denied(tool, agent))
        if more and reading is not None:
            what = f"{key} gives the agent {joined(more)} as well"
            reading.add("tool-implied", what, key)
        agent = replace(agent, tools=replace(agent.tools, allow=allow + more))
    return agent


def without_excess(agent: Agent) -> Agent:
    """The agent with implied tools in its list, but no memory or server that would give it more power."""
    limit = power(agent)
    if agent.memory and not power(with_implied(replace(agent, mcp_servers={}))) <= limit:
        agent = replace(agent, memory=None)
    fitting = {
        name: config
        for name, config in agent.mcp_servers.items()
        if power(with_implied(replace(agent, memory=None, mcp_servers={name: config}))) <= limit
    }
    return _without_notebooks(with_implied(replace(agent, mcp_servers=fitting)))


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
