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
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent, WrongType
from agentconv.formats.gemini.family import (
    COUNT,
    MORE,
    POSITIVE,
    LenientServers,
    head_lines,
    lies_below,
    remark_live,
)
from agentconv.kit.codecs import NUMBER, as_null, as_text
from agentconv.kit.format import BODY, Field, Format, Reading, Writing
from agentconv.kit.hosts import ALLOW, DENY, Host
from agentconv.kit.inert import spaced
from agentconv.kit.keys import Key, Refusal
from agentconv.kit.servers import HTTP, SSE, Spelling, config_of, servers_of
from agentconv.kit.tools import Limit, Listed, ToolNames, split_tools
from agentconv.model.agent import Agent, Tool, Tools, Value
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


def _words(value: Value) -> list[str]:
    """The names of a list or of a text; null is as good as no list."""
    if as_null(value):
        return [ALL]
    if isinstance(value, dict):
        raise WrongType("a list of tools")
    names: list[str] = []
    for index, item in enumerate(value if isinstance(value, list) else split_tools(as_text(value) or "")):
        try:
            names.append(as_text(item) or "")
        except WrongType:
            raise WrongType("the name of a tool", (index,)) from None
    return names


LISTED = Listed(NAMES, words=_words)
SERVERS = Spelling(
    keys={
        "command": "command",
        "args": "args",
        "env": "env",
        "cwd": "cwd",
        "url": "url",
        "headers": "headers",
        "timeout": "timeout",
        "tools": "include_tools",
        "without": "exclude_tools",
    },
    words={HTTP: "http", SSE: "sse"},
    old_urls={HTTP: "http_url"},
    more=MORE,
)
_ANY = (object, bool)
_SHAPE = {
    **dict.fromkeys(("command", "cwd", "url", "http_url"), str),
    **{key: [str] for key in ("args", "include_tools", "exclude_tools")},
    **{key: {"*": str} for key in ("env", "headers")},
    **MORE,
    "type": frozenset({"http", "sse"}),
    "timeout": float,
    "*": _ANY,
}


def _are_tools(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and is_tool(item) for item in value)


def _implied(agent: Agent) -> tuple[Tool, ...]:
    """What the agent's own servers give it besides its tools."""
    allow, found = agent.tools.allow or (), list[Tool]()
    for name, server in servers_of(agent.mcp_servers).items():
        if not {Tool(MCP, server=ALL), Tool(MCP, server=name)}.intersection(allow):
            found += [tool for tool in server.given(name) if tool not in allow]
    return tuple(found)


def _withheld(servers: Mapping[str, Value]) -> tuple[Tool, ...]:
    """What servers keep back, though they have it."""
    return tuple(tool for name, server in servers_of(servers).items() for tool in server.withheld(name))


def _servers_within(agent: Agent) -> dict[str, Value]:
    """The servers that give the agent nothing which it may not have, bounded where that helps."""
    limit, found = Limit(agent), dict[str, Value]()
    for name, server in servers_of(agent.mcp_servers).items():
        denied = _tools_of(name, agent.tools.deny)
        whole = replace(server, without=tuple(dict.fromkeys((*server.without, *denied))))
        named = tuple(t for t in _tools_of(name, agent.tools.allow or ()) if t not in whole.without)
        tries = [whole, replace(whole, tools=named)] if named else [whole]
        for kept in tries:
            if kept.enabled and limit.allows(*kept.given(name), deny=kept.withheld(name)):
                found[name] = config_of(kept)
                break
    return found


def _tools_of(server: str, tools: tuple[Tool, ...]) -> list[str]:
    """Those of some tools that are single tools of a server, by their names there."""
    return [tool.tool for tool in tools if tool.name == MCP and tool.server == server and tool.tool]


