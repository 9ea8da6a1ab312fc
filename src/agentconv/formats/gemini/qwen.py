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
    POSITIVE,
    fitted,
    head_lines,
    inert,
    is_count,
    is_number,
    length,
    lies_below,
    remark_live,
    resolved_scalar,
    server_maps,
    trimmed,
)
from agentconv.kit.codecs import BOOLEAN, TEXT, WordsCodec, as_null, as_text, keep_native
from agentconv.kit.format import BODY, Field, Format, Native, Reading, Writing
from agentconv.kit.tools import ToolNames, native_tools
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.powers import power
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
    "acceptEdits": "auto-edit",
    "auto": "auto-edit",
    "bypassPermissions": "yolo",
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
    name = "mcp__*" if server == ALL else f"mcp__{server}__{tool}" if tool else f"mcp__{server}"
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
        return list(dict.fromkeys(same for name in names for same in (name, *ALSO.get(name, ()))))


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


class ServersCodec:
    """`mcpServers`: a map; streamable HTTP is `httpUrl`, server-sent events are `url`."""

    def decode(self, value: Value) -> dict[str, Value]:
        if as_null(value):
            return {}
        found: dict[str, Value] = {}
        for name, config in server_maps(value).items():
            url: Native = {"type": "sse"} if "url" in config else {}
            if "httpUrl" in config:
                url = {"type": "http", "url": config.pop("httpUrl")}
            found[name] = {**config, **url}
        return found

    def encode(self, value: Mapping[str, Value]) -> Value:
        return {name: _native_server(config) for name, config in value.items() if isinstance(config, dict)}


def _native_server(config: Mapping[str, Value]) -> Native:
    found = fitted(config)
    if found.pop("type", None) != "sse" and "url" in found:
        found = {"httpUrl" if key == "url" else key: value for key, value in found.items()}
    return found


def _is_run_config(value: Value) -> bool:
    if not isinstance(value, dict):
        return True
    turns, minutes = value.get("max_turns"), value.get("max_time_minutes")
    if turns is not None and not is_count(turns):
        return False
    return minutes is None or (is_number(minutes) and float(str(resolved_scalar(minutes))) > 0)


def _is_executor(value: Value) -> bool:
    if not isinstance(value, dict) or value.get("kind") not in ("acp", "codex"):
        return False
    command, args = value.get("command"), value.get("args", [])
    texts = [command, *args] if isinstance(args, list) else [None]
    return all(isinstance(item, str) for item in texts) and bool(str(command).strip())


def _is_mode(value: Value) -> bool:
    return as_null(value) or value == "" or value in (BUBBLE, *APPROVAL_MODES)


_DROPPING = {
    "approvalMode": (_is_mode, "no approvalMode that it knows"),
    "runConfig": (_is_run_config, "no runConfig that it takes"),
    "executor": (_is_executor, "no executor that it takes"),
    "executionBackend": (lambda value: value == "container", "no executionBackend that it knows"),
}
"""Keys of which a bad value drops the file, what they demand, and that in words."""

_NAME = re.compile(
    rf"(?!(?i:{'|'.join(RESERVED)})\Z)(?![-_])(?:(?![\U00010000-\U0010ffff])[\w-]){{2,50}}(?<![-_])"
)


