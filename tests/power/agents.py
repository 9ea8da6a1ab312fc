"""Agents whose power is known: what each may do in its own client, by that client's documentation.

Where a client's word leaves room, a source has the least that it can be taken for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.power.states import State, state

REST = "write docs rm git fetch search get push db"
"""What hosts that ask at all ask before."""
CLAUDE = state("read delegate helper", REST)


@dataclass(frozen=True)
class Known:
    """An agent as a file of its format, and what it may do there."""

    format: str
    what: str
    path: str
    text: str
    may: State

    @property
    def id(self) -> str:
        return f"{self.format}: {self.what}"


def _markdown(head: str) -> str:
    return f"---\nname: a\ndescription: Does it.\n{head}---\nDo the work well.\n"


def _bare(head: str) -> str:
    return f"---\ndescription: Does it.\n{head}---\nDo the work well.\n"


def _of(format: str, path: str, wrap: Any, rows: dict[str, tuple[Any, State]]) -> list[Known]:
    return [Known(format, what, path, wrap(head), may) for what, (head, may) in rows.items()]


GH = "mcpServers:\n- gh: {type: http, url: 'https://gh.example/mcp'}\n"
LOCAL = "mcpServers:\n- gh: {command: gh-mcp}\n"

CLAUDE_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", CLAUDE),
    "star": ("tools: '*'\n", CLAUDE),
    "read-only": ("tools: Read, Grep, Glob\n", state("read")),
    "no tools": ("tools: []\n", state()),
    "a memory": ("tools: []\nmemory: user\n", state("read", "write docs")),
    "a memory that is none": ("tools: []\nmemory: off\n", state()),
    "edits, no shell": ("tools: Read, Edit, Write\n", state("read", "write docs")),
    "notebooks": ("tools: Read, NotebookEdit\n", state("read", "write docs")),
    "shell": ("tools: Bash\n", state("", "rm git")),
    "shell by pattern": ("tools: Read, Bash(git:*)\n", state("read", "git")),
    "search": ("tools: WebSearch\n", state("", "search")),
    "fetch": ("tools: WebFetch\n", state("", "fetch")),
    "fetch by pattern": ("tools: WebFetch(domain:a.example)\n", state()),
    "one server": ("tools: Read, mcp__gh\n" + GH, state("read", "get push")),
    "one server, local": ("tools: Read, mcp__gh\n" + LOCAL, state("read", "get push")),
    "one server's tool": ("tools: Read, mcp__gh__get\nmcpServers: [gh]\n", state("read", "get")),
    "server beside the list": ("tools: Read\n" + GH, state("read", "get push")),
    "server less a tool": (
        "tools: Read, mcp__gh\ndisallowedTools: mcp__gh__push\n" + GH,
        state("read", "get"),
    ),
    "server denied": (
        "disallowedTools: mcp__gh\n" + GH,
        state("read delegate helper", "write docs rm git fetch search db"),
    ),
    "server denied, local": (
        "disallowedTools: mcp__gh\n" + LOCAL,
        state("read delegate helper", "write docs rm git fetch search db"),
    ),
    "server, every tool": (LOCAL, CLAUDE),
    "delegation denied": ("disallowedTools: Agent\n", state("read", REST)),
    "one agent": ("tools: Read, Agent(helper)\n", state("read helper")),
    "shell denied": (
        "disallowedTools: Bash\n",
        state("read delegate helper", "write docs fetch search get push db"),
    ),
    "shell pattern denied": (
        "disallowedTools: Bash(rm:*)\n",
        state("read delegate helper", "write docs fetch search get push db"),
    ),
    "writing denied": (
        "disallowedTools: Write, Edit, NotebookEdit, Bash\n",
        state("read delegate helper", "fetch search get push db"),
    ),
    "web denied": (
        "disallowedTools: WebFetch, WebSearch, Bash\n",
        state("read delegate helper", "write docs get push db"),
    ),
    "default": ("permissionMode: default\n", CLAUDE),
    "plan": ("permissionMode: plan\n", state("read delegate helper", "fetch search get push db")),
    "plan with tools": ("permissionMode: plan\ntools: Read, Edit, Bash\n", state("read")),
    "acceptEdits": (
        "permissionMode: acceptEdits\n",
        state("read delegate helper write docs", "rm git fetch search get push db"),
    ),
    "acceptEdits with tools": (
        "permissionMode: acceptEdits\ntools: Read, Edit, Bash, WebFetch\n",
        state("read write docs", "rm git fetch"),
    ),
    "auto": (
        "permissionMode: auto\n",
        state("read delegate helper write docs rm git", "fetch search get push db"),
    ),
    "dontAsk": ("permissionMode: dontAsk\n", state("read delegate helper")),
    "dontAsk with tools": (
        "permissionMode: dontAsk\ntools: Read, Edit, Bash, WebFetch, mcp__gh\n" + GH,
        state("read"),
    ),
    "bypass": ("permissionMode: bypassPermissions\n", state(f"read delegate helper {REST}")),
    "bypass with tools": (
        "permissionMode: bypassPermissions\ntools: Read, Edit, Bash, mcp__gh\n" + GH,
        state("read write docs rm git get push"),
    ),
    "bypass by pattern": (
        "permissionMode: bypassPermissions\ntools: Read, Bash(git:*)\n",
        state("read git"),
    ),
    "acceptEdits, shell denied": (
        "permissionMode: acceptEdits\ndisallowedTools: Bash\n",
        state("read delegate helper write docs", "fetch search get push db"),
    ),
    "bypass, server denied": (
        "permissionMode: bypassPermissions\ndisallowedTools: mcp__gh\n" + GH,
        state("read delegate helper write docs rm git fetch search db"),
    ),
    "bypass, shell pattern denied": (
        "permissionMode: bypassPermissions\ndisallowedTools: Bash(rm:*)\n",
        state("read delegate helper write docs fetch search get push db"),
    ),
    "bypass, delegation denied": (
        "permissionMode: bypassPermissions\ndisallowedTools: Agent\n",
        state(f"read {REST}"),
    ),
    "retired names": ("tools: Read, BashOutput, KillShell\n", state("read")),
    "unknown names": ("tools: Read, FooBar, read_file\n", state("read")),
    "a pattern for nothing": ("tools: Read, mcp__gh__get*\n" + "mcpServers: [gh]\n", state("read")),
    "foreign trust": (
        "tools: Read, mcp__gh\nmcpServers:\n- gh: {command: gh-mcp, trust: true}\n",
        state("read", "get push"),
    ),
}

CLAUDE_JSON: dict[str, tuple[dict[str, Any], State]] = {
    "plain": ({}, CLAUDE),
    "read-only": ({"tools": ["Read", "Grep"]}, state("read")),
    "no tools": ({"tools": []}, state()),
    "shell by pattern": ({"tools": ["Read", "Bash(git:*)"]}, state("read", "git rm")),
    "server beside the list": (
        {"tools": ["Read"], "mcpServers": [{"gh": {"command": "gh-mcp"}}]},
        state("read", "get push"),
    ),
    "bypass": ({"permissionMode": "bypassPermissions"}, state(f"read delegate helper {REST}")),
    "denied": (
        {"disallowedTools": ["Bash", "Write", "Edit", "NotebookEdit"]},
        state("read delegate helper", "fetch search get push db"),
    ),
}


def _claude_json(keys: dict[str, Any]) -> str:
    return json.dumps({"a": {"description": "Does it.", "prompt": "Do the work well.", **keys}})


CODEX_HOST = state("read write docs rm git search", "fetch get push db")
"""A session in a trusted folder: `workspace-write`, which asks for the network; a role starts no others."""
SERVER = '[mcp_servers.gh]\ncommand = "gh-mcp"\n'
READER = 'sandbox_mode = "read-only"\nweb_search = "disabled"\n'

CODEX_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", CODEX_HOST),
    "read-only": (READER, state("read")),
    "read-only, searching": ('sandbox_mode = "read-only"\nweb_search = "live"\n', state("read search")),
    "no shell, open": (
        "[features]\nshell_tool = false\n",
        {**CODEX_HOST, "read": 0, "rm": 0, "git": 0, "fetch": 0},
    ),
    "no shell": (READER + "[features]\nshell_tool = false\n", state()),
    "workspace": (
        'sandbox_mode = "workspace-write"\nweb_search = "disabled"\n',
        state("read write docs rm git", "fetch"),
    ),
    "server": (READER + SERVER, state("read", "get push")),
    "server off": (READER + SERVER + "enabled = false\n", state("read")),
    "server off, open": (SERVER + "enabled = false\n", {**CODEX_HOST, "get": 0, "push": 0}),
    "server's one tool": (READER + SERVER + 'enabled_tools = ["get"]\n', state("read", "get")),
    "server less a tool": (READER + SERVER + 'disabled_tools = ["push"]\n', state("read", "get")),
    "server less a tool, open": (SERVER + 'disabled_tools = ["push"]\n', {**CODEX_HOST, "push": 0}),
}


def _codex(text: str) -> str:
    return f'name = "a"\ndescription = "Does it."\ndeveloper_instructions = "Do the work well."\n{text}'


COPILOT_HOST = state("read delegate helper search", REST.replace("search ", ""))
GH_COPILOT = "mcp-servers:\n  gh: {type: local, command: gh-mcp, args: [], tools: ['*']}\n"

COPILOT_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", state("read delegate helper", REST)),
    "star": ("tools: ['*']\n", state("read delegate helper", REST)),
    "read-only": ("tools: [read, search]\n", state("read")),
    "no tools": ("tools: []\n", state()),
    "edits": ("tools: [read, edit]\n", state("read", "write docs")),
    "shell": ("tools: [execute]\n", state("", "rm git")),
    "a pattern for nothing": ("tools: [read, 'Bash(git:*)']\n", state("read")),
    "unknown names": ("tools: [read, frobnicate]\n", state("read")),
    "one server": ("tools: [read, gh/*]\n" + GH_COPILOT, state("read", "get push")),
    "one server's tool": ("tools: [read, gh/get]\n" + GH_COPILOT, state("read", "get")),
    "server not listed": ("tools: [read]\n" + GH_COPILOT, state("read")),
    "server's filter": (
        "tools: [read, gh/*]\nmcp-servers:\n  gh: {type: local, command: gh-mcp, args: [], tools: [get]}\n",
        state("read", "get"),
    ),
    "server's filter, open": (
        "mcp-servers:\n  gh: {type: local, command: gh-mcp, args: [], tools: [get]}\n",
        state("read delegate helper", "write docs rm git fetch search get db"),
    ),
    "delegation": ("tools: [read, agent]\n", state("read delegate helper")),
    "web": ("tools: [read, web]\n", state("read", "fetch search")),
    "a server of the host": ("tools: [read, db/*]\n", state("read", "db")),
}

CURSOR_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", state("read write docs rm git search delegate helper", "fetch get push db")),
    "readonly": ("readonly: true\n", state("read")),
}

FACTORY_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", state("read", REST)),
    "read-only": ("tools: read-only\n", state("read")),
    "edits": ("tools: [Read, Edit, Create]\n", state("read", "write docs")),
    "shell": ("tools: [Execute]\n", state("", "rm git")),
    "server": ("tools: [Read, gh___get, gh___push]\n", state("read", "get push")),
    "a server's name": ("tools: [Read]\nmcpServers: [gh]\n", state("read")),
    "a text without a name": ("tools: ''\n", state()),
    "idle": ("tools: [TodoWrite]\n", state()),
}

ANTIGRAVITY_HOST = state("read write docs search delegate helper", "rm git fetch get push db")

ANTIGRAVITY_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", ANTIGRAVITY_HOST),
    "read-only": ("tools: [view_file, grep_search]\ninheritMcp: false\n", state("read")),
    "no tools": ("tools: []\ninheritMcp: false\ncommandExecutionPolicy: off\n", state()),
    "off": (
        "commandExecutionPolicy: off\n",
        state("read write docs search delegate helper", "fetch get push db"),
    ),
    "off beside a list": ("tools: [view_file, run_command]\ncommandExecutionPolicy: off\n", state("read")),
    "no servers": ("inheritMcp: false\n", state("read write docs search delegate helper", "rm git fetch")),
    "servers beside a list": ("tools: [view_file]\ninheritMcp: true\n", state("read", "get push db")),
    "a server": ("tools: [view_file]\nmcpServers: [gh]\ninheritMcp: false\n", state("read", "get push")),
    "edits": ("tools: [view_file, replace_file_content]\n", state("read write docs")),
    "shell": ("tools: [run_command]\n", state("", "rm git")),
    "eager": ("tools: [run_command]\ncommandExecutionPolicy: eager\n", state("rm git")),
}

FREE = state("read write docs rm git fetch search delegate helper get push db")
PI_HOST = {**FREE, "delegate": 0, "helper": 0}

PI_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", PI_HOST),
    "read-only": ("tools: read, grep\n", state("read")),
    "no tools": ("tools:\n", state()),
    "shell": ("tools: bash\n", state("rm git")),
    "excluded": ("excludeTools: bash, edit, write\n", {**PI_HOST, "rm": 0, "git": 0, "write": 0, "docs": 0}),
    "excluded from a list": ("tools: read, bash\nexcludeTools: bash\n", state("read")),
    "a server": ("tools: read, mcp:gh\n", state("read get push")),
    "a server's tool": ("tools: mcp:gh/get\n", state("get")),
    "delegation": ("tools: read, subagent\n", state("read delegate helper")),
}
OMP_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", FREE),
    "empty text": ("tools: ''\n", FREE),
    "no tools": ("tools: []\n", state()),
    "search only": ("tools: grep, glob\n", state("read")),
    "reads and fetches": ("tools: [read]\n", state("read fetch")),
    "edits": ("tools: [grep, edit]\n", state("read write docs")),
    "one agent": ("tools: [grep, task]\nspawns: helper\n", state("read helper")),
    "any agent": ("tools: [grep, task]\nspawns: '*'\n", state("read delegate helper")),
}
ASKED = state("read delegate helper", "write docs rm git fetch search get push db")
KIMI_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", ASKED),
    "star": ("tools: '*'\n", ASKED),
    "null": ("tools:\n", ASKED),
    "read-only": ("tools: Read, Grep\n", state("read")),
    "no tools": ("tools: []\n", state()),
    "denied": ("disallowedTools: [Bash, Write, Edit]\n", {**ASKED, "rm": 0, "git": 0, "write": 0, "docs": 0}),
    "a server": ("tools: [Read, 'mcp__gh__*']\n", state("read", "get push")),
    "no servers": ("disallowedTools: ['mcp__*']\n", {**ASKED, "get": 0, "push": 0, "db": 0}),
    "one agent": ("tools: [Read, Agent]\nsubagents: [helper]\n", state("read helper")),
    "no agents": ("subagents: []\n", {**ASKED, "delegate": 0, "helper": 0}),
}
QODER_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", ASKED),
    "empty": ("tools: []\n", ASKED),
    "read-only": ("tools: [Read, Glob]\n", state("read")),
    "idle": ("tools: [AskUserQuestion]\n", state()),
    "denied": ("disallowedTools: [Bash]\n", {**ASKED, "rm": 0, "git": 0}),
    "denied from a list": ("tools: [Read, Bash]\ndisallowedTools: [Bash]\n", state("read")),
    "plan": ("permissionMode: plan\n", {**ASKED, "rm": 0, "git": 0, "write": 0, "docs": 0}),
}
AUGGIE_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", ASKED),
    "read-only": ("tools: [view]\n", state("read")),
    "idle": ("tools: [view_tasklist]\n", state()),
    "denied": ("disabled_tools: [launch-process]\n", {**ASKED, "rm": 0, "git": 0}),
    "both": ("tools: [view]\ndisabled_tools: [launch-process]\n", {**ASKED, "rm": 0, "git": 0}),
}

GEMINI_HOST = state("read search", "write docs rm git fetch get push db")
GH_GEMINI = "mcp_servers:\n  gh: {command: gh-mcp}\n"

GEMINI_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", GEMINI_HOST),
    "star": ("tools: ['*']\n", GEMINI_HOST),
    "read-only": ("tools: [read_file, glob]\n", state("read")),
    "no tools": ("tools: []\n", state()),
    "edits": ("tools: [read_file, replace, write_file]\n", state("read", "write docs")),
    "shell": ("tools: [run_shell_command]\n", state("", "rm git")),
    "search": ("tools: [google_web_search]\n", state("search")),
    "delegation named": ("tools: [read_file, invoke_agent]\n", state("read")),
    "server beside the list": ("tools: [read_file]\n" + GH_GEMINI, state("read", "get push")),
    "server's filter": (
        "tools: [read_file]\nmcp_servers:\n  gh: {command: gh-mcp, include_tools: [get]}\n",
        state("read", "get"),
    ),
    "server less a tool": (
        "tools: [read_file]\nmcp_servers:\n  gh: {command: gh-mcp, exclude_tools: [push]}\n",
        state("read", "get"),
    ),
    "server less a tool, open": (
        "mcp_servers:\n  gh: {command: gh-mcp, exclude_tools: [push]}\n",
        {**GEMINI_HOST, "push": 0},
    ),
    "one server's tool of the host": ("tools: [read_file, mcp_gh_get]\n", state("read", "get")),
    "a server of the host": ("tools: [read_file, 'mcp_gh_*']\n", state("read", "get push")),
    "every server of the host": ("tools: [read_file, 'mcp_*']\n", state("read", "get push db")),
    "fetch": ("tools: [web_fetch]\n", state("", "fetch")),
    "unknown names": ("tools: [read_file, frobnicate, Read]\n", state("read")),
    "trusted server": (
        "tools: [read_file]\nmcp_servers:\n  gh: {command: gh-mcp, trust: true}\n",
        state("read get push"),
    ),
}

QWEN_HOST = state("read delegate helper", REST)
"""In the mode that asks."""
QWEN_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", QWEN_HOST | {"write": 2, "docs": 2}),
    "default": ("approvalMode: default\n", QWEN_HOST),
    "bubble": ("approvalMode: bubble\n", QWEN_HOST),
    "plan": ("approvalMode: plan\n", state("read delegate helper", "fetch search get push db")),
    "auto-edit": ("approvalMode: auto-edit\n", QWEN_HOST | {"write": 2, "docs": 2}),
    "yolo": ("approvalMode: yolo\n", state(f"read delegate helper {REST}")),
    "read-only": ("approvalMode: default\ntools: [read_file, grep_search]\n", state("read")),
    "empty list": ("approvalMode: default\ntools: []\n", QWEN_HOST),
    "only withheld": ("approvalMode: default\ntools: [ask_user_question]\n", state()),
    "shell denied": (
        "approvalMode: default\ndisallowedTools: [run_shell_command, monitor]\n",
        state("read delegate helper", "write docs fetch search get push db"),
    ),
    "server denied": (
        "approvalMode: default\ndisallowedTools: [mcp__gh]\nmcpServers:\n  gh: {command: gh-mcp}\n",
        state("read delegate helper", "write docs rm git fetch search db"),
    ),
    "server's filter": (
        "approvalMode: default\nmcpServers:\n  gh: {command: gh-mcp, includeTools: [get]}\n",
        state("read delegate helper", "write docs rm git fetch search get db"),
    ),
    "one server's tool": ("approvalMode: default\ntools: [read_file, mcp__gh__get]\n", state("read", "get")),
    "edits": ("approvalMode: default\ntools: [read_file, write_file, edit]\n", state("read", "write docs")),
    "shell": ("approvalMode: default\ntools: [run_shell_command]\n", state("", "rm git")),
    "search": ("approvalMode: default\ntools: [web_search]\n", state("", "search")),
    "fetch": ("approvalMode: default\ntools: [web_fetch]\n", state("", "fetch")),
    "delegation": ("approvalMode: default\ntools: [read_file, agent]\n", state("read delegate helper")),
    "writing denied": (
        "approvalMode: default\n"
        "disallowedTools: [write_file, edit, notebook_edit, run_shell_command, monitor]\n",
        state("read delegate helper", "fetch search get push db"),
    ),
    "web denied": (
        "approvalMode: default\ndisallowedTools: [web_fetch, web_search, run_shell_command, monitor]\n",
        state("read delegate helper", "write docs get push db"),
    ),
    "delegation denied": ("approvalMode: default\ndisallowedTools: [agent]\n", state("read", REST)),
    "denied of a list": (
        "approvalMode: default\ntools: [read_file, web_fetch]\ndisallowedTools: [web_fetch]\n",
        state("read"),
    ),
    "server less a tool": (
        "approvalMode: default\nmcpServers:\n  gh: {command: gh-mcp, excludeTools: [push]}\n",
        state("read delegate helper", "write docs rm git fetch search get db"),
    ),
    "server's tool denied": (
        "approvalMode: default\ndisallowedTools: [mcp__gh__push]\nmcpServers:\n  gh: {command: gh-mcp}\n",
        state("read delegate helper", "write docs rm git fetch search get db"),
    ),
    "plan with tools": (
        "approvalMode: plan\ntools: [read_file, edit, run_shell_command]\n",
        state("read"),
    ),
    "auto-edit with tools": (
        "approvalMode: auto-edit\ntools: [read_file, edit, web_fetch]\n",
        state("read write docs", "fetch"),
    ),
    "yolo with tools": ("approvalMode: yolo\ntools: [read_file, run_shell_command]\n", state("read rm git")),
}

OPENCODE_HOST = state("read write docs rm git fetch search get push db")
"""A subagent starts no others unless a rule names `task`."""


def _second(*rules: str) -> str:
    """The rules of OpenCode 2, of `action resource effect` each."""
    words = (rule.split("|") for rule in rules)
    listed = ", ".join(f'{{action: "{a}", resource: "{r}", effect: {e}}}' for a, r, e in words)
    return f"permissions: [{listed}]\n"


OPENCODE2_ROWS: dict[str, tuple[str, State]] = {
    "2: all deny": (_second("*|*|deny"), state()),
    "2: all ask": (_second("*|*|ask"), state("", "read " + REST)),
    "2: read-only": (_second("*|*|deny", "read|*|allow"), state("read")),
    "2: shell denied": (_second("shell|*|deny"), {**OPENCODE_HOST, "rm": 0, "git": 0}),
    "2: shell by pattern": (_second("*|*|deny", "read|*|allow", "shell|git *|allow"), state("read git")),
    "2: edits denied": (_second("edit|*|deny"), {**OPENCODE_HOST, "write": 0, "docs": 0}),
    "2: server denied": (_second("gh_*|*|deny"), {**OPENCODE_HOST, "get": 0, "push": 0}),
    "2: one agent": (_second("*|*|deny", "subagent|helper|allow"), state("helper")),
    "2: shell asks": (_second("shell|*|ask"), {**OPENCODE_HOST, "rm": 1, "git": 1}),
    "2: a command denied": (_second("shell|rm *|deny"), {**OPENCODE_HOST, "rm": 0}),
    "2: edits by pattern": (_second("edit|*|deny", "edit|docs/**|allow"), {**OPENCODE_HOST, "write": 0}),
    "2: server less a tool": (_second("gh_push|*|deny"), {**OPENCODE_HOST, "push": 0}),
    "2: server asks": (_second("gh_*|*|ask"), {**OPENCODE_HOST, "get": 1, "push": 1}),
    "2: web asks": (_second("webfetch|*|ask", "websearch|*|ask"), {**OPENCODE_HOST, "fetch": 1, "search": 1}),
    "2: delegation": (_second("subagent|*|allow"), {**OPENCODE_HOST, "delegate": 2, "helper": 2}),
    "2: the last rule": (_second("shell|*|allow", "*|*|deny"), state()),
    "2: one page": (_second("*|*|deny", "webfetch|https://b.*|allow"), state("fetch")),
    "2: a page denied": (_second("webfetch|https://b.*|deny"), {**OPENCODE_HOST, "fetch": 0}),
    "2: a page asks": (_second("webfetch|https://b.*|ask"), {**OPENCODE_HOST, "fetch": 1}),
    "2: a search by its words": (_second("*|*|deny", "websearch|words|allow"), state("search")),
    "2: said again": (
        _second("*|*|deny", "shell|git *|allow", "s*|*|deny", "shell|ls *|allow"),
        state(),
    ),
}


def _opencode_rows(host: State) -> dict[str, tuple[str, State]]:
    return {
        "plain": ("", host),
        "all ask": ("permission: ask\n", state("", "read " + REST)),
        "all deny": ("permission: deny\n", state()),
        "read-only": ('permission: {"*": deny, read: allow, grep: allow, glob: allow}\n', state("read")),
        "shell and edits denied": (
            "permission: {bash: deny, edit: deny}\n",
            {**host, "rm": 0, "git": 0, "write": 0, "docs": 0},
        ),
        "shell asks": ("permission: {bash: ask}\n", {**host, "rm": 1, "git": 1}),
        "shell by pattern": (
            'permission: {"*": deny, read: allow, bash: {"*": deny, "git *": allow}}\n',
            state("read git"),
        ),
        "shell by pattern, open": (
            'permission: {bash: {"*": deny, "git *": allow}}\n',
            {**host, "rm": 0, "git": 2},
        ),
        "shell asks but for a pattern": (
            'permission: {bash: {"*": ask, "git *": allow}}\n',
            {**host, "rm": 1, "git": 2},
        ),
        "a command denied": ('permission: {bash: {"rm *": deny}}\n', {**host, "rm": 0}),
        "edits by pattern": (
            'permission: {edit: {"*": deny, "docs/**": allow}}\n',
            {**host, "write": 0, "docs": 2},
        ),
        "edits by pattern, closed": (
            'permission: {"*": deny, read: allow, edit: {"*": deny, "docs/**": allow}}\n',
            state("read docs"),
        ),
        "places": ('permission: {"*": allow, external_directory: deny}\n', OPENCODE_HOST),
        "server denied": ('permission: {"gh_*": deny}\n', {**host, "get": 0, "push": 0}),
        "server less a tool": ("permission: {gh_push: deny}\n", {**host, "push": 0}),
        "server's one tool": ('permission: {"*": deny, gh_get: allow}\n', state("get")),
        "server asks": ('permission: {"gh_*": ask}\n', {**host, "get": 1, "push": 1}),
        "delegation": ("permission: {task: allow}\n", {**host, "delegate": 2, "helper": 2}),
        "one agent": (
            'permission: {task: {"*": deny, helper: allow}}\n',
            {**host, "helper": 2},
        ),
        "old tools": (
            "tools: {bash: false, write: false}\n",
            {**host, "rm": 0, "git": 0, "write": 0, "docs": 0},
        ),
        "a key for nothing": (
            'permission: {"*": deny, read: allow, Bash: allow, write: allow}\n',
            state("read"),
        ),
        "the last rule": ('permission: {bash: allow, "*": deny}\n', state()),
        "every server denied": ('permission: {"*_*": deny}\n', {**host, "get": 0, "push": 0, "db": 0}),
        "server less a tool of any": (
            'permission: {"*": deny, "gh_*": allow, "*_push": deny}\n',
            state("get"),
        ),
        "a tool of any server denied": ('permission: {"*_push": deny}\n', {**host, "push": 0}),
        "server by pattern": ('permission: {"*": deny, "gh_*": {x: allow}}\n', state()),
        "agents by a wildcard": ('permission: {"*": deny, "ta*": allow}\n', state()),
        "an agent denied again": (
            'permission: {"*": deny, task: {helper: allow, "h*": deny}}\n',
            state(),
        ),
        "a pattern denied again": (
            'permission: {"*": deny, bash: {"git commit": allow, "git *": deny}}\n',
            state(),
        ),
        "a pattern of every tool": ('permission: {"*": {"*": deny, helper: allow}}\n', state()),
        "shell denied by a wildcard": ('permission: {"b*": deny}\n', {**host, "rm": 0, "git": 0}),
        "reading asks": ('permission: {"*": deny, read: ask}\n', state("", "read")),
        "web asks": ("permission: {webfetch: ask, websearch: ask}\n", {**host, "fetch": 1, "search": 1}),
        "web alone": ('permission: {"*": deny, webfetch: allow}\n', state("fetch")),
        "old tools granted": ("tools: {bash: true}\n", {**host, "rm": 2, "git": 2}),
        "edits and commands": ("permission: {bash: allow, edit: allow}\n", {**host, "rm": 2, "git": 2}),
        "edits and commands, servers ask": (
            'permission: {bash: allow, edit: allow, "gh_*": ask}\n',
            {**host, "rm": 2, "git": 2, "get": 1, "push": 1},
        ),
    }


AMAZON_ROWS: dict[str, tuple[dict[str, Any], State]] = {
    "plain": ({}, state()),
    "star": ({"tools": ["*"]}, state("read", "write docs rm git get push db")),
    "star approved": (
        {"tools": ["*"], "allowedTools": ["*"]},
        state("read", "write docs rm git get push db"),
    ),
    "read-only": ({"tools": ["fs_read"]}, state("read")),
    "edits": ({"tools": ["fs_read", "fs_write"]}, state("read", "write docs")),
    "edits approved": (
        {"tools": ["fs_read", "fs_write", "execute_bash"], "allowedTools": ["fs_*"]},
        state("read write docs", "rm git"),
    ),
    "all approved": (
        {"tools": ["fs_read", "fs_write", "execute_bash"], "allowedTools": ["fs_*", "execute_*"]},
        state("read write docs rm git"),
    ),
    "server": (
        {"tools": ["fs_read", "@gh"], "mcpServers": {"gh": {"command": "gh-mcp"}}},
        state("read", "get push"),
    ),
    "server approved": (
        {"tools": ["fs_read", "@gh"], "allowedTools": ["@gh"], "mcpServers": {"gh": {"command": "gh-mcp"}}},
        state("read get push"),
    ),
    "server off": (
        {"tools": ["*"], "mcpServers": {"gh": {"command": "gh-mcp", "disabled": True}}},
        state("read", "write docs rm git db"),
    ),
    "server's one tool": (
        {"tools": ["@gh/get"], "mcpServers": {"gh": {"command": "gh-mcp"}}},
        state("", "get"),
    ),
    "shell bounded": (
        {
            "tools": ["fs_read", "execute_bash"],
            "toolsSettings": {"execute_bash": {"deniedCommands": ["rm .*"]}},
        },
        state("read", "git"),
    ),
}

KIRO_HOST = state("read delegate helper", REST)
KIRO_ROWS: dict[str, tuple[str, State]] = {
    "star": ("tools: ['*']\n", KIRO_HOST),
    "read-only": ("tools: [read]\n", state("read")),
    "edits": ("tools: [read, write]\n", state("read", "write docs")),
    "shell": ("tools: [shell]\n", state("", "rm git")),
    "web": ("tools: [web]\n", state("", "fetch search")),
    "one server": ("tools: [read, '@gh']\nmcpServers:\n  gh: {command: gh-mcp}\n", state("read", "get push")),
    "server off": (
        "tools: [read, '@gh']\nmcpServers:\n  gh: {command: gh-mcp, disabled: true}\n",
        state("read"),
    ),
    "denied": (
        "tools: ['*']\npermissions:\n- {capability: shell, effect: deny}\n- {capability: fs_write, effect: deny}\n",
        state("read delegate helper", "fetch search get push db"),
    ),
    "a command denied": (
        "tools: [read, shell]\npermissions:\n- {capability: shell, effect: deny, match: ['rm *']}\n",
        state("read", "git"),
    ),
    "shell allowed": (
        "tools: [read, shell]\npermissions:\n- {capability: shell, effect: allow, match: ['git *']}\n",
        state("read git", "rm"),
    ),
    "delegation": ("tools: [read, subagent]\n", state("read delegate helper")),
}


def _kiro_json(keys: dict[str, Any]) -> dict[str, Any]:
    words = {
        "fs_read": "read",
        "fs_write": "write",
        "execute_bash": "shell",
        "fs_*": "write",
        "execute_*": "shell",
    }
    found = dict(keys)
    for key in ("tools", "allowedTools"):
        if key in found:
            found[key] = [words.get(word, word) for word in found[key]]
    if "toolsSettings" in found:
        found["toolsSettings"] = {"shell": found["toolsSettings"]["execute_bash"]}
    return found


KIRO_JSON_ROWS = {
    what: (_kiro_json(keys), {**may, "read": 2} if may["read"] else may)
    for what, (keys, may) in AMAZON_ROWS.items()
    if not what.startswith("star")
} | {
    "star": ({"tools": ["*"]}, KIRO_HOST),
    "star approved": ({"tools": ["*"], "allowedTools": ["*"]}, KIRO_HOST),
    "server off": (
        {"tools": ["*"], "mcpServers": {"gh": {"command": "gh-mcp", "disabled": True}}},
        {**KIRO_HOST, "get": 0, "push": 0},
    ),
}


def _amazonq(keys: dict[str, Any]) -> str:
    return json.dumps({"name": "a", "description": "Does it.", "prompt": "Do the work well.", **keys})


DOCKER_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", state()),
    "files": ("    toolsets: [{type: filesystem}]\n", state("read", "write docs")),
    "read-only": ("    toolsets: [{type: filesystem, tools: [read_file, list_directory]}]\n", state("read")),
    "shell": ("    toolsets: [{type: shell}]\n", state("", "rm git")),
    "shell, a part unasked": (
        "    toolsets: [{type: shell}]\npermissions: {allow: ['shell:cmd=git*']}\n",
        state("git", "rm"),
    ),
    "a star in part": ("    toolsets: [{type: shell}]\npermissions: {allow: ['a*']}\n", state("", "rm git")),
    "all unasked": (
        "    toolsets: [{type: shell}, {type: filesystem}]\npermissions: {allow: ['*']}\n",
        state("read write docs rm git"),
    ),
    "shell denied": (
        "    toolsets: [{type: shell}, {type: filesystem}]\npermissions: {deny: [shell, run_background_job]}\n",
        state("read", "write docs"),
    ),
    "a command denied": (
        "    toolsets: [{type: shell}]\npermissions: {deny: ['shell:cmd=rm*']}\n",
        state("", "git"),
    ),
    "asked in spite": (
        "    toolsets: [{type: fetch}]\npermissions: {ask: [fetch]}\n",
        state("", "fetch"),
    ),
    "asked although all are unasked": (
        "    toolsets: [{type: shell}, {type: filesystem}]\npermissions: {allow: [write_file, edit_file], ask: [shell]}\n",
        state("read write docs", "rm git"),
    ),
    "server": ("    toolsets: [{type: mcp, name: gh, command: gh-mcp}]\n", state("", "get push")),
    "server's one tool": (
        "    toolsets: [{type: mcp, name: gh, command: gh-mcp, tools: [gh_get]}]\n",
        state("", "get"),
    ),
    "server's tool denied": (
        "    toolsets: [{type: mcp, name: gh, command: gh-mcp}]\npermissions: {deny: [gh_push]}\n",
        state("", "get"),
    ),
    "all denied": (
        "    toolsets: [{type: mcp, name: gh, command: gh-mcp}, {type: shell}]\npermissions: {deny: ['*']}\n",
        state(),
    ),
    "delegation": ("    sub_agents: [acme/helper]\n", state("helper")),
    "delegation denied": (
        "    sub_agents: [acme/helper]\npermissions: {deny: [transfer_task]}\n",
        state(),
    ),
}


def _docker(text: str) -> str:
    return (
        "version: '7'\nagents:\n  a:\n    model: auto\n    description: Does it.\n"
        f"    instruction: Do the work well.\n{text}"
    )


GOOSE_ROWS: dict[str, tuple[str, State]] = {
    "plain": ("", state("read write docs rm git fetch search delegate helper get push db")),
    "none": ("extensions: []\n", state()),
    "edits": (
        "extensions:\n- {type: platform, name: developer, available_tools: [write, edit]}\n",
        state("write docs"),
    ),
    "shell": (
        "extensions:\n- {type: platform, name: developer, available_tools: [shell]}\n",
        state("rm git"),
    ),
    "tree": ("extensions:\n- {type: platform, name: developer, available_tools: [tree]}\n", state("read")),
    "server": ("extensions:\n- {type: stdio, name: gh, cmd: gh-mcp, args: []}\n", state("get push")),
    "server's one tool": (
        "extensions:\n- {type: stdio, name: gh, cmd: gh-mcp, args: [], available_tools: [get]}\n",
        state("get"),
    ),
}


def _goose(text: str) -> str:
    return f"title: A\ndescription: Does it.\ninstructions: Do the work well.\n{text}version: 1.0.0\n"


ROO_ROWS: dict[str, tuple[Any, State]] = {
    "all": (["read", "edit", "browser", "command", "mcp"], state("read", REST)),
    "none": ([], state()),
    "read-only": (["read"], state("read")),
    "edits": (["read", "edit"], state("read", "write docs")),
    "edits by pattern": (["read", ["edit", {"fileRegex": r"^docs/.*\.md$"}]], state("read", "docs")),
    "shell": (["command"], state("", "rm git")),
    "browser": (["browser"], state("", "fetch search")),
    "servers": (["mcp"], state("", "get push db")),
}


def _roo(groups: Any) -> str:
    mode = {"slug": "a", "name": "A", "roleDefinition": "Do the work well.", "groups": groups}
    return json.dumps({"customModes": [mode]})


TOOLSET = "agent_toolset_20260401"


def _toolset(*configs: Any, **default: Any) -> dict[str, Any]:
    return {"type": TOOLSET, "default_config": default, "configs": list(configs)}


def _always(policy: str) -> dict[str, Any]:
    return {"permission_policy": {"type": f"always_{policy}"}}


ANTHROPIC_ROWS: dict[str, tuple[dict[str, Any], State]] = {
    "plain": ({}, state()),
    "all": ({"tools": [{"type": TOOLSET}]}, state("read write docs rm git fetch search")),
    "all ask": ({"tools": [_toolset(**_always("ask"))]}, state("", "read write docs rm git fetch search")),
    "one asks": (
        {"tools": [_toolset({"name": "bash", **_always("ask")})]},
        state("read write docs fetch search", "rm git"),
    ),
    "three ask": (
        {"tools": [_toolset(*({"name": n, **_always("ask")} for n in ("bash", "edit", "write")))]},
        state("read fetch search", "write docs rm git"),
    ),
    "read-only": (
        {
            "tools": [
                _toolset({"name": "read", "enabled": True}, {"name": "glob", "enabled": True}, enabled=False)
            ]
        },
        state("read"),
    ),
    "shell off": (
        {"tools": [_toolset({"name": "bash", "enabled": False})]},
        state("read write docs fetch search"),
    ),
    "server": (
        {
            "mcp_servers": [{"type": "url", "name": "gh", "url": "https://gh.example/mcp"}],
            "tools": [{"type": "mcp_toolset", "mcp_server_name": "gh"}],
        },
        state("", "get push"),
    ),
    "server unasked but for a tool": (
        {
            "mcp_servers": [{"type": "url", "name": "gh", "url": "https://gh.example/mcp"}],
            "tools": [
                {
                    "type": "mcp_toolset",
                    "mcp_server_name": "gh",
                    "default_config": _always("allow"),
                    "configs": [{"name": "push", **_always("ask")}],
                }
            ],
        },
        state("get", "push"),
    ),
    "server less a tool": (
        {
            "mcp_servers": [{"type": "url", "name": "gh", "url": "https://gh.example/mcp"}],
            "tools": [
                {
                    "type": "mcp_toolset",
                    "mcp_server_name": "gh",
                    "configs": [{"name": "push", "enabled": False}],
                }
            ],
        },
        state("", "get"),
    ),
    "domains": (
        {
            "tools": [
                _toolset(
                    {"name": "web_fetch", "enabled": True, "allowed_domains": ["a.example"]}, enabled=False
                )
            ]
        },
        state(),
    ),
}


def _anthropic(keys: dict[str, Any]) -> str:
    return json.dumps({"name": "a", "model": "claude-sonnet-5-5", "system": "Do the work well.", **keys})


RESPONSES_ROWS: dict[str, tuple[list[Any], State]] = {
    "plain": ([], state()),
    "search": ([{"type": "web_search"}], state("fetch search")),
    "server": (
        [{"type": "mcp", "server_label": "gh", "server_url": "https://gh.example/mcp"}],
        state("", "get push"),
    ),
    "server unasked": (
        [
            {
                "type": "mcp",
                "server_label": "gh",
                "server_url": "https://gh.example/mcp",
                "require_approval": "never",
            }
        ],
        state("get push"),
    ),
    "server's one tool": (
        [
            {
                "type": "mcp",
                "server_label": "gh",
                "server_url": "https://gh.example/mcp",
                "allowed_tools": ["get"],
            }
        ],
        state("", "get"),
    ),
}


def _responses(tools: list[Any]) -> str:
    body = {"model": "gpt-5.6-terra", "instructions": "Do the work well.", "tools": tools}
    return json.dumps({**body, "metadata": {"agentconv.name": "a"}})


NEUTRAL_ROWS: dict[str, tuple[dict[str, Any], State]] = {
    "plain": ({}, CLAUDE),
    "read-only": ({"tools": {"allow": [{"name": "read"}]}}, state("read")),
    "nothing": ({"tools": {"allow": []}}, state()),
    "a command": ({"tools": {"allow": [{"name": "shell", "argument": "git:*"}]}}, state("", "git")),
    "a command denied": (
        {"tools": {"deny": [{"name": "shell", "argument": "rm:*"}]}},
        state("read delegate helper", "write docs git fetch search get push db"),
    ),
    "one server": ({"tools": {"allow": [{"name": "mcp", "server": "gh"}]}}, state("", "get push")),
    "plan": ({"permission_mode": "plan"}, state("read delegate helper", "fetch search get push db")),
    "server off": (
        {"mcp_servers": {"gh": {"command": "gh-mcp", "enabled": False}}},
        {**CLAUDE, "get": 0, "push": 0},
    ),
    "server's filter": (
        {"mcp_servers": {"gh": {"command": "gh-mcp", "includeTools": ["get"]}}},
        {**CLAUDE, "push": 0},
    ),
}


def _neutral(keys: dict[str, Any]) -> str:
    return json.dumps(
        {"agentconv": 1, "name": "a", "description": "Does it.", "prompt": "Do it well.", **keys}
    )


KILO_HOST = OPENCODE_HOST | {"rm": 1, "git": 1}

AGENTS: list[Known] = [
    *_of("claude", ".claude/agents/a.md", _markdown, CLAUDE_ROWS),
    *_of("claude-json", "claude-agents.json", _claude_json, CLAUDE_JSON),
    *_of("codex", ".codex/agents/a.toml", _codex, CODEX_ROWS),
    *_of("copilot", ".github/agents/a.agent.md", _bare, COPILOT_ROWS),
    *_of("cursor", ".cursor/agents/a.md", _markdown, CURSOR_ROWS),
    *_of("factory", ".factory/droids/a.md", _markdown, FACTORY_ROWS),
    *_of("antigravity", ".agents/agents/a.md", _markdown, ANTIGRAVITY_ROWS),
    *_of("pi", ".pi/agents/a.md", _markdown, PI_ROWS),
    *_of("oh-my-pi", ".omp/agents/a.md", _markdown, OMP_ROWS),
    *_of("kimi", ".kimi-code/agents/a.md", _markdown, KIMI_ROWS),
    *_of("qoder", ".qoder/agents/a.md", _markdown, QODER_ROWS),
    *_of("auggie", ".augment/agents/a.md", _markdown, AUGGIE_ROWS),
    *_of("gemini", ".gemini/agents/a.md", _markdown, GEMINI_ROWS),
    *_of(
        "qwen", ".qwen/agents/aa.md", lambda head: _markdown(head).replace("name: a", "name: aa"), QWEN_ROWS
    ),
    *_of(
        "opencode",
        ".opencode/agents/a.md",
        lambda h: _bare("mode: subagent\n" + h),
        _opencode_rows(OPENCODE_HOST),
    ),
    *_of("opencode", ".opencode/agents/a.md", lambda h: _bare("mode: subagent\n" + h), OPENCODE2_ROWS),
    *_of("kilo", ".kilo/agents/a.md", lambda h: _bare("mode: subagent\n" + h), _opencode_rows(KILO_HOST)),
    *_of("amazonq", ".amazonq/cli-agents/a.json", _amazonq, AMAZON_ROWS),
    *_of("kiro-json", ".kiro/agents/a.json", _amazonq, KIRO_JSON_ROWS),
    *_of("kiro", ".kiro/agents/a.md", _bare, KIRO_ROWS),
    *_of("docker-agent", "docker-agent/a.yaml", _docker, DOCKER_ROWS),
    *_of("goose", ".goose/recipes/a.yaml", _goose, GOOSE_ROWS),
    *_of("roo", ".roomodes", _roo, ROO_ROWS),
    *_of("anthropic-agents", "anthropic/agents/a.json", _anthropic, ANTHROPIC_ROWS),
    *_of("openai-responses", "openai/responses/a.json", _responses, RESPONSES_ROWS),
    *_of("agentconv", "agents/a.agent.json", _neutral, NEUTRAL_ROWS),
]
"""Every agent of the matrix."""
