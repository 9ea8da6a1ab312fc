"""Docker Agent's toolsets as neutral tools and servers, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.errors import WrongType
from agentconv.kit.codecs import Joint, as_null, exact
from agentconv.kit.format import Native
from agentconv.kit.servers import HTTP, SSE, Spelling, config_of, servers_of
from agentconv.kit.shapes import Shape, fits, list_or_empty, map_or_empty, maps_in
from agentconv.kit.tools import Limit, ToolNames, given
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.vocabulary import MCP

OWNER = "docker-agent"

TOOLSETS: dict[str, dict[str, str | None]] = {
    "filesystem": {
        "read_file": "read",
        "read_multiple_files": "read",
        "list_directory": "list",
        "directory_tree": "glob",
        "search_files_content": "grep",
        "edit_file": "edit",
        "write_file": "write",
        "create_directory": "write",
        "remove_directory": None,
    },
    "shell": {
        "shell": "shell",
        "run_background_job": "shell",
        "list_background_jobs": "shell_output",
        "view_background_job": "shell_output",
        "stop_background_job": "shell_stop",
    },
    "fetch": {"fetch": "web_fetch"},
    "todo": {"create_todo": "todo", "create_todos": "todo", "update_todos": "todo", "list_todos": "todo"},
    "user_prompt": {"user_prompt": "ask_user"},
}
"""Toolset -> its tools -> their neutral names; None = one that has none."""

NAMES = ToolNames(
    OWNER,
    {tool: name for tools in TOOLSETS.values() for tool, name in tools.items() if name},
    lambda _: None,
    lambda _server, _tool: None,
    approximate={"multi_edit": "edit_file"},
    arguments=False,
)

_NEEDS = {
    "mcp": ("command", "remote", "ref"),
    "lsp": ("command",),
    "api": ("api_config",),
    "a2a": ("url",),
    "openapi": ("url",),
    "model_picker": ("models",),
}
"""Toolset -> the keys of which it has exactly one."""
_TEXTS: Shape = {"*": str}
TOOLSET: dict[str, Shape] = {
    "type!": {*TOOLSETS, *_NEEDS, "memory", "script", "think", "tasks", "background_agents"},
    **dict.fromkeys(("instruction", "toon", "model", "ref", "command", "path", "url", "name"), str),
    **{key: [str] for key in ("args", "tools", "file_types", "models")},
    **dict.fromkeys(("remote", "shell", "api_config"), dict),
    "post_edit": list,
    "env": _TEXTS,
    "headers": _TEXTS,
    "version": str,
    "shared": bool,
    "ignore_vcs": bool,
    "timeout": int,
    "defer": (bool, list),
    "config": (dict, list, str, float, bool),
}
SPELLING = Spelling(
    bounds_elsewhere=True,
    keys={"command": "command", "args": "args", "env": "env", "url": "url", "headers": "headers"},
    words={HTTP: "streamable", SSE: "sse"},
    kind_key="transport_type",
)
"""A server's program in an MCP toolset, or its address under `remote` there."""


def is_toolset(value: Value) -> bool:
    """Whether a value is a toolset that the client loads."""
    if not fits(value, TOOLSET):
        return False
    own = map_or_empty(value)
    needs = _NEEDS.get(str(own["type"]), ())
    return not needs or sum(bool(own.get(key)) for key in needs) == 1


