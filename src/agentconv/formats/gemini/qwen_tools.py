"""Qwen Code's names for tools, its modes and its servers; the format itself is in `qwen`."""

from __future__ import annotations

from dataclasses import dataclass

from agentconv.containers.base import Plain
from agentconv.errors import WrongType
from agentconv.formats.gemini.family import (
    MORE,
    trimmed,
)
from agentconv.kit.codecs import WordsCodec, as_null, as_text, keep_native
from agentconv.kit.servers import HTTP, SSE, Spelling
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Tool, Value
from agentconv.model.vocabulary import ALL

TOOLS = {
    "read_file": "read",
    "write_file": "write",
    "edit": "edit",
    "notebook_edit": "notebook_edit",
    "glob": "glob",
    "grep_search": "grep",
    "list_directory": "list",
    "run_shell_command": "shell",
    "monitor": "shell",
    "web_fetch": "web_fetch",
    "web_search": "web_search",
    "agent": "agent",
    "skill": "skill",
    "tool_search": "tool_search",
    "lsp": "code_intelligence",
    "zoom_image": "read",
    "ReadFile": "read",
    "WriteFile": "write",
    "Edit": "edit",
    "NotebookEdit": "notebook_edit",
    "Glob": "glob",
    "FindFiles": "glob",
    "Grep": "grep",
    "SearchFiles": "grep",
    "ListFiles": "list",
    "ReadFolder": "list",
    "Shell": "shell",
    "Monitor": "shell",
    "WebFetch": "web_fetch",
    "WebSearch": "web_search",
    "Agent": "agent",
    "Task": "agent",
    "Skill": "skill",
    "ToolSearch": "tool_search",
    "Lsp": "code_intelligence",
    "ZoomImage": "read",
}
"""Names and, after them, display names, which the client takes as well."""


NEAREST = {"multi_edit": "edit", "notebook_read": "read_file", "powershell": "run_shell_command"}


ALSO = {"run_shell_command": ("monitor",), "read_file": ("zoom_image",)}
"""What must be taken away together with a tool, because it does the same."""


NO_TOOLS = "ask_user_question"


WITHHELD = frozenset(
    [
        NO_TOOLS,
        "AskUserQuestion",
        "todo_write",
        "TodoList",
        "TodoWrite",
        "enter_plan_mode",
        "exit_plan_mode",
        "task_create",
        "task_list",
        "task_stop",
        "task_update",
    ]
)
"""Names of tools that the client takes from every agent."""


APPROVAL_MODES = {
    "default": "default",
    "plan": "plan",
    "auto-edit": "accept-edits",
    "auto": "auto",
    "yolo": "bypass",
}


PERMISSION_MODES = {
    "default": "default",
    "plan": "plan",
    "acceptEdits": "accept-edits",
    "auto": "accept-edits",
    "bypassPermissions": "bypass",
    "dontAsk": "default",
}
"""Claude Code's words in `permissionMode`, which the client takes where `approvalMode` says nothing."""


BUBBLE = "bubble"
"""A mode without a neutral name: the agent asks, through its parent."""


def _read_one(name: str) -> tuple[str, str | None] | None:
    server, _, tool = name.removeprefix("mcp__").partition("__")
    return (server, tool) if name.startswith("mcp__") and server and tool and "*" not in name else None


def _write_one(server: str, tool: str | None) -> str | None:
    name = f"mcp__{server}__{tool}"
    return name if tool and _read_one(name) == (server, tool) else None


def _read_any(name: str) -> tuple[str, str | None] | None:
    if name == "mcp__*":
        return ALL, None
    server, _, tool = name.removeprefix("mcp__").partition("__")
    if not name.startswith("mcp__") or not server or "*" in server:
        return None
    return server, None if tool in ("", "*") else tool


def _write_any(server: str, tool: str | None) -> str | None:
    name = f"mcp__{server}__{tool}" if tool else f"mcp__{server}"
    if server == ALL:
        name = "mcp__*"
    return name if _read_any(name) == (server, tool) else None


ALLOWED = ToolNames("qwen", TOOLS, _read_one, _write_one, NEAREST, arguments=False)


DENIED = ToolNames("qwen", TOOLS, _read_any, _write_any, arguments=False)


def listed_names(value: Value) -> list[str] | None:
    """The names of a list or of a text with commas; None for a value that the client passes over."""
    if as_null(value) or isinstance(value, bool):
        return None
    if isinstance(value, dict):
        raise WrongType("a list of tools or a text with commas")
    items = value if isinstance(value, list) else (as_text(value) or "").split(",")
    names = []
    for index, item in enumerate(items):
        if isinstance(item, (list, dict)):
            raise WrongType("the name of a tool", (index,))
        if isinstance(item, str) and not isinstance(item, Plain) and item.strip():
            names.append(item if isinstance(value, list) else trimmed(item))
    return names


class AllowCodec:
    """`tools`: absent, empty or with a `*` it gives everything."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        names = listed_names(value)
        if not names or "*" in names:
            return None
        return tuple(dict.fromkeys(ALLOWED.decode(name) for name in names if name not in WITHHELD))

    def encode(self, value: tuple[Tool, ...]) -> Value:
        names = dict.fromkeys(name for tool in value if (name := ALLOWED.encode(tool)))
        return [name for name in names if name.strip() and name != "*"] or [NO_TOOLS]


class DenyCodec:
    """`disallowedTools`: a `*` takes nothing away."""

    def decode(self, value: Value) -> tuple[Tool, ...]:
        names = [name for name in listed_names(value) or () if name != "*"]
        return tuple(dict.fromkeys(DENIED.decode(name) for name in names if name not in WITHHELD))

    def encode(self, value: tuple[Tool, ...]) -> Value:
        names = [name for tool in value if (name := DENIED.encode(tool)) and name.strip()]
        return list(dict.fromkeys(same for name in names for same in (name, *ALSO.get(name, ())))) or None


ALLOW = AllowCodec()


DENY = DenyCodec()


@dataclass(frozen=True)
class ModeCodec(WordsCodec):
    """`approvalMode`: a closed set; for a mode that is not of it the agent asks."""

    def decode(self, value: Value) -> str | None:
        text = as_text(value)
        if not text:
            return None
        keep_native(text in self.words)
        return self.words[text]

    def encode(self, value: str) -> Value:
        return next((native for native, word in self.words.items() if word == value), "default")


SERVERS = Spelling(
    keys={
        "command": "command",
        "args": "args",
        "env": "env",
        "cwd": "cwd",
        "headers": "headers",
        "timeout": "timeout",
        "tools": "includeTools",
        "without": "excludeTools",
    },
    urls={HTTP: "httpUrl", SSE: "url"},
    more=MORE,
)
