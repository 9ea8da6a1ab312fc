"""The tools of an Anthropic agent: toolsets and what they say of each tool, servers and subagents.

The facts are in `anthropic_agents`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agentconv.errors import WrongType
from agentconv.formats.apis.body import objects, server_tools
from agentconv.frozen import frozen
from agentconv.kit.codecs import Joint
from agentconv.kit.format import Native
from agentconv.kit.servers import STDIO, servers_of
from agentconv.kit.shapes import ANY, fits, list_or_empty, map_or_empty, maps_in
from agentconv.kit.tools import Limit, ToolNames
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.vocabulary import MCP

OWNER = "anthropic-agents"
TOOLSET = "agent_toolset_20260401"
MCP_TOOLSET = "mcp_toolset"
MAX_SERVERS = 20

TOOLS = {
    "bash": "shell",
    "edit": "edit",
    "read": "read",
    "write": "write",
    "glob": "glob",
    "grep": "grep",
    "web_fetch": "web_fetch",
    "web_search": "web_search",
}
NAMES = ToolNames(
    OWNER,
    TOOLS,
    read_mcp=lambda _: None,
    write_mcp=lambda _server, _tool: None,
    approximate={"multi_edit": "edit", "notebook_read": "read", "list": "glob"},
    arguments=False,
)
HARMLESS = frozenset({"read", "glob", "grep"})
"""Tools that nobody is asked about."""
EDITS = frozenset({"edit", "write"})
REFUSING = "dont-ask"
"""The mode of which a person is not asked: what would be asked for is not there."""

ALLOW, ASK, AUTO = "always_allow", "always_ask", "auto"
POLICY = ({"type!": {ALLOW, ASK, AUTO}}, None)
CONFIG = {"enabled": (bool, None), "permission_policy": POLICY}
DOMAINS = {"allowed_domains": [str, 64], "blocked_domains": [str, 64]}
PLACE = dict.fromkeys(("city", "country", "region", "timezone"), (str, None))
TOOL_CONFIG = (
    *({**CONFIG, "name!": {name}, "type": {name}} for name in TOOLS),
    {
        **CONFIG,
        **DOMAINS,
        "name!": {"web_fetch"},
        "type": {"web_fetch"},
        "max_content_tokens": (int, None),
    },
    {
        **CONFIG,
        **DOMAINS,
        "name!": {"web_search"},
        "type": {"web_search"},
        "user_location": ({"type!": {"approximate"}, **PLACE}, None),
    },
)
TOOL = (
    {"type!": {TOOLSET}, "default_config": (CONFIG, None), "configs": [TOOL_CONFIG]},
    {
        "type!": {MCP_TOOLSET},
        "mcp_server_name!": re.compile(r"(?s).{1,255}"),
        "default_config": (CONFIG, None),
        "configs": [{**CONFIG, "name!": re.compile(r"(?s).{1,128}")}],
    },
    {
        "type!": {"custom"},
        "name!": re.compile(r"[A-Za-z0-9_-]{1,128}"),
        "description!": str,
        "input_schema!": {
            "type!": {"object"},
            "properties": (dict, None),
            "required": ([str], None),
            "*": ANY,
        },
    },
)
SERVER = {"type!": {"url"}, "name!": re.compile(r"(?s).{1,255}"), "url!": str}
ROSTER = [(str, {"type!": {"agent"}, "id!": str, "version": int}, {"type!": {"self"}}), 20]
MEMBER = (
    {"type!": {"disabled"}},
    {
        "type!": {"enabled"},
        "inline_agents": ({"type!": {"enabled", "disabled"}}, None),
        "predefined_agents": (ROSTER, None),
    },
    None,
)
MULTIAGENT = (
    {"type!": {"coordinator"}, "agents!": ROSTER},
    {
        "type!": {"multiagent_20261001"},
        "advisor": ({"type!": {"disabled"}}, {"type!": {"enabled"}, "model!": str}, None),
        "subagents": MEMBER,
        "workflows": MEMBER,
    },
)


class ToolsCodec(Joint):
    """`tools`: toolsets, each with what it enables and what happens without asking, and custom tools."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        items = objects(value)
        for index, item in enumerate(items):
            if not fits(item.get("default_config"), (dict, None)):
                raise WrongType("an object", (index, "default_config"))
            if not fits(item.get("configs", []), [dict]):
                raise WrongType("a list of objects", (index, "configs"))
        return {
            "tools.allow": tuple(dict.fromkeys(tool for item in items for tool in _meant(item))),
            "tools.deny": tuple(dict.fromkeys(tool for item in items for tool in _denied(item))),
            "permission_mode": _mode(items),
        }

    def rest(self, value: Value, agent: Agent) -> Value:
        plain = self.write(agent)
        return [item for item in objects(value) if item not in plain] or None

    def write(self, agent: Agent) -> list[Value]:
        kept = _kept(agent)
        built_in = _toolset(agent, kept)
        own = [item for item in kept if item["type"] == "custom"]
        sets = [toolset for _, toolset in _servers(agent, kept)]
        return [*([] if built_in is None else [built_in]), *sets, *own]


