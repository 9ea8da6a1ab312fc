"""Antigravity custom subagents: Markdown with YAML frontmatter in `.agents/agents/`.

Facts: https://antigravity.google/docs/subagents as quoted in public repositories, some files of theirs, and
adapters that run `agy` 1.0 (read 2026-11-28). The client is closed and was not run, so what is not documented
is unverified:

* `<name>.md` or `<name>/agent.md`; `name` and `description` are needed. Unknown keys are passed over.
* `tools` absent gives every tool, a list names what is given, an empty list gives none. A misspelt name is
  said to hang the agent, so that none is written which was not seen in use.
* MCP servers come besides `tools`: all of the session's with `inheritMcp: true`, those that `mcpServers`
  names else. What a file without `inheritMcp` has is not documented: `false` is written wherever a server
  would be more than the agent may have.
* `commandExecutionPolicy`: `off` takes the shell away whatever `tools` says; `auto`, `eager` and `sandbox`
  say when a person is asked.
* `model` is `inherit`, `flash` or `pro`. `mainAgent` and `subagent` say where the agent may be used.
* The folder is shared: Kimi Code, goose and Auggie read it too. A file there with Claude's names for tools is
  taken for what it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers.base import Tree
from agentconv.errors import WrongType
from agentconv.kit.codecs import Joint, NamesCodec, as_null, as_text, exact, text_items
from agentconv.kit.format import BODY, Field, Format, Native, Reading, Writing
from agentconv.kit.hosts import ALLOW, Host
from agentconv.kit.tools import Limit, Listed, ToolNames, listed_words
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.vocabulary import ALL, MCP

TOOLS: dict[str, str | tuple[str, ...]] = {
    "view_file": "read",
    "view_file_outline": "read",
    "view_code_item": "read",
    "list_dir": "list",
    "find_by_name": "glob",
    "grep_search": "grep",
    "write_to_file": "write",
    "replace_file_content": "edit",
    "multi_replace_file_content": "multi_edit",
    "run_command": "shell",
    "send_command_input": "shell",
    "command_status": "shell_output",
    "read_url_content": "web_fetch",
    "search_web": "web_search",
    "invoke_subagent": "agent",
    "ask_question": "ask_user",
}
NEAREST = {
    "notebook_edit": "replace_file_content",
    "notebook_read": "view_file",
    "powershell": "run_command",
}
NAMES = ToolNames("antigravity", TOOLS, lambda _: None, lambda _server, _tool: None, NEAREST, arguments=False)
SHELLS = (Tool("shell"), Tool("powershell"))
AFTER = frozenset({"shell", "powershell", "shell_output", "shell_stop"})
OFF = "off"
ANY_SERVER = Tool(MCP, server=ALL)

_USES: dict[str | None, tuple[bool, bool]] = {
    None: (False, True),
    "primary": (True, False),
    "all": (True, True),
}
"""Neutral mode -> `mainAgent` and `subagent`."""


class ToolList(Listed):
    """`tools`; none is written where only a shell or servers are denied, which other keys say."""

    def write(self, agent: Agent) -> Value:
        said_elsewhere = all(tool.name in AFTER or tool == ANY_SERVER for tool in agent.tools.deny)
        if agent.tools.allow is None and said_elsewhere and agent.permission_mode != "plan":
            return None
        return super().write(agent)


class PolicyCodec(Joint):
    """`commandExecutionPolicy`: `off` denies the shell; the other words say only when a person is asked."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        listed = [] if as_null(beside.get("tools")) else _words(beside.get("tools"))
        gives = as_null(beside.get("tools")) or any(TOOLS.get(name) == "shell" for name in listed)
        return {"tools.deny": SHELLS} if as_text(value) == OFF and gives else {}

    def write(self, agent: Agent) -> Value:
        if not Limit(agent).allows(*SHELLS[:1]):
            return OFF
        own = agent.extensions.get("antigravity", {}).get("commandExecutionPolicy")
        return own if isinstance(own, str) and own != OFF else None


