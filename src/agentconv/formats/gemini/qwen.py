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
  dashes are not indented is lost, so that the agent has every tool. A value in quotes or brackets that
  goes on in a line without indentation counts as no YAML, though other parsers take it (2026-11-28).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from agentconv.containers.base import Tree
from agentconv.diagnostics import Loss, Severity
from agentconv.errors import WrongType
from agentconv.formats.gemini.family import (
    BLANK,
    COUNT,
    POSITIVE,
    LenientServers,
    head_lines,
    length,
    lies_below,
    remark_live,
    trimmed,
    unindented,
)
from agentconv.formats.gemini.qwen_tools import (
    ALLOW,
    ALLOWED,
    APPROVAL_MODES,
    BUBBLE,
    DENIED,
    DENY,
    PERMISSION_MODES,
    SERVERS,
    WITHHELD,
    ModeCodec,
    listed_names,
)
from agentconv.kit.codecs import BOOLEAN, TEXT, as_null, as_text
from agentconv.kit.format import BODY, Field, Format, Reading, Writing
from agentconv.kit.hosts import Host
from agentconv.kit.inert import spaced
from agentconv.kit.keys import Key, Refusal
from agentconv.kit.tools import Limit, given
from agentconv.model.agent import MISSING, Agent, Tool, Tools, Value, with_fields

COLORS = frozenset(["red", "blue", "green", "yellow", "purple", "orange", "pink", "cyan", "auto"])
FILLED = {"task_prompt": "the task", "hook_context": "what hooks say"}
LIVE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
RESERVED = ("self", "system", "user", "model", "tool", "config", "default", "main")
MIN_PROMPT = 10
STAND_IN = "Do the task that you are given."
"""What is added to a prompt that is too short for the client."""


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
    host = Host("Qwen Code 0.24.4, in a trusted folder", "2026-11-20", write="allow")
    title = "Qwen Code subagent"
    containers = ("frontmatter",)
    paths: ClassVar[tuple[str, ...]] = (".qwen/agents/**/*.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".qwen/agents/**/*.md",)
    marks = frozenset({"approvalMode", "runConfig", "executionBackend"})
    name_rule = _NAME
    reference = "https://qwenlm.github.io/qwen-code-docs/en/users/features/sub-agents/"
    checked = "2026-11-20, Qwen Code 0.24.4"
    sure = "client"
    own_agents = frozenset({"general-purpose", "explore", "statusline-setup"})  # of the package, 2026-11-28
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

    def lets(self, agent: Agent) -> frozenset[str]:
        asks = agent.extensions.get(self.dialect, {}).get("approvalMode") == BUBBLE
        return frozenset() if asks else super().lets(agent)

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        remark_live(agent, reading, LIVE, FILLED, self.client)
        self._remark_tools(native, reading)
        for key in unindented(reading.tree, native):
            what = f"Qwen Code reads this frontmatter line by line, and {key!r} ends with its first line"
            reading.add("client-differs", what, key, hint="indent the lines that the value goes on in")
        super().remark(agent, native, reading)

    def _remark_tools(self, native: Mapping[str, Value], reading: Reading) -> None:
        for key, names in (("tools", ALLOWED), ("disallowedTools", DENIED)):
            try:
                found = listed_names(native.get(key)) or []
            except WrongType:
                continue  # reported by the table
            if key == "disallowedTools" and "*" in found:
                reading.add("deny-all-ignored", "a * in disallowedTools takes nothing away in Qwen Code", key)
            unknown = [
                n for n in found if n != "*" and n not in WITHHELD and names.decode(n).native == self.dialect
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
        if mode is None and writing.source != self.dialect:
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
