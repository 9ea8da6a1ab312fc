"""Gemini CLI subagents: Markdown with YAML frontmatter in `.gemini/agents/`.

Facts: the package `@google/gemini-cli-core` 0.61.0, its loader, registry and executor run offline on
2026-11-20.

* Any unknown key, value of another type or unknown tool drops the whole file, with a message. Files in
  folders below, and those that start with `_`, are not looked at.
* `name` takes `a-z 0-9 - _` and not the names of the client's own agents. Numbers, `true` and dates
  need quotes, `on` and `yes` do not.
* `tools` absent, or with a `*`, gives everything but delegation; empty gives nothing. What is not listed
  is refused when the agent calls it. There is no deny list and no mode.
* All tools of a server in `mcp_servers` are given, whatever `tools` says; only its own `include_tools`
  and `exclude_tools` bound it.
* The server in `mcp_SERVER_TOOL` ends at the first underscore, so no server whose name holds one can be
  listed. `mcp__SERVER__TOOL` drops the file.
* `${query}`, `${today}`, `${activeModel}` and `${cliVersion}` are filled in; any other `${word}` makes
  every call of the agent fail. No escape keeps it: `${ word }` is inert.
* The frontmatter must start at the first byte; after a closing line that is not exactly `---` the
  prompt is lost in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import KeepNative, NotAnAgent, WrongType
from agentconv.formats.gemini.family import (
    POSITIVE,
    SERVER,
    fitted,
    head_lines,
    inert,
    is_count,
    is_number,
    is_text,
    lies_below,
    remark_live,
    server_maps,
    server_tools,
    tools_of,
)
from agentconv.kit.codecs import NUMBER, as_null, as_text
from agentconv.kit.format import BODY, Field, Format, Native, Reading, Writing
from agentconv.kit.tools import ToolNames, native_tools, split_tools
from agentconv.model.agent import Agent, Tool, Tools, Value, same
from agentconv.model.powers import power
from agentconv.model.vocabulary import ALL, MCP

TOOLS = {
    "read_file": "read",
    "read_many_files": "read",
    "write_file": "write",
    "replace": "edit",
    "glob": "glob",
    "grep_search": "grep",
    "search_file_content": "grep",
    "list_directory": "list",
    "run_shell_command": "shell",
    "web_fetch": "web_fetch",
    "google_web_search": "web_search",
    "write_todos": "todo",
    "activate_skill": "skill",
    "ask_user": "ask_user",
    "exit_plan_mode": "exit_plan",
}
NEAREST = {
    "multi_edit": "replace",
    "notebook_edit": "replace",
    "notebook_read": "read_file",
    "powershell": "run_shell_command",
}
MORE_TOOLS = frozenset(
    [
        "get_internal_docs",
        "enter_plan_mode",
        "update_topic",
        "complete_task",
        "invoke_agent",
        "read_mcp_resource",
        "list_mcp_resources",
        "tracker_create_task",
        "tracker_update_task",
        "tracker_get_task",
        "tracker_list_tasks",
        "tracker_add_dependency",
        "tracker_visualize",
    ]
)
"""Further names that the loader takes. `invoke_agent` gives nothing: a subagent cannot delegate."""

OWN_AGENTS = ("browser_agent", "cli_help", "codebase_investigator", "generalist")
"""The client's own agents: a file of such a name is ignored."""

FILLED = {
    "query": "the task",
    "today": "the date",
    "activeModel": "the name of the model",
    "cliVersion": "its version",
}
LIVE = re.compile(r"\$\{([A-Za-z0-9_]+)\}")

_SERVER = re.compile(r"[A-Za-z0-9.:-]+")
_TOOL = re.compile(r"(?!_*\Z)[A-Za-z0-9_.:-]+")


def _read_mcp(name: str) -> tuple[str, str | None] | None:
    if name == "mcp_*":
        return ALL, None
    server, _, tool = name.removeprefix("mcp_").partition("_")
    if not name.startswith("mcp_") or not _SERVER.fullmatch(server):
        return None
    if tool == "*":
        return server, None
    return (server, tool) if _TOOL.fullmatch(tool) else None


def _write_mcp(server: str, tool: str | None) -> str | None:
    name = "mcp_*" if server == ALL and tool is None else f"mcp_{server}_{tool or '*'}"
    return name if _read_mcp(name) == (server, tool) else None


NAMES = ToolNames("gemini", TOOLS, _read_mcp, _write_mcp, NEAREST, arguments=False)


def is_tool(name: str) -> bool:
    """Whether the loader takes a name in `tools`."""
    known = name in TOOLS or name in MORE_TOOLS or name == "*"
    return known or name.startswith("discovered_tool_") or _read_mcp(name) is not None


