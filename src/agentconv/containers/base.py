"""What every container has in common: native values, trees with spans, limits, edits.

Syntax only: a container knows texts, values and places, and nothing of agents.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Container as Has
from dataclasses import field, replace
from typing import ClassVar

from agentconv.errors import SyntaxProblem
from agentconv.frozen import frozen, slotted
from agentconv.model.agent import Value
from agentconv.text.source import Source, Span

MAX_DEPTH = 64
MAX_NODES = 100_000
INT_LIMIT = 1 << 63

OVER_LIMIT = frozenset({"too-deep", "too-many-nodes"})
"""The codes of a text that is too much in any syntax: reading it another way is no way round them."""

Keys = Has[str]
"""The keys that a format is known to have: all that is asked is whether one is among them."""
NO_KEYS: Keys = frozenset[str]()

BODY = "(body)"
"""The key under which a container with a body gives the text after the head."""


class Plain(str):
    """A scalar that is not text by the rules of its syntax, with its own spelling kept.

    `version: 1.10` reads as `Plain("1.10")`: a field that wants text takes the spelling, any other
    takes `resolve`.
    """

    __slots__ = ()

    def resolve(self) -> None | bool | int | float | str:
        """The value by YAML 1.2 core rules. Raises `SyntaxProblem` for what has no exact value."""
        if self in _CONSTANTS:
            return _CONSTANTS[self]
        if match := _INT.fullmatch(self):
            digits = self[2:] if match[1] or match[2] else self
            if len(digits) > 30:
                raise _out_of_range(self)
            base = 8 if match[1] else 10
            return check_int(int(digits, 16 if match[2] else base))
        if _FLOAT.fullmatch(self):
            return check_float(float(self))
        if _NOT_FINITE.fullmatch(self):
            raise SyntaxProblem("not-finite", f"{str(self)!r} is not a finite number", 0)
        return str(self)

    @property
    def is_null(self) -> bool:
        """Whether the value is null."""
        return self in _CONSTANTS and _CONSTANTS[self] is None


class Quoted(str):
    """Text that YAML writes in double quotes, whatever it holds, because the target reads the raw text."""

    __slots__ = ()


class Raw(str):
    """Text of which the target reads the raw text: YAML writes it as a block, else in double quotes."""

    __slots__ = ()


_CONSTANTS: dict[str, None | bool] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"(?:[-+]?[0-9]+|(0o)[0-7]+|(0x)[0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAYBE_PLAIN = frozenset("0123456789+-.~nNtTfF")


def plain(text: str) -> str:
    """A plain YAML scalar: `Plain` when it is not text by YAML 1.2 core rules."""
    if text and text[0] not in _MAYBE_PLAIN:
        return text
    if text in _CONSTANTS or _FLOAT.fullmatch(text) or _INT.fullmatch(text):
        return Plain(text)
    return Plain(text) if _NOT_FINITE.fullmatch(text) else text


def resolved(value: Value, fail: Callable[[SyntaxProblem, tuple[str | int, ...]], None]) -> Value:
    """`value` with every `Plain` resolved; `fail` is told of each that has no exact value."""
    return _resolved(value, fail, ())


def _resolved(
    value: Value, fail: Callable[[SyntaxProblem, tuple[str | int, ...]], None], at: tuple[str | int, ...]
) -> Value:
    # A function of the module, since one that calls itself from inside another is a reference cycle, and
    # would hold the whole text that `fail` reports on until the collector comes.
    if isinstance(value, Plain):
        try:
            return value.resolve()
        except SyntaxProblem as problem:
            fail(problem, at)
            return str(value)
    if isinstance(value, list):
        return [_resolved(v, fail, (*at, i)) for i, v in enumerate(value)]
    if isinstance(value, dict):
        return {k: _resolved(v, fail, (*at, k)) for k, v in value.items()}
    return value


def check_int(number: int) -> int:
    """`number`, if it fits in 64 bits; else raises `SyntaxProblem`."""
    if not -INT_LIMIT <= number < INT_LIMIT:
        huge = number.bit_length() > 2000  # Python can be told to print no more than 640 digits
        raise _out_of_range(hex(number) if huge else str(number))
    return number


def _out_of_range(text: str) -> SyntaxProblem:
    shown = text if len(text) <= 40 else f"{text[:37]}..."
    return SyntaxProblem("integer-range", f"{shown} does not fit in 64 bits", 0)


def check_float(number: float) -> float:
    """`number`, if it is finite; else raises `SyntaxProblem`."""
    if not math.isfinite(number):
        raise SyntaxProblem("not-finite", "the number is too large for a double", 0)
    return number


@slotted
class Node:
    """A value's place in the text, with the places of what it holds."""

    span: Span
    keys: dict[str, Span] = field(default_factory=dict)
    children: dict[str | int, Node] = field(default_factory=dict)

    def find(self, path: Sequence[str | int]) -> Span:
        """The span of the value at `path`, or of the nearest value above it."""
        node = self
        for step in path:
            if step not in node.children:
                return node.keys.get(str(step), node.span)
            node = node.children[step]
        return node.span