class ServersCodec(Joint):
    """`mcp_servers`: those with an address of which the agent has a toolset."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        servers = [item for item in objects(value) if fits(item, SERVER)]
        return {"mcp_servers": {str(s["name"]): {"type": "http", "url": s["url"]} for s in servers}}

    def rest(self, value: Value, agent: Agent) -> Value:
        return None

    def write(self, agent: Agent) -> Value:
        return [server for server, _ in _servers(agent, _kept(agent))] or None


class SubagentsCodec(Joint):
    """`multiagent`: the account's agents that the agent may start; kept, and never made from names."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        return {"tools.allow": tuple(_delegates(value))}

    def rest(self, value: Value, agent: Agent) -> Value:
        return value

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get(OWNER, {}).get("multiagent")
        return own if fits(own, MULTIAGENT) and Limit(agent).allows(*_delegates(own)) else None


# reading


@frozen
class _Setting:
    """What a toolset says of a tool."""

    enabled: bool
    policy: str
    config: Mapping[str, Value]


_OTHERS = ""
"""The name under which an MCP toolset's settings for the tools that it does not name are kept."""


def settings(item: Mapping[str, Value]) -> dict[str, _Setting]:
    """What an entry of `tools` says of each tool, under its own name for it."""
    built_in, default = item.get("type") == TOOLSET, map_or_empty(item.get("default_config"))
    policy = str(map_or_empty(default.get("permission_policy")).get("type", ALLOW if built_in else ASK))
    whole = _Setting(default.get("enabled") is not False, policy, {})
    found = dict.fromkeys(TOOLS if built_in else (_OTHERS,), whole)
    for config in maps_in(item.get("configs")):
        on = config.get("enabled")
        policy = str(map_or_empty(config.get("permission_policy")).get("type", whole.policy))
        found[str(config.get("name"))] = _Setting(whole.enabled if on is None else on is True, policy, config)
    return found


def _meant(item: Mapping[str, Value]) -> list[Tool]:
    """The tools that an entry of `tools` gives."""
    kind, server = item.get("type"), str(item.get("mcp_server_name"))
    if kind not in (TOOLSET, MCP_TOOLSET):
        label = f"custom:{item.get('name')}" if kind == "custom" else str(kind)
        return [Tool(re.sub(r"[^\w.:-]", "_", label), native=OWNER)]
    enabled = {name: setting for name, setting in settings(item).items() if setting.enabled}
    if kind == MCP_TOOLSET:
        if _OTHERS in enabled:
            return [Tool(MCP, server=server)]
        return [Tool(MCP, server=server, tool=name) for name in enabled]
    found: list[Tool] = []
    for name, setting in enabled.items():
        tool = NAMES.decode(name)
        bounds: list[str | None] = [*_domains(setting, "allowed_domains")] or [None]
        found += [Tool(tool.name, bound, native=tool.native) for bound in bounds]
    return found


def _denied(item: Mapping[str, Value]) -> list[Tool]:
    """What an entry of `tools` takes away from the tools that it gives."""
    said, server = settings(item), str(item.get("mcp_server_name"))
    if item.get("type") == MCP_TOOLSET and said[_OTHERS].enabled:
        return [Tool(MCP, server=server, tool=name) for name, setting in said.items() if not setting.enabled]
    if item.get("type") != TOOLSET:
        return []
    enabled = ((name, setting) for name, setting in said.items() if setting.enabled)
    return [Tool(name, bound) for name, setting in enabled for bound in _domains(setting, "blocked_domains")]


def _domains(setting: _Setting, key: str) -> list[str]:
    return [f"domain:{domain}" for domain in list_or_empty(setting.config.get(key))]


def _delegates(several: Value) -> list[Tool]:
    """The agents that an agent may start."""
    if several is None:
        return []
    config = map_or_empty(several)
    agents = config.get("agents")
    if config.get("type") == "coordinator" and isinstance(agents, list):
        ids = [
            a if isinstance(a, str) else str(map_or_empty(a).get("id", map_or_empty(a).get("type")))
            for a in agents
        ]
        return [Tool("agent", ", ".join(ids))] if ids else []
    members = (map_or_empty(config.get(key)).get("type") for key in ("subagents", "workflows"))
    return [] if all(kind == "disabled" for kind in members) else [Tool("agent")]


