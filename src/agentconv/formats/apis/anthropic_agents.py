"""Anthropic agents: the body of `POST /v1/agents` (Managed Agents, beta) as JSON in `anthropic/agents/`.

Facts: the `anthropic` package 2.10.0, `types/beta/agent_create_params.py`, and the pages "Permission
policies" and "Create Agent" of platform.claude.com, read 2026-11-20; the API's answers were not observed:

* `name` holds 256 characters, `description` 2,048, `system` 100,000. The API counts versions itself.
* `tools` absent or empty gives none. `agent_toolset_20260401` has eight tools, all enabled unless
  `default_config` or `configs` say otherwise. A tool that it does not have, or one that is bound by a pattern
  (`Bash(git:*)`), is recorded in `metadata` and given to nobody.
* The policy of that toolset is `always_allow` when nothing is said, that of an MCP toolset is `always_ask`.
  So an agent that asks before it acts gets `always_ask` for what acts: a session then waits for its owner.
* MCP servers are URLs; a session's vaults hold their credentials. Each needs an `mcp_toolset`.
* `skills` and `multiagent` name objects of an account, so they are never made from names.
* `allowed_domains` of web tools also allow subdomains, and read as `web_fetch(domain:...)`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agentconv.diagnostics import Loss
from agentconv.errors import WrongType
from agentconv.formats.apis.body import Body, keys_of, objects, server_tools
from agentconv.kit.codecs import ChoiceCodec, Joint, as_text
from agentconv.kit.format import Field, Native, Reading, Writing
from agentconv.kit.lengths import Length
from agentconv.kit.servers import STDIO, server_of
from agentconv.kit.shapes import ANY, Shape, fits
from agentconv.kit.tools import Limit, ToolNames
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.powers import power
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

ALLOW, ASK, AUTO = "always_allow", "always_ask", "auto"
EFFORTS = ("low", "medium", "high", "xhigh", "max")

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


SHAPES: dict[str, Shape] = {
    "name": str,
    "model": {"inference_geo": (str, None), "speed": ({"standard", "fast"}, None)},
    "description": str,
    "system": str,
    "tools": [TOOL],
    "mcp_servers": [SERVER, 20],
    "skills": [{"type!": {"anthropic", "custom"}, "skill_id!": str, "version": (str, None)}],
    "multiagent": MULTIAGENT,
    "execution_identity": (
        {"type!": {"service_account"}},
        {"type!": {"aws_role"}, "role_arn!": str},
    ),
    "metadata": dict,
}
"""The keys of the request, in the order in which they are written; `id` and `effort` of a model have rows."""


class EffortCodec(ChoiceCodec):
    """The effort of a model: a word, or an object with the word as its type."""

    def decode(self, value: Value) -> str | None:
        return as_text(value.get("type") if isinstance(value, dict) else value)


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


class AnthropicAgents(Body):
    """Anthropic managed agent."""

    name = OWNER
    title = "Anthropic managed agent"
    vendor = "Anthropic"
    paths = ("anthropic/agents/*.json",)
    marks = frozenset({"multiagent", "execution_identity"})
    reference = "https://platform.claude.com/docs/en/managed-agents/agent-setup"
    checked = "2026-11-20, anthropic 2.10.0"
    validated = "types of anthropic 2.10"
    fields = (
        Field("name", "name", length=Length(256, vendor)),
        Field(("model", "id"), "model", alone=True),
        Field(("model", "effort"), "effort", EffortCodec(EFFORTS)),
        Field("description", "description", length=Length(2_048, vendor, cuts=True)),
        Field("system", "prompt", length=Length(100_000, vendor)),
        Field("tools", "tools.allow", ToolsCodec(), also=("tools.deny", "permission_mode")),
        Field("mcp_servers", "mcp_servers", ServersCodec()),
        Field("multiagent", "tools.allow", SubagentsCodec()),
    )
    keys = keys_of(SHAPES)
    order = tuple(SHAPES)
    object_keys = frozenset({"id", "type", "version", "created_at", "updated_at", "archived_at"})
    reasons = {
        "name": "an agent's name has at most 256 characters",
        "*": "the 16 metadata entries of 512 characters are full",
    }

    def marked(self, values: Mapping[str, Value]) -> bool:
        tools = values.get("tools")
        kinds = {t.get("type") for t in tools if isinstance(t, dict)} if isinstance(tools, list) else set()
        stored = values.get("type") == "agent" and "system" in values
        return stored or bool(kinds & {TOOLSET, MCP_TOOLSET}) or super().marked(values)

    def shaped(self, values: Mapping[str, Value]) -> bool:
        return "name" in values and "system" in values

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        model = native.get("model")
        if isinstance(model, dict) and "id" not in model:
            reading.add("wrong-type", "'model' takes a model's id, or an object that has one", "model")
        return agent

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        tools = native.get("tools")
        for index, item in enumerate(tools if isinstance(tools, list) else ()):
            kind, named = _map(item).get("type"), _settings(_map(item))[1]
            unknown = [name for name in named if name not in TOOLS]
            if kind == TOOLSET and unknown:
                what = f"no tool that the toolset is known to have: {', '.join(unknown[:10])}"
                reading.add("tool-unknown", what, "tools", index)
            if kind not in (TOOLSET, MCP_TOOLSET, "custom"):
                what = f"no type of tool that the API is known to have: {kind!r}"
                reading.add("tool-unknown", what, "tools", index)

    def model_for(self, agent: Agent, writing: Writing) -> str | None:
        return re.sub(r"\[\w+\]$", "", super().model_for(agent, writing) or "")

    def tell_recorded(self, name: str, agent: Agent, back: Agent, writing: Writing) -> None:
        missing = power(agent).beyond(power(back)) if name == "tools.allow" else ()
        if agent.tools.allow is None or not missing:
            super().tell_recorded(name, agent, back, writing)
            return
        report = writing.report.scoped(field=name, loss=Loss.NARROWED)
        what = f"{name} is recorded in metadata, but Anthropic gives the agent no {', '.join(missing)}"
        report.add("power-narrowed", what, hint="the toolset has eight tools, whole or not at all")


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a toolset says of one tool."""

    enabled: bool
    policy: str
    config: Mapping[str, Value]


