"""A format's names for tools, and which of them an agent may have so that it gains no power."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from agentconv.containers.base import MAX_NODES
from agentconv.errors import WrongType
from agentconv.kit.codecs import text_items
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.memo import SIZE, by_identity
from agentconv.model.powers import Power, power, power_of
from agentconv.model.vocabulary import AFTER_SHELL, ALL, MCP

_WORD = re.compile(r"(?:[^(, ]|\([^)]*\)?)+")


_CALL = re.compile(r"(?s)([^()]+)\((.*)\)")


def split_tools(text: str) -> list[str]:
    """Tool names of one text: commas and spaces separate them, but not inside parentheses.

    The first closing parenthesis closes; one that is never closed takes in the rest. Raises `WrongType` for
    more than 100,000 of them.
    """
    if text.count(",") + text.count(" ") > MAX_NODES:
        raise WrongType(f"at most {MAX_NODES:,} names")
    return [word for item in _WORD.findall(text) if (word := item.strip())]


@dataclass(frozen=True)
class ToolNames:
    """A format's names for tools: neutral <-> native, with arguments and MCP names."""

    format: str
    names: Mapping[str, str | tuple[str, ...]]
    """Native name -> the neutral ones that it gives; the first native name of a neutral one is written."""
    read_mcp: Callable[[str], tuple[str, str | None] | None]
    """Server (`*` = every one) and tool (None = all) of a native MCP name; None = not one."""
    write_mcp: Callable[[str, str | None], str | None]
    approximate: Mapping[str, str] = field(default_factory=dict)
    """Neutral names with no counterpart -> the native name that comes near, for writing."""
    arguments: bool = True
    """Whether the format can bound a tool by an argument in parentheses."""
    globs: bool = False
    """Whether the client reads a star within an MCP name as anything; else such a name is of no tool."""

    def decode(self, native: str) -> Tool:
        """The tool that a native name means; the first of several."""
        return self.tools(native)[0]

    def tools(self, native: str) -> tuple[Tool, ...]:
        """The tools that a native name gives."""
        if type(native) is not str:  # a spelling of YAML, which the tool keeps
            return self._given(native)
        found = self._known.get(native)
        if found is None:
            if len(self._known) >= SIZE:
                self._known.clear()
            found = self._known[native] = self._given(native)
        return found

    @cached_property
    def _known(self) -> dict[str, tuple[Tool, ...]]:
        """Native name -> what it gives, as far as it was asked for."""
        return {}

    def _given(self, native: str) -> tuple[Tool, ...]:
        place = self.read_mcp(native)
        if place is not None and (self.globs or not _is_glob(*place)):
            return (Tool(MCP, server=place[0], tool=place[1]),)
        call = _CALL.fullmatch(native) if self.arguments else None
        name, argument = (call[1], call[2]) if call else (native, None)
        neutral = self.names.get(name)
        if neutral is None:
            return (Tool(name, argument, native=self.format),)
        if isinstance(neutral, str):
            return (Tool(neutral, argument),)
        return tuple(Tool(n, argument) for n in neutral)

    def encode(self, tool: Tool) -> str | None:
        """The native name of a tool; None when the format has none."""
        if tool.native is not None:
            name = tool.name if tool.native == self.format else None
        elif tool.name == MCP:
            if _is_glob(tool.server, tool.tool) and not self.globs:
                return None
            return self.write_mcp(tool.server or ALL, tool.tool)
        else:
            name = self._native.get(tool.name)
        if name is None or (tool.argument is not None and not self.arguments):
            return None
        return f"{name}({tool.argument})" if tool.argument is not None else name

    @cached_property
    def _native(self) -> dict[str, str]:
        """Neutral name -> the native one to write."""
        found = dict(self.approximate)
        for native, neutral in reversed(list(self.names.items())):
            found |= dict.fromkeys((neutral,) if isinstance(neutral, str) else neutral, native)
        return found

    def near(self, name: str) -> str | None:
        """A native name that differs from `name` only in its capitals."""
        folded = name.casefold()
        return next((n for n in self.names if n.casefold() == folded and n != name), None)


def _is_glob(server: str | None, tool: str | None) -> bool:
    """Whether an MCP name is a pattern, beyond a lone star for every server."""
    parts = (tool,) if server == ALL else (server, tool)
    return any("*" in part or "?" in part for part in parts if part)


def _needs_shell(tools: Iterable[Tool]) -> bool:
    return all(tool.name in AFTER_SHELL for tool in tools)


_ANYTHING = power_of(Tools())


