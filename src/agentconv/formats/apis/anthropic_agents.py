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
from agentconv.formats.apis.body import Body, may, server_tools
from agentconv.kit.codecs import TEXT, as_text, exact
from agentconv.kit.format import Field, Native, Reading, Writing
from agentconv.kit.shapes import fits
from agentconv.kit.tools import ToolNames, native_tools
from agentconv.model.agent import Agent, Tool, Tools, Value, with_fields
from agentconv.model.powers import power
from agentconv.model.vocabulary import MCP

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
    "anthropic-agents",
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
            "*": (dict, list, str, float, bool, None),
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


class ModelCodec:
    """The model's id, which stands alone or in an object beside its effort."""

    def decode(self, value: Value) -> str | None:
        if isinstance(value, dict) and not isinstance(value.get("id"), str):
            raise WrongType("a model's id, or an object that has one", ("id",) if "id" in value else ())
        return as_text(value["id"] if isinstance(value, dict) else value)

    def encode(self, value: str) -> Value:
        return value


class EffortCodec:
    """The effort inside the model's object: a word, or an object with the word as its type."""

    def decode(self, value: Value) -> str | None:
        effort = value.get("effort") if isinstance(value, dict) else None
        effort = effort.get("type") if isinstance(effort, dict) else effort
        if isinstance(effort, (list, dict)):
            raise WrongType("an effort in words", ("effort",))
        return as_text(effort)

    def encode(self, value: str) -> Value:
        return {"effort": value}


class AnthropicAgents(Body):
    """Anthropic managed agent."""

    name = "anthropic-agents"
    title = "Anthropic managed agent"
    vendor = "Anthropic"
    paths = ("anthropic/agents/*.json",)
    marks = frozenset({"multiagent", "execution_identity"})
    reference = "https://platform.claude.com/docs/en/managed-agents/agent-setup"
    checked = "2026-11-20, anthropic 2.10.0"
    validated = "types of anthropic 2.10"
    fields = (
        Field("name", "name"),
        Field("model", "model", ModelCodec()),
        Field("model", "effort", EffortCodec()),
        Field("description", "description"),
        Field("system", "prompt", TEXT),
    )
    order = (
        "name",
        "model",
        "description",
        "system",
        "tools",
        "mcp_servers",
        "skills",
        "multiagent",
        "execution_identity",
        "metadata",
    )
    object_keys = frozenset({"id", "type", "version", "created_at", "updated_at", "archived_at"})
    more_keys = frozenset(order)
    own_keys = {
        "skills": [{"type!": {"anthropic", "custom"}, "skill_id!": str, "version": (str, None)}],
        "execution_identity": (
            {"type!": {"service_account"}},
            {"type!": {"aws_role"}, "role_arn!": str},
        ),
    }
    limits = {"name": 256, "description": 2_048, "prompt": 100_000}
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

    def is_native(self, name: str) -> bool:
        return name in ("tools.allow", "tools.deny", "permission_mode", "mcp_servers") or super().is_native(
            name
        )

    # reading

    def body(self, values: Native, reading: Reading) -> Agent:
        tools = _objects(values, "tools", reading)
        servers = [item for item in _objects(values, "mcp_servers", reading) if fits(item, SERVER)]
        several, model = values.pop("multiagent", None), values.get("model")
        for index, item in enumerate(tools):
            _check_tool(item, index, reading)
        given = [tool for item in tools for tool in _meant(item)] + _delegates(several)
        found: dict[str, object] = {
            "tools.allow": tuple(dict.fromkeys(given)),
            "tools.deny": tuple(dict.fromkeys(tool for item in tools for tool in _denied(item))),
            "permission_mode": _mode(tools),
            "mcp_servers": {str(item["name"]): {"type": "http", "url": item["url"]} for item in servers},
        }
        agent = with_fields(super().body(values, reading), found)
        plain = self.granted(agent)["tools"]
        own: Native = {
            "tools": [item for item in tools if isinstance(plain, list) and item not in plain],
            "multiagent": several,
        }
        if isinstance(model, dict):
            own["model"] = {k: v for k, v in model.items() if k not in ("id", "effort")}
        return with_fields(agent, {f"extensions.{self.name}.{k}": exact(v) for k, v in own.items() if v})

    # writing

    def held(self, agent: Agent, writing: Writing) -> Native:
        out = self.kept(agent)
        out["name"] = agent.name
        out["model"] = self._model(agent, writing)
        if agent.description:
            out["description"] = self.short_description(agent.description, writing)
        if agent.prompt:
            out["system"] = self.fitting_prompt(agent.prompt, writing)
        return out | self.granted(agent)

    def _model(self, agent: Agent, writing: Writing) -> Value:
        own = agent.extensions.get(self.name, {}).get("model")
        shape = {"inference_geo": (str, None), "speed": ({"standard", "fast"}, None)}
        more: Native = dict(own) if isinstance(own, dict) and fits(own, shape) else {}
        if agent.effort in EFFORTS:
            more["effort"] = agent.effort
        model = re.sub(r"\[\w+\]$", "", self.chosen_model(agent, writing))
        return {"id": model, **more} if more else model

    def granted(self, agent: Agent) -> Native:
        own = agent.extensions.get(self.name, {})
        items = own.get("tools")
        kept = [i for i in items if isinstance(i, dict) and fits(i, TOOL)] if isinstance(items, list) else []
        kept = [item for item in kept if _within(item, agent)]
        tools: list[Value] = []
        if (built_in := _toolset(agent, kept)) is not None:
            tools.append(built_in)
        servers: list[Value] = []
        for name, config in agent.mcp_servers.items():
            url = config.get("url") if isinstance(config, dict) else None
            named = isinstance(url, str) and re.fullmatch(r"https?://\S+", url) and 0 < len(name) <= 255
            toolset = _mcp_toolset(agent, name, kept) if named and len(servers) < MAX_SERVERS else None
            if toolset is not None:
                tools.append(toolset)
                servers.append({"type": "url", "name": name, "url": url})
        tools += [item for item in kept if item["type"] == "custom"]
        out: Native = {"tools": tools}
        if servers:
            out["mcp_servers"] = servers
        several = own.get("multiagent")
        if fits(several, MULTIAGENT) and may(agent, *_delegates(several)):
            out["multiagent"] = several
        return out

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


