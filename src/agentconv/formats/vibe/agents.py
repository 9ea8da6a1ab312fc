"""Mistral Vibe agent: TOML files in `.vibe/agents/`, each laid over the settings of its session.

Facts: mistral-vibe 3.0.2, its loader asked and its code and guide read (2026-11-28):

* The name is the file's. `agent_type = "subagent"` is what a model may start; anything else is a mode that a
  person chooses. A subagent without a description is dropped, as is a file with a wrong type.
* `instructions` is the prompt; without it `system_prompt_id` names a file in `.vibe/prompts/`, and without
  that an agent has its session's prompt. Older versions know `system_prompt_id` alone. Such a file is not
  read: it lies in another folder.
* `enabled_tools` empty or absent gives every tool; patterns have `*` and `?`, capitals do not count, and
  `re:` begins a regular expression. `disabled_tools` takes away, also from what the first gives.
* `[tools.NAME] permission` is always, ask or never. By itself Vibe asks for commands, pages, searches and
  other agents; edits go unasked in its usual mode, accept-edits.
* A subagent has built-in tools only, none of servers, starts no other, and runs on its session's model.
* There is no tool that finds files by name: `grep` searches in them.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from agentconv.diagnostics import Loss, Severity
from agentconv.errors import WrongType
from agentconv.kit.codecs import Joint, as_null, text_items
from agentconv.kit.format import Field, Format, Reading, Writing
from agentconv.kit.hosts import ALLOW, DENY, Host
from agentconv.kit.keys import Key
from agentconv.kit.tools import Limit, ToolNames, given
from agentconv.model.agent import Agent, Tool, Tools, Value, changed
from agentconv.model.frozen import thawed

TOOLS: dict[str, str | tuple[str, ...]] = {
    "read_file": "read",
    "grep": "grep",
    "write_file": "write",
    "edit": "edit",
    "bash": "shell",
    "web_fetch": "web_fetch",
    "web_search": "web_search",
    "task": "agent",
    "todo": "todo",
    "skill": "skill",
    "ask_user_question": "ask_user",
}
NEAR = {
    "multi_edit": "edit",
    "notebook_read": "read_file",
    "powershell": "bash",
    "shell_output": "bash",
    "shell_stop": "bash",
}
NONE = "none"
"""The name of no tool: a list of it alone gives none, where an empty list gives all."""
EDITING, RUNNING, REACHING = ("write_file", "edit"), ("bash",), ("web_fetch", "web_search", "task")
LEVELS: dict[str, dict[str, tuple[str, ...]]] = {
    "default": {"ask": (*EDITING, *RUNNING)},
    "plan": {"ask": (*EDITING, *RUNNING)},
    "accept-edits": {"always": EDITING, "ask": RUNNING},
    "auto": {"always": (*EDITING, *RUNNING)},
    "bypass": {"always": (*EDITING, *RUNNING, *REACHING)},
    "dont-ask": {"ask": (*EDITING, *RUNNING)},
}
"""Permission mode -> the word for each tool that makes it one here."""
_WILD = re.compile(r"[*?\[]")


def _no_server(_name: str) -> None:
    """Which tools are a server's cannot be seen from their names."""


def _unwritten(_server: str, _tool: str | None) -> None:
    """A subagent has no tools of servers."""


NAMES = ToolNames("vibe", TOOLS, _no_server, _unwritten, NEAR, arguments=False)


def _named(value: Value) -> Iterator[str]:
    """The names in a list, patterns among them as the names that they fit."""
    if not isinstance(value, list):
        raise WrongType("a list of names")
    for item in text_items(value):
        word = item.strip().lower()
        found = [name for name in TOOLS if _fits(name, word)]
        yield from found or ([word] if word else [])


def _fits(name: str, pattern: str) -> bool:
    if not pattern.startswith("re:"):
        return fnmatch.fnmatchcase(name, pattern)
    try:
        return re.fullmatch(pattern[3:], name) is not None
    except re.error:
        return False


