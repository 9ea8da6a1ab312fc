"""The neutral tool names and what each lets an agent do: one table.

A format's own names for these tools are facts about that format and live in its file.
"""

from __future__ import annotations

from typing import Final

READ: Final = "read"
WRITE: Final = "write"
EXECUTE: Final = "execute"
NETWORK: Final = "network"
DELEGATE: Final = "delegate"

CAPABILITIES: Final[tuple[str, ...]] = (READ, WRITE, EXECUTE, NETWORK, DELEGATE)

TOOLS: Final[dict[str, str | None]] = {
    "read": READ,
    "write": WRITE,
    "edit": WRITE,
    "multi_edit": WRITE,
    "notebook_edit": WRITE,
    "notebook_read": READ,
    "glob": READ,
    "grep": READ,
    "list": READ,
    "shell": EXECUTE,
    "shell_output": None,
    "shell_stop": None,
    "powershell": EXECUTE,
    "web_fetch": NETWORK,
    "web_search": NETWORK,
    "agent": DELEGATE,
    "todo": None,
    "skill": None,
    "ask_user": None,
    "exit_plan": None,
    "tool_search": None,
    "code_intelligence": READ,
}
"""Neutral tool -> the capability that it gives; None = it touches nothing outside the conversation."""

PARTS: Final[dict[str, str]] = {"web_search": "network(search)"}
"""Tools that give a part of their capability: who may search the web may not fetch what it names."""

AFTER_SHELL: Final = frozenset({"shell_output", "shell_stop"})
"""Tools for what a shell runs that the agent has started: without a shell they do nothing."""

IMPLIED: Final[dict[str, frozenset[str]]] = {EXECUTE: frozenset({READ, WRITE, NETWORK})}
"""A shell reads, writes and reaches the network by itself."""

MCP: Final = "mcp"
ALL: Final = "*"

PERMISSION_MODES: Final[dict[str, frozenset[str]]] = {
    "default": frozenset(),
    "plan": frozenset(),
    "dont-ask": frozenset(),
    "accept-edits": frozenset({"unasked:write"}),
    "auto": frozenset({"unasked:write", "unasked:execute"}),
    "bypass": frozenset({"unasked:write", "unasked:execute", "unasked:all"}),
}
"""Neutral permission mode -> what the agent then does without a person's consent.

`dont-ask` refuses what is not pre-approved, so it adds nothing.
"""

PLAN_TAKES: Final = frozenset({WRITE, EXECUTE})
"""What the `plan` mode takes away."""
