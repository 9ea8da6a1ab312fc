"""How Copilot names tools and writes MCP servers; its keys and quirks are in `copilot`.

Facts: Copilot CLI 1.0.102, asked offline with each name alone on 2026-11-20, and VS Code's names for the
tools that the CLI does not have.
"""

from __future__ import annotations

from agentconv.kit.codecs import as_null, exact
from agentconv.kit.servers import HTTP, SSE, STDIO, Spelling
from agentconv.kit.tools import ToolNames, listed_words
from agentconv.model.agent import Tool, Value

_ALIASES: dict[str, str | tuple[str, ...]] = {
    "read": "read",
    "edit": ("edit", "write"),
    "search": ("grep", "glob"),
    "execute": "shell",
    "web": ("web_fetch", "web_search"),
    "agent": "agent",
    "todo": "todo",
    "vscode/askQuestions": "ask_user",
}
"""The names that every Copilot takes (the last is VS Code's alone): what is written."""

_MORE: dict[str, str | tuple[str, ...]] = {
    "view": "read",
    "NotebookRead": "read",
    "readFile": "read",
    "read/readFile": "read",
    "read/getNotebookSummary": "notebook_read",
    "Grep": "grep",
    "textSearch": "grep",
    "search/textSearch": "grep",
    "Glob": "glob",
    "fileSearch": "glob",
    "search/fileSearch": "glob",
    "codebase": ("grep", "glob"),
    "search/codebase": ("grep", "glob"),
    "listDirectory": "list",
    "search/listDirectory": "list",
    "usages": "code_intelligence",
    "search/usages": "code_intelligence",
    "problems": "code_intelligence",
    "read/problems": "code_intelligence",
    "Write": ("edit", "write"),
    "MultiEdit": ("edit", "write"),
    "NotebookEdit": ("edit", "write"),
    "editFiles": "edit",
    "edit/editFiles": "edit",
    "create": "write",
    "createFile": "write",
    "edit/createFile": "write",
    "createDirectory": "write",
    "edit/createDirectory": "write",
    "edit/createJupyterNotebook": "write",
    "editNotebook": "notebook_edit",
    "edit/editNotebook": "notebook_edit",
    "shell": "shell",
    "Bash": "shell",
    "powershell": "powershell",
    "runCommands": "shell",
    "runInTerminal": "shell",
    "execute/runInTerminal": "shell",
    "read_bash": "shell_output",
    "stop_bash": "shell_stop",
    "getTerminalOutput": "shell_output",
    "execute/getTerminalOutput": "shell_output",
    "execute/killTerminal": "shell_stop",
    "fetch": "web_fetch",
    "web/fetch": "web_fetch",
    "web_fetch": "web_fetch",
    "WebFetch": ("web_fetch", "web_search"),
    "WebSearch": ("web_fetch", "web_search"),
    "Task": "agent",
    "custom-agent": "agent",
    "runSubagent": "agent",
    "agent/runSubagent": "agent",
    "TodoWrite": "todo",
    "todos": "todo",
    "update_todo": "todo",
    "skill": "skill",
    "ask_user": "ask_user",
    "askQuestions": "ask_user",
}
"""Names that are only read."""

_TOOLSETS = frozenset(["agent", "browser", "edit", "execute", "read", "search", "todo", "vscode", "web"])
"""What stands before the slash in Copilot's own names; anything else is an MCP server."""


def _read_mcp(name: str) -> tuple[str, str | None] | None:
    server, slash, tool = name.partition("/")
    if not slash or not server or not tool or server.casefold() in _TOOLSETS:
        return None
    return server, None if tool == "*" else tool


def _write_mcp(server: str, tool: str | None) -> str | None:
    name = f"{server}/{tool or '*'}"
    place = _read_mcp(name)
    return name if place == (server, tool) and server != "*" and "," not in name else None


class AnyCase(ToolNames):
    """Names whose capitals do not matter: they are those of the table."""

    def tools(self, native: str) -> tuple[Tool, ...]:
        """The tools that a native name gives."""
        return super().tools(_SPELLING.get(native.casefold(), native))


NAMES = AnyCase("copilot", _ALIASES | _MORE, _read_mcp, _write_mcp, arguments=False)
_SPELLING = {name.casefold(): name for name in NAMES.names}
PORTABLE = ToolNames(
    "copilot",
    _ALIASES,
    _read_mcp,
    _write_mcp,
    {
        "list": "read",
        "notebook_read": "read",
        "multi_edit": "edit",
        "notebook_edit": "edit",
        "shell_output": "execute",
        "shell_stop": "execute",
        "powershell": "execute",
    },
    arguments=False,
)


def tool_names(value: Value) -> list[str]:
    """The names of a list, of a text with commas, or of a map's true entries (VS Code's old form)."""
    if isinstance(value, dict):
        return [name for name, flag in value.items() if exact(flag) is True]
    return [] if as_null(value) else listed_words(value)


SERVERS = Spelling(
    {
        "command": "command",
        "args": "args",
        "env": "env",
        "cwd": "cwd",
        "url": "url",
        "headers": "headers",
        "tools": "tools",
        "timeout": "timeout",
    },
    {STDIO: "local", HTTP: "http", SSE: "sse"},
    always={"args": [], "tools": ["*"]},
    always_remote={"tools": ["*"]},
)
"""`mcp-servers`: `tools` is needed, and `args` beside `command`."""


def _is_time(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


_EITHER = {
    "tools!": [str],
    "cwd": str,
    "env": {"*": str},
    "headers": {"*": str},
    "timeout": _is_time,
    "*": lambda _: True,
}
SERVERS_SHAPE = {
    "*": (
        {**_EITHER, "command!": str, "args!": [str], "type": {"local", "stdio"}, "url": str},
        {**_EITHER, "command": (), "url!": str, "type!": {"http", "sse"}},  # no value will do for a command
    )
}
"""What the CLI takes for `mcp-servers`; with anything else the file is dropped."""
