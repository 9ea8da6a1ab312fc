"""What a merge of lines is made of: lines that stand, and clashes."""

from __future__ import annotations

from collections.abc import Sequence

from agentconv.frozen import frozen

Lines = tuple[str, ...]


@frozen
class Clash:
    """A place that both sides changed, each in its own way."""

    base: Lines
    ours: Lines
    theirs: Lines


Piece = Lines | Clash
"""A piece of a merged text."""


def decided(pieces: Sequence[Piece], side: str) -> list[str]:
    """The lines with every clash as one side has it: `base`, `ours` or `theirs`."""
    return [
        line for piece in pieces for line in (getattr(piece, side) if isinstance(piece, Clash) else piece)
    ]


def one_changed(base: Lines, ours: Lines, theirs: Lines) -> Lines | None:
    """The side that differs from the base, when the other does not or both say the same."""
    if ours in (base, theirs):
        return theirs
    return ours if theirs == base else None