class AllowCodec:
    """`tools`: a list; absent, or with a `*`, it gives everything."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        if as_null(value):
            return None
        if isinstance(value, dict):
            raise WrongType("a list of tools")
        names: list[str] = []
        for index, item in enumerate(value if isinstance(value, list) else split_tools(as_text(value) or "")):
            try:
                names.append(as_text(item) or "")
            except WrongType:
                raise WrongType("the name of a tool", (index,)) from None
        return None if "*" in names else tuple(dict.fromkeys(map(NAMES.decode, names)))

    def encode(self, value: tuple[Tool, ...]) -> Value:
        names = dict.fromkeys(name for tool in value if (name := NAMES.encode(tool)))
        return [name for name in names if is_tool(name)]


_NATIVE_KEYS = {"includeTools": "include_tools", "excludeTools": "exclude_tools"}


class ServersCodec:
    """`mcp_servers`: neutral keys but for `http_url`, `include_tools` and `exclude_tools`."""

    def decode(self, value: Value) -> dict[str, Value]:
        if as_null(value):
            return {}
        found: dict[str, Value] = {}
        neutral = {native: key for key, native in _NATIVE_KEYS.items()}
        for name, config in server_maps(value).items():
            url: Native = {"type": "http", "url": config.pop("http_url")} if "http_url" in config else {}
            found[name] = {neutral.get(key, key): item for key, item in (url | config).items()}
        return found

    def encode(self, value: Mapping[str, Value]) -> Value:
        return {
            name: {_NATIVE_KEYS.get(key, key): item for key, item in fitted(config).items()}
            for name, config in value.items()
            if isinstance(config, dict)
        }


def _is_tools(value: Value) -> bool:
    return isinstance(value, list) and all(is_text(item) and is_tool(str(item)) for item in value)


def _is_servers(value: Value) -> bool:
    try:
        servers = server_maps(value)
    except (KeepNative, WrongType):
        return False
    for config in servers.values():
        if config.get("type", "http") not in ("http", "sse"):
            return False
        for key, fit in (*SERVER.items(), ("http_url", SERVER["url"])):
            native = _NATIVE_KEYS.get(key, key)
            if native in config and not same(fit(config[native]), config[native]):
                return False
    return True


_NAME = re.compile(r"[a-z0-9_-]+")
_Rule = tuple[Callable[[Value], bool], str]
_TEXT: _Rule = (is_text, "text (put it in quotes)")
_COUNT: _Rule = (is_count, "a whole number above zero")

RULES: Mapping[str, _Rule] = {
    "kind": (lambda value: value == "local", "'local'"),
    "name": (
        lambda value: is_text(value) and bool(_NAME.fullmatch(str(value))),
        "a name of a-z, 0-9, - and _",
    ),
    "description": (lambda value: is_text(value) and value != "", "text (put it in quotes)"),
    "display_name": _TEXT,
    "tools": (_is_tools, "a list of tools that it knows"),
    "mcp_servers": (_is_servers, "a map of servers that it takes"),
    "model": _TEXT,
    "temperature": (is_number, "a number"),
    "max_turns": _COUNT,
    "timeout_mins": _COUNT,
}
"""Every key that the loader takes, what it demands of the value, and that in words."""


def refusal(tree: Tree) -> str | None:
    """Why the client does not load a file; None = it loads it."""
    if tree.source.text and head_lines(tree)[0] != "---":
        return "the first line is not exactly ---"
    if tree.recoveries:
        return "the frontmatter is not YAML"
    for key, value in tree.values.items():
        if key == BODY:
            continue
        if key not in RULES:
            return f"it takes no key {key!r}"
        holds, what = RULES[key]
        if not holds(value):
            return f"{key} is not {what}"
    missing = [key for key in ("name", "description") if key not in tree.values]
    if missing:
        return f"there is no {missing[0]}"
    name = str(tree.values["name"])
    return f"{name} is an agent of its own" if name in OWN_AGENTS else None


def _with_server_tools(agent: Agent, reading: Reading) -> Agent:
    """The agent with the tools of its own servers, which `tools` does not bound."""
    allow, deny = agent.tools.allow, agent.tools.deny
    for name, config in agent.mcp_servers.items():
        deny += tuple(Tool(MCP, server=name, tool=tool) for tool in tools_of(config, "excludeTools"))
        if allow is None:
            continue
        if not {Tool(MCP, server=ALL), Tool(MCP, server=name)}.intersection(allow):
            allow += tuple(tool for tool in server_tools(name, config) if tool not in allow)
    if allow is not None and allow != agent.tools.allow:
        what = "the agent has the tools of its own mcp_servers as well, whatever tools says"
        reading.add("tool-implied", what, "mcp_servers", hint="bound a server with its include_tools")
    return replace(agent, tools=Tools(allow, tuple(dict.fromkeys(deny))))


def _servers_within(agent: Agent) -> dict[str, Value]:
    """The servers that give the agent nothing which it may not have, bounded where that helps."""
    limit, found = power(agent), dict[str, Value]()
    for name, config in agent.mcp_servers.items():
        if not isinstance(config, dict):
            continue
        own = [tool for tool in agent.tools.deny if tool.name == MCP and tool.server == name and tool.tool]
        gone = dict.fromkeys([*tools_of(config, "excludeTools"), *(str(tool.tool) for tool in own)])
        kept: Native = {**config, "excludeTools": list(gone)} if gone else dict(config)
        if power(_as_given(name, kept)) <= limit:
            found[name] = kept
            continue
        named = [tool.tool for tool in agent.tools.allow or () if tool.name == MCP and tool.server == name]
        bounded: Native = {**kept, "includeTools": [tool for tool in named if tool and tool not in gone]}
        if bounded["includeTools"] and power(_as_given(name, bounded)) <= limit:
            found[name] = bounded
    return found


def _as_given(name: str, config: Value) -> Agent:
    """An agent that has what a server gives and nothing else."""
    deny = tuple(Tool(MCP, server=name, tool=tool) for tool in tools_of(config, "excludeTools"))
    return Agent("", tools=Tools(server_tools(name, config), deny))


class Gemini(Format):
    """Gemini CLI subagent."""

    name = "gemini"
    title = "Gemini CLI subagent"
    containers = ("frontmatter",)
    paths = (".gemini/agents/**/*.md",)
    user_paths = (".gemini/agents/**/*.md",)
    marks = frozenset({"timeout_mins"})
    name_rule = re.compile(rf"(?!(?:{'|'.join(OWN_AGENTS)})\Z)[a-z0-9_-]+")
    reference = "https://geminicli.com/docs/core/subagents/"
    checked = "2026-11-20, gemini-cli-core 0.61.0"
    validated = "gemini-cli-core 0.61.0: its agent registry and executor"
    fields = (
        Field("name", "name"),
        Field("display_name", "display_name"),
        Field("description", "description"),
        Field("tools", "tools.allow", AllowCodec()),
        Field("mcp_servers", "mcp_servers", ServersCodec()),
        Field("model", "model"),
        Field("temperature", "temperature", NUMBER),
        Field("max_turns", "max_turns", POSITIVE),
        Field(BODY, "prompt"),
    )
    more_keys = frozenset({"kind", "timeout_mins"})
    reasons = {
        "name": "Gemini CLI takes a-z, 0-9, - and _ in a name, and keeps some names for itself",
        "description": "Gemini CLI needs one",
        "prompt": "Gemini CLI fails on ${word}, and nothing escapes it but spaces inside the braces",
        "tools.allow": "tools that Gemini CLI has no name for, or cannot bound, are left out",
        "tools.deny": "Gemini CLI has no deny list: only what the agent may have is listed",
        "permission_mode": "Gemini CLI has one mode for the whole session",
        "mcp_servers": "an agent has all that its own servers give, so what it may not have is left out",
    }

    def agents(self, reading: Reading) -> list[Agent]:
        keys = reading.tree.values
        if keys.get("kind") == "remote" or "agent_card_url" in keys or "agent_card_json" in keys:
            raise NotAnAgent("a remote agent: what it is stands in its card, not in this file")
        return super().agents(reading)

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = _with_server_tools(super().decode(native, reading), reading)
        if not reading.stem:
            return agent
        remark_live(reading, LIVE, FILLED, "Gemini CLI")
        if why := self._refusal(reading.tree):
            reading.add("client-ignores", f"Gemini CLI does not load this file: {why}")
        elif (line := head_lines(reading.tree)[1]) != "---":
            what = f"Gemini CLI takes no prompt from this file: {line!r} closes the frontmatter"
            reading.add("client-ignores", what, hint="let the line hold only ---")
        return agent

    def _refusal(self, tree: Tree) -> str | None:
        if PurePosixPath(tree.source.path).name.startswith("_"):
            return "its name starts with _"
        return "it lies in a folder below" if lies_below(self, tree) else refusal(tree)

    def client_ignores(self, tree: Tree) -> bool:
        return self._refusal(tree) is not None

    def encode(self, agent: Agent, writing: Writing) -> Native:
        own = writing.source == self.name
        servers = _servers_within(agent)
        limit = agent
        if own and agent.tools.allow is None:
            held = {t for name, config in servers.items() for t in _as_given(name, config).tools.deny}
            limit = replace(agent, tools=Tools(None, tuple(t for t in agent.tools.deny if t not in held)))
        listed = native_tools(limit, NAMES)
        given = {tool for name, config in servers.items() for tool in server_tools(name, config)}
        if listed is not None:
            listed = tuple(name for name in listed if NAMES.decode(name) not in given)
        native = super().encode(
            replace(
                agent,
                description=agent.description or agent.name,
                prompt=agent.prompt if own else inert(agent.prompt, LIVE),
                tools=Tools(None if listed is None else tuple(Tool(n, native=self.name) for n in listed)),
                mcp_servers=servers,
                max_turns=agent.max_turns if agent.max_turns and agent.max_turns > 0 else None,
            ),
            writing,
        )
        if native["name"] in OWN_AGENTS:
            native["name"] = f"{native['name']}_agent"
        return {k: v for k, v in native.items() if k == BODY or (k in RULES and RULES[k][0](v))}
