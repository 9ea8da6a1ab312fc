"""Frontmatter that is not YAML, read the way clients and authors mean it, entry by entry.

Published agent files often hold `description: Use when: ...` without quotes. Once a head is not YAML,
a value on its key's line that holds `: ` or one of {}[]*&#!|>%@` is text, with the rest of its line, as
Claude Code 2.1 takes it (observed 2026-11-20); any other entry is YAML if it is by itself, else text.
Where that leaves lines over, lines that do not start with a known key continue the text before them.
Limits, duplicate keys and tags are refused here as anywhere: recovery is no way round them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from agentconv.containers import yaml
from agentconv.containers.base import MAX_DEPTH, Keys, Node, Recovery, plain
from agentconv.errors import SyntaxProblem
from agentconv.frozen import slotted
from agentconv.model.agent import Value
from agentconv.text.source import Span

_KEY = re.compile(
    r"(?:(?P<plain>[A-Za-z_][\w.-]*(?:[ ][A-Za-z_][\w.-]*){0,2})"
    r"""|(?P<quoted>"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'))"""
    r"[ \t]*:(?=[ \t\r\n]|\Z)"
)
_STRUCTURE = re.compile(r"\?(?:[ \t]|\r?$)|%|---|\.\.\.(?:[ \t]|\r?$)", re.MULTILINE)
_QUOTED = re.compile(r"""(?s)(?P<q>["'])(?P<text>.*)(?P=q)[ \t]*(?:#.*)?\Z""")
_LINE_BREAK = re.compile(r"\r?\n")

_DOCUMENT_MARK = re.compile(r"^(?:\.\.\.|%)", re.MULTILINE)

MAX_RECOVERED = 128 * 1024
"""The longest head, in code points, that is recovered: real ones have a tenth of that."""

QUOTE = "the value of one line was taken as text"
LINES = "the value and its indented lines were taken as text"
CONTINUE = "lines that start with no known key were taken to continue the text"
TABS = "tabs of its indented lines were taken for spaces"
UNQUOTE = "broken quotes were taken off"


@slotted
class _Entry:
    """A top-level key with the stretch of lines that belongs to it."""

    key: str
    key_span: Span
    value_start: int
    end: int


# Two attempts. In the first, every line that looks like a key starts an entry, and an entry's further lines
# must be indented: that is how nearly all broken heads are meant, one unquoted value among good ones. Where
# lines are left over, the head was written as prose (`description:` and then paragraphs, some of which
# begin `Note: `): in the second only keys that the format knows start an entry, and any other line
# continues the text before it. The order matters: the second alone would swallow an unknown key, and what
# it restricts, into the text above it.


def recover(
    text: str, offset: int, known_keys: Keys, problem: SyntaxProblem
) -> tuple[dict[str, Value], Callable[[], Node], tuple[Recovery, ...]]:
    """Values, what gives their places, and what was done for each recovered entry.

    Raises the original `problem` where nothing helps, and `SyntaxProblem` for what is never recovered.
    """
    if len(text) > MAX_RECOVERED or _DOCUMENT_MARK.search(text):
        raise problem
    try:
        entries = _split(text, offset, None)
        _refuse_depth(text, offset, entries)
        return _read(text, offset, entries, strict=True)
    except _LeftOver:
        pass
    except SyntaxProblem as other:
        # A key twice may be prose that repeats a word before a colon, which the second attempt tells apart;
        # when it is a key after all, that attempt finds it again.
        if other.code != "duplicate-key":
            raise
    try:
        return _read(text, offset, _split(text, offset, known_keys), strict=False)
    except _LeftOver:
        raise problem from None


class _LeftOver(Exception):
    """An entry spreads over lines that are no part of it."""


def _split(text: str, offset: int, known: Keys | None) -> list[_Entry]:
    """The entries of a head; with `known`, only known keys, and first keys, start one."""
    entries: list[_Entry] = []
    start, spilled = 0, False
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        match = _KEY.match(text, start)
        if match and (key := _key_text(match)) is not None:
            certain = known is None or key in known or not entries
            if certain or (not spilled and _simple(text, match.end(), end)):
                spilled = False
                span = Span(offset + match.start(), offset + match.end() - 1)
                entries.append(_Entry(key, span, match.end(), end))
                start = end
                continue
        if entries:
            entries[-1].end = end
            spilled = spilled or text[start] not in " \t\r\n#"
        elif text[start:end].strip() and not text[start:end].lstrip().startswith("#"):
            raise _LeftOver
        start = end
    return entries


