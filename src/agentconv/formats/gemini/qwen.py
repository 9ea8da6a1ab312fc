"""Qwen Code subagents: Markdown with YAML frontmatter in `.qwen/agents/`.

Facts: the package `@qwen-code/qwen-code` 0.24.4, its subagent manager and agent core run offline on
2026-11-20.

* Unknown keys and most bad values do no harm. A bad name, a blank description, a body under ten
  characters, a bad `approvalMode`, `runConfig`, `executor` or `executionBackend` drop the file in silence.
* `tools` absent, empty or with a `*` gives every tool. An agent without tools is spelled by the one
  name that the client takes from every agent, `ask_user_question`. Names that match nothing give nothing.
* `disallowedTools` takes tools away by name or display name; `*`, `Bash`, old names and patterns in
  parentheses take nothing away.
* MCP tools are listed one by one; whole servers (`mcp__SERVER`, `mcp__*`) only in `disallowedTools`.
* The session's mode wins when it is auto-edit, auto or yolo. Else without `approvalMode` an agent of a
  trusted folder edits without asking, so `approvalMode: default` is written for an agent without a mode.
* `monitor` runs commands, as the shell does.
* `${task_prompt}` and `${hook_context}` are filled in; any other `${word}` makes every call of the
  agent fail. No escape keeps it: `${ word }` is inert.
* Frontmatter that is not YAML is read line by line: flow lists then name no tool, and a list whose
  dashes are not indented is lost, so that the agent has every tool.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from agentconv.containers.base import Plain, Tree
from agentconv.diagnostics import Loss, Severity
from agentconv.errors import WrongType
from agentconv.formats.gemini.family import (
    BLANK,
    COUNT,
    MORE,
    POSITIVE,
    LenientServers,
    head_lines,
    length,
    lies_below,
    remark_live,
    trimmed,
)
from agentconv.kit.codecs import BOOLEAN, TEXT, WordsCodec, as_null, as_text, keep_native
from agentconv.kit.format import BODY, Field, Format, Reading, Writing
from agentconv.kit.inert import spaced
from agentconv.kit.keys import Key, Refusal
from agentconv.kit.servers import HTTP, SSE, Spelling
from agentconv.kit.tools import Limit, ToolNames, given
from agentconv.model.agent import MISSING, Agent, Tool, Tools, Value, with_fields
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

COLORS = frozenset(["red", "blue", "green", "yellow", "purple", "orange", "pink", "cyan", "auto"])
FILLED = {"task_prompt": "the task", "hook_context": "what hooks say"}
LIVE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
RESERVED = ("self", "system", "user", "model", "tool", "config", "default", "main")
MIN_PROMPT = 10
STAND_IN = "Do the task that you are given."
"""What is added to a prompt that is too short for the client."""


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


def _names(value: Value) -> list[str] | None:
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
        names = _names(value)
        if not names or "*" in names:
            return None
        return tuple(dict.fromkeys(ALLOWED.decode(name) for name in names if name not in WITHHELD))

    def encode(self, value: tuple[Tool, ...]) -> Value:
        names = dict.fromkeys(name for tool in value if (name := ALLOWED.encode(tool)))
        return [name for name in names if name.strip() and name != "*"] or [NO_TOOLS]


class DenyCodec:
    """`disallowedTools`: a `*` takes nothing away."""

    def decode(self, value: Value) -> tuple[Tool, ...]:
        names = [name for name in _names(value) or () if name != "*"]
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


def _is_run_config(value: Value) -> bool:
    if not isinstance(value, dict):
        return True
    turns, minutes = value.get("max_turns"), value.get("max_time_minutes")
    if turns is not None and not COUNT.fits(turns):
        return False
    if isinstance(minutes, (int, float)) and not isinstance(minutes, bool):
        return minutes > 0
    return minutes is None


_EXECUTOR = {
    "kind!": frozenset({"acp", "codex"}),
    "command!": re.compile(r"(?s).*\S.*"),
    "args": [str],
    "*": (object, bool),
}

_NAME = re.compile(
    rf"(?!(?i:{'|'.join(RESERVED)})\Z)(?![-_])(?:(?![\U00010000-\U0010ffff])[\w-]){{2,50}}(?<![-_])"
)


class Qwen(Format):
    """Qwen Code subagent."""

    name = "qwen"
    title = "Qwen Code subagent"
    containers = ("frontmatter",)
    paths = (".qwen/agents/**/*.md",)
    user_paths = (".qwen/agents/**/*.md",)
    marks = frozenset({"approvalMode", "runConfig", "executionBackend"})
    name_rule = _NAME
    reference = "https://qwenlm.github.io/qwen-code-docs/en/users/features/sub-agents/"
    checked = "2026-11-20, Qwen Code 0.24.4"
    validated = "Qwen Code 0.24.4: its subagent manager and agent core"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ALLOW),
        Field("disallowedTools", "tools.deny", DENY),
        Field("model", "model"),
        Field("approvalMode", "permission_mode", ModeCodec(APPROVAL_MODES)),
        Field("maxTurns", "max_turns", POSITIVE),
        Field("mcpServers", "mcp_servers", LenientServers(SERVERS)),
        Field("background", "background", BOOLEAN),
        Field("color", "color"),
        Field(BODY, "prompt", TEXT, inert=spaced(LIVE)),
    )
    keys = {
        "approvalMode": Key((None, frozenset({"", BUBBLE, *APPROVAL_MODES})), "one of its modes"),
        "runConfig": Key(_is_run_config, "numbers above zero"),
        "executor": Key(_EXECUTOR, "acp or codex as kind, and a command"),
        "executionBackend": Key(frozenset({"container"}), "'container'"),
    }
    client = "Qwen Code"
    more_keys = frozenset({"permissionMode", "modelConfig", "hooks"})
    needs = {"description": ("name",)}
    blank = BLANK
    reasons: ClassVar[Mapping[str, str]] = {
        "name": "Qwen Code takes 2 to 50 letters, digits, - and _ in a name, and reserves some names",
        "description": "Qwen Code needs one",
        "prompt": "Qwen Code wants ten characters, and fails on ${word} without spaces inside the braces",
        "tools.allow": "what Qwen Code has no name for, cannot bound or withholds from agents is left out",
        "tools.deny": "where Qwen Code cannot take a tool away, only what the agent may have is listed",
        "permission_mode": "left out, Qwen Code would let the agent edit without asking",
        "hooks": "hooks name the tools of their own host, so that they would not fire",
        "color": f"Qwen Code knows {', '.join(sorted(COLORS))}",
    }

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        """The agent with what stands in older or borrowed keys, where the client's own say nothing."""
        found: dict[str, object] = {}
        mode, borrowed, run = (native.get(key) for key in ("approvalMode", "permissionMode", "runConfig"))
        if (as_null(mode) or mode == "") and isinstance(borrowed, str) and borrowed in PERMISSION_MODES:
            found["permission_mode"] = PERMISSION_MODES[borrowed]
            found["extensions.qwen.permissionMode"] = MISSING
        turns = run.get("max_turns") if isinstance(run, dict) else None
        if "maxTurns" not in native and COUNT.fits(turns):
            found["max_turns"] = POSITIVE.decode(turns)
        return with_fields(agent, found)

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        remark_live(agent, reading, LIVE, FILLED, self.client)
        self._remark_tools(native, reading)
        super().remark(agent, native, reading)

    def _remark_tools(self, native: Mapping[str, Value], reading: Reading) -> None:
        for key, names in (("tools", ALLOWED), ("disallowedTools", DENIED)):
            try:
                found = _names(native.get(key)) or []
            except WrongType:
                continue  # reported by the table
            if key == "disallowedTools" and "*" in found:
                reading.add("deny-all-ignored", "a * in disallowedTools takes nothing away in Qwen Code", key)
            unknown = [
                n for n in found if n != "*" and n not in WITHHELD and names.decode(n).native == self.name
            ]
            if unknown:
                does = "gives no tool" if key == "tools" else "takes no tool away"
                more = f" and {len(unknown) - 10} more" if len(unknown) > 10 else ""
                reading.add("tool-unknown", f"{does} that is known: {', '.join(unknown[:10])}{more}", key)

    def refusal(self, native: Mapping[str, Value], tree: Tree) -> Refusal | None:
        if lies_below(self, tree):
            return Refusal("it lies in a folder below")
        opening, closing = head_lines(tree)
        if opening.removeprefix("\ufeff") != "---":
            return Refusal("the first line is not exactly ---")
        if closing != "---":
            return Refusal("the line that ends the frontmatter is not exactly ---")
        for key in ("name", "description"):
            value = native.get(key)
            if isinstance(value, (list, dict)) or not trimmed(as_text(value) or ""):
                return Refusal(f"there is no {key!r}")
        if not _NAME.fullmatch(trimmed(as_text(native["name"]) or "")):
            what = "'name' takes 2 to 50 letters, digits, - and _, and some names are reserved"
            return Refusal(what, "name")
        if found := super().refusal(native, tree):
            return found
        if length(trimmed(str(native.get(BODY, "")))) < MIN_PROMPT:
            return Refusal(f"the prompt has fewer than {MIN_PROMPT} characters")
        return None

    def client_ignores(self, tree: Tree) -> bool:
        return self.refusal(tree.values, tree) is not None

    def name_for(self, agent: Agent, writing: Writing) -> str:
        name = super().name_for(agent, writing)
        return name if self.takes_name(name) else _short(name)

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        prompt = agent.prompt
        if length(trimmed(prompt)) < MIN_PROMPT:
            prompt = f"{trimmed(prompt)}\n\n{STAND_IN}\n".lstrip("\n")
        mode = agent.permission_mode
        if mode is None and writing.source != self.name:
            mode = "default"
            what = "an agent without a mode is written with approvalMode: default, so that it asks"
            report = writing.report.scoped(field="permission_mode", loss=Loss.APPROXIMATED)
            report.add(
                "field-approximated", what, severity=Severity.NOTE, hint=self.reasons["permission_mode"]
            )
        model = trimmed(agent.model or "")
        return replace(
            agent,
            prompt=prompt,
            model=None if not model or model.endswith(":") else agent.model,
            tools=_within(replace(agent, permission_mode=mode)),
            permission_mode=mode,
            color=agent.color if agent.color in COLORS else None,
        )


def _within(agent: Agent) -> Tools:
    """The agent's tools as the format can say them, so that it can do no more than it could."""
    tools, limit = agent.tools, Limit(agent)
    allow = None if tools.allow is None else ALLOW.decode(ALLOW.encode(tools.allow))
    spelled = Tools(allow, DENY.decode(DENY.encode(tools.deny) or []))
    if not limit.holds(spelled, agent.permission_mode):
        return Tools(given(limit.listed(ALLOWED) or (), ALLOWED))
    gone = {tool.name for tool in spelled.deny if tool.argument is None and tool.native is None}
    if tools.allow is None and {"write", "edit"} <= gone and "notebook_edit" not in gone:
        return replace(tools, deny=(*tools.deny, Tool("notebook_edit")))  # it would still write
    return tools


def _short(stem: str) -> str:
    """A slug as a name that the client takes."""
    if len(stem) > 50:
        return f"{stem[:41].rstrip('-')}-{hashlib.sha256(stem.encode()).hexdigest()[:8]}"
    return f"{stem}-agent"
