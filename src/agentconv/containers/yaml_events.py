"""Reading YAML by libyaml's events: fast, with exact places, and never deep in C.

`compose` and `load` of PyYAML are not used for reading: they recurse in C and crash on deep input,
let duplicate keys pass and turn `on`, `1.10` and dates into other things.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from agentconv.containers.base import MAX_DEPTH, MAX_NODES, Node, plain
from agentconv.errors import SyntaxProblem
from agentconv.frozen import frozen, slotted
from agentconv.model.agent import Value
from agentconv.text.source import MAX_BYTES, Span

Parser: Any
try:
    from yaml._yaml import CParser as Parser
except ImportError:  # a PyYAML built without libyaml: slower, same results
    from yaml import SafeLoader as Parser

COMPLEX_KEY = "not valid here: a key that is not plain text"
HAS_LIBYAML = Parser.__name__ == "CParser"

_NESTING = re.compile(r"exceeded .*\bnesting\b")
"""What a parser says that stops at a depth of its own: "exceeded maximum nesting depth" (PyYAML 6.0.4)."""
OPENERS = "[{-:?"
"""Each list and map of YAML has one of these of its own."""
_ORDINARY = bytes([9, 10, 13, *range(32, 127)])
_SHIELDED = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@slotted
class Shield:
    """Stands private characters in for those that YAML 1.1 breaks lines at or refuses.

    The clients' readers take U+2028, U+0085, U+FEFF, ESC and the like for ordinary characters.
    """

    text: str
    back: dict[int, str]

    @classmethod
    def over(cls, text: str) -> Shield:
        """The text to parse in place of `text`, of the same length."""
        if text.isascii() and not text.encode().translate(None, _ORDINARY):
            return cls(text, {})  # a pattern takes much longer to say so
        special = set(_SHIELDED.findall(text))
        if not special:
            return cls(text, {})
        free = (c for c in map(chr, range(0xE000, 0xF8FF)) if c not in text)
        table = dict(zip(sorted(special), free, strict=False))
        back = {ord(v): k for k, v in table.items()}
        return cls(text.translate({ord(k): v for k, v in table.items()}), back)


def _place(error: yaml.YAMLError) -> tuple[int, int]:
    """Where the parser was when it found an error: the start of what it was reading, and the error."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return 0, 0
    marks: list[Any] = [mark for mark in (error.context_mark, error.problem_mark) if mark]
    return (marks[0].index, marks[-1].index) if marks else (0, 0)


def _problem(error: yaml.YAMLError, offset: int) -> SyntaxProblem:
    if isinstance(error, yaml.MarkedYAMLError):
        mark: Any = error.problem_mark or error.context_mark
        what = error.problem or error.context or "not valid YAML"
        if what.startswith("found undefined alias"):
            what = "an alias refers to no anchor"
        return SyntaxProblem("syntax", f"not valid YAML: {what}", offset + (mark.index if mark else 0))
    return SyntaxProblem("syntax", f"not valid YAML: {error}", offset)


def _without_trail(block: str, value: str) -> str:
    """A block as it stands, without the line breaks and blanks behind it that are no part of its text."""
    keeps = "+" in block.partition("\n")[0].partition("#")[0]
    if keeps:
        return re.sub(r"\r?\n\Z", "", block)
    return block.rstrip("\r\n" if value.rstrip("\n").endswith((" ", "\t")) else " \t\r\n")


def load(text: str, offset: int = 0) -> Value:
    """The value of a YAML text that starts at `offset` of its file.

    Scalars keep their text (`Plain`). Raises `SyntaxProblem` for anything that is not valid or over
    a limit.
    """
    return _Builder(text, offset).build()


def load_with_places(text: str, offset: int = 0) -> tuple[Value, Node]:
    """The value of a YAML text, as `load` gives it, and where it and all that it holds stand."""
    builder = _Builder(text, offset, places=True)
    return builder.build(), builder.node


def places(text: str, offset: int = 0) -> Node:
    """Where the values of a valid YAML text stand, and all that they hold."""
    return load_with_places(text, offset)[1]


def has_anchor(text: str) -> bool:
    """Whether a valid YAML text defines an anchor."""
    builder = _Builder(text, 0)
    builder.build()
    return bool(builder.anchors)


