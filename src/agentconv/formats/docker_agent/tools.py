"""Docker Agent's toolsets and permissions as neutral tools and servers, and back."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from agentconv.errors import WrongType
from agentconv.kit.codecs import Joint, as_null, exact
from agentconv.kit.format import Native
from agentconv.kit.servers import HTTP, SSE, Spelling, config_of, server_of
from agentconv.kit.shapes import Shape, fits, list_or_empty, map_or_empty
from agentconv.kit.tools import Limit, ToolNames, given
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.vocabulary import ALL, MCP

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
PERMISSIONS: Shape = {"allow": [str], "ask": [str], "deny": [str]}

SPELLING = Spelling(
    bounds_elsewhere=True,
    keys={"command": "command", "args": "args", "env": "env", "url": "url", "headers": "headers"},
    words={HTTP: "streamable", SSE: "sse"},
    kind_key="transport_type",
)
"""A server's program in an MCP toolset, or its address under `remote` there."""


def is_toolset(value: Value) -> bool:
    """Whether a value is a toolset that the client loads."""
    if not isinstance(value, dict) or not fits(value, TOOLSET):
        return False
    needs = _NEEDS.get(str(value["type"]), ())
    return not needs or sum(bool(value.get(key)) for key in needs) == 1


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
            return (
                toolsets or None
            )  # what bounds them, or makes them count for nothing, is written beside them
        if isinstance(toolsets, list) and toolsets and all(map(is_toolset, toolsets)):
            found = self.decode(toolsets, own)
            given = {*found["tools.allow"]}  # type: ignore[misc]
            if found["mcp_servers"] == agent.mcp_servers and given <= {*(agent.tools.allow or ())}:
                return toolsets
        return toolsets_for(agent) or None


class PermissionsCodec(Joint):
    """`permissions`: what is denied, and what needs no consent."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        if as_null(value):
            return {}
        permissions = exact(value)
        if not isinstance(permissions, dict) or not fits(permissions, PERMISSIONS):
            raise WrongType("lists of patterns")
        deny, allow, ask = (list_or_empty(permissions.get(key)) for key in ("deny", "allow", "ask"))
        mode = mode_of(map(str, allow), map(str, ask))
        return {"tools.deny": denied(map(str, deny)), "permission_mode": mode}

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get(OWNER, {}).get("permissions")
        held = {"tools.deny": agent.tools.deny, "permission_mode": agent.permission_mode}
        if fits(own, PERMISSIONS) and self.decode(own, {}) == held:
            return own
        made: Native = {}
        if agent.permission_mode == "bypass":
            made["allow"] = ["*"]
        elif agent.permission_mode in UNASKED:
            made["allow"] = [*UNASKED[agent.permission_mode]]
        if agent.permission_mode not in (None, "bypass") and (asked := asked_for(agent)):
            made["ask"] = [*asked]
        if patterns := deny_patterns(agent.tools.deny):
            made["deny"] = [*patterns]
        return made


# reading


def tools_of(toolset: Native, mcps: Native) -> tuple[Tool, ...]:
    """The tools that a toolset gives. An empty `tools` list narrows nothing, as in the client."""
    kind = str(toolset.get("type"))
    subset = toolset.get("tools")
    wanted = [str(name) for name in subset] if isinstance(subset, list) else []
    if kind == "mcp":
        name, _ = server_in(toolset, mcps)
        prefix = f"{toolset['name']}_" if isinstance(toolset.get("name"), str) else ""
        found = [Tool(MCP, server=name, tool=w.removeprefix(prefix) or None) for w in wanted]
        return tuple(found) or (Tool(MCP, server=name),)
    if kind not in TOOLSETS:
        return (Tool(kind, native=OWNER),)
    return given(wanted or TOOLSETS[kind], NAMES)


def server_in(toolset: Native, mcps: Native) -> tuple[str, Value]:
    """The name of an MCP toolset's server, and its configuration; None for one in Docker's catalogue."""
    ref, remote = toolset.get("ref"), toolset.get("remote")
    name = str(toolset.get("name") or "")
    if isinstance(ref, str) and ref:
        named = mcps.get(ref)
        if isinstance(named, dict) and not named.get("ref"):
            return name or ref, server_in(named, {})[1]
        return name or ref.rpartition(":")[2], None
    place = remote if isinstance(remote, dict) else {k: toolset[k] for k in _PROGRAM if k in toolset}
    server = SPELLING.read(place)
    if server is None:
        return name or MCP, None
    called = PurePosixPath(server.command).stem if server.is_local else _host(server.url)
    return name or called or MCP, config_of(server)


_PROGRAM = ("command", "args", "env")


def _host(url: str) -> str:
    found = re.match(r"[a-z+]+://([^/:?#]+)", url)
    return found[1] if found else MCP


def denied(patterns: Iterable[str]) -> tuple[Tool, ...]:
    """The tools that deny patterns take away: `shell`, `write_*`, `shell:cmd=rm*`, `mcp:server:tool`."""
    found: list[Tool] = []
    for pattern in patterns:
        name, _, condition = pattern.partition(":cmd=")
        if name.startswith("mcp:"):
            server, _, tool = name[4:].partition(":")
            found.append(Tool(MCP, server=server or ALL, tool=None if tool in ("", "*") else tool))
            continue
        argument = re.sub(r"(?<!:)\*$", ":*", condition) or None
        natives = [n for n in NAMES.names if fnmatch.fnmatchcase(n, name.lower())]
        found += [Tool(t.name, argument) for n in natives for t in NAMES.tools(n)]
        if not natives:
            found.append(Tool(name, argument, native=OWNER))
    return tuple(dict.fromkeys(found))


UNASKED = {
    "auto": ["edit_file", "write_file", "create_directory", "shell", "run_background_job"],
    "accept-edits": ["edit_file", "write_file", "create_directory"],
}
"""Permission mode -> the tools that need no consent, widest first."""


READING = "fetch"
"""A tool that a release may take for one that only reads, which the client does not ask for by itself."""


def asked_for(agent: Agent) -> list[str]:
    """Patterns for what the client may not ask for: a fetch, and servers' tools that only read."""
    limit = Limit(agent)
    servers = [f"mcp:{toolset['name']}:*" for toolset in _servers(agent)]  # type: ignore[index, call-overload]
    fetch = Tool("web_fetch")  # a shell may fetch as well: that is asked for as a shell
    named = fetch not in agent.tools.deny and (agent.tools.allow is None or fetch in agent.tools.allow)
    return [READING] * (named and limit.allows(fetch)) + servers


