"""Codex agent role: TOML files in `.codex/agents/`, which overlay the session that starts them.

Facts: the client itself, version 0.169.0, observed offline on 2026-11-20 with a model on the loopback
interface; its source (`core/src/agent/role.rs`) and issues 40130 and 45482 of openai/codex say the same:

* A role takes from its file the instructions, the model, its effort, summary, verbosity and service tier,
  and `[features] shell_tool = false`. `sandbox_mode`, `web_search`, `approval_policy` and `mcp_servers` are
  checked, but since 0.149 the session's count instead: a role is bound by them only in a session that is
  started with `-s read-only` and the like. They are written and read as what they say, and each time a
  restriction rests on them a warning says so.
* `sandbox_mode = "read-only"` stands for reading, `workspace-write` for reading, writing and a shell, both
  with searching the web unless `web_search` is `disabled`. There is no writing without a shell. A role
  without `sandbox_mode`, or with `workspace-write` and no word on the web, has all that its session has.
* Without the shell a role reads no files, so that with `read-only` it has no tool that reaches anything.
* `name`, `description` and `developer_instructions` are required and not blank; the first two are trimmed.
  A key that `config.toml` does not have, or a value of a wrong type, and the file is skipped with a warning.
* `config.toml` may declare a role, with a file anywhere: then the table's key and description count where the
  file has none (0.171.0, observed 2026-11-28).
* Names are free text; a role may take the place of `default`, `explorer` and `worker`.
* An effort that the model does not have stops the role at its start: low to xhigh are safe.
* Nothing in the texts is expanded. Projects that are not trusted have no roles.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers.base import Tree
from agentconv.diagnostics import Loss
from agentconv.errors import NotAnAgent
from agentconv.formats.codex.client import KEYS, REQUIRED, SERVERS, SPACE, StringCodec, TrimmedCodec
from agentconv.formats.codex.declared import declared, is_config
from agentconv.kit.format import BY_MARK, BY_PATH, Field, Format, Native, Reading, Writing
from agentconv.kit.hosts import ALLOW, DENY, Host
from agentconv.kit.servers import Servers, server_of
from agentconv.kit.tools import Limit
from agentconv.model.agent import Agent, Tool, Tools, Value, changed, field_value, is_empty, same
from agentconv.model.memo import by_identity
from agentconv.model.vocabulary import READ, TOOLS

READERS = tuple(map(Tool, ("read", "glob", "grep", "list")))
EDITORS = (Tool("write"), Tool("edit"))
WORKERS = (*READERS, *EDITORS, Tool("shell"))
SEARCH = (Tool("web_search"),)
BY_SHELL = (*(Tool(name) for name, does in TOOLS.items() if does == READ), Tool("shell"), Tool("web_fetch"))
"""What a role can do with a shell alone."""

EFFORTS = {"low": "low", "medium": "medium", "high": "high", "xhigh": "xhigh", "max": "xhigh"}
"""Effort -> the one that every model of the client's catalogue has."""


Setting = tuple[str, bool]
"""`sandbox_mode`, and whether the web is searched."""

SETTINGS: tuple[Setting, ...] = (
    ("workspace-write", True),
    ("workspace-write", False),
    ("read-only", True),
    ("read-only", False),
)
"""What a role can be bound to, from the most capable to the least."""


BOUNDING = ("sandbox_mode", "web_search", "features")


def _granted(own: Mapping[str, Value]) -> tuple[Tool, ...] | None:
    """The tools that a role's settings stand for; None = all that its session has."""
    mode, search = own.get("sandbox_mode"), own.get("web_search")
    if mode not in ("read-only", "workspace-write") or (mode == "workspace-write" and search is None):
        return None
    if _is_without_shell(own):
        found: tuple[Tool, ...] = () if mode == "read-only" else EDITORS
    else:
        found = READERS if mode == "read-only" else WORKERS
    return found if search == "disabled" else _searching(found)


def _is_without_shell(own: Mapping[str, Value]) -> bool:
    return _features(own).get("shell_tool") is False


def _shell_taken(agent: Agent, own: Mapping[str, Value], dialect: str) -> Agent:
    """An agent with all that its session has, but for what goes by the shell, where that is taken away."""
    if not _is_without_shell(own):
        return agent
    features = {k: v for k, v in _features(own).items() if k != "shell_tool"}
    rest = {k: v for k, v in own.items() if k != "features"} | ({"features": features} if features else {})
    tools = Tools(None, (*agent.tools.deny, *BY_SHELL))
    return changed(agent, tools=tools, extensions={dialect: rest} if rest else {})