class EnabledCodec:
    """The tools that an agent has; an empty list is none."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        names = list(_named(value))
        return given((name for name in names if name != NONE), NAMES) if names else None

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return list(dict.fromkeys(name for tool in value if (name := NAMES.encode(tool)))) or [NONE]


class DisabledCodec:
    """The tools that an agent has not."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        return given(_named(value), NAMES) or None

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return list(dict.fromkeys(name for tool in value if (name := NAMES.encode(tool)))) or None


def _levels(value: Value) -> dict[str, str]:
    """Tool -> its permission."""
    if not isinstance(value, dict):
        raise WrongType("a table")
    own = {name: entry.get("permission") for name, entry in value.items() if isinstance(entry, dict)}
    return {name: str(level).lower() for name, level in own.items() if level is not None}


def _mode(levels: Mapping[str, str]) -> str | None:
    """The greatest permission mode that permissions come to; None where they come to none."""
    free = [name for name, level in levels.items() if level == "always"]
    for mode in ("bypass", "auto", "accept-edits"):
        if set(LEVELS[mode]["always"]) <= set(free):
            return mode
    asked = all(levels.get(name) == "ask" for name in (*EDITING, *RUNNING))
    return "default" if asked else None


def _said(mode: str | None) -> dict[str, dict[str, Value]]:
    """The tables of tools that say a permission mode."""
    levels = LEVELS.get(mode or "", {})
    return {name: {"permission": level} for level, names in levels.items() for name in names}


def _left(entry: Value, said: Mapping[str, Value]) -> Value:
    """What of a tool's table neither a mode nor a denial says."""
    if not isinstance(entry, dict):
        return entry
    return {k: v for k, v in entry.items() if k != "permission" or v not in ("never", said.get(k))}


class PermissionCodec(Joint):
    """`[tools.NAME] permission`: what goes unasked, and what is never done."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        levels = _levels(value)
        never = given((name for name, level in levels.items() if level == "never"), NAMES)
        found: dict[str, object] = {"tools.deny": never} if never else {}
        mode = "bypass" if beside.get("bypass_tool_permissions") is True else _mode(levels)
        return found | ({"permission_mode": mode} if mode else {})

    def write(self, agent: Agent) -> Value:
        found = _said(agent.permission_mode)
        own = agent.extensions.get("vibe", {}).get("tools")
        for name, entry in own.items() if isinstance(own, Mapping) else ():
            if isinstance(entry, Mapping):
                found[name] = {**thawed(entry), **found.get(name, {})}
        return {**found} or None

    def rest(self, value: Value, agent: Agent) -> Value:
        if not isinstance(value, dict):
            return value
        said = _said(agent.permission_mode)
        found = {name: _left(entry, said.get(name, {})) for name, entry in value.items()}
        return {name: entry for name, entry in found.items() if entry} or None


@dataclass(frozen=True)
class TypeCodec(Joint):
    """Whether a model starts the agent or a person does."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        if value not in ("agent", "subagent"):
            raise WrongType("agent or subagent")
        return {"mode": "primary"} if value == "agent" else {}

    def write(self, agent: Agent) -> Value:
        return "agent" if agent.mode in ("primary", "all") else "subagent"


def _acts(agent: Agent) -> bool:
    """Whether an agent has a tool that edits or runs something."""
    allow = agent.tools.allow
    return allow is None or any(NAMES.encode(tool) in (*EDITING, *RUNNING) for tool in allow)