class ServersCodec(Joint):
    """`mcpServers`: names of servers that the agent has besides its tools."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        names = () if as_null(value) else text_items(value)
        if as_null(beside.get("tools")):
            return {"mcp_servers": dict.fromkeys(names)}
        return {"tools.allow": tuple(Tool(MCP, server=name) for name in names)}

    def write(self, agent: Agent) -> Value:
        listed = (
            t.server for t in agent.tools.allow or () if t.name == MCP and t.tool is None and not t.native
        )
        names = dict.fromkeys(n for n in (*agent.mcp_servers, *listed) if n and n != ALL)
        limit = Limit(agent)
        return [name for name in names if limit.allows(Tool(MCP, server=name))] or None


class InheritCodec(Joint):
    """`inheritMcp`: whether the agent has the session's servers."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        said = exact(value)
        if not isinstance(said, bool):
            raise WrongType("true or false")
        listed = not as_null(beside.get("tools"))
        if said:
            return {"tools.allow": (ANY_SERVER,)} if listed else {}
        return {} if listed else {"tools.deny": (ANY_SERVER,)}

    def write(self, agent: Agent) -> Value:
        if Limit(agent).is_open:
            return agent.extensions.get("antigravity", {}).get("inheritMcp")
        # what another client denies by a wildcard, such as OpenCode's `*_push`, may be any server's tool
        wild = any(tool.native and ALL in tool.name for tool in agent.tools.deny)
        return not wild and Limit(agent).allows(ANY_SERVER)


def _words(value: Value) -> list[str]:
    try:
        return listed_words(value)
    except WrongType:
        return []


class Antigravity(Format):
    """Antigravity custom subagent."""

    name = "antigravity"
    host = Host(
        "https://antigravity.google/docs/subagents",  # its defaults are not documented there
        "2026-11-28",
        write=ALLOW,
        search=ALLOW,
        unsure=("execute", "network"),
    )
    title = "Antigravity subagent"
    containers = ("frontmatter",)
    paths: ClassVar[tuple[str, ...]] = (
        ".agents/agents/*.md",
        ".agents/agents/*/agent.md",
        ".agent/agents/*.md",
    )
    user_paths: ClassVar[tuple[str, ...]] = (".gemini/config/agents/*.md", ".gemini/config/agents/*/agent.md")
    marks = frozenset({"mainAgent", "commandExecutionPolicy", "inheritMcp", "inheritCustomizations"})
    name_rule = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    reference = "https://antigravity.google/docs/subagents"
    checked = "2026-11-28, its documentation at second hand and public files"
    sure = "told"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(NAMES, every="")),
        Field("mcpServers", "mcp_servers", ServersCodec(), also=("tools.allow",)),
        Field("inheritMcp", "tools.allow", InheritCodec(), also=("tools.deny",)),
        Field("commandExecutionPolicy", "tools.deny", PolicyCodec()),
        Field("model", "model"),
        Field("skills", "skills", NamesCodec()),
        Field(BODY, "prompt"),
    )
    more_keys = frozenset({"mainAgent", "subagent", "plugins", "hidden", "inheritCustomizations"})
    more_fields = frozenset({"mode"})
    needs = {"description": ("name",)}
    reasons = {
        "name": "a name in lower case letters, digits and hyphens is safe everywhere",
        "description": "Antigravity needs one to delegate by",
        "tools.allow": "tools that Antigravity has no name for, or cannot bound, are left out",
        "tools.deny": "Antigravity has no deny list: what remains is listed",
        "permission_mode": "Antigravity has a policy for commands only",
        "mcp_servers": "an agent names servers, which the host's mcp_config.json defines",
        "model": "Antigravity takes inherit, flash and pro: choose one with --model",
        "mode": "primary, subagent and all are the modes",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        other = path.name.endswith(".agent.md") or _is_foreign(tree.values)
        if other and self.lies_at(path) and self.marks.isdisjoint(tree.values):
            return 0
        return super().recognises(path, tree)

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        own = dict(agent.extensions.get(self.dialect, {}))
        said = own.pop("mainAgent", False), own.pop("subagent", True)
        mode = next((mode for mode, uses in _USES.items() if uses == said), None)
        if (said[0] or not said[1]) and mode is None:
            return agent
        return replace(agent, mode=mode, extensions={self.dialect: own} if own else {})

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        super().remark(agent, native, reading)
        strange = [tool.name for tool in agent.tools.allow or () if tool.native == self.dialect]
        if strange:
            what = f"no tool that Antigravity is known to have: {', '.join(strange[:10])}"
            reading.add("tool-unknown", what, "tools")

    def unheld(self, agent: Agent) -> str:
        limited = agent.tools.allow is not None
        return "what servers an agent has without inheritMcp is not documented" if limited else ""

    def usual(self, agent: Agent) -> Native:
        main, sub = _USES.get(agent.mode, _USES[None])
        return {"mainAgent": main, "subagent": sub}

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        return agent if agent.mode in _USES else replace(agent, mode=None)


def _is_foreign(values: Mapping[str, Value]) -> bool:
    """Whether a file has a key of another client's, or its names for tools: Claude's for instance."""
    if "whenToUse" in values:
        return True
    names = [] if as_null(values.get("tools")) else _words(values.get("tools"))
    return bool(names) and not any(name in TOOLS for name in names)
