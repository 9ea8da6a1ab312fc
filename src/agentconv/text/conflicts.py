"""Conflicts that somebody committed: the markers of a merge, where they are no example of such markers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agentconv.frozen import frozen

MARKERS = "<<<<<<<"
"""What every conflict has, of git's and of agentconv's own."""

_LINE = re.compile(
    r"""(?mx) ^ (?: (?P<comment> [ \t]* (?: \# | // | <!-- | ; )[ \t]* ) | (?P<indent>[ \t]*) )
    (?: (?P<mark> (?P<char>[<>|=]) (?P=char){6,} ) (?= [ \t] | \r?$ )
      | (?P<fence> `{3,} | ~{3,} ) )
    (?P<rest> [^\r\n]* )"""
)


@frozen
class Conflict:
    """A conflict that is not resolved."""

    offset: int
    end: int


def find(text: str) -> Iterator[Conflict]:
    """The conflicts of a text, in order.

    One is a line with `<<<<<<<`, one with `=======` and one with `>>>>>>>`, all at the start of their lines
    or all of comments. Inside one code fence they are an example.
    """
    if MARKERS not in text:
        return
    begun: tuple[int, str, int] | None = None
    parted = False
    fence, block = "", 0
    for match in _LINE.finditer(text):
        if match["fence"]:
            fence, block = _fence(fence, match, block)
            continue
        kind = f"{match['comment'] or ''}{len(match['mark'])}"
        if match["indent"] or not _fits(match):
            continue
        char, place = match["char"], block if fence else 0
        if char == "<":
            begun, parted = (match.start(), kind, place), False
        elif begun is not None and char == "=" and begun[1] == kind:
            parted = True
            begun = begun if begun[2] == place else (begun[0], kind, 0)
        elif begun is not None and char == ">" and begun[1] == kind and parted:
            if not (place and begun[2] == place):
                yield Conflict(begun[0], match.end())
            begun = None


def _fence(fence: str, match: re.Match[str], block: int) -> tuple[str, int]:
    """The fence that is open after a line with one, and the number of the block."""
    mark = match["fence"]
    if not fence:
        return mark, block + 1
    closes = mark[0] == fence[0] and len(mark) >= len(fence) and not match["rest"].strip()
    return ("" if closes else fence), block


def _fits(match: re.Match[str]) -> bool:
    """Whether a line has what its marker may have: a label behind `<` and `>`, nothing behind `=`."""
    rest = match["rest"].strip().removesuffix("-->").strip()
    return not rest if match["char"] == "=" else True
