"""TOML through `tomllib`, which gives no places: top-level keys are found by a scan of the tokens.

Long text is written by a path of its own, since `tomli_w` escapes character by character (315 µs for
an agent's prompt, ours 10) and cannot write literal strings.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from agentconv.containers.base import (
    MAX_DEPTH,
    MAX_NODES,
    NO_KEYS,
    Changes,
    Container,
    Keys,
    Node,
    Plain,
    Removed,
    Tree,
    Within,
    check_float,
    check_int,
    splice,
)
from agentconv.errors import SyntaxProblem
from agentconv.model.agent import Value
from agentconv.text.source import Source, Span

TOKEN = re.compile(
    r"""(?P<text>\"\"\"(?:[^\\]|\\.)*?\"\"\"\"{0,2}|'''.*?''''{0,2}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
    r"""|(?P<comment>\#[^\n]*)|(?P<newline>\n)|(?P<mark>[\[\]{}=,.])|(?P<word>[^\s\[\]{}=,.\#"']+)""",
    re.DOTALL,
)
_DIGITS = re.compile(r"[-+]?[0-9_]+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ERROR_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def check_size(text: str, offset: int = 0) -> None:
    """Raise `SyntaxProblem` for a text over the limits of depth or number of values, before parsing.

    Depth that only several keys have together (`[a.b.c]`, then `d.e = [...]`) is seen after parsing.
    """
    marks = text.count("[") + text.count("{") + text.count(".") + text.count("=")
    if marks <= MAX_DEPTH and text.count(",") < MAX_NODES:
        return
    depth = count = dots = 0
    for match in TOKEN.finditer(text):
        mark = match[0]
        if match.lastgroup == "newline":
            dots = 0
        if match.lastgroup != "mark":
            continue
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth = max(0, depth - 1)
        if mark == ".":
            dots += 1
        elif mark not in "[]":
            dots = 0
        count += mark in "=,[{"
        if depth > MAX_DEPTH or dots > MAX_DEPTH:
            raise _too_deep(offset + match.start())
        if count > MAX_NODES:
            what = f"more than {MAX_NODES:,} values"
            raise SyntaxProblem("too-many-nodes", what, offset + match.start())


def _too_deep(at: int) -> SyntaxProblem:
    return SyntaxProblem("too-deep", f"nested more than {MAX_DEPTH} deep", at)


def load(text: str, offset: int = 0) -> dict[str, Value]:
    """The values of a TOML text; dates are plain scalars. Raises `SyntaxProblem` for anything not valid."""
    check_size(text, offset)
    try:
        values: dict[str, Any] = tomllib.loads(text, parse_float=_number)
    except tomllib.TOMLDecodeError as error:
        raise _problem(text, offset, str(error)) from None
    except RecursionError:
        raise _too_deep(offset) from None
    except ValueError:  # Python turns no more than 4,300 digits into a number
        words = (m for m in TOKEN.finditer(text) if m.lastgroup == "word")
        at = max(words, key=lambda m: len(m[0]) if _DIGITS.fullmatch(m[0]) else 0).start()
        raise SyntaxProblem("integer-range", "an integer does not fit in 64 bits", offset + at) from None
    return {k: _plain_value(text, offset, v, (k,)) for k, v in values.items()}


def _number(text: str) -> Plain:
    return Plain(text)


def _problem(text: str, offset: int, message: str) -> SyntaxProblem:
    match = _ERROR_AT.search(message)
    what = message[: match.start()] if match else message
    at = len(text)
    if match and match[1]:
        lines = text.split("\n")
        at = sum(len(line) + 1 for line in lines[: int(match[1]) - 1]) + int(match[2]) - 1
    code = "duplicate-key" if what.startswith(("Cannot overwrite", "Cannot declare")) else "syntax"
    return SyntaxProblem(code, f"not valid TOML: {what[0].lower()}{what[1:]}", offset + at)


def _plain_value(text: str, offset: int, value: Any, at: tuple[str | int, ...]) -> Value:
    """Dates as their text, numbers and depth within range."""
    if len(at) > MAX_DEPTH and isinstance(value, (dict, list)):
        raise _too_deep(_scan(text, offset).find(at).start)
    if isinstance(value, dict):
        return {k: _plain_value(text, offset, v, (*at, k)) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain_value(text, offset, v, (*at, i)) for i, v in enumerate(value)]
    try:
        if isinstance(value, Plain):
            number = float(value.replace("_", ""))
            check_float(number)
            return value if value.resolve() == number else number
        if isinstance(value, int) and not isinstance(value, bool):
            return check_int(value)
    except SyntaxProblem as problem:
        place = _scan(text, offset).find(at).start
        raise SyntaxProblem(problem.code, problem.message, place) from None
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return Plain(value.isoformat())  # which is no text where a client wants one
    return value  # type: ignore[no-any-return]


def _scan(text: str, offset: int) -> Node:
    """The places of the top-level `key = value` entries, and of the tables by their first key."""
    node = Node(Span(offset, offset + len(text)))
    path: list[tuple[str, int, int]] = []
    depth, value_start, end, in_head, root = 0, -1, 0, False, True
    for match in [*TOKEN.finditer(text), None]:
        kind = match.lastgroup if match else "newline"
        if value_start >= 0:
            if kind == "newline" and depth == 0:
                if root and len(path) == 1:
                    key, start, stop = path[0]
                    node.keys[key] = Span(offset + start, offset + stop)
                    node.children[key] = Node(Span(offset + value_start, offset + end))
                path, value_start = [], -1
            elif match and kind not in ("newline", "comment"):
                depth += (match[0] in ("[", "{")) - (match[0] in ("]", "}"))
                value_start = value_start or match.start()
                end = match.end()
            continue
        if match is None or kind == "comment":
            continue
        if kind == "newline":
            path, in_head = [], False
        elif match[0] == "[" and not path:
            in_head, root = True, False
        elif match[0] == "=" and not in_head:
            after = re.compile(r"[ \t]*").match(text, match.end())
            value_start = after.end() if after else match.end()
        elif kind in ("word", "text"):
            path.append((key_of(match[0]), match.start(), match.end()))
            if in_head and len(path) == 1:
                span = Span(offset + match.start(), offset + match.end())
                node.children.setdefault(path[0][0], Node(span))
    return node


def key_of(token: str) -> str:
    """The key that a token spells."""
    if token[0] not in "\"'":
        return token
    try:
        return next(iter(tomllib.loads(f"{token} = 0")))
    except tomllib.TOMLDecodeError:
        return token


_BASIC = re.compile(r'["\\\x00-\x1f\x7f]')
_PLAIN = bytes(b for b in range(256) if b in (0x09, 0x0A) or (b >= 0x20 and b != 0x7F))
"""The bytes of UTF-8 that may stand in a text of several lines as they are."""
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def text_literal(text: str) -> str:
    """A TOML string for `text`: literal or basic, over several lines where `text` has some."""
    if "\n" in text:
        # Deleting bytes is eight times as fast as a pattern that looks at every character of a prompt.
        plain = not text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
        if plain and "'''" not in text and not text.endswith("'"):
            return f"'''\n{text}'''"
        if plain and "\\" not in text and '"""' not in text and not text.endswith('"'):
            return f'"""\n{text}"""'
        escaped = _BASIC.sub(lambda m: "\n" if m[0] == "\n" else _escape(m), text)
        return f'"""\n{escaped}"""'
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{_BASIC.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    return _SHORT.get(match[0]) or f"\\u{ord(match[0]):04X}"


def dump(values: Mapping[str, Value]) -> str:
    """TOML text: top-level keys in order, then tables. None has no form in TOML and is left out."""
    import tomli_w

    lines, tables = [], {}
    for key, value in values.items():
        if value is None:
            continue
        if isinstance(value, str):
            lines.append(f"{write_key(key)} = {text_literal(value)}\n")
        elif _is_table(value):
            tables[key] = _no_nulls(value)
        else:
            lines.append(tomli_w.dumps({key: _no_nulls(value)}))
    text = "".join(lines)
    if tables:
        text += ("\n" if text else "") + tomli_w.dumps(tables)
    return text


def write_key(key: str) -> str:
    """A key as TOML spells it: bare, or in quotes."""
    return key if _BARE_KEY.fullmatch(key) else f'"{_BASIC.sub(_escape, key)}"'


def _is_table(value: Value) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(v, dict) for v in value)
    return isinstance(value, dict)


def _no_nulls(value: Value) -> Any:
    if isinstance(value, dict):
        return {k: _no_nulls(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_no_nulls(v) for v in value if v is not None]
    return value


class TomlContainer(Container):
    """A TOML file."""

    name = "toml"
    suffixes = (".toml",)

    def read(self, source: Source, known_keys: Keys = NO_KEYS) -> Tree:
        start = 1 if source.text.startswith("\ufeff") else 0
        text = source.text[start:]
        if "\r" in text.replace("\r\n", ""):
            at = re.search(r"\r(?!\n)", text)
            raise SyntaxProblem("control-character", "a bare carriage return", at.start() if at else 0)
        values = load(text, start)
        head = Span(start, len(source.text))
        return Tree(source, values, dict(values), head=head, locate=lambda: _scan(text, start))

    def write(self, values: Mapping[str, Value]) -> str:
        return dump(values)

    def edit(self, tree: Tree, changes: Changes) -> str | None:
        text, node, newline = tree.source.text, tree.node, tree.source.newline
        edits: list[tuple[int, int, str]] = []
        added: list[str] = []
        for key, value in changes.items():
            if isinstance(value, Within) or (not isinstance(value, Removed) and _is_table(value)):
                return None
            if key in node.keys:
                start, end = node.keys[key].start, node.children[key].span.end
                if isinstance(value, Removed):
                    stop = text.find("\n", end) + 1 or len(text)
                    edits.append((text.rfind("\n", 0, start) + 1, stop, ""))
                else:
                    edits.append((start, end, dump({key: value})[:-1].replace("\n", newline)))
            elif key in node.children:
                return None
            elif not isinstance(value, Removed):
                added.append(dump({key: value}).replace("\n", newline))
        if added:
            last = max((c.span.end for k, c in node.children.items() if k in node.keys), default=0)
            line_end = text.find("\n", last) if last else tree.head.start - 1
            at = len(text) if line_end < 0 and last else line_end + 1
            lead = newline if line_end < 0 and last else ""
            edits.append((at, at, lead + "".join(added)))
        return splice(text, edits)
