"""Clashes inside code: the markers go around the whole fence.

Markers between two fences are what an example of a conflict looks like, and readers let those pass. What is
left to decide must not pass: so both sides have all of the code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agentconv.merging.pieces import Clash, Lines, Piece, decided

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


def whole_fences(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with every clash that starts in a fence grown to the whole of it."""
    if not any(isinstance(piece, Clash) for piece in pieces):
        return list(pieces)
    found: list[Piece] = []
    held: list[Piece] = []  # from the line that opens a fence on
    fence = ""
    for piece in pieces:
        if isinstance(piece, Clash):
            (held if fence else found).append(piece)
            fence = _after(piece.ours, fence)
            continue
        start = 0
        for number, line in enumerate(piece, 1):
            now = _after((line,), fence)
            if now and not fence:
                found += _some(piece[start : number - 1])
                start = number - 1
            elif fence and not now:
                found += _as_one([*held, piece[start:number]])
                held, start = [], number
            fence = now
        (held if fence else found).extend(_some(piece[start:]))
    return [*found, *_as_one(held)]


def _after(lines: Lines, fence: str) -> str:
    """The fence that is open behind some lines; empty for none."""
    for line in lines:
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
    return fence


def _some(lines: Lines) -> list[Piece]:
    return [lines] if lines else []


def _as_one(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces as one clash, if there is one among them."""
    if not any(isinstance(piece, Clash) for piece in pieces):
        return [piece for piece in pieces if piece]
    sides = [tuple(decided(pieces, side)) for side in ("base", "ours", "theirs")]
    return [Clash(sides[0], sides[1], sides[2])]