class Vibe(Format):
    """Mistral Vibe agent."""

    name = "vibe"
    title = "Mistral Vibe agent"
    containers = ("toml",)
    named_by_file = True
    client = "Mistral Vibe"
    host = Host("mistral-vibe 3.0.2, in accept-edits", "2026-11-28", write=ALLOW, servers=DENY)
    paths = (".vibe/agents/*.toml",)
    user_paths = (".vibe/agents/*.toml",)
    name_rule = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
    own_agents = frozenset({"ask", "accept-edits", "auto-approve", "smart-approve", "explore", "lean"})
    reference = "https://docs.mistral.ai/mistral-vibe/agents-skills"
    checked = "2026-11-28, mistral-vibe 3.0.2"
    sure = "client"
    validated = "mistral-vibe 3.0.2: AgentProfile.from_toml"
    fields = (
        Field("display_name", "display_name"),
        Field("description", "description"),
        Field("agent_type", "mode", TypeCodec()),
        Field("enabled_tools", "tools.allow", EnabledCodec()),
        Field("disabled_tools", "tools.deny", DisabledCodec()),
        Field("instructions", "prompt"),
        Field("tools", "permission_mode", PermissionCodec(), also=("tools.deny",)),
    )
    keys = {
        "display_name": Key(str, "text"),
        "description": Key(re.compile(r"(?s).*\S.*"), "text"),
        "agent_type": Key({"agent", "subagent"}, "agent or subagent"),
        "safety": Key({"safe", "neutral", "destructive", "smart", "yolo"}, "one of five words"),
        "enabled_tools": Key([str], "a list of names"),
        "disabled_tools": Key([str], "a list of names"),
        "instructions": Key((None, str), "text"),
        "tools": Key(dict, "a table"),
        "enabled_skills": Key([str], "a list of names"),
        "disabled_skills": Key([str], "a list of names"),
        "bypass_tool_permissions": Key(bool, "true or false"),
        "system_prompt_id": Key(str, "text"),
        "active_model": Key(str, "text"),
    }
    known_only = True
    more_keys = frozenset({"compaction_prompt_id", "base_disabled", "models", "providers", "mcp_servers"})
    needs = {"description": ("display_name", "name")}
    order = ("description", "display_name", "agent_type")
    reasons = {
        "name": "the file's name is the agent's, in lower case",
        "model": "a subagent runs on its session's model",
        "effort": "a subagent runs on its session's model",
        "tools.allow": "what Vibe has no name for is left out; it finds no files by their names",
        "tools.deny": "what has no name there is denied by a list of all the others",
        "mcp_servers": "a subagent has no tools of servers",
        "permission_mode": "each tool is always, ask or never; there is no mode besides",
        "skills": "skills are narrowed there, and not named for an agent",
    }

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        if as_null(native.get("agent_type")):
            agent = changed(agent, mode="primary")
        if native.get("bypass_tool_permissions") is True:
            agent = changed(agent, permission_mode="bypass")
        asked = native.get("system_prompt_id")
        if not agent.prompt and not as_null(asked):
            what = f"the prompt {asked!r} stands in another folder, `prompts`, which is not read"
            reading.add("unreadable", what, "system_prompt_id", hint="put its text under `instructions`")
        return agent

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        super().remark(agent, native, reading)
        if agent.mode is None and not (agent.description or "").strip():
            reading.add("client-ignores", "Mistral Vibe does not offer a subagent without a description")
        if not agent.prompt.strip() and "system_prompt_id" not in native:
            reading.add("live-source", "without `instructions` the agent has its session's prompt")

    def withholds(self, agent: Agent) -> tuple[Tool, ...]:
        return () if agent.mode in ("primary", "all") else (Tool("agent"),)

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        if writing.source == self.name:
            return agent
        # a mode of another client, which nobody knows here, says no more than none
        if agent.permission_mode not in LEVELS and not self.unasked <= writing.unasked and _acts(agent):
            agent = self._asking(agent, writing)
        deny = agent.tools.deny
        mode = agent.permission_mode
        if agent.tools.allow is None and mode not in ("plan", "dont-ask") and all(map(self._deniable, deny)):
            return agent
        listed = Limit(agent).listed(NAMES)
        return replace(agent, tools=Tools() if listed is None else Tools(given(listed, NAMES)))

    def _deniable(self, tool: Tool) -> bool:
        name = NAMES.encode(replace(tool, argument=None))
        return name is not None and NAMES.decode(name) == tool

    def _asking(self, agent: Agent, writing: Writing) -> Agent:
        """An agent of a host that asks by itself, in the mode that says so: edits would go unasked."""
        if agent.tools.allow is None:
            what = "an agent without a mode is written with permissions that ask: Vibe would not for edits"
            report = writing.report.scoped(field="permission_mode", loss=Loss.APPROXIMATED)
            report.add(
                "field-approximated", what, severity=Severity.NOTE, hint=self.reasons["permission_mode"]
            )
        return replace(agent, permission_mode="default")