# In prose a line such as `Note: see below` is text. `model: opus` is an entry, though the format may not
# know the key: it must not be swallowed, since it may restrict. Short, without spaces and right after an
# entry whose lines are all indented is the difference; after a line of prose at the margin nothing unknown
# counts any more.
def _simple(text: str, start: int, end: int) -> bool:
    """Whether an unknown key's line is certainly an entry: an identifier with a short plain value."""
    value = text[start:end].strip()
    return bool(re.fullmatch(r"[\w./@+-]{1,60}", value)) and ":" not in value


def _key_text(match: re.Match[str]) -> str | None:
    if match["plain"]:
        return match["plain"]
    try:
        value = yaml.load(match["quoted"])
    except SyntaxProblem:
        return None
    return str(value)


def _refuse_depth(text: str, offset: int, entries: list[_Entry]) -> None:
    """Raise `too-deep` for an entry that is nested too deep, before a step takes it for text."""
    for entry in entries:
        start = entry.key_span.start - offset
        chunk = text[start : entry.end]
        if sum(map(chunk.count, yaml.OPENERS)) <= MAX_DEPTH:
            continue
        try:
            yaml.load(chunk, offset + start)
        except SyntaxProblem as problem:
            if problem.code == "too-deep":
                raise


def _read(
    text: str, offset: int, entries: list[_Entry], *, strict: bool
) -> tuple[dict[str, Value], Callable[[], Node], tuple[Recovery, ...]]:
    if not entries:
        raise _LeftOver
    values: dict[str, Value] = {}
    ends: list[int] = []
    recoveries = []
    for entry in entries:
        at = entry.key_span.start
        if entry.key in values:
            message = f"the key {entry.key!r} occurs twice"
            raise SyntaxProblem("duplicate-key", message, at)
        value, end, step = _entry_value(text, offset, entry, strict)
        values[entry.key] = value
        ends.append(end)
        if step:
            recoveries.append(Recovery(at, entry.key, step))
    return values, partial(_places, text, offset, entries, ends), tuple(recoveries)


def _places(text: str, offset: int, entries: list[_Entry], ends: list[int]) -> Node:
    """Where the values of the entries stand, each of which ends at its place in `ends`."""
    node = Node(Span(offset, offset + len(text)))
    for entry, end in zip(entries, ends, strict=True):
        node.keys[entry.key] = entry.key_span
        lead = len(text[entry.value_start : end]) - len(text[entry.value_start : end].lstrip())
        start = min(entry.value_start + lead, end)
        node.children[entry.key] = Node(Span(offset + start, offset + end))
    return node


# The client's own rule comes first: it reads a value with one of its special characters as text even where
# the value alone would be valid YAML (`use # this` has a comment there), so asking YAML first would read
# another value than the client does. Then YAML, so that a list, a map or a block among the entries stays
# one. Then YAML with tabs for what they look like. Text comes last, for an entry that is nothing else.
def _entry_value(text: str, offset: int, entry: _Entry, strict: bool) -> tuple[Value, int, str | None]:
    """The value of one entry, where it ends, and the step it took (None: it is valid by itself)."""
    start = entry.key_span.start - offset
    chunk = text[start : entry.end]
    line = text[entry.value_start : entry.end].rstrip("\r\n").lstrip(" \t")
    at = offset + entry.end - len(text[entry.value_start : entry.end].lstrip(" \t"))
    named = _CLIENT_KEY.match(chunk) is not None
    if named and "\n" not in line and _SPECIAL.search(line) and _is_bare(line, at):
        if _TAG.match(line):
            raise SyntaxProblem("tag", f"the tag {line.split()[0]!r} is not read", offset + entry.value_start)
        end = entry.value_start + len(text[entry.value_start : entry.end].rstrip("\r\n"))
        return line, end, QUOTE
    value, end, step = _as_yaml(chunk, offset + start)
    if step is None:
        return value, max(end - offset, entry.value_start), None
    spaced = _LEADING_TABS.sub(lambda m: "  " * len(m[0]), chunk)
    if spaced != chunk:
        value, _, step = _as_yaml(spaced, offset + start)
        if step is None:
            return value, start + len(chunk.rstrip()), TABS
    return _as_text(text, entry, strict)


_LEADING_TABS = re.compile(r"^\t+", re.MULTILINE)


