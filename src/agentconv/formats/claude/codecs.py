"""How Claude Code spells values in frontmatter, and back; its keys and quirks are in `claude`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from agentconv.errors import WrongType
from agentconv.kit.codecs import (
    BOOLEAN,
    INTEGER,
    TEXT,
    Codec,
    as_null,
    as_text,
    exact,
    keep_list,
    keep_map,
    keep_native,
    text_items,
    whole_names,
)
from agentconv.kit.format import Field, Native
from agentconv.kit.servers import HTTP, SSE, STDIO, Servers, Spelling
from agentconv.kit.tools import ToolNames, split_tools
from agentconv.model.agent import Change, OutputContract, Section, Tool, Value
from agentconv.model.memo import SIZE, by_identity

TOOLS = {
    "Read": "read",
    "Write": "write",
    "Edit": "edit",
    "MultiEdit": "multi_edit",
    "NotebookEdit": "notebook_edit",
    "NotebookRead": "notebook_read",
    "Glob": "glob",
    "Grep": "grep",
    "LS": "list",
    "Bash": "shell",
    "BashOutput": "shell_output",
    "KillShell": "shell_stop",
    "KillBash": "shell_stop",
    "PowerShell": "powershell",
    "WebFetch": "web_fetch",
    "WebSearch": "web_search",
    "Agent": "agent",
    "Task": "agent",
    "TodoWrite": "todo",
    "Skill": "skill",
    "AskUserQuestion": "ask_user",
    "ExitPlanMode": "exit_plan",
    "ToolSearch": "tool_search",
    "LSP": "code_intelligence",
}

OWN_TOOLS = frozenset(
    """
    CronCreate CronDelete CronList EnterPlanMode EnterWorktree ExitWorktree ListAgents ListMcpResourcesTool
    Monitor PushNotification ReadMcpResourceTool RemoteTrigger ReportFindings ScheduleWakeup SendMessage
    TaskCreate TaskGet TaskList TaskOutput TaskStop TaskUpdate TeamCreate TeamDelete Workflow
    """.split()  # noqa: SIM905
)
"""Further tools of its own: names in the package of 2.1.328 (2026-11-28), which mean nothing elsewhere."""

OWN_AGENTS = frozenset({"general-purpose", "explore", "plan", "statusline-setup", "claude"})
"""The agents that the client brings itself, in lower case (2.1.328, 2026-11-28)."""

MODES = {
    "default": "default",
    "manual": "default",
    "acceptEdits": "accept-edits",
    "auto": "auto",
    "dontAsk": "dont-ask",
    "bypassPermissions": "bypass",
    "plan": "plan",
}
"""Permission modes."""


EFFORTS = ("low", "medium", "high", "xhigh", "max")
"""The words for an effort; a whole number is one, too."""


def known_effort(effort: str | None) -> str | None:
    """An effort that the client knows: any other is none to it."""
    return effort if effort in EFFORTS or re.fullmatch(r"-?\d+", effort or "") else None


def _read_mcp(name: str) -> tuple[str, str | None] | None:
    if not name.startswith("mcp__") or len(name) == 5:
        return None
    server, _, tool = name[5:].partition("__")
    return server, None if tool in ("", "*") else tool


def _write_mcp(server: str, tool: str | None) -> str:
    return f"mcp__{server}__{tool}" if tool else f"mcp__{server}"


NAMES = ToolNames("claude", TOOLS, _read_mcp, _write_mcp)


class AllowCodec:
    """`tools`: absent = all, a `*` among the names = all, empty = none."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        return _allowed(value) if type(value) is str else _given(tool_words(value))

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return joined(value) or []


def _given(words: list[str]) -> tuple[Tool, ...] | None:
    return None if "*" in words else tuple(dict.fromkeys(map(NAMES.decode, words)))


@lru_cache(SIZE)
def _allowed(text: str) -> tuple[Tool, ...] | None:
    return _given(tool_words(text))


class DenyCodec:
    """`disallowedTools`: a pattern takes its whole tool away, a `*` among the names takes nothing."""

    def decode(self, value: Value) -> tuple[Tool, ...]:
        found = tool_words(value)
        if "*" in found:
            return ()
        return tuple(dict.fromkeys(map(whole, map(NAMES.decode, found))))

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return joined(tuple(dict.fromkeys(map(whole, value)))) or None


def whole(tool: Tool) -> Tool:
    """A tool without its pattern, which only `Agent` minds."""
    return tool if tool.argument is None or tool.name == "agent" else replace(tool, argument=None)


def tool_words(value: Value) -> list[str]:
    """The names in a list of tools, or in a text with commas."""
    if isinstance(value, dict):
        raise WrongType("a list of tools or a text with commas")
    return [word for item in text_items(value) for word in split_tools(item)]


@by_identity
def joined(tools: tuple[Tool, ...]) -> str:
    """The names of tools as one text."""
    return ", ".join(name for tool in tools if (name := NAMES.encode(tool)))


class DescriptionCodec:
    """The description, in which the client turns a literal backslash and n into a line break."""

    def decode(self, value: Value) -> str | None:
        text = as_text(value)
        return None if text is None else text.replace("\\n", "\n")

    def encode(self, value: str) -> Value:
        return value.replace("\\n", "\n")


