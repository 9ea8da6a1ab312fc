"""Kiro agents: Markdown with YAML frontmatter in `.kiro/agents/` (IDE 1.x and CLI 3.x).

Facts: https://kiro.dev/docs/custom-agents/, its configuration reference and its page on permissions (read
2026-11-20 in excerpts). Kiro cannot be asked offline, so what is not documented is unverified:

* Identity is the path below the folder without its ending; `name` is optional and is read as the name.
* `tools` lists tags (`read`, `write`, `shell`, `web`, `subagent`), single tools, `@server`,
  `@server/tool`, `@mcp`, `@builtin` and `*`. It is always written: what an absent list gives is not
  documented (it is read as all); nor is what an empty one gives, so `todo_list` stands alone there.
* `permissions` is a list of rules, or a map with the list under `rules`; both are in use. A rule that
  denies takes its capability away, or, with `match`, what fits; `exclude` is not modelled. Since the two
  forms may not be read by every version, agentconv bounds an agent by `tools` alone and writes no rules.
* A model that Kiro does not know is replaced by its default.
* Values in `mcpServers` expand `${VAR}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from agentconv.errors import WrongType
from agentconv.formats.kiro.family import SERVERS
from agentconv.kit.codecs import TEXT, as_null, as_text, text_items
from agentconv.kit.format import BODY, Field, Format, Native, Reading, Writing
from agentconv.kit.hosts import Host
from agentconv.kit.servers import Servers
from agentconv.kit.tools import Listed, ToolNames, given
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.vocabulary import ALL, MCP

READ = ("read", "glob", "grep", "list")
WRITE = ("write", "edit", "multi_edit", "notebook_edit")
WEB = ("web_fetch", "web_search")

TAGS: dict[str, str | tuple[str, ...]] = {
    "read": READ,
    "write": WRITE,
    "shell": "shell",
    "web": WEB,
    "subagent": "agent",
    "todo_list": "todo",
}
"""The names that are written; `read` comes first for whatever reads."""

MORE: dict[str, str | tuple[str, ...]] = {
    "@builtin": (*READ, *WRITE, "shell", *WEB, "agent", "todo"),
    "fs_read": READ,
    "fs_write": WRITE,
    "execute_bash": "shell",
    "execute_cmd": "shell",
    "glob": "glob",
    "grep": "grep",
    "code": "code_intelligence",
    "web_fetch": "web_fetch",
    "web_search": "web_search",
    "use_subagent": "agent",
    "delegate": "agent",
}
"""Single tools and old names, which are only read."""

CAPABILITIES: dict[str, tuple[str, ...]] = {
    "fs_read": READ,
    "fs_write": WRITE,
    "filesystem": READ + WRITE,
    "shell": ("shell",),
    "web_fetch": ("web_fetch",),
    "web_search": ("web_search",),
    "web": WEB,
    "subagent": ("agent",),
    "skill": ("skill",),
}
"""What the capabilities of `permissions` stand for; `mcp` and `builtin` apart."""


HARMLESS = "todo_list"
"""What stands alone in the list of an agent that may use nothing."""


def _read_mcp(name: str) -> tuple[str, str | None] | None:
    if name in ("@builtin", "@") or not name.startswith("@"):
        return None
    server, _, tool = name[1:].partition("/")
    if not server:
        return None
    return ALL if server == "mcp" and not tool else server, None if tool in ("", "*") else tool


def _write_mcp(server: str, tool: str | None) -> str | None:
    if server == ALL:
        return "@mcp" if tool is None else None
    name = f"@{server}/{tool}" if tool else f"@{server}"
    return name if _read_mcp(name) == (server, tool) else None


_NEAR = {
    "notebook_read": "read",
    "code_intelligence": "read",
    "shell_output": "shell",
    "shell_stop": "shell",
    "powershell": "shell",
}
NAMES = ToolNames("kiro", TAGS | MORE, _read_mcp, _write_mcp, arguments=False, globs=True)
WRITTEN = ToolNames("kiro", TAGS, _read_mcp, _write_mcp, _NEAR, arguments=False, globs=True)


class Kiro(Format):
    """Kiro agent, as Markdown."""

    name = "kiro"
    host = Host("https://kiro.dev/docs/cli/v3/permissions/", "2026-11-28")
    title = "Kiro agent (Markdown)"
    containers = ("frontmatter",)
    paths = (".kiro/agents/**/*.md",)
    user_paths = (".kiro/agents/**/*.md",)
    marks = frozenset({"welcomeMessage", "includeMcpJson", "includePowers"})
    name_rule = re.compile(r"[A-Za-z0-9]+([-_][A-Za-z0-9]+)*")
    reference = "https://kiro.dev/docs/custom-agents/"
    checked = "2026-11-20, excerpts of its documentation"
    sure = "docs"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", Listed(WRITTEN, NAMES, all_tools=[ALL], idle=HARMLESS)),
        Field("model", "model"),
        Field("mcpServers", "mcp_servers", Servers(SERVERS)),
        Field(BODY, "prompt", TEXT),
    )
    more_keys = frozenset(
        [
            "permissions",
            "resources",
            "hooks",
            "welcomeMessage",
            "includeMcpJson",
            "includePowers",
            "excludedTools",
            "allowedTools",
        ]
    )
    stem_names = True
    needs = {"description": ("name",)}
    reasons = {
        "name": "Kiro's name is the file's, which is ASCII",
        "description": "Kiro shows it in its list of agents",
        "tools.allow": "Kiro's tags are coarse, read searches and write edits; todo_list alone is nothing",
        "tools.deny": "an agent is bounded by its list of tools: what remains is listed",
        "model": "Kiro takes Claude models by their ids, with a dot and no date",
        "mcp_servers": "a server of the host needs no entry",
        "hooks": "hooks are programs that are made for one client's events",
    }

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        try:
            deny = denied(native)
        except WrongType as problem:
            key, *more = problem.at
            reading.add("wrong-type", f"{key!r} takes {problem.expected}", str(key), *more)
            return agent
        return replace(agent, tools=replace(agent.tools, deny=deny)) if deny else agent

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        own = dict(agent.extensions.get(self.name, {}))
        try:
            held = denied(own)
        except WrongType:
            held, own = (), {k: v for k, v in own.items() if k not in _BOUNDS}
        rest = tuple(tool for tool in agent.tools.deny if tool not in held)
        return replace(
            agent,
            tools=replace(agent.tools, deny=rest),
            extensions={self.name: own} if own else {},
        )


_BOUNDS = ("permissions", "excludedTools")


def denied(native: Mapping[str, Value]) -> tuple[Tool, ...]:
    """The tools that `permissions` and `excludedTools` take away. Raises `WrongType`."""
    found: list[Tool] = []
    for place, rule in _rules(native.get("permissions")):
        if not isinstance(rule, dict):
            raise WrongType("a list of rules", place)
        if rule.get("effect") == "deny":
            try:
                found += _taken(rule)
            except WrongType as problem:
                raise WrongType(problem.expected, (*place, *problem.at)) from None
    if "excludedTools" in native:
        try:
            found += given(text_items(native["excludedTools"]), NAMES)
        except WrongType as problem:
            raise WrongType(problem.expected, ("excludedTools", *problem.at)) from None
    return tuple(dict.fromkeys(found))


def _rules(value: Value) -> Iterator[tuple[tuple[str | int, ...], Value]]:
    """Each rule with its place."""
    place: tuple[str | int, ...] = ("permissions",)
    if isinstance(value, dict):
        value, place = value.get("rules"), (*place, "rules")
    if value is None or as_null(value):
        return
    if not isinstance(value, list):
        raise WrongType("a list of rules", place)
    for index, rule in enumerate(value):
        yield (*place, index), rule


def _taken(rule: Native) -> tuple[Tool, ...]:
    """What a rule that denies takes away; what it exempts with `exclude` is not modelled."""
    capability = as_text(rule.get("capability")) or ""
    patterns = text_items(rule["match"]) if "match" in rule else []
    whole = not patterns or bool({"*", "**"} & set(patterns))
    if capability == MCP:
        return (Tool(MCP, server=ALL),) if whole else tuple(map(_server, patterns))
    if capability == "builtin":
        return given(["@builtin"], NAMES)
    names = CAPABILITIES.get(capability)
    tools = (Tool(capability, native="kiro"),) if names is None else tuple(map(Tool, names))
    return tools if whole else tuple(replace(t, argument=p) for t in tools for p in patterns)


def _server(pattern: str) -> Tool:
    """The tool of `server/tool`; the whole server for a pattern within it."""
    server, _, tool = pattern.partition("/")
    if "*" in server or not server:
        return Tool(MCP, server=ALL)
    return Tool(MCP, server=server, tool=None if "*" in tool or not tool else tool)
