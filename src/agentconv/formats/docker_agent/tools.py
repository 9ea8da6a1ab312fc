"""Docker Agent's toolsets and permissions as neutral tools, and back; its keys are in `docker_agent`."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from agentconv.kit.format import Native
from agentconv.kit.tools import ToolNames, given, native_tools
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.powers import power
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

_TEXT, _LIST, _MAP = (str,), (list,), (dict,)
_KEYS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("type", "instruction", "toon", "model", "ref", "command", "path", "url", "name"), _TEXT),
    **dict.fromkeys(("args", "tools", "post_edit", "file_types", "models"), _LIST),
    **dict.fromkeys(("remote", "env", "shell", "api_config", "headers"), _MAP),
    "version": _TEXT,
    "shared": (bool,),
    "ignore_vcs": (bool,),
    "timeout": (int,),
    "defer": (bool, list),
    "config": (dict, list, str, int, float, bool),
}
_TEXT_ITEMS = ("args", "tools", "file_types", "models")
_NEEDS = {
    "mcp": ("command", "remote", "ref"),
    "lsp": ("command",),
    "api": ("api_config",),
    "a2a": ("url",),
    "openapi": ("url",),
    "model_picker": ("models",),
}
_TYPES = frozenset([*TOOLSETS, *_NEEDS, "memory", "script", "think", "tasks", "background_agents"])


def is_toolset(value: Value) -> bool:
    """Whether a value is a toolset that the client loads."""
    if not isinstance(value, dict) or str(value.get("type")) not in _TYPES:
        return False
    needs = _NEEDS.get(str(value["type"]), ())
    if needs and sum(bool(value.get(key)) for key in needs) != 1:
        return False
    return all(_fits(key, item) for key, item in value.items())


def _fits(key: str, value: Value) -> bool:
    if not isinstance(value, _KEYS.get(key, ())) or (isinstance(value, bool) and bool not in _KEYS[key]):
        return False
    if key in _TEXT_ITEMS and isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    if key in ("env", "headers") and isinstance(value, dict):
        return all(isinstance(item, str) for item in value.values())
    return True


# reading


def tools_of(toolset: Native, mcps: Native) -> tuple[Tool, ...]:
    """The tools that a toolset gives. An empty `tools` list narrows nothing, as in the client."""
    kind = str(toolset.get("type"))
    subset = toolset.get("tools")
    wanted = [str(name) for name in subset] if isinstance(subset, list) else []
    if kind == "mcp":
        name, _ = server_of(toolset, mcps)
        prefix = f"{toolset['name']}_" if isinstance(toolset.get("name"), str) else ""
        found = [Tool(MCP, server=name, tool=w.removeprefix(prefix) or None) for w in wanted]
        return tuple(found) or (Tool(MCP, server=name),)
    if kind not in TOOLSETS:
        return (Tool(kind, native=OWNER),)
    return given(wanted or TOOLSETS[kind], NAMES)


def server_of(toolset: Native, mcps: Native) -> tuple[str, Value]:
    """The name of an MCP toolset's server, and its configuration; None for one in Docker's catalogue."""
    ref, remote = toolset.get("ref"), toolset.get("remote")
    name = str(toolset.get("name") or "")
    if isinstance(ref, str) and ref:
        named = mcps.get(ref)
        if isinstance(named, dict) and not named.get("ref"):
            return name or ref, server_of(named, {})[1]
        return name or ref.rpartition(":")[2], None
    if isinstance(remote, dict):
        config: Native = {"type": "sse" if remote.get("transport_type") == "sse" else "http"}
        config |= {key: remote[key] for key in ("url", "headers") if key in remote}
        return name or _host(str(remote.get("url", ""))), config
    command = str(toolset.get("command", ""))
    config = {"type": "stdio", "command": command}
    config |= {key: toolset[key] for key in ("args", "env") if toolset.get(key)}
    return name or PurePosixPath(command).stem or MCP, config


def _host(url: str) -> str:
    found = re.match(r"[a-z+]+://([^/:?#]+)", url)
    return found[1] if found else MCP


def denied(patterns: list[str]) -> tuple[Tool, ...]:
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
    "bypass": ["*"],
    "auto": ["edit_file", "write_file", "create_directory", "shell", "run_background_job"],
    "accept-edits": ["edit_file", "write_file", "create_directory"],
}
"""Permission mode -> the tools that need no consent, widest first."""


def mode_of(patterns: list[str]) -> str | None:
    """The permission mode that comes nearest to some allow patterns, from above."""
    names = [p for p in patterns if ":" not in p]
    for mode, example in (("bypass", "agent"), ("auto", "shell"), ("accept-edits", "write_file")):
        if any(fnmatch.fnmatchcase(example, p.lower()) for p in names):
            return mode
    if any(fnmatch.fnmatchcase("edit_file", p.lower()) for p in names):
        return "accept-edits"
    return "auto" if any(p.startswith("shell:") for p in patterns) else None


# writing


def toolsets_for(agent: Agent) -> list[Value]:
    """The toolsets for an agent's tools: all that the client has itself, or those within its power."""
    natives = native_tools(agent, NAMES)
    found: list[Value] = []
    granted = {t: i for i, t in enumerate(given(natives, NAMES))} if natives is not None else None
    kinds = (
        sorted(TOOLSETS.items(), key=lambda item: _first(item[1], granted)) if granted else TOOLSETS.items()
    )
    for kind, tools in kinds:
        if granted is None:
            found.append({"type": kind})
            continue
        listed = sorted(
            (tool for tool in tools if set(NAMES.tools(tool)) <= granted.keys()),
            key=lambda tool: granted[NAMES.tools(tool)[0]],
        )
        if len(listed) == len(tools):
            found.append({"type": kind})
        elif listed:
            found.append({"type": kind, "tools": list(listed)})
    return found + list(_servers(agent))


