"""goose's tools and servers: the extensions that give them, and those that an agent is to have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agentconv.errors import WrongType
from agentconv.kit.codecs import exact
from agentconv.kit.format import Native
from agentconv.kit.servers import HTTP, STDIO, Spelling, config_of, server_of
from agentconv.kit.tools import ToolNames, given
from agentconv.model.agent import Tool, Value
from agentconv.model.vocabulary import MCP

TOOLS = {
    "developer/write": "write",
    "developer/edit": "edit",
    "developer/shell": "shell",
    "developer/tree": "list",
    "analyze/analyze": "code_intelligence",
    "summon/delegate": "agent",
    "summon/load": "skill",
    "todo/todo_write": "todo",
}
"""Extension and tool -> neutral name."""


NEAR = {
    "read": "analyze/analyze",
    "grep": "analyze/analyze",
    "glob": "developer/tree",
    "multi_edit": "developer/edit",
    "notebook_edit": "developer/edit",
    "powershell": "developer/shell",
}


_OWN = ("builtin", "platform")


KINDS = (*_OWN, "stdio", "streamable_http", "frontend", "inline_python")


SUMMON = ("summon/delegate", "summon/load")


def _read_mcp(name: str) -> tuple[str, str | None] | None:
    """A server's tool as this module words it: with zeros, which no name holds."""
    if not name.startswith("\0"):
        return None
    _, server, tool = name.split("\0", 2)
    return server, tool or None


NAMES = ToolNames("goose", TOOLS, _read_mcp, lambda s, t: f"\0{s}\0{t or ''}", NEAR, arguments=False)


SERVERS = Spelling(
    bounds_elsewhere=True,
    keys={
        "command": "cmd",
        "args": "args",
        "env": "envs",
        "url": "uri",
        "headers": "headers",
        "timeout": "timeout",
    },
    words={STDIO: "stdio", HTTP: "streamable_http"},
    kinds=(STDIO, HTTP),
    always={"args": []},
    unit=1000,
)
"""How an extension spells a server; `timeout` is in seconds."""


def read_extensions(value: Value, sub_recipes: bool) -> tuple[tuple[Tool, ...] | None, dict[str, Value]]:
    """The tools and servers of a list of extensions. Raises `WrongType`."""
    value = exact(value)
    if value is None:
        return (given(SUMMON, NAMES) if sub_recipes else None), {}
    if not isinstance(value, list):
        raise WrongType("a list")
    found: list[Tool] = []
    servers: dict[str, Value] = {}
    kinds: set[tuple[str, str]] = set()
    for index, item in enumerate(value):
        if not isinstance(item, dict):
            raise WrongType("a list of maps", (index,))
        kind, name = item.get("type"), item.get("name")
        if not isinstance(kind, str) or not isinstance(name, str):
            raise WrongType("a list of maps with a type and a name", (index,))
        only = item.get("available_tools") or []
        if not isinstance(only, list) or not all(isinstance(t, str) for t in only):
            raise WrongType("a list of tool names there", (index, "available_tools"))
        kinds.add((kind, name))
        found += _tools_of(kind, name, [str(t) for t in only])
        if config := _config(item):
            servers[name] = config
    if ("builtin", "developer") in kinds and not any(name == "analyze" for _, name in kinds):
        found += NAMES.tools("analyze/analyze")
    if sub_recipes and not any(name == "summon" for _, name in kinds):
        found += given(SUMMON, NAMES)
    return tuple(dict.fromkeys(found)), servers


def _tools_of(kind: str, name: str, only: list[str]) -> list[Tool]:
    """The tools that an extension gives."""
    if kind not in _OWN:
        return [Tool(MCP, server=name, tool=tool) for tool in only or [None]]  # type: ignore[list-item]
    known = [native for native in NAMES.names if native.startswith(f"{name}/")]
    natives = [f"{name}/{tool}" for tool in only] if only else known or [name]
    return [tool for native in natives for tool in NAMES.tools(native)]


def _config(item: Native) -> Native | None:
    """How to reach a server, as other formats word it."""
    known = {key: item[key] for key in ("type", *SERVERS.keys.values()) if key in item}
    server = SERVERS.read(known)
    return config_of(server) if server is not None and server.kind in SERVERS.kinds else None


def extensions_of(tools: Iterable[Tool], servers: Mapping[str, Value]) -> list[Value]:
    """The extensions that give some tools, and no more."""
    wanted: dict[tuple[str, str], list[str | None]] = {}
    for tool in tools:
        if tool.name == MCP and tool.native is None:
            wanted.setdefault((MCP, tool.server or ""), []).append(tool.tool)
        elif native := NAMES.encode(tool):
            extension, _, name = native.partition("/")
            wanted.setdefault(("platform", extension), []).append(name or None)
    found: list[Value] = []
    for (kind, name), only in wanted.items():
        own: Native = {"type": kind, "name": name}
        head = _started(name, servers.get(name)) if kind == MCP else own
        if head is None:
            continue
        every = [native.partition("/")[2] for native in NAMES.names if native.startswith(f"{name}/")]
        whole = None in only or (kind != MCP and bool(every) and set(every) <= set(only))
        found.append(head if whole else {**head, "available_tools": list(dict.fromkeys(only))})
    return found


def _started(name: str, config: Value) -> Native | None:
    """The extension for a server; None when it names no program and no address that goose can use."""
    server = server_of(config)
    words = SERVERS.write(server) if server is not None else None
    return None if words is None else {"type": words.pop("type"), "name": name, **words}
