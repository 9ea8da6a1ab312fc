"""Strict JSON: no comments, no NaN, no duplicate keys, with exact places."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]
from json.encoder import encode_basestring
from typing import Any

from agentconv.containers.base import (
    MAX_DEPTH,
    MAX_NODES,
    NO_KEYS,
    Changes,
    Container,
    Keys,
    Node,
    Removed,
    Tree,
    Within,
    check_float,
    check_int,
    check_surrogates,
    splice,
)
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.model.agent import Value
from agentconv.text.source import Source, Span

_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}:,]', re.DOTALL)


def check_size(text: str, depth_limit: int = MAX_DEPTH, node_limit: int = MAX_NODES) -> None:
    """Raise `SyntaxProblem` for a text over the limits of depth or number of values, before parsing."""
    if text.count("[") + text.count("{") <= depth_limit and text.count(",") < node_limit // 2:
        return
    depth = count = 0
    for match in _TOKEN.finditer(text):
        token = match[0][0]
        if token in "[{":
            depth += 1
            if depth > depth_limit:
                message = f"nested more than {depth_limit} deep"
                raise SyntaxProblem("too-deep", message, match.start())
        elif token in "]}":
            depth -= 1
        count += token in "[{,"
        if count > node_limit:
            raise SyntaxProblem("too-many-nodes", f"more than {node_limit:,} values", match.start())


class _Duplicate(Exception):
    """A key occurs twice; its place is found by a second, slower pass."""


def _pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(items)
    if len(values) != len(items):
        raise _Duplicate
    return values


def _number(text: str) -> int:
    if len(text) > 30:
        raise ValueError(f"{text[:37]}... does not fit in 64 bits")
    return check_int(int(text))


def _constant(text: str) -> float:
    raise SyntaxProblem("not-finite", f"{text} is not a finite number", 0)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs,
    parse_int=_number,
    parse_float=lambda text: check_float(float(text)),
    parse_constant=_constant,
)


def load(text: str, offset: int = 0, *, own: bool = False) -> Value:
    """The value of a JSON text. Raises `SyntaxProblem`, with a place, for anything else.

    `own` is for files of agentconv's own that hold what many other files do: the number of their values has
    no limit of its own, and whoever reads one limits its size.
    """
    try:
        check_size(text, *((2 * MAX_DEPTH, len(text)) if own else ()))
    except SyntaxProblem as problem:
        raise SyntaxProblem(problem.code, problem.message, offset + problem.offset) from None
    try:
        start = _SPACE.match(text, 0).end()  # type: ignore[union-attr]
        value, end = _DECODER.raw_decode(text, start)
        end = _SPACE.match(text, end).end()  # type: ignore[union-attr]
        if end != len(text):
            raise SyntaxProblem("syntax", "not valid JSON: text after the value", end)
    except json.JSONDecodeError as error:
        what = error.msg[0].lower() + error.msg[1:]
        raise SyntaxProblem("syntax", f"not valid JSON: {what}", offset + error.pos) from None
    except (_Duplicate, ValueError, SyntaxProblem) as error:
        _Scanner(text, offset).document()
        if isinstance(error, SyntaxProblem):
            raise SyntaxProblem(error.code, error.message, offset + error.offset) from None
        raise
    if "\\u" in text and (path := check_surrogates(value)) is not None:
        place = _Scanner(text, offset).document().find(path).start
        raise SyntaxProblem("syntax", "not valid text: half of a surrogate pair", place)
    return value  # type: ignore[no-any-return]


_PLAIN = json.JSONDecoder()


def load_plain(text: str) -> Value:
    """The value of a text that this program wrote itself, with no limit and no place. Raises `ValueError`."""
    return _PLAIN.decode(text)  # type: ignore[no-any-return]


class _Scanner:
    """The places of all values of a JSON text, and the errors that depend on a place."""

    def __init__(self, text: str, offset: int) -> None:
        self.text, self.offset = text, offset

    def document(self) -> Node:
        return self._value(self._skip(0))[0]

    def _skip(self, at: int) -> int:
        return _SPACE.match(self.text, at).end()  # type: ignore[union-attr]

    def _span(self, start: int, end: int) -> Span:
        return Span(self.offset + start, self.offset + end)

    def _value(self, at: int) -> tuple[Node, int]:
        if self.text[at] in "{[":
            return self._collection(at, self.text[at] == "{")
        if self.text[at] == '"':
            end = scanstring(self.text, at + 1)[1]
        else:
            end = re.compile(r"[^\s,\]}]*").match(self.text, at).end()  # type: ignore[union-attr]
            self._check(at, end)
        return Node(self._span(at, end)), end

    def _check(self, at: int, end: int) -> None:
        word = self.text[at:end]
        try:
            _DECODER.raw_decode(word)
        except SyntaxProblem as problem:
            raise SyntaxProblem(problem.code, problem.message, self.offset + at) from None
        except ValueError as error:
            code = "integer-range" if word.lstrip("-").isdigit() else "syntax"
            raise SyntaxProblem(code, str(error), self.offset + at) from None

    def _collection(self, start: int, is_map: bool) -> tuple[Node, int]:
        node = Node(self._span(start, start))
        at = self._skip(start + 1)
        closing = "}" if is_map else "]"
        while self.text[at] != closing:
            step: str | int = len(node.children)
            if is_map:
                step, end = scanstring(self.text, at + 1)
                if step in node.keys:
                    message = f"the key {step!r} occurs twice"
                    raise SyntaxProblem("duplicate-key", message, self.offset + at)
                node.keys[str(step)] = self._span(at, end)
                at = self._skip(self._skip(end) + 1)
            node.children[step], at = self._value(at)
            at = self._skip(at)
            if self.text[at] == ",":
                at = self._skip(at + 1)
        node.span = self._span(start, at + 1)
        return node, at + 1


def quoted(text: str) -> str:
    """A text as `dump` writes it."""
    return encode_basestring(text)


def dump(value: Value) -> str:
    """Canonical JSON text: two spaces, no escapes that UTF-8 does not need, a final newline.

    The same text as `json.dumps(value, ensure_ascii=False, indent=2)`, which runs in Python when it
    indents and takes five times as long.
    """
    parts: list[str] = []
    _dump(value, "\n", parts.append)
    parts.append("\n")
    return "".join(parts)


def _dump(value: Value, newline: str, add: Callable[[str], None]) -> None:
    if isinstance(value, str):
        add(encode_basestring(value))
    elif isinstance(value, dict) and value:
        lead = "{" + newline + "  "
        for key, item in value.items():
            add(lead)
            add(encode_basestring(key))
            add(": ")
            _dump(item, newline + "  ", add)
            lead = "," + newline + "  "
        add(newline + "}")
    elif isinstance(value, list) and value:
        lead = "[" + newline + "  "
        for item in value:
            add(lead)
            _dump(item, newline + "  ", add)
            lead = "," + newline + "  "
        add(newline + "]")
    else:
        add(json.dumps(value, allow_nan=False))


class JsonContainer(Container):
    """A JSON file."""

    name = "json"
    edits_within = True
    suffixes = (".json",)

    def read(self, source: Source, known_keys: Keys = NO_KEYS) -> Tree:
        start = 1 if source.text.startswith("\ufeff") else 0
        text = source.text[start:]
        value = load(text, start)
        if not isinstance(value, (dict, list)):
            raise NotAnAgent("the file is not a JSON object")
        return Tree(
            source,
            value if isinstance(value, dict) else {},
            value,
            head=Span(start, len(source.text)),
            locate=lambda: _Scanner(text, start).document(),
        )

    def write(self, values: Mapping[str, Value]) -> str:
        return dump(dict(values))

    def edit(self, tree: Tree, changes: Changes) -> str | None:
        step = len(_indent(tree.source.text, tree.node))
        edits = _edits(tree.source, tree.node, changes, step)
        return None if edits is None else splice(tree.source.text, edits)


def _edits(source: Source, node: Node, changes: Changes, step: int) -> list[tuple[int, int, str]] | None:
    """The edits that change entries of an object; `step` is by how much each level is indented."""
    edits: list[tuple[int, int, str]] = []
    added: list[str] = []
    indent = _indent(source.text, node)
    gone = [key for key, value in changes.items() if isinstance(value, Removed) and key in node.keys]
    if gone and next(iter(node.keys)) in gone and len(changes) > 1:
        return None
    for key, value in changes.items():
        place = node.children.get(key)
        if isinstance(value, Removed):
            if place is not None:
                edits.append(_without(node, key))
            continue
        if isinstance(value, Within):
            inner = _edits(source, place, value.changes, step) if place is not None else None
            if inner is None:
                return None
            edits += inner
            continue
        shown = json.dumps(value, ensure_ascii=False, indent=step or None)
        shown = shown.replace("\n", source.newline + indent)
        if place is not None:
            edits.append((place.span.start, place.span.end, shown))
        else:
            added.append(f"{json.dumps(key, ensure_ascii=False)}: {shown}")
    if added:
        last = max((c.span.end for c in node.children.values()), default=None)
        if last is None:
            return None
        lead = f",{source.newline}{indent}" if indent else ", "
        edits.append((last, last, "".join(lead + item for item in added)))
    return edits


def _without(node: Node, key: str) -> tuple[int, int, str]:
    """The edit that takes out one member and the comma that goes with it."""
    keys = list(node.keys)
    at = keys.index(key)
    if at:
        return node.children[keys[at - 1]].span.end, node.children[key].span.end, ""
    end = node.keys[keys[1]].start if len(keys) > 1 else node.children[key].span.end
    return node.keys[key].start, end, ""


def _indent(text: str, node: Node) -> str:
    """The white space before the first key, when each key has a line of its own."""
    first = next(iter(node.keys.values()), None)
    if first is None:
        return ""
    start = text.rfind("\n", 0, first.start) + 1
    lead = text[start : first.start]
    return lead if start and not lead.strip(" ") else ""
