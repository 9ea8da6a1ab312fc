"""Roo's groups of tools, and which ones an agent is to have."""

from __future__ import annotations

from agentconv.errors import WrongType
from agentconv.kit.codecs import exact
from agentconv.kit.tools import NOTHING, Limit, Listed, ToolNames, given
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.vocabulary import ALL, MCP

GROUPS: dict[str, str | tuple[str, ...]] = {
    "read": ("read", "grep", "glob", "list"),
    "edit": ("write", "edit"),
    "browser": ("web_fetch", "web_search"),
    "command": "shell",
    "modes": "agent",
}


NEAR = {
    "notebook_read": "read",
    "multi_edit": "edit",
    "notebook_edit": "edit",
    "powershell": "command",
    "code_intelligence": "read",
}


ALL_GROUPS = ("read", "edit", "browser", "command", "mcp")
ANY_SERVER = Tool(MCP, server=ALL)


def _read_mcp(name: str) -> tuple[str, str | None] | None:
    return ("*", None) if name == "mcp" else None


def _write_mcp(server: str, tool: str | None) -> str | None:
    return "mcp" if server == "*" and tool is None else None


NAMES = ToolNames("roo", GROUPS, _read_mcp, _write_mcp, NEAR, arguments=False)


class Groups(Listed):
    """`groups`: names, and pairs of a name and its options."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        groups = _groups(value)
        if groups.keys() >= set(ALL_GROUPS) and not any(groups.values()):
            return None
        found: list[Tool] = []
        for group, pattern in groups.items():
            found += [Tool(group, pattern, native="roo")] if pattern else given([group], NAMES)
        return tuple(dict.fromkeys(found))

    def write(self, agent: Agent) -> Value:
        """The groups of an agent; as its own file words them, when that gives the same tools."""
        extension = agent.extensions.get("roo", {})
        own, servers = extension.get("groups"), extension.get(SERVERS)
        taken = isinstance(own, list) and refusal_of_groups(own) is None
        if taken and within_servers(_tools_of(own), servers) == agent.tools.allow:
            return own
        natives = Limit(agent).listed(NAMES)
        if natives is None:
            return list(ALL_GROUPS)
        bounded = [
            t for t in agent.tools.allow or () if t.native == "roo" and t.name == "edit" and t.argument
        ]
        groups: list[Value] = [n for n in natives if n in GROUPS or n == "mcp"]
        return groups + [["edit", {"fileRegex": t.argument}] for t in bounded[:1] if "edit" not in groups]


GROUPS_CODEC = Groups(NAMES, grants=NOTHING)

SERVERS = "allowedMcpServers"
"""The servers that the group `mcp` is bound to: a key of Zoo Code since 3.60, not read by Roo Code."""


def within_servers(tools: tuple[Tool, ...] | None, servers: Value) -> tuple[Tool, ...] | None:
    """Tools with only these servers where a group gives all; as they are where no list is given."""
    if not isinstance(servers, list) or not all(isinstance(name, str) for name in servers):
        return tools
    every = tuple(given(ALL_GROUPS, NAMES)) if tools is None else tools
    rest = tuple(tool for tool in every if tool != ANY_SERVER)
    if len(rest) == len(every):
        return tools
    return (*rest, *(Tool(MCP, server=str(name)) for name in dict.fromkeys(servers)))


def _tools_of(groups: Value) -> tuple[Tool, ...] | None:
    """The tools that groups give; none for groups that cannot be read."""
    try:
        return GROUPS_CODEC.decode(groups)
    except WrongType:
        return ()


def _groups(value: Value) -> dict[str, str | None]:
    """Groups by name, with the regular expression that bounds them."""
    value = exact(value)
    if not isinstance(value, list):
        raise WrongType("a list of groups")
    found: dict[str, str | None] = {}
    for index, item in enumerate(value):
        parts = item if isinstance(item, list) else [item]
        if not parts or not isinstance(parts[0], str):
            raise WrongType("names of groups", (index,))
        options = [part for part in parts[1:] if isinstance(part, dict)]
        if len(options) != len(parts) - 1:
            raise WrongType("a group and a map of its options", (index,))
        patterns = [part["fileRegex"] for part in options if part.get("fileRegex") not in (None, "")]
        if not all(isinstance(pattern, str) for pattern in patterns):
            raise WrongType("a text as fileRegex", (index,))
        bound = str(patterns[0]) if patterns and parts[0] == "edit" else None
        found.setdefault(parts[0], bound)
    return found


def refusal_of_groups(groups: Value) -> str | None:
    """Why the client's schema does not take a mode's groups; None = it does."""
    if not isinstance(groups, list):
        return "a mode has no groups"
    named = [g[0] if isinstance(g, list) and g else g for g in groups]
    if len({str(g) for g in named}) != len(named):
        return "a group is named twice"
    strange = [str(g) for g in named if g not in (*ALL_GROUPS, "modes")]
    if strange:
        return f"there is no group {strange[0]!r}"
    if any(isinstance(g, list) and (len(g) != 2 or not isinstance(g[1], dict)) for g in groups):
        return "a group's options are one map after its name"
    return None
