"""How Copilot names tools and writes MCP servers; its keys and quirks are in `copilot`.

Facts: Copilot CLI 1.0.102, asked offline with each name alone on 2026-11-20, and VS Code's names for the
tools that the CLI does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agentconv.kit.codecs import MAP, as_null, exact, text_items
from agentconv.kit.format import Native
from agentconv.kit.tools import ToolNames
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


NAMES = ToolNames("copilot", _ALIASES | _MORE, _read_mcp, _write_mcp, arguments=False)
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

_SPELLING = {name.casefold(): name for name in NAMES.names}


def spelled(name: str) -> str:
    """A tool's name with the capitals of the table: Copilot does not mind them."""
    return _SPELLING.get(name.casefold(), name)


def tool_names(value: Value) -> list[str]:
    """The names of a list, of a text with commas, or of a map's true entries (VS Code's old form)."""
    if as_null(value):
        return []
    if isinstance(value, dict):
        return [name for name, flag in value.items() if exact(flag) is True]
    items = text_items(value)
    if not isinstance(value, list):
        items = [part.strip() for item in items for part in item.split(",")]
    return [item for item in items if item.strip()]


def given(names: Iterable[str]) -> tuple[Tool, ...]:
    """The tools that native names give, each once."""
    return tuple(dict.fromkeys(tool for name in names for tool in NAMES.tools(spelled(name))))


_TEXTS = ("command", "cwd", "url", "type")


class ServersCodec:
    """`mcp-servers`: a map of servers; `tools` is needed, and `args` beside `command`."""

    def decode(self, value: Value) -> dict[str, Value]:
        if isinstance(value, list):
            return dict.fromkeys(text_items(value))
        return {name: self._read(config) for name, config in MAP.decode(value).items()}

    def _read(self, config: Value) -> Value:
        if not isinstance(config, dict):
            return config
        extra = {"type": "local", "args": [], "tools": ["*"]}
        return {k: v for k, v in config.items() if v != extra.get(k, self)}

    def encode(self, value: Mapping[str, Value]) -> Value:
        written = {name: self._write(config) for name, config in value.items() if isinstance(config, dict)}
        return {name: config for name, config in written.items() if self.loads(config)}

    def _write(self, config: Native) -> Native:
        out: Native = {"type": "local"} if "command" in config else {}
        out |= {
            k: v for k, v in config.items() if k in (*_TEXTS, "args", "env", "headers", "timeout", "tools")
        }
        if "command" in config:
            out.setdefault("args", [])
            out.pop("url", None)
        out.setdefault("tools", ["*"])
        return out

    @staticmethod
    def loads(config: Value) -> bool:
        """Whether Copilot CLI takes a server's configuration."""
        if not isinstance(config, dict) or not is_texts(config.get("tools")):
            return False
        if any(not isinstance(config[k], str) for k in _TEXTS if k in config):
            return False
        for key in ("env", "headers"):
            texts = config.get(key, {})
            if not isinstance(texts, dict) or any(not isinstance(v, str) for v in texts.values()):
                return False
        timeout = config.get("timeout", 1)
        if isinstance(timeout, bool) or not isinstance(timeout, int) or timeout < 1:
            return False
        if "command" in config:
            return config.get("type", "local") in ("local", "stdio") and is_texts(config.get("args"))
        return config.get("type") in ("http", "sse") and "url" in config


def is_texts(value: Value) -> bool:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
