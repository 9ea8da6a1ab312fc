"""Small value codecs that formats share: how one native value reads as a neutral one, and back.

A codec knows a value's shape, not the key that it stands under nor where it stands. `decode` raises
`WrongType` for a shape that the field does not take, `KeepNative` for a legal one that has no neutral
form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from agentconv.containers.base import MAX_NODES, Plain, resolved
from agentconv.errors import KeepNative, SyntaxProblem, WrongType
from agentconv.model import Tool, Value
from agentconv.vocabulary import ALL, MCP


class Codec(Protocol):
    """How a native value and a neutral one correspond."""

    def decode(self, value: Value) -> Any:
        """The neutral value; None = absent."""

    def encode(self, value: Any) -> Value:
        """The native value."""


def exact(value: Value) -> Value:
    """A native value without spellings: `Plain` resolved. Raises `WrongType` for no exact value."""

    def fail(problem: SyntaxProblem, at: tuple[str | int, ...]) -> None:
        raise WrongType(f"a value in range ({problem.message})", at)

    return resolved(value, fail)


def as_text(value: Value) -> str | None:
    """A scalar as its own spelling; None for null. Raises `WrongType` for a list or a map."""
    if isinstance(value, Plain):
        return None if value.is_null else str(value)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    raise WrongType("text")


class TextCodec:
    """Text, whatever a YAML reader would have made of it."""

    def decode(self, value: Value) -> str | None:
        return as_text(value)

    def encode(self, value: str) -> Value:
        return value


class IntegerCodec:
    """A whole number, also when it is quoted."""

    def decode(self, value: Value) -> int | None:
        number = exact(Plain(value)) if isinstance(value, str) else value
        if number is None:
            return None
        if isinstance(number, bool) or not isinstance(number, int):
            raise WrongType("a whole number")
        return number

    def encode(self, value: int) -> Value:
        return value


class NumberCodec:
    """A number, also when it is quoted."""

    def decode(self, value: Value) -> float | None:
        number = exact(Plain(value)) if isinstance(value, str) else value
        if number is None:
            return None
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise WrongType("a number")
        return float(number)

    def encode(self, value: float) -> Value:
        return value


class BooleanCodec:
    """True or false, also when it is quoted."""

    def decode(self, value: Value) -> bool | None:
        flag = exact(Plain(value)) if isinstance(value, str) else value
        if flag is None or isinstance(flag, bool):
            return flag
        raise WrongType("true or false")

    def encode(self, value: bool) -> Value:
        return value


class MapCodec:
    """A map that is kept as it is."""

    def decode(self, value: Value) -> dict[str, Value]:
        if as_null(value):
            return {}
        if not isinstance(value, dict):
            raise WrongType("a map")
        return exact(value)  # type: ignore[return-value]

    def encode(self, value: Mapping[str, Value]) -> Value:
        return dict(value)


@dataclass(frozen=True)
class WordsCodec:
    """A word of a closed set; a word outside of it is kept as it is."""

    words: Mapping[str, str]
    """Native word -> neutral word; the first that fits is the one to write."""

    def decode(self, value: Value) -> str | None:
        text = as_text(value)
        return None if text is None else self.words.get(text, text)

    def encode(self, value: str) -> Value:
        return next((native for native, word in self.words.items() if word == value), value)


TEXT = TextCodec()
INTEGER = IntegerCodec()
NUMBER = NumberCodec()
BOOLEAN = BooleanCodec()
MAP = MapCodec()


def as_null(value: Value) -> bool:
    """Whether a native value is null."""
    return value is None or (isinstance(value, Plain) and value.is_null)


def text_items(value: Value) -> list[str]:
    """The texts of a list, or the one text; empty ones are left out."""
    if isinstance(value, dict):
        raise WrongType("a list of texts")
    items = []
    for index, item in enumerate(value if isinstance(value, list) else [value]):
        try:
            items.append(as_text(item) or "")
        except WrongType:
            raise WrongType("text", (index,)) from None
    return [item for item in items if item.strip()]


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

    def decode(self, native: str) -> Tool:
        """The tool that a native name means; the first of several."""
        return self.tools(native)[0]

    def tools(self, native: str) -> tuple[Tool, ...]:
        """The tools that a native name gives."""
        if place := self.read_mcp(native):
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


def keep_native(condition: bool) -> None:
    """Raise `KeepNative` unless a value has the shape that its neutral field can hold."""
    if not condition:
        raise KeepNative


def keep_map(value: Value) -> dict[str, Value]:
    """A copy of a map. Raises `KeepNative` for anything else."""
    if not isinstance(value, dict):
        raise KeepNative
    return dict(value)


def keep_list(value: Value) -> list[Value]:
    """A list. Raises `KeepNative` for anything else."""
    if not isinstance(value, list):
        raise KeepNative
    return value
