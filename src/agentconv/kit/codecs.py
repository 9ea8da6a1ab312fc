"""Small value codecs that formats share: how one native value reads as a neutral one, and back.

A codec knows a value's shape, not the key that it stands under nor where it stands. `decode` raises
`WrongType` for a shape that the field does not take, `KeepNative` for a legal one that has no neutral
form.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from agentconv.containers.base import Plain, resolved
from agentconv.errors import KeepNative, SyntaxProblem, WrongType
from agentconv.model.agent import Agent, Value, same
from agentconv.model.frozen import thawed


class Codec(Protocol):
    """How a native value and a neutral one correspond."""

    def decode(self, value: Value) -> Any:
        """The neutral value; None = absent."""

    def encode(self, value: Any) -> Value:
        """The native value."""


class Joint(ABC):
    """The codec of a value that several fields share, or that has to be seen with the rest of an agent.

    Its row names the fields (`Field(..., also=...)`). Where several rows hold one list of tools, they add up.
    """

    @abstractmethod
    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        """The fields that a native value holds; `beside` is all that the file says of the agent."""

    @abstractmethod
    def write(self, agent: Agent) -> Value:
        """The native value of an agent, which may be one of its extensions; None = the key is left out."""

    def rest(self, value: Value, agent: Agent) -> Value:
        """What of a value the fields of the agent do not hold, for its extensions; None = nothing."""
        return None if same(self.write(agent), value) else value


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
        return thawed(value)


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


@dataclass(frozen=True)
class ChoiceCodec:
    """Text of which the client takes a few words only; no other is written."""

    words: tuple[str, ...]

    def decode(self, value: Value) -> str | None:
        return as_text(value)

    def encode(self, value: str) -> Value:
        return value if value in self.words else None


class NamesCodec:
    """Names in a list, or in a text with commas."""

    def decode(self, value: Value) -> tuple[str, ...]:
        words = text_items(value)
        if not isinstance(value, list):
            words = [part for word in words for part in word.split(",")]
        return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))

    def encode(self, value: tuple[str, ...]) -> Value:
        return whole_names(dict.fromkeys(value), self) or None


def whole_names(names: Iterable[str], codec: Codec) -> list[Value]:
    """The names that a codec reads as they are: one that it cuts or trims would be another for the client."""
    return [name for name in names if codec.decode([name]) == (name,)]


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