def _within(item: Mapping[str, Value], agent: Agent) -> bool:
    """Whether an entry of `tools` gives nothing that an agent does not have."""
    tools = Tools(tuple(_meant(item)), tuple(_denied(item)))
    return power(Agent("", tools=tools, permission_mode=_mode([item]))) <= power(agent)


def _toolset(agent: Agent, kept: Sequence[Native]) -> Native | None:
    """The agent toolset: the agent's own if it has one that fits, else one that enables what it may have."""
    natives = native_tools(agent, NAMES)
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
    if off and may(agent, Tool(MCP, server=server), deny=tuple(off)):
        return {**out, "configs": [{"name": tool.tool, "enabled": False} for tool in off]}
    default["enabled"] = False
    configs: list[Value] = [{"name": name, "enabled": True} for name in named if len(name) <= 128]
    return {**out, "configs": configs} if configs else None


def _check_tool(item: Mapping[str, Value], index: int, reading: Reading) -> None:
    """Report what is wrong with an entry of `tools`."""
    configs: Sequence[Value] = ()
    for key, shape in (("default_config", (dict, None)), ("configs", [dict])):
        if key in item and not fits(item[key], shape):
            reading.add("wrong-type", f"{key!r} takes {_WORDS[key]}", "tools", index, key)
        elif key == "configs":
            configs = item[key] if isinstance(item.get(key), list) else ()  # type: ignore[assignment]
    unknown = [str(n) for c in configs if (n := _map(c).get("name")) not in TOOLS]
    if item.get("type") == TOOLSET and unknown:
        what = f"no tool that the toolset is known to have: {', '.join(unknown[:10])}"
        reading.add("tool-unknown", what, "tools", index)
    if item.get("type") not in (TOOLSET, MCP_TOOLSET, "custom"):
        what = f"no type of tool that the API is known to have: {item.get('type')!r}"
        reading.add("tool-unknown", what, "tools", index)


_WORDS = {"default_config": "an object", "configs": "a list of objects"}


def _objects(values: Native, key: str, reading: Reading) -> list[Native]:
    """The objects of a list that is taken out of `values`."""
    items = values.pop(key, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        reading.add("wrong-type", f"{key!r} takes a list of objects", key)
        return []
    return [item for item in items if isinstance(item, dict)]


def _map(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}