class Limit:
    """What an agent may do, to be asked what stays within it."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.power = power(agent)

    @property
    def is_open(self) -> bool:
        """Whether the agent may have all that its host gives."""
        return self.power >= _ANYTHING

    def allows(self, *tools: Tool, deny: tuple[Tool, ...] = (), mode: str | None = None) -> bool:
        """Whether tools, less what is denied, give nothing that the agent does not have."""
        return self.holds(Tools(tools, deny), mode)

    def holds(self, tools: Tools, mode: str | None = None) -> bool:
        """Whether tools, in a mode, give nothing that the agent does not have."""
        return power_of(tools, mode) <= self.power

    def allows_name(self, native: str, names: ToolNames) -> bool:
        """Whether a native name gives nothing that the agent does not have."""
        return self.allows(*names.tools(native))

    def listed(self, names: ToolNames) -> tuple[str, ...] | None:
        """The native names to list; None when the agent may have all that the host gives.

        For a format that can only list what it grants. A deny list, or a mode that takes something away,
        becomes a list of every native name that stays within the agent's power. A native name that gives
        more than the agent has, such as a coarse one or a whole tool for a bounded one, is left out.
        """
        tools = self.agent.tools
        return _listed(tools.allow, tools.deny, self.agent.permission_mode, names)


@by_identity
def _listed(
    allow: tuple[Tool, ...] | None, deny: tuple[Tool, ...], mode: str | None, names: ToolNames
) -> tuple[str, ...] | None:
    limit = power_of(Tools(allow, deny), mode)
    if limit >= _ANYTHING:
        return None
    if allow is None:
        has_shell = _is_within(limit, (Tool("shell"),))
        fitting = tuple(
            name
            for name in names.names
            if _is_within(limit, names.tools(name)) and (has_shell or not _needs_shell(names.tools(name)))
        )
        once = {names.tools(name): name for name in reversed(fitting)}
        return tuple(name for name in fitting if once[names.tools(name)] == name)
    found: dict[str, None] = {}
    have: set[Tool] = set()
    for tool in allow:
        name = None if tool in have else names.encode(tool)
        if name is not None and _is_within(limit, names.tools(name)):
            found[name] = None
            have.update(names.tools(name))
    return tuple(found)


def _is_within(limit: Power, tools: tuple[Tool, ...]) -> bool:
    return power_of(Tools(tools)) <= limit


def native_tools(agent: Agent, names: ToolNames) -> tuple[str, ...] | None:
    """The native names to list for an agent: `Limit(agent).listed(names)`."""
    return Limit(agent).listed(names)


def given(natives: Iterable[str], names: ToolNames) -> tuple[Tool, ...]:
    """The tools that native names give, each once."""
    return tuple(dict.fromkeys(tool for native in natives for tool in names.tools(native)))


HOST = None
"""What an absent list of tools grants, in a format where that is all that the host has."""
NOTHING: tuple[Tool, ...] = ()
"""What an absent list of tools grants, in a format where that is no tool at all."""


def listed_words(value: Value) -> list[str]:
    """The names of a list of tools, or of a text with commas. Raises `WrongType` for a map."""
    if isinstance(value, dict):
        raise WrongType("a list of tools")
    items = text_items(value)
    if not isinstance(value, list):
        items = [part.strip() for item in items for part in item.split(",")]
    return [item for item in items if item.strip()]


@dataclass(frozen=True)
class Listed:
    """The codec of a list that grants tools, for a format that has no deny list.

    The table writes it from all that bounds an agent: its tools, its deny list and its mode.
    """

    names: ToolNames
    """The names that are written."""
    also: ToolNames | None = None
    """The names that are read, where there are more of them."""
    every: str = "*"
    """The name that stands for every tool, when it is read; empty for none."""
    all_tools: Value = None
    """What is written for an agent that may have every tool; None = the key is left out."""
    idle: str = ""
    """The harmless name that stands alone in the list of an agent without tools."""
    grants: tuple[Tool, ...] | None = HOST
    """What an absent list grants: `HOST` or `NOTHING`, or these tools."""
    words: Callable[[Value], list[str]] = listed_words
    """Cuts a native value into names."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        """The tools of a list; None = every one."""
        words = self.words(value)
        if self.every and self.every in words:
            return None
        return given(words, self.also or self.names)

    def encode(self, value: tuple[Tool, ...]) -> Value:
        """The list of an agent that is bounded by its tools alone."""
        return self._written(Tools(value), None)

    def write(self, agent: Agent) -> Value:
        """The list for an agent; None when no list is to be written."""
        return self._written(agent.tools, agent.permission_mode)

    def _written(self, tools: Tools, mode: str | None) -> Value:
        natives = _listed(tools.allow, tools.deny, mode, self.names)
        if natives is None:
            return self.all_tools
        if self.also is not None:  # a native word of the agent's may be read as a name of another tool
            natives = tuple(n for n in natives if self.also.tools(n) == self.names.tools(n))
        return list(natives) or ([self.idle] if self.idle else [])
