"""Three-way merging of lines.

`merge_lines` finds what both sides changed as other tools do: changes that overlap or touch are looked at
together. What a line merge would call a conflict is then tried item by item, for lists, tables and
changes of single lines; only what is left conflicts. Where git merges cleanly this does, too: the first
layout that is tried is git's, and a place that only one side changed is not looked into.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentconv.frozen import frozen, slotted
from agentconv.merging.hunks import Hunk, Match, common, common_from_the_end, hunks, longest_first
from agentconv.merging.items import USUAL, Attempt, by_block, is_item
from agentconv.merging.pieces import Clash, Lines, Piece, one_changed


def merge_lines(
    base: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    attempts: Sequence[Attempt] | None = None,
) -> list[Piece]:
    """A three-way merge of lines: what only one side changed, and what both changed alike, is taken.

    `attempts` are asked in turn where both changed a place; the usual ones if none are given.
    """
    first: list[Piece] | None = None
    for down, match in _LAYOUTS:
        pieces = _merged(base, ours, theirs, _Layout(down, match, attempts or USUAL))
        if not any(isinstance(piece, Clash) for piece in pieces):
            return pieces
        if first is None:
            first = pieces
            if _certain(pieces, ours, theirs):
                break
    return first or []


def _certain(pieces: Sequence[Piece], ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether some clash is one in every layout: over a line of text that neither side has any more."""
    kept = {*ours, *theirs}
    lost = {line for piece in pieces if isinstance(piece, Clash) for line in piece.base} - kept
    return any(line.strip() and not is_item(line) for line in lost)


# One and the same change can be laid out in several ways, and only in some of them do the changes of two
# sides touch. A layout without a clash is no guess: in each of them every hunk says exactly what its side
# did. When all clash, git's is kept, so that people see the conflict that they know from git.
_LAYOUTS: tuple[tuple[bool, Match], ...] = (
    (True, common),
    (False, common),
    (True, common_from_the_end),
    (True, longest_first),
)
"""How changes are laid out: whether hunks slide down, and how the lines that texts share are found."""


@frozen
class _Layout:
    """How changes are found, and what is tried where they touch."""

    down: bool
    match: Match
    attempts: Sequence[Attempt]


def _merged(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], how: _Layout) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    mine, yours = (hunks(base, side, down=how.down, match=how.match) for side in (ours, theirs))
    for group in groups(mine, yours):
        start, end = group.start, group.end
        _take(pieces, tuple(base[at:start]))
        at = end
        old = tuple(base[start:end])
        new = tuple(ours[group.ours[0] : group.ours[1]])
        other = tuple(theirs[group.theirs[0] : group.theirs[1]])
        around = (base[start - 1] if start else "", base[end] if end < len(base) else "")
        whole = all(_apart(side, around) for side in (old, new, other))
        for piece in _resolved(old, new, other, (*how.attempts, by_block) if whole else how.attempts):
            if isinstance(piece, Clash):
                pieces.append(piece)
            else:
                _take(pieces, piece)
    _take(pieces, tuple(base[at:]))
    return pieces


def _apart(lines: Lines, around: tuple[str, str]) -> bool:
    """Whether blank lines stand between some lines and what is around them."""
    return not lines or not ((around[0] and lines[0]) or (around[1] and lines[-1]))


def _take(pieces: list[Piece], lines: Lines) -> None:
    if pieces and not isinstance(pieces[-1], Clash):
        pieces[-1] += lines
    elif lines:
        pieces.append(lines)


@slotted
class Group:
    """Changes of either side that overlap or touch, and what stands there in each text."""

    start: int
    end: int
    ours: tuple[int, int]
    theirs: tuple[int, int]


def groups(mine: list[Hunk], yours: list[Hunk]) -> Iterator[Group]:
    """The changes of both sides from start to end, with those together that overlap or touch.

    Changes that only touch belong together, too: which of them comes first, nobody has said. Inside a group
    the lines of a side are those that its hunks put there, and between them the base's own.
    """
    i = j = 0
    # How many lines further down a side is than the base, by all the hunks before.
    shift_mine = shift_yours = 0
    while i < len(mine) or j < len(yours):
        first_mine, first_yours = i, j
        start = min(h.start for h in (*mine[i : i + 1], *yours[j : j + 1]))
        end = start
        # Each hunk that is taken may reach further, so that the next of the other side touches it.
        while True:
            if i < len(mine) and (mine[i].start <= end):
                end, i = max(end, mine[i].end), i + 1
            elif j < len(yours) and (yours[j].start <= end):
                end, j = max(end, yours[j].end), j + 1
            else:
                break
        grown_mine, grown_yours = _grown(mine[first_mine:i]), _grown(yours[first_yours:j])
        yield Group(
            start,
            end,
            (start + shift_mine, end + shift_mine + grown_mine),
            (start + shift_yours, end + shift_yours + grown_yours),
        )
        shift_mine += grown_mine
        shift_yours += grown_yours


def _grown(found: list[Hunk]) -> int:
    """How many lines more a side has for some hunks."""
    return sum(h.own_end - h.own_start - h.end + h.start for h in found)


def _resolved(base: Lines, ours: Lines, theirs: Lines, attempts: Sequence[Attempt]) -> list[Piece]:
    """One place that a side changed: what is to stand there."""
    if (simple := one_changed(base, ours, theirs)) is not None:
        return [simple]
    # A group that several hunks make holds lines between them that nobody changed. Those at its ends would
    # keep a list from being seen as one, or a line from being compared with its own.
    head = tail = 0
    while head < min(len(ours), len(theirs), len(base)) and ours[head] == theirs[head] == base[head]:
        head += 1
    while tail < min(len(ours), len(theirs), len(base)) - head and (
        ours[-1 - tail] == theirs[-1 - tail] == base[-1 - tail]
    ):
        tail += 1
    cut = [side[head : len(side) - tail] for side in (base, ours, theirs)]
    middle: Sequence[Piece]
    for attempt in attempts:
        # Blocks go with the blank lines behind them, which may be what all have at the end.
        if attempt is by_block and (blocks := by_block(base, ours, theirs)) is not None:
            return blocks
        if attempt is not by_block and (found := attempt(*cut)) is not None:
            middle = found
            break
    else:
        middle = _trimmed(*cut)
    return [p for p in (ours[:head], *middle, ours[len(ours) - tail :]) if p]


def _trimmed(base: Lines, ours: Lines, theirs: Lines) -> list[Piece]:
    """A clash without the lines at either end that both sides changed alike; git shows it so, too."""
    head = tail = 0
    while head < min(len(ours), len(theirs)) and ours[head] == theirs[head]:
        head += 1
    while tail < min(len(ours), len(theirs)) - head and ours[-1 - tail] == theirs[-1 - tail]:
        tail += 1
    if not head and not tail:
        return [Clash(base, ours, theirs)]
    clash = Clash(base, ours[head : len(ours) - tail], theirs[head : len(theirs) - tail])
    return [ours[:head], clash, ours[len(ours) - tail :]]


def both_new(ours: Lines, theirs: Lines) -> list[Piece]:
    """What two sides have where there was nothing: a clash of all in which they differ."""
    return _trimmed((), ours, theirs)