@frozen
class _Anchored:
    """A value that an alias may stand for, and what it costs to put it there."""

    value: Value
    nodes: int
    levels: int
    size: int


class _Builder:
    """One pass over the events; it stops at the first value that is too deep, so depth costs nothing."""

    def __init__(self, text: str, offset: int, *, places: bool = False) -> None:
        self.offset, self.places = offset, places
        if (null := text.find("\0")) >= 0:
            raise SyntaxProblem("control-character", "control character U+0000", offset + null)
        self.shield = Shield.over(text)
        self.anchors: dict[str, _Anchored | None] = {}
        self.count = self.size = self.deepest = 0
        if places:
            self.node = Node(Span(offset, offset))
            """Where the value stands that was built last."""

    def fail(self, code: str, message: str, event: Any, hint: str | None = None) -> SyntaxProblem:
        return SyntaxProblem(code, message, self.offset + event.start_mark.index, hint)

    def build(self) -> Value:
        try:
            return self._document()
        except yaml.YAMLError as error:
            place = _place(error)
            self._refuse_depth_before(min(place))
            if _NESTING.match(getattr(error, "problem", None) or str(error)):  # its limit is below ours
                raise self._too_deep(max(place)) from None
            raise _problem(error, self.offset) from None
        except ValueError as error:  # without libyaml, an escape such as "\U00110000"
            text = self.shield.text
            self._refuse_depth_before(text.rfind('"', 0, max(text.find("\\U"), 0)))
            raise SyntaxProblem("syntax", f"not valid YAML: {error}", self.offset) from None

    def _document(self) -> Value:
        parser = Parser(self.shield.text)
        try:
            parser.get_event()  # stream start
            event = parser.get_event()
            if isinstance(event, yaml.StreamEndEvent):
                return None
            value = self._value(parser, parser.get_event(), 1)
            parser.get_event()  # document end
            event = parser.get_event()
            if not isinstance(event, yaml.StreamEndEvent):
                raise self.fail("multiple-documents", "a second YAML document starts here", event)
            return value
        finally:
            parser.dispose()

    def _refuse_depth_before(self, end: int) -> None:
        """Raise `too-deep` when the text is nested too deep before the place of its first error.

        A parser looks up to 1,024 characters ahead of what it gives, so it may find an error, or stop at
        a depth of its own (1,000 levels from PyYAML 6.0.4 on), before we see how deep the text is. What
        stands before the error holds none, so there our own limit comes first.
        """
        text = self.shield.text[:end]
        if sum(map(text.count, OPENERS)) <= MAX_DEPTH:
            return
        try:
            _Builder(text, self.offset)._document()
        except SyntaxProblem as problem:
            if problem.code == "too-deep":
                raise problem from None
        except (yaml.YAMLError, ValueError):
            return

    def _too_deep(self, at: int) -> SyntaxProblem:
        return SyntaxProblem("too-deep", f"nested more than {MAX_DEPTH} deep", self.offset + at)

    def _value(self, parser: Any, event: Any, depth: int) -> Value:
        """The value that `event` starts."""
        self._counted(event)
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self._alias(event, depth)
        if event.tag is not None:
            hint = "remove the tag; agentconv reads plain values only"
            raise self.fail("tag", f"the tag {event.tag!r} is not read", event, hint)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth > MAX_DEPTH:
            raise self._too_deep(event.start_mark.index)
        build = self._map if kind is yaml.MappingStartEvent else self._list
        if event.anchor is None:
            self.deepest = max(self.deepest, depth)
            return build(parser, event, depth)
        count, size, deepest = self.count, self.size, self.deepest
        self.anchors[event.anchor], self.deepest = None, depth
        value = build(parser, event, depth)
        levels = self.deepest - depth + 1
        self.anchors[event.anchor] = _Anchored(value, self.count - count + 1, levels, self.size - size)
        self.deepest = max(self.deepest, deepest)
        return value

    def _counted(self, event: Any, nodes: int = 1) -> None:
        self.count += nodes
        if self.count > MAX_NODES:
            raise self.fail("too-many-nodes", f"more than {MAX_NODES:,} keys and values", event)

    def _scalar(self, event: Any) -> Value:
        text: str = event.value
        self.size += len(text)
        if self.shield.back:
            text = text.translate(self.shield.back)
        value = text if event.style else plain(text)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(value, 1, 0, len(text))
        if self.places:
            start, end = event.start_mark.index, event.end_mark.index
            if event.style in ("|", ">"):
                end = start + len(_without_trail(self.shield.text[start:end], text))
            self.node = Node(Span(self.offset + start, self.offset + end))
        return value

    def _alias(self, event: Any, depth: int) -> Value:
        if event.anchor in self.anchors and self.anchors[event.anchor] is None:
            raise self.fail("recursive-alias", f"the alias *{event.anchor} stands in itself", event)
        found = self.anchors.get(event.anchor)
        if found is None:
            raise self.fail("syntax", f"the alias *{event.anchor} refers to no anchor", event)
        self._counted(event, found.nodes - 1)
        self.size += found.size
        if self.size > MAX_BYTES:
            raise self.fail("too-many-nodes", "aliases expand to more than 8 MiB of text", event)
        self.deepest = max(self.deepest, depth + found.levels - 1)
        if depth + found.levels > MAX_DEPTH + 1:
            raise self._too_deep(event.start_mark.index)
        if self.places:
            self.node = Node(self._span(event))
        return found.value

    def _span(self, event: Any) -> Span:
        return Span(self.offset + event.start_mark.index, self.offset + event.end_mark.index)

    def _list(self, parser: Any, event: Any, depth: int) -> Value:
        items: list[Value] = []
        nodes: dict[str | int, Node] = {}
        while type(child := parser.get_event()) is not yaml.SequenceEndEvent:
            items.append(self._value(parser, child, depth + 1))
            if self.places:
                nodes[len(items) - 1] = self.node
        if self.places:
            self.node = self._collection(event, child, {}, nodes)
        return items

    def _map(self, parser: Any, event: Any, depth: int) -> Value:
        items: dict[str, Value] = {}
        keys: dict[str, Span] = {}
        nodes: dict[str | int, Node] = {}
        next_event, plainly = parser.get_event, not (self.places or self.shield.back)
        while type(child := next_event()) is not yaml.MappingEndEvent:
            key = self._key(child, items)
            item = next_event()
            if plainly and type(item) is yaml.ScalarEvent and item.tag is item.anchor is None:
                self._counted(item)  # as `_value` and `_scalar` do, for nearly every value that there is
                text = item.value
                self.size += len(text)
                items[key] = text if item.style else plain(text)
                continue
            items[key] = self._value(parser, item, depth + 1)
            if self.places:
                keys[key], nodes[key] = self._span(child), self.node
        if self.places:
            self.node = self._collection(event, child, keys, nodes)
        return items

    def _collection(self, start: Any, end: Any, keys: dict[str, Span], nodes: dict[str | int, Node]) -> Node:
        """The place of a list or map: one in brackets ends there, a block where its last child does."""
        span = self._span(start)
        if start.flow_style:
            last = self.offset + end.end_mark.index
        else:
            inside = [s.end for s in keys.values()] + [n.span.end for n in nodes.values()]
            last = max(inside, default=span.end)
        return Node(Span(span.start, last), keys, nodes)

    def _key(self, event: Any, items: Mapping[str, Value]) -> str:
        self._counted(event)
        kind: object = type(event)
        if kind is not yaml.ScalarEvent:
            braces = kind is yaml.MappingStartEvent
            hint = "a value that begins with {{ wants quotes" if braces else None
            raise self.fail("syntax", COMPLEX_KEY, event, hint)
        if event.tag is not None:
            raise self.fail("tag", f"the tag {event.tag!r} is not read", event)
        key: str = event.value.translate(self.shield.back) if self.shield.back else event.value
        if key in items:
            raise self.fail("duplicate-key", f"the key {key!r} occurs twice", event)
        if key == "<<" and not event.style:
            hint = "write the merged keys out; readers disagree on '<<'"
            raise self.fail("merge-key", "a merge key", event, hint)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(key, 1, 0, len(key))
        return key