def _mode(tools: Sequence[Mapping[str, Value]]) -> str | None:
    """The greatest permission mode that stays within what these tools do without asking; None for none."""
    policies: dict[str, set[str]] = {}
    for item in tools:
        for name, setting in settings(item).items():
            known = name if item.get("type") == TOOLSET else MCP
            if setting.enabled and known not in HARMLESS:
                policies.setdefault(known, set()).add(setting.policy)
    every = set().union(*policies.values())
    if every == {ALLOW}:
        return "accept-edits" if policies.keys() <= EDITS else "bypass"
    if every and every <= {ALLOW, AUTO}:
        return "auto"
    edits = set().union(*(policies[name] for name in EDITS if name in policies))
    return "accept-edits" if edits == {ALLOW} else None


# writing


def _policy(mode: str | None, name: str) -> str:
    """The policy for a tool in a permission mode."""
    if name in HARMLESS or mode == "bypass" or (mode == "accept-edits" and name in EDITS):
        return ALLOW
    return AUTO if mode == "auto" else ASK


def _kept(agent: Agent) -> list[Native]:
    """The agent's own entries of `tools` that give nothing which it does not have."""
    own, limit = maps_in(agent.extensions.get(OWNER, {}).get("tools")), Limit(agent)
    return [
        i for i in own if fits(i, TOOL) and limit.allows(*_meant(i), deny=tuple(_denied(i)), mode=_mode([i]))
    ]


def _servers(agent: Agent, kept: Sequence[Native]) -> list[tuple[Native, Native]]:
    """The servers that the agent may use, each with its toolset."""
    found: list[tuple[Native, Native]] = []
    if agent.permission_mode == REFUSING:
        return found
    for name, server in servers_of(agent.mcp_servers).items():
        entry: Native = {"type": "url", "name": name, "url": server.url}
        usable = server.enabled and server.kind != STDIO and re.fullmatch(r"https?://\S+", server.url)
        toolset = _mcp_toolset(agent, name, kept) if usable and fits(entry, SERVER) else None
        if toolset is not None and len(found) < MAX_SERVERS:
            found.append((entry, toolset))
    return found


def _toolset(agent: Agent, kept: Sequence[Native]) -> Native | None:
    """The agent toolset: the agent's own if it has one that fits, else one that enables what it may have."""
    natives = Limit(agent).listed(NAMES)
    names = [name for name in TOOLS if natives is None or name in natives]
    if agent.permission_mode == REFUSING:
        names = [name for name in names if name in HARMLESS]
    for item in kept:
        if item["type"] == TOOLSET and {TOOLS[n] for n in names} <= {tool.name for tool in _meant(item)}:
            return item
    if not names:
        return None
    every, usual = len(names) == len(TOOLS), _policy(agent.permission_mode, "bash")
    configs: list[Value] = []
    for name in names:
        config: Native = {"name": name} if every else {"name": name, "enabled": True}
        if (policy := _policy(agent.permission_mode, name)) != usual:
            config["permission_policy"] = {"type": policy}
        if len(config) > 1:
            configs.append(config)
    default: Native = {"enabled": every, "permission_policy": {"type": usual}}
    out: Native = {"type": TOOLSET, "default_config": default}
    return {**out, "configs": configs} if configs else out


def _mcp_toolset(agent: Agent, server: str, kept: Sequence[Native]) -> Native | None:
    """The toolset of an MCP server: the agent's own, or one that enables what it may call; None = nothing."""
    for item in kept:
        if item["type"] == MCP_TOOLSET and item["mcp_server_name"] == server:
            return item
    policy = _policy(agent.permission_mode, MCP)
    default: Native = {"enabled": True}
    if policy != ASK:
        default["permission_policy"] = {"type": policy}
    out: Native = {"type": MCP_TOOLSET, "mcp_server_name": server, "default_config": default}
    named = server_tools(agent, server)
    if named is None:
        return out
    off = [t for t in agent.tools.deny if t.name == MCP and t.server == server and t.tool and not t.native]
    if off and Limit(agent).allows(Tool(MCP, server=server), deny=tuple(off)):
        return {**out, "configs": [{"name": tool.tool, "enabled": False} for tool in off]}
    default["enabled"] = False
    configs: list[Value] = [{"name": name, "enabled": True} for name in named if len(name) <= 128]
    return {**out, "configs": configs} if configs else None