def _lacks_shell_alone(agent: Agent) -> bool:
    """Whether an agent has everything but what goes by the shell, its own servers aside."""
    return {tool for tool in agent.tools.deny if tool.server is None} == {*BY_SHELL}


def _features(own: Mapping[str, Value]) -> Mapping[str, Value]:
    found = own.get("features")
    return found if isinstance(found, dict) else {}


@by_identity
def _searching(tools: tuple[Tool, ...]) -> tuple[Tool, ...]:
    return tools + SEARCH


def _served(agent: Agent) -> Tools:
    """The tools of the agent's own servers, and those that they withhold."""
    servers = [(name, server) for name, config in agent.mcp_servers.items() if (server := server_of(config))]
    return Tools(
        tuple(tool for name, server in servers for tool in server.given(name)),
        tuple(tool for name, server in servers for tool in server.withheld(name)),
    )


def _settings(agent: Agent, own: Mapping[str, Value]) -> Native:
    """Of what bounds a role, the most capable settings that stay within what the agent may do."""
    if not (own or agent.mcp_servers):
        return dict(_bounds(agent.tools.allow, agent.tools.deny, agent.permission_mode))
    return _chosen(agent, own)


@by_identity
def _bounds(allow: tuple[Tool, ...] | None, deny: tuple[Tool, ...], mode: str | None) -> Native:
    """The settings of an agent that has no servers, and none of its own from a role's file."""
    return _chosen(Agent("", tools=Tools(allow, deny), permission_mode=mode), {})


def _chosen(agent: Agent, own: Mapping[str, Value]) -> Native:
    limit, allow = Limit(agent), agent.tools.allow
    more = _features(own)
    if limit.is_open:
        asked = {key: own[key] for key in BOUNDING[:2] if own.get(key) not in (None, "read-only", "disabled")}
        return _with_features(asked if _granted(asked) is None else {}, more)
    if allow is None and agent.permission_mode is None and _lacks_shell_alone(agent):
        asked = {key: own[key] for key in BOUNDING[:2] if key in own}
        return _with_features(asked if _granted(asked) is None else {}, {**more, "shell_tool": False})
    if allow is not None and (before := _granted(own)) is not None and {*before} == {*_unserved(agent)}:
        return {key: own[key] for key in BOUNDING if key in own}
    wants_web = allow is None or not {tool.name for tool in allow}.isdisjoint(("web_search", "web_fetch"))
    for mode, search in SETTINGS:
        found: Native = {"sandbox_mode": mode, "web_search": "live" if search else "disabled"}
        if (not search or wants_web) and limit.allows(*(_granted(found) or ())):
            return _with_features(found, more)
    return _with_features(found, {**more, "shell_tool": False})


def _with_features(settings: Native, features: Mapping[str, Value]) -> Native:
    return {**settings, "features": dict(features)} if features else settings


def _unserved(agent: Agent) -> tuple[Tool, ...]:
    """The agent's tools without those of its own servers."""
    own = _served(agent).allow or ()
    return tuple(tool for tool in agent.tools.allow or () if tool not in own)


def _fitting_servers(agent: Agent) -> dict[str, Value]:
    """The servers that give the agent nothing which it may not have."""
    limit, found = Limit(agent), {}
    for name, config in agent.mcp_servers.items():
        server = server_of(config)
        if server and limit.allows(*server.given(name), deny=server.withheld(name)):
            found[name] = config
    return found


_SERVERS = Servers(SERVERS)

POWER_FIELDS = ("tools.allow", "tools.deny", "permission_mode")
"""The fields that bound an agent."""


