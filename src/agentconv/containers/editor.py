"""What the editors of single entries have in common, whatever the syntax."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NoReturn

from agentconv.containers.base import resolved
from agentconv.errors import Problem, SyntaxProblem
from agentconv.model.agent import Value
from agentconv.text.source import Source

Keys = tuple[str, ...]
"""The steps to a value: keys of maps, and `[id=x]` for the map in a list that says `x` under `id`."""

_ITEM = re.compile(r"(?s)\[(?P<key>\w+)=(?P<value>.*)\]")


class Editor(ABC):
    """One text, of which one entry is put in, changed or taken out; each gives the new text."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def newline(self) -> str:
        """What ends the lines of the text."""
        return Source("", self.text).newline

    @cached_property
    def values(self) -> dict[str, Value]:
        """What the text says. Raises `Problem` when it cannot be read."""
        value = resolved(self._read(), _inexact)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise Problem("entry-conflict", "the file is not a map of keys")
        return value

    @abstractmethod
    def _read(self) -> Value: ...

    @abstractmethod
    def empty(self, container: Keys) -> str | None:
        """What a map without entries looks like; None when an entry that is taken out leaves it so anyway."""

    @abstractmethod
    def restore(self, container: Keys, before: str) -> str:
        """The text with a map looking as it did."""

    @abstractmethod
    def put(self, container: Keys, keys: Keys, value: Value) -> str:
        """The text with a value under `keys` below a map, of which the first is not there yet."""

    @abstractmethod
    def swap(self, keys: Keys, value: Value) -> str:
        """The text with another value for an entry."""

    @abstractmethod
    def take(self, keys: Keys) -> str:
        """The text without an entry."""

    @abstractmethod
    def rest(self, container: Keys) -> str:
        """What stands in a map without entries: its comments, if it has any, and blanks."""


def _inexact(problem: SyntaxProblem, _: Sequence[str | int]) -> NoReturn:
    raise problem


def item_of(key: str, value: str) -> str:
    """The step to the map in a list that says a value under a key."""
    return f"[{key}={value}]"


def is_item(step: str) -> bool:
    """Whether a step leads into a list."""
    return _ITEM.fullmatch(step) is not None


def step_in(values: Value, step: str) -> str | int:
    """The key or the index to which a step leads. Raises `KeyError` when there is nothing."""
    if isinstance(values, Mapping) and step in values:
        return step
    match = _ITEM.fullmatch(step) if isinstance(values, list) else None
    if match is not None and isinstance(values, list):
        for index, one in enumerate(values):
            if isinstance(one, Mapping) and one.get(match["key"]) == match["value"]:
                return index
    raise KeyError(step)


def nested(keys: Keys, value: Value) -> Value:
    """A value under keys below each other."""
    for key in reversed(keys):
        value = [value] if is_item(key) else {key: value}
    return value


def found(values: Value, keys: Keys) -> Value:
    """The value under keys below each other. Raises `KeyError` when there is none."""
    for key in keys:
        values = values[step_in(values, key)]  # type: ignore[index]
    return values
