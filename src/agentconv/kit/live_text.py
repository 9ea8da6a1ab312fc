"""Text that a tool fills in: what each tool takes for a place, and a text read into pieces.

A `Grammar` is what is known of a tool, as data. How pieces are written is `agentconv.kit.live_spelling`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import lru_cache

from agentconv.frozen import frozen
from agentconv.model.command import FILE, SHELL, Piece, argument, joined, plain, variable

NEVER = r"(?!)"

_BRACED = r"[^{}]*+"
for _ in range(6):
    _BRACED = rf"(?:[^{{}}]|\{{{_BRACED}\}})*+"
BRACED = _BRACED
"""What stands between braces that balance, six deep; each step takes what it can and gives nothing back."""

PATH = r"(?:\$ARGUMENTS\[[0-9]+\]|[\w./~$+-])*(?:\$ARGUMENTS\[[0-9]+\]|[\w/])"
"""A path as it is written in running text, arguments included; what ends a sentence is none of it."""


@frozen
class Grammar:
    """What one tool fills in, and how it spells that."""

    outer: str = NEVER
    """Shell commands and files: a pattern with the groups `shell`, `block`, `file` and `path`."""
    inner: str = NEVER
    """Arguments: a pattern with the groups `all`, `position` or `index`, `named` and `escaped`.

    NAMES in it stands for the names of a command's arguments.
    """
    in_shell: str = ""
    """The same within a shell command, where the tool takes more there."""
    own: str = NEVER
    """Variables that mean something to this tool only."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Neutral name of a variable -> the tool's spelling."""
    first: int = 1
    """The number of the first word."""
    all: str = ""
    """How all that was typed is spelled; empty = the tool has no place for it."""
    position: str = ""
    """A word by its number, which stands for `{}`."""
    index: str = ""
    """The same where a letter or digit follows, if that is another spelling."""
    named: str = ""
    """An argument by its name."""
    output: str = ""
    """What a shell command prints."""
    output_block: str = ""
    """The same for a command of several lines or with a backtick."""
    file: str = ""
    """The content of a file."""
    quoted: str = ""
    """The same for a path with blanks."""
    apart: bool = False
    """Whether shell commands and files have to follow a blank."""
    braces: bool = False
    """Whether the braces in a shell command or path have to balance."""
    arguments_in_files: bool = True
    """Whether a path may hold arguments."""
    backslash: bool = False
    """Whether a backslash before an argument makes it plain text."""
    escapes: bool = False
    """Whether arguments in a shell command are quoted for the shell."""
    unasked: bool = False
    """Whether shell commands run without a person being asked."""
    follows: bool = True
    """Whether the model gets what was typed, where the text has no place for it."""


PLAIN = Grammar()
"""A tool that gives the text to the model as it stands."""


@frozen
class Live:
    """A stretch that a tool fills in."""

    start: int
    end: int
    kind: str
    value: str = ""
    inside: tuple[int, int] = (0, 0)
    """For a shell command or a file: where what is in it stands."""


_FILLERS = re.compile(r"[!@`#]")
"""What shell commands and files begin with, and spans of code, in any tool's text."""
_PLACES = re.compile(r"[\\${]")
"""The same for arguments and variables."""


def _matches(
    pattern: re.Pattern[str], starts: re.Pattern[str], text: str, span: tuple[int, int]
) -> Iterator[re.Match[str]]:
    """What `finditer` gives, for a pattern whose matches begin alike: a sixth of the time in long texts."""
    if pattern.pattern == NEVER:
        return
    at, end = span
    while start := starts.search(text, at, end):
        match = pattern.match(text, start.start(), end)
        at = match.end() if match else start.end()
        if match:
            yield match


@lru_cache(64)
def _outer(grammar_outer: str) -> re.Pattern[str]:
    return re.compile(grammar_outer)