# Only what is merely not valid may be read in another way. Over a limit, with a tag or with a key twice it
# is refused as in any head, and an anchor too, since one entry alone no longer holds what an alias
# elsewhere refers to.
def _as_yaml(chunk: str, at: int) -> tuple[Value, int, str | None]:
    """The value of an entry that is valid by itself and where it ends; a step when it is not."""
    if found := _WORDS.fullmatch(chunk):  # most entries: there is nothing in them that YAML could mind
        return plain(found["value"]), at + found.end("value"), None
    try:
        loaded, node = yaml.load_with_places(chunk, at)
    except SyntaxProblem as problem:
        if problem.code != "syntax":
            raise
        return None, 0, LINES
    if not isinstance(loaded, dict) or len(loaded) != 1:
        return None, 0, LINES
    if "&" in chunk and yaml.has_anchor(chunk):
        message = "not valid YAML, and an anchor forbids to recover it"
        raise SyntaxProblem("syntax", message, at)
    return next(iter(loaded.values())), node.span.end, None


_WORDS = re.compile(
    r"[A-Za-z][\w-]{,99}: +(?P<value>[A-Za-z][\w/.-]*(?:,? [A-Za-z][\w/.-]*)*) *\r?\n?", re.ASCII
)
_CLIENT_KEY = re.compile(r"[A-Za-z_-]+:\s")
_SPECIAL = re.compile(r"[{}\[\]*&#!|>%@`]|: ")
_TAG = re.compile(r"!(?:!|<|[A-Za-z][\w-]*(?:\s|\Z))")


def _is_bare(line: str, at: int) -> bool:
    """Whether a value is text as it stands: no quotes around it, no list or map, no block's head."""
    value = line.rstrip()
    if value[:1] in ("'", '"') and value[:1] == value[-1:] and len(value) > 1:
        return False
    if value[:1] + value[-1:] in ("[]", "{}"):
        try:
            return not isinstance(yaml.load(value, at), (list, dict))
        except SyntaxProblem as problem:
            if problem.code != "syntax":
                raise
            return True
    return not re.match(r"[|>][-+0-9]*\s*(?:#.*)?\Z", value)


# What is left is text. Its lines lose the indent that they share, as in a block; the head of a block that
# is not valid (`|` with a line too far left) is not part of it, and neither are quotes that were to hold
# the whole. Lines that only YAML's structure has (`? `, `---`) say that no text was meant.
def _as_text(text: str, entry: _Entry, strict: bool) -> tuple[str, int, str]:
    raw = _without_comments(text[entry.value_start : entry.end].rstrip())
    lines = _LINE_BREAK.split(raw)
    first, rest = lines[0].strip(), lines[1:]
    filled = [line for line in rest if line.strip()]
    indented = all(line[0] in " \t" for line in filled)
    end = entry.value_start + len(raw.rstrip())
    if filled and not indented and strict:
        raise _LeftOver
    for line in filled:
        if _STRUCTURE.match(line):
            raise _LeftOver
    if first[:1] in ("|", ">") and filled:
        first = ""
    if not filled:
        return (*_unquote(first, end),)
    step = LINES if indented else CONTINUE
    if first.startswith(('"', "'")):
        whole, _, unquoted = _unquote("\n".join([first, *_dedent(rest)]), end)
        return whole, end, unquoted if unquoted == UNQUOTE else step
    return "\n".join(([first] if first else []) + _dedent(rest)), end, step


def _without_comments(raw: str) -> str:
    """A value without the comment lines below it; in text that goes on at the margin, # is a heading."""
    lines = raw.split("\n")
    if any(line[:1] not in (" ", "\t", "\r", "", "#") for line in lines[1:]):
        return raw
    keep = len(lines)
    while keep > 1 and (lines[keep - 1].startswith("#") or not lines[keep - 1].strip()):
        keep -= 1
    return "\n".join(lines[:keep]).rstrip("\r")


def _unquote(text: str, end: int) -> tuple[str, int, str]:
    """Text without the quotes that were to hold it, and what its escapes mean."""
    match = _QUOTED.match(text)
    if match is None:
        return text, end, QUOTE
    inner = match["text"]
    if match["q"] == '"':
        inner = re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), inner)
    else:
        inner = inner.replace("''", "'")
    return inner, end, UNQUOTE


def _dedent(lines: list[str]) -> list[str]:
    depth = min((len(s) - len(s.lstrip()) for s in lines if s.strip()), default=0)
    return [line[depth:].rstrip() for line in lines]