def mode_of(allowed: Iterable[str], asked: Iterable[str] = ()) -> str | None:
    """The greatest permission mode that stays within some allow patterns; None when they come to none.

    A pattern with a condition (`shell:cmd=git*`) frees a part of a tool, and no mode is that narrow. Without
    allow patterns a list of what is asked for says that the agent asks.
    """
    asked = [p.partition(":cmd=")[0].lower() for p in asked]
    names = [p.lower() for p in allowed if ":" not in p]
    if any(p and not p.strip("*") for p in names) and not asked:
        return "bypass"
    for mode, tools in UNASKED.items():
        free = [t for t in tools if _fits(t, names) and not _fits(t, asked)]
        if free == tools:
            return mode
    return "default" if asked and not names else None


def _fits(tool: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(tool, pattern) for pattern in patterns)


# writing


def toolsets_for(agent: Agent) -> list[Value]:
    """The toolsets for an agent's tools: all that the client has itself, or those within its power."""
    servers = _servers(agent)
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


def _servers(agent: Agent) -> Iterator[Value]:
    limit = Limit(agent)
    for name, config in agent.mcp_servers.items():
        server = server_of(config)
        place = SPELLING.write(server) if server is not None and name else None
        if server is None or place is None:
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
            given = tuple(t for t in agent.tools.allow or () if t.name == MCP and t.server == name)
        single = [t.tool for t in given if t.tool and t.tool not in server.without and limit.allows(t)]
        if single:
            yield {**toolset, "tools": [f"{name}_{tool}" for tool in single]}


def deny_patterns(tools: tuple[Tool, ...]) -> list[str]:
    """Patterns for the tools that are taken away whole; a bounded one has no exact pattern."""
    found: list[str] = []
    for tool in tools:
        if tool.name == MCP and tool.native is None and tool.server not in (None, ALL):
            found.append(f"mcp:{tool.server}:{tool.tool or '*'}")
        elif tool.argument is None and tool.native is None:
            found += [native for native, name in NAMES.names.items() if name == tool.name]
    return list(dict.fromkeys(found))


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