def _settings(item: Mapping[str, Value]) -> tuple[_Setting, dict[str, _Setting]]:
    """What a toolset says of any tool, and of those that it names."""
    default = _map(item.get("default_config"))
    usual = ALLOW if item.get("type") == TOOLSET else ASK
    policy = str(_map(default.get("permission_policy")).get("type", usual))
    whole = _Setting(default.get("enabled") is not False, policy, {})
    configs = item.get("configs")
    found = {}
    for config in map(_map, configs if isinstance(configs, list) else ()):
        on = config.get("enabled")
        policy = str(_map(config.get("permission_policy")).get("type", whole.policy))
        found[str(config.get("name"))] = _Setting(whole.enabled if on is None else on is True, policy, config)
    return whole, found


def _built_in(item: Mapping[str, Value]) -> dict[str, _Setting]:
    """The tools of the agent toolset that are enabled."""
    whole, named = _settings(item)
    every = {**dict.fromkeys(TOOLS, whole), **named}
    return {name: setting for name, setting in every.items() if setting.enabled}


def _meant(item: Mapping[str, Value]) -> list[Tool]:
    """The tools that an entry of `tools` gives."""
    kind, server = item.get("type"), str(item.get("mcp_server_name"))
    if kind == TOOLSET:
        found = []
        for name, setting in _built_in(item).items():
            domains = setting.config.get("allowed_domains")
            bounds = [f"domain:{d}" for d in domains] if isinstance(domains, list) and domains else [None]
            native = None if name in TOOLS else NAMES.format
            found += [Tool(TOOLS.get(name, name), bound, native=native) for bound in bounds]
        return found
    if kind == MCP_TOOLSET:
        whole, named = _settings(item)
        if whole.enabled:
            return [Tool(MCP, server=server)]
        return [Tool(MCP, server=server, tool=name) for name, setting in named.items() if setting.enabled]
    label = f"custom:{item.get('name')}" if kind == "custom" else str(kind)
    return [Tool(re.sub(r"[^\w.:-]", "_", label), native=NAMES.format)]


