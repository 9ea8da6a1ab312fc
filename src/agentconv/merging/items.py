"""One place that both sides changed, taken apart: items, rows, blocks, lines that were changed in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from agentconv.frozen import frozen
from agentconv.merging.hunks import hunks
from agentconv.merging.pieces import Lines, Piece, one_changed

Attempt = Callable[[Lines, Lines, Lines], "list[Piece] | None"]
"""What may know what both sides made of a place; None where it does not."""


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


def by_block(base: Lines, ours: Lines, theirs: Lines) -> list[Piece] | None:
    """Block by block, between blank lines: one side takes one away or adds one beside what the other changed.

    Only where a block says what it is by itself. A heading has others below it, a fence lines inside it, and
    what is indented belongs to what stands above: with one of them taken away the rest means something else.
    """
    lines = (*base, *ours, *theirs)
    if "" not in lines or any(_DEPENDS.match(line) for line in lines):
        return None
    was, mine, yours = (_Blocks(side) for side in (base, ours, theirs))
    blocks = _merge_items(was.texts, mine.texts, yours.texts, _words, both=False)
    if blocks == ():
        return [("",) * max(mine.blank + yours.blank - was.blank, 0)]
    # A side that has none of the blocks says nothing of the blank lines around them.
    here, there = mine.ends_or(was), yours.ends_or(was)
    first, last = (_changed_number(was.ends[at], here[at], there[at]) for at in (0, 1))
    if blocks is None:
        return None
    # Between two blocks as many blank lines as there were; one where there was none, since it was the last.
    gaps = [max(1, *(side.gaps.get(block, 0) for side in (was, mine, yours))) for block in blocks[:-1]]
    found = [""] * first
    for block, gap in zip(blocks, (*gaps, last), strict=True):
        found += [*block.split("\n"), *[""] * gap]
    return [tuple(found)]


def _changed_number(base: int, ours: int, theirs: int) -> int:
    """A number that sides may have changed; the higher when both did."""
    if ours == base:
        return theirs
    return ours if theirs == base else max(ours, theirs)


_DEPENDS = re.compile(r"[ \t]+\S|#{1,6}(?:\s|$)|```|~~~|(?:=+|-+)\s*$")


class _Blocks:
    """Lines between blank ones as one text each."""

    def __init__(self, lines: Lines) -> None:
        self.texts: Lines = ()
        self.gaps: dict[str, int] = {}
        """Block -> how many blank lines stand behind it."""
        first = last = 0
        for line, group in groupby(lines, key=bool):
            if line:
                self.texts += ("\n".join(group),)
                last = 0
            else:
                last = len(list(group))
                first = first if self.texts else last
                self.gaps |= dict.fromkeys(self.texts[-1:], last)
        self.ends = (first, last if self.texts else 0)
        """How many blank lines stand before the first and behind the last."""
        self.blank = lines.count("")

    def ends_or(self, other: _Blocks) -> tuple[int, int]:
        """Its `ends`; those of another where it has no block."""
        return self.ends if self.texts else other.ends


USUAL: tuple[Attempt, ...] = (_by_item, _by_line)
"""What is tried where nobody says more."""


def is_item(line: str) -> bool:
    """Whether a line is an item of a list or a row of a table."""
    return bool(_BULLET.match(line) or _ROW.match(line))


Traits = Callable[[str], frozenset[str]]
"""What an item is known by when it was changed."""


def _first_cell(row: str) -> frozenset[str]:
    return frozenset([row.strip().strip("|").partition("|")[0].strip()])


def _words(line: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", line))


def _merge_items(
    base: Lines, ours: Lines, theirs: Lines, traits: Traits, *, both: bool = True
) -> Lines | None:
    """Additions of both sides, less what either removed; None when both changed one item.

    `both` says whether what both add at one place may stand in any order.
    """
    mine, yours = _fates(base, ours, traits), _fates(base, theirs, traits)
    if traits is _first_cell and _one_key_twice(mine.added, yours.added):
        return None
    found: list[str] = []
    for index in range(len(base) + 1):
        added = (mine.added[index], yours.added[index])
        if not both and all(added) and added[0] != added[1]:
            return None
        found += _both_added(*added)
        if index < len(base):
            old = (base[index],)
            state = one_changed(old, mine.now[index], yours.now[index])
            if state is None:
                return None
            # What was taken away where new ones were put may have been worded anew, which nobody has seen
            # who changed it, too.
            replaced = (index in mine.replaced, index in yours.replaced)
            if any(replaced) and old not in (mine.now[index], yours.now[index]) and mine != yours:
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


@frozen
class _Fates:
    """What a side makes of some items."""

    now: list[Lines]
    """What each is: itself, another wording, or nothing."""
    added: list[Lines]
    """What is new before each, and at the end."""
    replaced: frozenset[int]
    """Those that are gone where something new stands."""


def _fates(base: Lines, side: Lines, traits: Traits) -> _Fates:
    """What a side makes of each item of the base, and what it adds."""
    fates: list[Lines] = [(line,) for line in base]
    added: list[Lines] = [() for _ in range(len(base) + 1)]
    replaced: set[int] = set()
    for hunk in hunks(base, side):
        # The items of a hunk are old ones changed, or new. Each old one takes the first that is like it,
        # and those before that are new; one that finds none was removed.
        new = list(side[hunk.own_start : hunk.own_end])
        after, gone, more = hunk.start, set[int](), 0
        for index in range(hunk.start, hunk.end):
            at = next((n for n, line in enumerate(new) if _alike(base[index], line, traits)), None)
            if at is None:
                fates[index] = ()
                gone.add(index)
            else:
                added[index] = (*added[index], *new[:at])
                more += at
                fates[index], new, after = (new[at],), new[at + 1 :], index + 1
        if not more and len(new) == len(gone) and after <= min(gone, default=after):
            # As many new ones as are gone, in their place: each is an old one in other words.
            for index, line in zip(sorted(gone), new, strict=True):
                fates[index] = (line,)
        else:
            added[after] = (*added[after], *new)
            replaced |= gone if more or new else set()
    return _Fates(fates, added, frozenset(replaced))


def _alike(old: str, new: str, traits: Traits) -> bool:
    """Whether an item is another one changed: most of what it is known by is the same."""
    a, b = traits(old), traits(new)
    return bool(a and b) and 2 * len(a & b) >= 0.6 * (len(a) + len(b))