class SkillsCodec:
    """Skill names, cut like tools."""

    def decode(self, value: Value) -> tuple[str, ...]:
        return tuple(word for item in text_items(value) for word in split_tools(item))

    def encode(self, value: tuple[str, ...]) -> Value:
        return whole_names(value, self) or None


SERVERS = Spelling(
    {
        "command": "command",
        "args": "args",
        "env": "env",
        "url": "url",
        "headers": "headers",
        "timeout": "timeout",
    },
    {HTTP: "http", SSE: "sse", "ws": "ws"},
    kinds=(STDIO, HTTP, SSE, "ws"),
    more={"alwaysLoad": bool, "headersHelper": str, "oauth": dict},
    bounds_elsewhere=True,
)
"""`mcpServers`: an address needs a kind beside it, and there is no key that keeps a server's tools away."""


class ServerList(Servers):
    """`mcpServers`: a list of names and of one-key maps; a plain map is taken too."""

    def encode(self, value: Mapping[str, Value]) -> Value:
        """The names of the host's servers, and the others that the client can start or reach."""
        written = super().encode(value)
        own = written if isinstance(written, dict) else {}
        names = [name for name, config in value.items() if config is None or name in own]
        return [{name: own[name]} if name in own else name for name in names] or None


class ChangelogCodec:
    """`changelog`: a list of `version: text`."""

    def decode(self, value: Value) -> tuple[Change, ...]:
        found = []
        for item in keep_list(value):
            entry = keep_map(item)
            keep_native(len(entry) == 1)
            ((version, text),) = entry.items()
            keep_native(not isinstance(text, (list, dict)) and not as_null(text))
            found.append(Change(version, as_text(text) or ""))
        keep_native(bool(found))
        return tuple(found)

    def encode(self, value: tuple[Change, ...]) -> Value:
        return [{change.version: change.text} for change in value]


class ContractCodec:
    """`output_schema`: the sections that a reply is to have."""

    def decode(self, value: Value) -> OutputContract:
        rest = keep_map(value)
        sections = tuple(map(self._section, keep_list(rest.pop("required_sections", None))))
        style = rest.pop("format", None)
        keep_native(style is None or isinstance(style, str))
        return OutputContract(None if style is None else str(style), sections, keep_map(exact(rest)))

    def _section(self, item: Value) -> Section:
        rest = keep_map(item)
        name, pattern = rest.pop("name", None), rest.pop("pattern", None)
        required = exact(rest.pop("required", True))
        keep_native(isinstance(name, str) and isinstance(required, bool))
        keep_native(pattern is None or isinstance(pattern, str))
        text = None if pattern is None else str(pattern)
        return Section(str(name), text, bool(required), keep_map(exact(rest)))

    def encode(self, value: OutputContract) -> Value:
        head: Native = {} if value.format is None else {"format": value.format}
        return {**head, "required_sections": [self._write(s) for s in value.sections], **value.more}

    def _write(self, section: Section) -> Native:
        out: Native = {"name": section.name}
        if section.pattern is not None:
            out["pattern"] = section.pattern
        return {**out, "required": section.required, **section.more}


class Kept:
    """A value that is kept as it is, and written as an object takes it: `"true"` as true, `"7"` as 7."""

    def __init__(self, inner: Codec = TEXT) -> None:
        self._inner = inner

    def decode(self, value: Value) -> Value:
        return exact(value)

    def encode(self, value: Value) -> Value:
        try:
            read = self._inner.decode(value)
        except WrongType:
            return value
        return value if read is None else self._inner.encode(read)


OWN = "extensions.claude."
"""Fields of this client alone, which every format of it holds, under the names of a subagent's file."""
EVERYWHERE: tuple[Field, ...] = (
    Field("autoCompactWindow", f"{OWN}autoCompactWindow", Kept(INTEGER)),
    Field("omitClaudeMd", f"{OWN}omitClaudeMd", Kept(BOOLEAN)),
    Field("observeToolResults", f"{OWN}observeToolResults", Kept(BOOLEAN)),
)
"""Those that count for agents of every place, a plugin's included (2.1.328, its own code, 2026-11-28)."""
OBSERVED: tuple[Field, ...] = (
    Field("observer", f"{OWN}observer", Kept()),
    Field("observerMessage", f"{OWN}observerMessage", Kept()),
    Field("observeSubagents", f"{OWN}observeSubagents", Kept(BOOLEAN)),
)
"""Those that name an agent which watches this one; a plugin's agents have none."""
EXPERIMENTAL = Field("experimental", f"{OWN}experimental", Kept())
"""`cacheTtl` is its only key; the object of `--agents` has no such thing."""


class OneOrMany:
    """One text, or a list when there are several."""

    def decode(self, value: Value) -> tuple[str, ...]:
        keep_native(not isinstance(value, dict))
        items = value if isinstance(value, list) else [value]
        if as_null(value):
            return ()
        return tuple(as_text(item) or "" for item in items)

    def encode(self, value: tuple[str, ...]) -> Value:
        return value[0] if len(value) == 1 else list(value)