def refusal(tree: Tree) -> str | None:
    """Why the client does not load a file; None = it loads it."""
    opening, closing = head_lines(tree)
    if tree.source.text and opening.removeprefix("\ufeff") != "---":
        return "the first line is not exactly ---"
    if tree.source.text and closing != "---":
        return "the line that ends the frontmatter is not exactly ---"
    keys = tree.values
    for key in ("name", "description"):
        value = keys.get(key)
        if isinstance(value, (list, dict)) or not trimmed(as_text(value) or ""):
            return f"there is no {key}"
    if not _NAME.fullmatch(trimmed(as_text(keys["name"]) or "")):
        return "the name is not 2 to 50 letters, digits, - and _, or it is reserved"
    for key, (holds, what) in _DROPPING.items():
        if key in keys and not holds(keys[key]):
            return f"there is {what}"
    if length(trimmed(str(keys.get(BODY, "")))) < MIN_PROMPT:
        return f"the prompt has fewer than {MIN_PROMPT} characters"
    return None


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
        Field("mcpServers", "mcp_servers", ServersCodec()),
        Field("background", "background", BOOLEAN),
        Field("color", "color"),
        Field(BODY, "prompt", TEXT),
    )
    more_keys = frozenset(
        {"permissionMode", "runConfig", "modelConfig", "hooks", "executor", "executionBackend"}
    )
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

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = super().decode(_as_meant(native), reading)
        if not reading.stem:
            return agent
        remark_live(reading, LIVE, FILLED, "Qwen Code")
        self._remark_tools(native, reading)
        if why := self._refusal(reading.tree):
            reading.add("client-ignores", f"Qwen Code does not load this file: {why}")
        return agent

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

    def _refusal(self, tree: Tree) -> str | None:
        return "it lies in a folder below" if lies_below(self, tree) else refusal(tree)

    def client_ignores(self, tree: Tree) -> bool:
        return self._refusal(tree) is not None

    def encode(self, agent: Agent, writing: Writing) -> Native:
        own = writing.source == self.name
        prompt = agent.prompt if own else inert(agent.prompt, LIVE)
        if length(trimmed(prompt)) < MIN_PROMPT:
            prompt = f"{trimmed(prompt)}\n\n{STAND_IN}\n".lstrip("\n")
        if agent.permission_mode is None and not own:
            agent = replace(agent, permission_mode="default")
            what = "an agent without a mode is written with approvalMode: default, so that it asks"
            report = writing.report.scoped(field="permission_mode", loss=Loss.APPROXIMATED)
            report.add(
                "field-approximated", what, severity=Severity.NOTE, hint=self.reasons["permission_mode"]
            )
        native = super().encode(
            replace(
                agent,
                name=agent.name if _NAME.fullmatch(agent.name) else _short(writing.stem(agent)),
                description=agent.description if trimmed(agent.description or "") else agent.name,
                prompt=prompt,
                tools=_within(agent),
                color=agent.color if agent.color in COLORS else None,
                max_turns=agent.max_turns if agent.max_turns and agent.max_turns > 0 else None,
                mcp_servers={k: v for k, v in agent.mcp_servers.items() if isinstance(v, dict)},
            ),
            writing,
        )
        if not trimmed(str(native.get("model", "-"))) or str(native.get("model")).rstrip().endswith(":"):
            native.pop("model", None)
        if not native.get("disallowedTools", True):
            del native["disallowedTools"]
        body = native.pop(BODY)
        valid = {k: v for k, v in native.items() if k not in _DROPPING or _DROPPING[k][0](v)}
        return {**valid, BODY: body}


def _as_meant(native: Mapping[str, Value]) -> Native:
    """The keys with what stands in older or borrowed ones under the client's own."""
    keys = dict(native)
    mode, borrowed = keys.get("approvalMode"), keys.get("permissionMode")
    if (as_null(mode) or mode == "") and isinstance(borrowed, str) and borrowed in PERMISSION_MODES:
        keys["approvalMode"] = PERMISSION_MODES[borrowed]
        del keys["permissionMode"]
    run = keys.get("runConfig")
    if "maxTurns" not in keys and isinstance(run, dict) and is_count(run.get("max_turns")):
        keys["maxTurns"] = run["max_turns"]
    return keys


def _within(agent: Agent) -> Tools:
    """The agent's tools as the format can say them, so that it can do no more than it could."""
    tools = agent.tools
    allow = None if tools.allow is None else ALLOW.decode(ALLOW.encode(tools.allow))
    spelled = Tools(allow, DENY.decode(DENY.encode(tools.deny)))
    if power(replace(agent, tools=spelled)) <= power(agent):
        gone = {tool.name for tool in spelled.deny if tool.argument is None and tool.native is None}
        if tools.allow is None and {"write", "edit"} <= gone and "notebook_edit" not in gone:
            return replace(tools, deny=(*tools.deny, Tool("notebook_edit")))  # it would still write
        return tools
    names = native_tools(agent, ALLOWED) or ()
    return Tools(tuple(Tool(name, native=Qwen.name) for name in names))


def _short(stem: str) -> str:
    """A slug as a name that the client takes."""
    if len(stem) > 50:
        return f"{stem[:41].rstrip('-')}-{hashlib.sha256(stem.encode()).hexdigest()[:8]}"
    return stem if _NAME.fullmatch(stem) else f"{stem}-agent"