def _first(tools: Iterable[str], granted: Mapping[Tool, int]) -> int:
    """Where the first of some tools stands among those that are granted."""
    return min(
        (granted[t] for tool in tools for t in NAMES.tools(tool) if t in granted), default=len(granted)
    )


def _servers(agent: Agent) -> Iterator[Value]:
    limit = power(agent)

    def may(tool: Tool) -> bool:
        return power(Agent("", tools=Tools((tool,)))) <= limit

    for name, config in agent.mcp_servers.items():
        place = _place(config)
        if place is None or not name:
            continue
        toolset: Native = {"type": "mcp", "name": name, **place}
        single = [t for t in agent.tools.allow or () if t.name == MCP and t.server == name and t.tool]
        if may(Tool(MCP, server=name)):
            yield toolset
        elif names := [f"{name}_{t.tool}" for t in single if may(t)]:
            yield {**toolset, "tools": list(names)}


def _place(config: Value) -> Native | None:
    """Where a server is, in the client's words; None for a configuration that it cannot have."""
    if not isinstance(config, dict):
        return None
    command, url = config.get("command"), config.get("url")
    if isinstance(command, str) and command:
        found: Native = {"command": command}
        found |= {key: config[key] for key in ("args", "env") if config.get(key) and _fits(key, config[key])}
        return found
    if isinstance(url, str) and url:
        kind = "sse" if config.get("type") == "sse" else "streamable"
        remote: Native = {"url": url, "transport_type": kind}
        if config.get("headers") and _fits("headers", config["headers"]):
            remote["headers"] = config["headers"]
        return {"remote": remote}
    return None


def deny_patterns(tools: tuple[Tool, ...]) -> list[str]:
    """Patterns for the tools that are taken away whole; a bounded one has no exact pattern."""
    found: list[str] = []
    for tool in tools:
        if tool.name == MCP and tool.native is None and tool.server not in (None, ALL):
            found.append(f"mcp:{tool.server}:{tool.tool or '*'}")
        elif tool.argument is None and tool.native is None:
            found += [native for native, name in NAMES.names.items() if name == tool.name]
    return list(dict.fromkeys(found))


def is_permissions(value: Value) -> bool:
    """Whether a value is a permissions section that the client loads."""
    return isinstance(value, Mapping) and all(
        key in ("allow", "ask", "deny") and isinstance(item, list) and all(isinstance(i, str) for i in item)
        for key, item in value.items()
    )
