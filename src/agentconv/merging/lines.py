"""Three-way merging of lines.

`merge_lines` finds what both sides changed as other tools do: changes that overlap or touch are looked at
together. What a line merge would call a conflict is then tried item by item, for lists, tables and
changes of single lines; only what is left conflicts. Where git merges cleanly this does, too: the first
layout that is tried is git's, and a place that only one side changed is not looked into.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from agentconv.frozen import frozen, slotted
from agentconv.merging.hunks import Hunk, Match, common, common_from_the_end, hunks, longest_first

Lines = tuple[str, ...]


@frozen
class Clash:
    """A place that both sides changed, each in its own way."""

    base: Lines
    ours: Lines
    theirs: Lines


Piece = Lines | Clash
"""A piece of a merged text."""


Attempt = Callable[[Lines, Lines, Lines], "list[Piece] | None"]
"""What may know what both sides made of a place; None where it does not."""


def decided(pieces: Sequence[Piece], side: str) -> list[str]:
    """The lines with every clash as one side has it: `base`, `ours` or `theirs`."""
    return [
        line for piece in pieces for line in (getattr(piece, side) if isinstance(piece, Clash) else piece)
    ]


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
        pieces = _merged(base, ours, theirs, _Layout(down, match, attempts or BY_ITEM_AND_LINE))
        if not any(isinstance(piece, Clash) for piece in pieces):
            return pieces
        first = first or pieces
    return first or []


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
        for piece in _resolved(old, new, other, how.attempts):
            if isinstance(piece, Clash):
                pieces.append(piece)
            else:
                _take(pieces, piece)
    _take(pieces, tuple(base[at:]))
    return pieces


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
        if (found := attempt(*cut)) is not None:
            middle = found
            break
    else:
        middle = _trimmed(*cut)
    return [p for p in (ours[:head], *middle, ours[len(ours) - tail :]) if p]


def one_changed(base: Lines, ours: Lines, theirs: Lines) -> Lines | None:
    """The side that differs from the base, when the other does not or both say the same."""
    if ours in (base, theirs):
        return theirs
    return ours if theirs == base else None


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


def _by_line(base: Lines, ours: Lines, theirs: Lines) -> list[Piece] | None:
    """Line by line, where each side only changed lines in place."""
    if not len(base) == len(ours) == len(theirs):
        return None
    found: list[str] = []
    before = (False, False)
    for old, mine, yours in zip(base, ours, theirs, strict=True):
        line = one_changed((old,), (mine,), (yours,))
        changed = (mine != old, yours != old)
        # Two lines of one paragraph are one thing: halves of two sentences make one that nobody wrote.
        mixed = changed != before and any(changed) and any(before)
        if line is None or (mixed and not any(_OWN.match(text) for text in (old, mine, yours))):
            return None
        found += line
        before = changed
    return [tuple(found)]


_BULLET = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_ROW = re.compile(r"\s*\|")
_OWN = re.compile(r"\s*$|\s*(?:[-*+]|\d+[.)])\s|\s*\||\s*#|\s*\"?[\w.-]+\"?\s*[:=](?:\s|$)")
"""A line that says something by itself: blank, an item, a row, a heading or comment, a key with a value."""


def _by_item(base: Lines, ours: Lines, theirs: Lines) -> list[Piece] | None:
    """Item by item, where all that stands here are list items or table rows.

    Two sides that each add an item at one place of a list do not contradict each other, though a line merge
    must say so. A table keeps one number of columns: a column that one side added needs a person.
    """
    lines = (*base, *ours, *theirs)
    if all(_ROW.match(line) for line in lines):
        merged = _merge_items(base, ours, theirs, _first_cell)
        widths = {line.count("|") - line.count("\\|") for line in (*ours, *theirs, *base)}
        return [merged] if merged is not None and len(widths) == 1 else None
    if all(_BULLET.match(line) for line in lines):
        merged = _merge_items(base, ours, theirs, _words)
        return None if merged is None else [merged]
    return None


BY_ITEM_AND_LINE: tuple[Attempt, ...] = (_by_item, _by_line)
"""What is tried where nobody says more: lists and tables, then lines that were changed in place."""


Traits = Callable[[str], frozenset[str]]
"""What an item is known by when it was changed."""


def _first_cell(row: str) -> frozenset[str]:
    return frozenset([row.strip().strip("|").partition("|")[0].strip()])


def _words(line: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", line))


def _merge_items(base: Lines, ours: Lines, theirs: Lines, traits: Traits) -> Lines | None:
    """Additions of both sides, less what either removed; None when both changed one item."""
    mine, mine_new = _fates(base, ours, traits)
    yours, yours_new = _fates(base, theirs, traits)
    if traits is _first_cell and _one_key_twice(mine_new, yours_new):
        return None
    found: list[str] = []
    for index in range(len(base) + 1):
        found += _both_added(mine_new[index], yours_new[index])
        if index < len(base):
            state = one_changed((base[index],), mine[index], yours[index])
            if state is None:
                return None
            found += state
    return tuple(found)


def _one_key_twice(mine: Sequence[Lines], yours: Sequence[Lines]) -> bool:
    """Whether both sides added a row of one key, and not the same row."""
    rows = [{row for added in side for row in added} for side in (mine, yours)]
    keys = [
        {key for row in side for key in _first_cell(row)} for side in (rows[0] - rows[1], rows[1] - rows[0])
    ]
    return bool(keys[0] & keys[1] - {""})


def _both_added(mine: Lines, yours: Lines) -> Lines:
    """What both sides added at one place, each item once; in an order that does not depend on who is who."""
    if mine == yours or not mine or not yours:
        return mine or yours
    shared = set(mine) & set(yours)
    if not shared:
        one, other = sorted((mine, yours))
        return one + other
    longer, other = sorted((mine, yours), key=lambda added: (-len(added), added))
    return longer + tuple(line for line in other if line not in shared)


def _fates(base: Lines, side: Lines, traits: Traits) -> tuple[list[Lines], list[Lines]]:
    """What a side makes of each item of the base, and what it adds before each and at the end."""
    fates: list[Lines] = [(line,) for line in base]
    added: list[Lines] = [() for _ in range(len(base) + 1)]
    for hunk in hunks(base, side):
        # The items of a hunk are old ones changed, or new. Each old one takes the first that is like it,
        # and those before that are new; one that finds none was removed.
        new = list(side[hunk.own_start : hunk.own_end])
        after = hunk.start
        for index in range(hunk.start, hunk.end):
            at = next((n for n, line in enumerate(new) if _alike(base[index], line, traits)), None)
            if at is None:
                fates[index] = ()
            else:
                added[index] = (*added[index], *new[:at])
                fates[index], new, after = (new[at],), new[at + 1 :], index + 1
        added[after] = (*added[after], *new)
    return fates, added


def _alike(old: str, new: str, traits: Traits) -> bool:
    """Whether an item is another one changed: most of what it is known by is the same."""
    a, b = traits(old), traits(new)
    return bool(a and b) and 2 * len(a & b) >= 0.6 * (len(a) + len(b))