class ToolsetsCodec(Joint):
    """`toolsets`, with the servers of the MCP ones; the agent's own while they give what it is to have."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        tools: list[Tool] = []
        servers: dict[str, Value] = {}
        for toolset in _toolsets(value):
            tools += tools_of(toolset, map_or_empty(beside.get("mcps")))
            if toolset["type"] == "mcp":
                name, config = server_in(toolset, map_or_empty(beside.get("mcps")))
                servers[name] = exact(config)
        return {"tools.allow": tuple(dict.fromkeys(tools)), "mcp_servers": servers}

    def rest(self, value: Value, agent: Agent) -> Value:
        return super().rest(value, agent) or None

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get(OWNER, {})
        toolsets = own.get("toolsets")
        if own.get("harness") or own.get("readonly") is True:
            # what bounds them, or makes them count for nothing, is written beside them
            return toolsets or None
        if toolsets and isinstance(toolsets, list) and all(map(is_toolset, toolsets)):
            found = self.decode(toolsets, own)
            had = {*found["tools.allow"]}  # type: ignore[misc]
            limit = Limit(replace(agent, tools=Tools(agent.tools.allow)))  # patterns take what is denied
            is_within = had <= {*(agent.tools.allow or ())} and limit.allows(*had)
            if is_within and found["mcp_servers"] == agent.mcp_servers:
                return toolsets
        return toolsets_for(agent) or None


# reading


def tools_of(toolset: Native, mcps: Native) -> tuple[Tool, ...]:
    """The tools that a toolset gives: those of its `tools` that it has; an empty list narrows nothing."""
    kind = str(toolset.get("type"))
    own = _defined(toolset, mcps) if kind == "mcp" else toolset
    wanted = [str(name) for name in list_or_empty(own.get("tools"))]
    if kind == "mcp":
        server, prefix = server_in(toolset, mcps)[0], _prefix(own)
        single = (name.removeprefix(prefix) for name in wanted if name.startswith(prefix) and name != prefix)
        found = tuple(Tool(MCP, server=server, tool=tool) for tool in single)
        return found if wanted else (Tool(MCP, server=server),)
    if kind not in TOOLSETS:
        return (Tool(kind, native=OWNER),)
    others = NAMES.names.keys() - TOOLSETS[kind].keys()
    return given([name for name in wanted if name not in others] if wanted else TOOLSETS[kind], NAMES)


def server_in(toolset: Native, mcps: Native) -> tuple[str, Value]:
    """The name of an MCP toolset's server, and its configuration; None for one in Docker's catalogue."""
    own, ref = _defined(toolset, mcps), str(toolset.get("ref") or "")
    name = str(own.get("name") or "")
    if own.get("ref"):
        return name or ref.rpartition(":")[2], None
    server = SPELLING.read(map_or_empty(own.get("remote")) or {k: own[k] for k in _PROGRAM if k in own})
    if server is None:
        return name or ref or MCP, None
    called = PurePosixPath(server.command).stem if server.is_local else _host(server.url)
    return name or ref or called or MCP, config_of(server)


_PROGRAM = ("command", "args", "env")


def _defined(toolset: Native, mcps: Native) -> Native:
    """An MCP toolset with what the definition that its `ref` names says where it says nothing itself.

    That is the name and the tools, too; `env` is both together (docker-agent's `applyMCPDefaults`, 2026-11).
    """
    named = map_or_empty(mcps.get(str(toolset["ref"]))) if toolset.get("ref") else {}
    if not named:
        return toolset
    said = {key: value for key, value in toolset.items() if value and key != "ref"}
    return {**named, **said, "env": {**map_or_empty(named.get("env")), **map_or_empty(said.get("env"))}}


def _host(url: str) -> str:
    found = re.match(r"[a-z+]+://([^/:?#]+)", url)
    return found[1] if found else MCP


def called(toolsets: Value, mcps: Native) -> list[tuple[str, Tool]]:
    """The servers' tools under the names that the model calls them by; a whole server under their start."""
    found = []
    for toolset in maps_in(toolsets):
        if toolset.get("type") == "mcp":
            prefix = _prefix(_defined(toolset, mcps))
            found += [(prefix + (tool.tool or ""), tool) for tool in tools_of(toolset, mcps)]
    return found


def _prefix(toolset: Native) -> str:
    """What the client puts before the names of a server's tools."""
    return f"{name}_" if (name := toolset.get("name")) else ""


# writing


def toolsets_for(agent: Agent) -> list[Value]:
    """The toolsets for an agent's tools: all that the client has itself, or those within its power."""
    servers = servers_for(agent)
    natives = Limit(agent).listed(NAMES)
    if natives is None:
        every: list[Value] = [{"type": kind} for kind in TOOLSETS]
        return [*every, *servers]
    rank = {tool: index for index, tool in enumerate(given(natives, NAMES))}
    found: list[tuple[int, Value]] = []
    for kind, tools in TOOLSETS.items():
        ranks = {tool: rank[of] for tool in tools for of in NAMES.tools(tool)[:1] if of in rank}
        listed = sorted(ranks, key=ranks.__getitem__)
        if listed:
            narrowed: Native = {} if len(listed) == len(tools) else {"tools": [*listed]}
            found.append((ranks[listed[0]], {"type": kind, **narrowed}))
    return [*(toolset for _, toolset in sorted(found, key=lambda item: item[0])), *servers]


def servers_for(agent: Agent) -> Iterator[Native]:
    """The toolsets of the servers that an agent may use."""
    limit = Limit(agent)
    for name, server in servers_of(agent.mcp_servers).items():
        place = SPELLING.write(server)
        if place is None or not name:
            continue
        if not server.is_local:
            place = {"remote": {"url": server.url, **place}}
        toolset: Native = {"type": "mcp", "name": name, **place}
        whole = Tool(MCP, server=name)
        given = server.given(name)
        if whole in given and not server.without and limit.allows(whole):
            yield toolset
            continue
        # A toolset can name the tools that it gives, and none that it does not give.
        if whole in given:
            given = tuple(t for t in agent.tools.allow or () if t.server == name)
        single = [t.tool for t in given if t.tool and t.tool not in server.without and limit.allows(t)]
        if single:
            yield {**toolset, "tools": [f"{name}_{tool}" for tool in single]}


def _toolsets(value: Value) -> Iterator[Native]:
    """The toolsets of a list. Raises `WrongType`."""
    if as_null(value):
        return
    if not isinstance(value, list):
        raise WrongType("a list")
    for index, toolset in enumerate(value):
        if not isinstance(toolset, dict) or not isinstance(toolset.get("type"), str):
            raise WrongType("maps with a 'type'", (index,))
        if not (as_null(names := toolset.get("tools")) or fits(names, [str])):
            raise WrongType("a list of names", (index, "tools"))
        yield toolset