class Gemini(Format):
    """Gemini CLI subagent."""

    name = "gemini"
    host = Host("the policies of gemini-cli-core 0.61.0", "2026-11-28", search=ALLOW, delegate=DENY)
    title = "Gemini CLI subagent"
    containers = ("frontmatter",)
    paths: ClassVar[tuple[str, ...]] = (".gemini/agents/**/*.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".gemini/agents/**/*.md",)
    marks = frozenset({"timeout_mins"})
    name_rule = re.compile(rf"(?!(?:{'|'.join(OWN_AGENTS)})\Z)[a-z0-9_-]+")
    reference = "https://geminicli.com/docs/core/subagents/"
    checked = "2026-11-20, gemini-cli-core 0.61.0"
    sure = "client"
    own_agents = frozenset(
        {"codebase_investigator", "cli_help", "generalist", "browser_agent"}
    )  # of the package, 2026-11-28
    validated = "gemini-cli-core 0.61.0: its agent registry and executor"
    fields = (
        Field("name", "name"),
        Field("display_name", "display_name"),
        Field("description", "description"),
        Field("tools", "tools.allow", LISTED),
        Field("mcp_servers", "mcp_servers", LenientServers(SERVERS)),
        Field("model", "model"),
        Field("temperature", "temperature", NUMBER),
        Field("max_turns", "max_turns", POSITIVE),
        Field(BODY, "prompt", inert=spaced(LIVE)),
    )
    keys = {
        "kind": Key(frozenset({"local"}), "'local'"),
        "name": Key(name_rule, "a-z, 0-9, - and _, but for the names of its own agents"),
        "description": Key(re.compile(r"(?s).+"), "text (put it in quotes)"),
        "display_name": Key(str, "text (put it in quotes)"),
        "tools": Key(_are_tools, "a list of tools that it knows"),
        "mcp_servers": Key({"*": _SHAPE}, "a map of servers that it takes"),
        "model": Key(str, "text (put it in quotes)"),
        "temperature": Key(float, "a number"),
        "max_turns": COUNT,
        "timeout_mins": COUNT,
    }
    required = ("name", "description")
    closed = True
    client = "Gemini CLI"
    needs = {"description": ("name",)}
    blank = ""
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

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        allow, deny = agent.tools.allow, (*agent.tools.deny, *_withheld(agent.mcp_servers))
        if allow is not None:
            allow += _implied(agent)
        return replace(agent, tools=Tools(allow, tuple(dict.fromkeys(deny))))

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        if agent.tools.allow is not None and LISTED.decode(native["tools"]) != agent.tools.allow:
            what = "the agent has the tools of its own mcp_servers as well, whatever tools says"
            reading.add("tool-implied", what, "mcp_servers", hint="bound a server with its include_tools")
        remark_live(agent, reading, LIVE, FILLED, self.client)
        super().remark(agent, native, reading)
        line = head_lines(reading.tree)[1]
        if line != "---" and self.refusal(native, reading.tree) is None:
            what = f"Gemini CLI takes no prompt from this file: {line!r} closes the frontmatter"
            reading.add("client-ignores", what, hint="let the line hold only ---")

    def refusal(self, native: Mapping[str, Value], tree: Tree) -> Refusal | None:
        if PurePosixPath(tree.source.path).name.startswith("_"):
            return Refusal("its name starts with _")
        if lies_below(self, tree):
            return Refusal("it lies in a folder below")
        if head_lines(tree)[0] != "---":
            return Refusal("the first line is not exactly ---")
        if tree.recoveries:
            return Refusal("the frontmatter is not YAML")
        return super().refusal(native, tree)

    def name_for(self, agent: Agent, writing: Writing) -> str:
        name = super().name_for(agent, writing)
        return f"{name}_agent" if name in OWN_AGENTS else name

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        servers, tools = _servers_within(agent), agent.tools
        if writing.source == self.dialect and tools.allow is None:
            held = _withheld(servers)  # by the servers themselves, so that no list is needed for it
            tools = Tools(None, tuple(tool for tool in tools.deny if tool not in held))
        agent = replace(agent, mcp_servers=servers, tools=tools)
        listed = Limit(agent).listed(NAMES)
        if listed is None:
            return agent
        given = {tool for n, server in servers_of(servers).items() for tool in server.given(n)}
        named = (NAMES.decode(word) for word in listed if is_tool(word))
        return replace(agent, tools=Tools(tuple(tool for tool in named if tool not in given)))
