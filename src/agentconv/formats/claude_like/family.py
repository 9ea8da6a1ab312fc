"""What clients share whose agents have Claude Code's form, and how a member says where it differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from agentconv.errors import WrongType
from agentconv.kit.bounds import usual_bound
from agentconv.kit.codecs import NamesCodec, as_null, text_items
from agentconv.kit.format import Format, Reading, Writing
from agentconv.kit.tools import Limit, ToolNames, given
from agentconv.model.agent import Agent, Tool, Tools, Value, changed

LIKE_CLAUDE: dict[str, str | tuple[str, ...]] = {
    "Read": "read",
    "Write": "write",
    "Edit": "edit",
    "MultiEdit": "multi_edit",
    "NotebookEdit": "notebook_edit",
    "Glob": "glob",
    "Grep": "grep",
    "LS": "list",
    "Bash": "shell",
    "WebFetch": "web_fetch",
    "WebSearch": "web_search",
    "Agent": "agent",
    "Task": "agent",
    "TodoWrite": "todo",
    "Skill": "skill",
    "AskUserQuestion": "ask_user",
}
"""The names of tools that most of these clients have kept."""
NEAREST = {
    "multi_edit": "Edit",
    "notebook_edit": "Edit",
    "notebook_read": "Read",
    "powershell": "Bash",
    "shell_output": "Bash",
    "shell_stop": "Bash",
}
ALL, NONE = "all", "none"


def words(value: Value) -> list[str]:
    """The names of a list, or of a text with commas. Raises `WrongType` for a map."""
    if isinstance(value, dict):
        raise WrongType("a list of names, or a text with commas")
    items = text_items(value)
    if not isinstance(value, list):
        items = [part for item in items for part in item.split(",")]
    return [item.strip() for item in items if item.strip()]


def read_mcp(name: str) -> tuple[str, str | None] | None:
    """`mcp__SERVER__TOOL`, with `*` for every tool."""
    found = re.fullmatch(r"mcp__(.+?)__(.+)|mcp__(\*)", name)
    if found is None:
        return None
    if found[3]:
        return "*", None
    return found[1], None if found[2] == "*" else found[2]


def no_mcp(_server: str, _tool: str | None) -> None:
    """No name of a server's tool is written where nobody has seen how the client spells one."""


@dataclass(frozen=True)
class ToolList:
    """The codec of a key that gives tools, or takes them away."""

    names: ToolNames
    empty: str = NONE
    """What an empty list gives: `none`, or `all` where the client takes it for no list."""
    blank: str = ""
    """What an empty text gives, where that is something else."""
    null: str = ALL
    """What a key without a value gives."""
    star: bool = False
    """Whether a lone `*` gives every tool."""
    text: bool = False
    """Whether the list is written as a text with commas."""
    idle: str = ""
    """The harmless name that stands for no tool, where an empty list would give all."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        if as_null(value):
            return None if self.null == ALL else ()
        found = words(value)
        empty = self.empty if isinstance(value, list) else self.blank or self.empty
        if (not found and empty == ALL) or (self.star and found == ["*"]):
            return None
        return given(found, self.names)

    def encode(self, value: tuple[Tool, ...]) -> Value:
        named = dict.fromkeys(name for tool in value if (name := self.names.encode(tool)))
        found = list(named) or ([self.idle] if self.idle else [])
        return ", ".join(found) if self.text else [*found]


@dataclass(frozen=True)
class DenyList(ToolList):
    """The codec of a key that takes tools away; an empty one takes nothing."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        return given(words(value), self.names) or None

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return super().encode(value) or None


class ClaudeLike(Format):
    """An agent in Claude Code's form."""

    containers = ("frontmatter",)
    names: ClassVar[ToolNames]
    """What the client calls its tools."""
    denies: ClassVar[bool] = False
    """Whether a key takes tools away by name."""
    children: ClassVar[str] = ""
    """The key that names the agents which an agent may start; empty for none."""
    plans: ClassVar[str] = ""
    """The key of a mode of which only `plan` is known to be what it is elsewhere; empty for none."""
    needs = {"description": ("name",)}

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        if self.plans and native.get(self.plans) == "plan":
            agent = changed(agent, permission_mode="plan")
        if not self.children or self.children not in native:
            return agent
        try:
            named = words(native[self.children])
        except WrongType:
            return agent
        if named == ["*"]:
            return agent
        tools = agent.tools
        if tools.allow is None:
            return changed(agent, tools=Tools(None, (*tools.deny, Tool("agent"))))
        bound = Tool("agent", ", ".join(named))
        kept = tuple(bound if tool == Tool("agent") else tool for tool in tools.allow)
        own = {
            k: v
            for k, v in agent.extensions.get(self.name, {}).items()
            if k != self.children or bound not in kept
        }
        allow = kept if named else tuple(tool for tool in kept if tool != bound)
        return changed(agent, tools=Tools(allow, tools.deny), extensions={self.name: own} if own else {})

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        super().remark(agent, native, reading)
        for key in self.more_keys.intersection(native):
            if usual_bound(key) is not None and not (key == self.plans and agent.permission_mode == "plan"):
                what = f"{key!r} may bound the agent in its own client: it is kept, and not understood here"
                reading.add("restriction-ignored", what, key)
        for key, tools in (("tools", agent.tools.allow or ()), ("disallowedTools", agent.tools.deny)):
            self._remark_names(key if key in native else "", tools, reading)

    def _remark_names(self, key: str, tools: Iterable[Tool], reading: Reading) -> None:
        unknown = dict.fromkeys(tool.name for tool in tools if tool.native == self.name)
        for name in list(unknown) if key else ():
            if near := self.names.near(name):
                del unknown[name]
                what = f"{name!r} matches no tool: names are case-sensitive"
                reading.add("tool-case", what, key, hint=f"probably {near!r} was meant")
        if unknown and key:
            client, few = self.title.partition(" ")[0], ", ".join(list(unknown)[:10])
            reading.add("tool-unknown", f"no tool that {client} is known to have: {few}", key)

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        if writing.source == self.name:
            return agent
        agent = self._with_children(agent)
        mode, deny = agent.permission_mode, agent.tools.deny
        if agent.tools.allow is None and self.denies and mode != "plan" and all(map(self._deniable, deny)):
            return agent
        listed = Limit(agent).listed(self.names)
        return replace(agent, tools=Tools() if listed is None else Tools(given(listed, self.names)))

    def _deniable(self, tool: Tool) -> bool:
        name = self.names.encode(replace(tool, argument=None))
        return name is not None and self.names.decode(name) == tool

    def _with_children(self, agent: Agent) -> Agent:
        """The agent with the key that names the agents it may start, where its list does."""
        named = [
            t.argument for t in agent.tools.allow or () if t.name == "agent" and t.argument and not t.native
        ]
        if not self.children or not named or any("*" in argument for argument in named):
            return agent
        allow = tuple(
            dict.fromkeys(
                replace(t, argument=None) if t.name == "agent" else t for t in agent.tools.allow or ()
            )
        )
        own = {**agent.extensions.get(self.name, {}), self.children: words(", ".join(named))}
        return changed(
            agent, tools=replace(agent.tools, allow=allow), extensions={**agent.extensions, self.name: own}
        )


class CommaList(NamesCodec):
    """Names as one text with commas."""

    def encode(self, value: tuple[str, ...]) -> Value:
        return ", ".join(name for name in dict.fromkeys(value) if self.decode(name) == (name,)) or None