@lru_cache(256)
def _inner(pattern: str, variables: tuple[str, ...], own: str, names: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(map(re.escape, sorted(filter(None, names), key=len, reverse=True))) or NEVER
    known = "|".join(map(re.escape, variables)) or NEVER
    return re.compile(f"{pattern.replace('NAMES', named)}|(?P<variable>{known})|(?P<own>{own})")


def pieces_of(text: str, grammar: Grammar, names: tuple[str, ...] = ()) -> tuple[Piece, ...]:
    """A tool's text as pieces; `names` are those of the command's arguments."""
    found = list(live_in(text, grammar, names))
    return _pieces(text, grammar, found, (0, len(text)), 0)[0]


def _pieces(
    text: str, grammar: Grammar, found: list[Live], span: tuple[int, int], index: int
) -> tuple[tuple[Piece, ...], int]:
    """The pieces of a stretch, and the first of `found` behind it; what is in another follows that one."""
    pieces: list[Piece] = []
    at, end = span
    while index < len(found) and found[index].start < end:
        live = found[index]
        pieces.append(plain(text[at : live.start]))
        index += 1
        if live.kind in ("shell", "block", "file"):
            parts, index = _pieces(text, grammar, found, live.inside, index)
            kind = FILE if live.kind == "file" else SHELL
            pieces.append(Piece(kind, parts=_stripped(parts)))
        else:
            pieces.append(_small(live, grammar))
        at = live.end
    return joined([*pieces, plain(text[at:end])]), index


def _stripped(parts: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """A command or path without the blanks around it."""
    ends = list(parts)
    if ends and ends[0].is_text:
        ends[0] = plain(ends[0].text.lstrip())
    if ends and ends[-1].is_text:
        ends[-1] = plain(ends[-1].text.rstrip())
    return joined(ends)


def _small(live: Live, grammar: Grammar) -> Piece:
    if live.kind == "escaped":
        return plain(live.value)
    if live.kind == "all":
        return argument()
    if live.kind == "named":
        return argument(name=live.value)
    if live.kind == "position":
        return argument(int(live.value) - grammar.first + 1)
    known = {native: name for name, native in grammar.variables.items()}
    return variable(known.get(live.value, live.value))


def live_in(text: str, grammar: Grammar, names: tuple[str, ...]) -> Iterator[Live]:
    """All stretches that are filled in, by their places; what stands in another one follows it."""
    at = 0
    fences = None
    for match in _matches(_outer(grammar.outer), _FILLERS, text, (0, len(text))):
        if match.lastgroup is None:
            continue
        inside = match.span(match.lastgroup)
        kind = "file" if match.lastgroup == "path" else match.lastgroup
        if kind == "file" and not grammar.braces:
            fences = _fences(text) if fences is None else fences
            if not is_path(match[match.lastgroup]) or bisect_right(fences, match.start()) % 2:
                continue
        yield from _arguments(text, grammar, names, (at, match.start()), grammar.inner)
        yield Live(match.start(), match.end(), kind, inside=inside)
        if kind != "file" or grammar.arguments_in_files:
            shell = grammar.in_shell if kind != "file" else ""
            yield from _arguments(text, grammar, names, inside, shell or grammar.inner)
        at = match.end()
    yield from _arguments(text, grammar, names, (at, len(text)), grammar.inner)


def _arguments(
    text: str, grammar: Grammar, names: tuple[str, ...], span: tuple[int, int], pattern: str
) -> Iterator[Live]:
    if pattern == grammar.own == NEVER and not grammar.variables:
        return
    inner = _inner(pattern, tuple(grammar.variables.values()), grammar.own, names)
    for match in _matches(inner, _PLACES, text, span):
        kind = match.lastgroup or "own"
        value = match[kind]
        kind = "position" if kind == "index" else kind
        if kind == "position":
            if len(value) > 9:  # no command has so many words
                continue
            if int(value) < grammar.first:
                kind, value = "own", match[0]
        yield Live(match.start(), match.end(), kind, value)


_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_ENDING = re.compile(r"(?:\.[A-Za-z][A-Za-z0-9]{0,7}|/)\Z")


def _fences(text: str) -> list[int]:
    """Where fenced code begins and ends, in turn: `@` there is nearly always something else than a file."""
    return [match.start() for match in _FENCE.finditer(text)]


def is_path(text: str) -> bool:
    """Whether what follows `@` is meant as a file: tools attach it if there is one, and nothing if not."""
    if text.startswith(("./", "../", "~/", "/")) or "$" in text:
        return True
    return _ENDING.search(text) is not None or any(char.isspace() for char in text)