@slotted
class Recovery:
    """One place where text that is not valid was read all the same."""

    offset: int
    key: str
    step: str


@slotted
class Tree:
    """A parsed text: native values, and where they stand."""

    source: Source
    values: dict[str, Value]
    """Top-level keys in source order; the text after the head stands under `BODY`."""
    root: Value = None
    """The whole value of a document that is no map."""
    recoveries: tuple[Recovery, ...] = ()
    warnings: tuple[tuple[str, str, int], ...] = ()
    """Code, message and offset of oddities that did not hinder reading."""
    head: Span = field(default_factory=lambda: Span(0, 0))
    """Where the structured part stands."""
    locate: Callable[[], Node] | None = None
    """Finds the places; only called when one is asked for."""
    _node: Node | None = None

    @property
    def node(self) -> Node:
        """The places of all values."""
        if self._node is None:
            self._node = self.locate() if self.locate else Node(Span(0, len(self.source.text)))
        return self._node

    def span(self, path: Sequence[str | int]) -> Span:
        """The place of the value at `path`, in code points of the source's text."""
        if path and path[0] == BODY:
            return Span(self.body_start, len(self.source.text))
        return self.node.find(path)

    def position(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column, from 1, of the value at `path`."""
        return self.source.position(self.span(path).start)

    def without_places(self) -> Tree:
        """The same tree without what finds places, so that it can go to another process."""
        return replace(self, locate=None, _node=None)

    @property
    def body_start(self) -> int:
        """Where the body starts, for a container that has one."""
        body = self.values.get(BODY, "")
        return len(self.source.text) - len(body if isinstance(body, str) else "")


class Removed:
    """Marks a key that an edit takes out."""


REMOVED = Removed()


@frozen
class Within:
    """Marks a map of which an edit changes some entries and keeps the others."""

    changes: Changes


Changes = Mapping[str, "Value | Removed | Within"]


class Container(ABC):
    """A syntax: text to `Tree` and back."""

    name: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    """The file name endings that such texts have."""
    also: ClassVar[tuple[str, ...]] = ()
    """Endings of another syntax whose files may be in this one, where a format looks for it."""
    edits_within: ClassVar[bool] = False
    """Whether `edit` takes `Within`, and so changes maps inside maps in place."""

    @abstractmethod
    def read(self, source: Source, known_keys: Keys = NO_KEYS) -> Tree:
        """The tree of a text.

        `known_keys` help to recover text that is not valid. Raises `SyntaxProblem` for a text that
        cannot be read and `NotAnAgent` for one that is not of this kind at all.
        """

    @abstractmethod
    def write(self, values: Mapping[str, Value]) -> str:
        """The canonical text of native values."""

    @abstractmethod
    def edit(self, tree: Tree, changes: Changes) -> str | None:
        """The source's text with the given top-level keys changed and all else kept.

        None when this container cannot change them in place.
        """


def splice(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """`text` with stretches replaced; later ones first, so that offsets hold."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def check_surrogates(value: Value, at: tuple[str | int, ...] = ()) -> tuple[str | int, ...] | None:
    """The path of a text with half a surrogate pair, which no UTF-8 file can hold; None if none."""
    if isinstance(value, str):
        return at if _SURROGATE.search(value) else None
    items: Sequence[tuple[str | int, Value]] = ()
    if isinstance(value, dict):
        for key in value:
            if _SURROGATE.search(key):
                return at
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for step, item in items:
        found = check_surrogates(item, (*at, step))
        if found is not None:
            return found
    return None


_SURROGATE = re.compile("[\ud800-\udfff]")