def _denied(item: Mapping[str, Value]) -> list[Tool]:
    """What an entry of `tools` takes away from the tools that it gives."""
    found = []
    if item.get("type") == TOOLSET:
        for name, setting in _built_in(item).items():
            domains = setting.config.get("blocked_domains")
            found += [Tool(name, f"domain:{d}") for d in domains] if isinstance(domains, list) else []
    if item.get("type") == MCP_TOOLSET:
        whole, named = _settings(item)
        server = str(item.get("mcp_server_name"))
        off = [name for name, setting in named.items() if not setting.enabled]
        found += [Tool(MCP, server=server, tool=name) for name in off if whole.enabled]
    return found


def _delegates(several: Value) -> list[Tool]:
    """The agents that an agent may start."""
    if several is None:
        return []
    config = _map(several)
    agents = config.get("agents")
    if config.get("type") == "coordinator" and isinstance(agents, list):
        ids = [a if isinstance(a, str) else str(_map(a).get("id", _map(a).get("type"))) for a in agents]
        return [Tool("agent", ", ".join(ids))] if ids else []
    members = (_map(config.get(key)).get("type") for key in ("subagents", "workflows"))
    return [] if all(kind == "disabled" for kind in members) else [Tool("agent")]


def _mode(tools: Sequence[Mapping[str, Value]]) -> str | None:
    """The least permission mode in which everything happens that these tools do without asking."""
    policies: dict[str, set[str]] = {ALLOW: set(), AUTO: set(), ASK: set()}
    for item in tools:
        if item.get("type") == TOOLSET:
            for name, setting in _built_in(item).items():
                if name not in HARMLESS:
                    policies.setdefault(setting.policy, set()).add(name)
        elif item.get("type") == MCP_TOOLSET:
            whole, named = _settings(item)
            for setting in (whole, *named.values()):
                if setting.enabled:
                    policies.setdefault(setting.policy, set()).add(MCP)
    free, judged = policies[ALLOW], policies[AUTO]
    if not free <= EDITS:
        return "bypass"
    return "auto" if judged else "accept-edits" if free else None


def _policy(mode: str | None, name: str) -> str:
    """The policy for a tool in a permission mode."""
    if name in HARMLESS or mode == "bypass" or (mode == "accept-edits" and name in EDITS):
        return ALLOW
    return AUTO if mode == "auto" else ASK


def _kept(agent: Agent) -> list[Native]:
    """The agent's own entries of `tools` that give nothing which it does not have."""
    own, limit = agent.extensions.get(OWNER, {}).get("tools"), Limit(agent)
    items = (
        [item for item in own if isinstance(item, dict) and fits(item, TOOL)] if isinstance(own, list) else []
    )
    return [i for i in items if limit.allows(*_meant(i), deny=tuple(_denied(i)), mode=_mode([i]))]


def _servers(agent: Agent, kept: Sequence[Native]) -> list[tuple[Native, Native]]:
    """The servers that the agent may use, each with its toolset."""
    found: list[tuple[Native, Native]] = []
    for name, config in agent.mcp_servers.items():
        server = server_of(config)
        if server is None or server.kind == STDIO or not server.enabled:
            continue
        entry: Native = {"type": "url", "name": name, "url": server.url}
        toolset = _mcp_toolset(agent, name, kept) if fits(entry, SERVER) else None
        if toolset is not None and len(found) < MAX_SERVERS:
            found.append((entry, toolset))
    return found


def _toolset(agent: Agent, kept: Sequence[Native]) -> Native | None:
    """The agent toolset: the agent's own if it has one that fits, else one that enables what it may have."""
    natives = Limit(agent).listed(NAMES)
    names = [name for name in TOOLS if natives is None or name in natives]
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


def _map(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}