class Codex(Format):
    """Codex agent role."""

    name = "codex"
    host = Host(
        "docs/sandbox.md of openai/codex, and what Codex 0.169.0 sends for a role in a trusted folder",
        "2026-11-28",
        write=ALLOW,
        execute=ALLOW,
        search=ALLOW,
        unsure=("servers",),  # only tools that say that they change something are asked for
        delegate=DENY,
    )
    title = "Codex agent role"
    containers = ("toml",)
    paths: ClassVar[tuple[str, ...]] = (".codex/agents/**/*.toml", ".codex/config.toml")
    user_paths: ClassVar[tuple[str, ...]] = paths
    reference = "https://developers.openai.com/codex/subagents"
    checked = "2026-11-20, Codex 0.169.0"
    sure = "client"
    validated = "Codex 0.169.0: `codex doctor`, and every role started"
    fields = (
        Field("name", "name", TrimmedCodec()),
        Field("description", "description", TrimmedCodec()),
        Field("model", "model", StringCodec()),
        Field("model_reasoning_effort", "effort", StringCodec()),
        Field("developer_instructions", "prompt", StringCodec()),
        Field("mcp_servers", "mcp_servers", Servers(SERVERS, exactly=True)),
    )
    more_fields = frozenset({"tools.allow"})
    keys = KEYS
    required = REQUIRED
    closed = True
    client = "Codex"
    needs = {"description": ("name",), "prompt": ("description",)}
    blank = SPACE
    order = ("name", "description", "model", "model_reasoning_effort", "sandbox_mode", "web_search")
    reasons = {
        "name": "Codex trims it",
        "description": "Codex needs one, and trims it",
        "prompt": "Codex does not load a role without instructions",
        "effort": "an effort that the model does not have stops the role: low to xhigh are safe",
        "mcp_servers": "Codex needs a command, or the URL of a server that speaks HTTP",
        "tools.allow": "Codex knows reading, writing with a shell, and searching the web: what fits is taken",
        "tools.deny": "Codex has no list of tools to take away: what fits within is taken",
        "permission_mode": "approval is the session's",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        if self.lies_at(path):
            return BY_PATH
        keys = tree.values.keys()
        named = not keys.isdisjoint(("name", "description"))
        return BY_MARK if named and "developer_instructions" in keys else 0

    def agents(self, reading: Reading) -> list[Agent]:
        values = reading.tree.values
        if is_config(reading):
            return [self.read(native, below) for native, below in declared(reading)]
        if not reading.in_place and "developer_instructions" not in values:
            raise NotAnAgent("it has no developer_instructions")
        return [self.read(values, reading)]

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        own = agent.extensions.get(self.dialect, {})
        granted = _granted(own)
        if granted is None:
            return _shell_taken(agent, own, self.dialect)
        served = _served(agent)
        agent = changed(agent, tools=Tools(granted + served.allow if served.allow else granted, served.deny))
        said = _settings(agent, {})
        features = own.get("features")
        if isinstance(features, dict):  # whether there is a shell is said by the tools
            own = {**own, "features": {k: v for k, v in features.items() if k != "shell_tool"}}
        rest = {k: v for k, v in own.items() if v != {} and (k not in BOUNDING or not same(said.get(k), v))}
        return changed(agent, extensions={self.dialect: rest} if rest else {})

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        if not reading.report.errors():  # a value of a wrong type is told already
            super().remark(agent, native, reading)

    def unheld(self, agent: Agent) -> str:
        named = list(BOUNDING[:2]) if agent.tools.allow is not None else []
        named += ["mcp_servers"] if agent.mcp_servers else []
        return f"a role has its session's {', '.join(named)}" if named else ""

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        own = {k: v for k, v in agent.extensions.get(self.dialect, {}).items() if self.takes(k, v)}
        settings = _settings(agent, own)
        settings |= {k: v for k, v in own.items() if k not in BOUNDING}
        agent = changed(
            agent,
            name=agent.name.strip(SPACE) or writing.stem(agent),
            description=(agent.description or "").strip(SPACE),
            model=agent.model or None,
            effort=agent.effort if writing.source == self.dialect else EFFORTS.get(agent.effort or ""),
            mcp_servers=_fitting_servers(agent),
            extensions={self.dialect: settings},
        )
        if writing.source != self.dialect:
            self._remark_settings(agent, writing)
        return agent

    def _remark_settings(self, agent: Agent, writing: Writing) -> None:
        """Say which settings bind a role only where its session has them too."""
        native = agent.extensions[self.dialect]
        named = [key for key in ("sandbox_mode", "web_search", "mcp_servers") if key in native]
        if "mcp_servers" not in named and _SERVERS.encode(agent.mcp_servers):
            named.append("mcp_servers")
        if not named:
            return
        what = f"Codex gives a role its session's {', '.join(named)}, whatever the role's file says"
        hint = "start the session with -s read-only, or as the file says, and declare servers in config.toml"
        if named == ["mcp_servers"]:
            writing.report.add("setting-ignored", what, hint=hint)
            return
        if "mcp_servers" not in named:
            what += ", and its session's servers"
        bounding = [name for name in POWER_FIELDS if not is_empty(field_value(agent, name))]
        first, *further = bounding or ["tools.allow"]
        writing.report.add(
            "setting-ignored", what, hint=hint, field=first, further=tuple(further), loss=Loss.UNENFORCED
        )
