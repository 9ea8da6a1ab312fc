"""Lines: what two texts have in common, and three-way merging.

`merge_lines` finds what both sides changed as other tools do: changes that overlap or touch are looked at
together. What a line merge would call a conflict is then tried item by item, for lists, tables and
changes of single lines; only what is left conflicts.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Lines = tuple[str, ...]

MAX_STEPS = 1_200
"""Up to so many differing lines the shortest edit is looked for; beyond, a good one."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of a base that a side replaces by its own."""

    start: int
    end: int
    """In the base."""
    own_start: int
    own_end: int
    """In the side."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that both sides changed, each in its own way."""

    base: Lines
    ours: Lines
    theirs: Lines


Part = Lines | Clash
"""A piece of a merged text."""


Match = Callable[[Sequence[str], Sequence[str]], list[tuple[int, int, int]]]
"""Runs of lines that two texts share, in order: where each starts in both, and how long it is."""


def hunks(
    base: Sequence[str], side: Sequence[str], *, down: bool = True, match: Match | None = None
) -> list[Hunk]:
    """What `side` changes in `base`, in order, as few lines as possible.

    Lines that are added or taken away beside equal ones could stand at several places: as far down as they
    can, which is where git sees them, or as far up.
    """
    start, end = 0, min(len(base), len(side))
    while start < end and base[start] == side[start]:
        start += 1
    tail = 0
    while tail < end - start and base[-1 - tail] == side[-1 - tail]:
        tail += 1
    old, new = base[start : len(base) - tail], side[start : len(side) - tail]
    found = []
    at, own = 0, 0
    for i, j, size in [*(match or _common)(old, new), (len(old), len(new), 0)]:
        if i > at or j > own:
            found.append(Hunk(start + at, start + i, start + own, start + j))
        at, own = i + size, j + size
    return _slid_down(found, base, side) if down else _slid_up(found, base, side)


def _slid_down(found: list[Hunk], base: Sequence[str], side: Sequence[str]) -> list[Hunk]:
    slid: list[Hunk] = []
    limit = len(base)
    for hunk in reversed(found):
        by = 0
        if hunk.start == hunk.end:
            while hunk.end + by < limit and side[hunk.own_start + by] == base[hunk.end + by]:
                by += 1
        elif hunk.own_start == hunk.own_end:
            while hunk.end + by < limit and base[hunk.start + by] == base[hunk.end + by]:
                by += 1
        slid.append(_shifted(hunk, by))
        limit = slid[-1].start
    return _joined(slid[::-1])


def _slid_up(found: list[Hunk], base: Sequence[str], side: Sequence[str]) -> list[Hunk]:
    slid: list[Hunk] = []
    limit = 0
    for hunk in found:
        by = 0
        if hunk.start == hunk.end:
            while hunk.start - by > limit and base[hunk.start - by - 1] == side[hunk.own_end - by - 1]:
                by += 1
        elif hunk.own_start == hunk.own_end:
            while hunk.start - by > limit and base[hunk.start - by - 1] == base[hunk.end - by - 1]:
                by += 1
        slid.append(_shifted(hunk, -by))
        limit = slid[-1].end
    return _joined(slid)


def _shifted(hunk: Hunk, by: int) -> Hunk:
    return Hunk(hunk.start + by, hunk.end + by, hunk.own_start + by, hunk.own_end + by) if by else hunk


def _joined(found: list[Hunk]) -> list[Hunk]:
    """Hunks that touch each other as one."""
    joined: list[Hunk] = []
    for hunk in found:
        last = joined[-1] if joined else None
        if last and last.end == hunk.start and last.own_end == hunk.own_start:
            joined[-1] = Hunk(last.start, hunk.end, last.own_start, hunk.own_end)
        else:
            joined.append(hunk)
    return joined


def _common(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """Runs of lines that both have, in order: the longest common subsequence where it is in reach."""
    if not a or not b:
        return []
    pairs = _shortest_edit(a, b)
    if pairs is None:
        return _longest_first(a, b)
    runs: list[tuple[int, int, int]] = []
    for i, j in pairs:
        if runs and runs[-1][0] + runs[-1][2] == i and runs[-1][1] + runs[-1][2] == j:
            runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + 1)
        else:
            runs.append((i, j, 1))
    return runs


def _from_the_end(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """As `_common`, but where several are as long, the one that is found from the end."""
    found = _common(a[::-1], b[::-1])
    return [(len(a) - i - size, len(b) - j - size, size) for i, j, size in reversed(found)]


def _longest_first(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """The longest run, then the longest on either side of it, and so on."""
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=len(a) + len(b) > 4 * MAX_STEPS)
    return [(m.a, m.b, m.size) for m in matcher.get_matching_blocks() if m.size]


def _shortest_edit(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]] | None:
    """Pairs of equal lines on a shortest edit path (Myers 1986); None when it takes too many steps."""
    m, n = len(a), len(b)
    shared = sum((Counter(a) & Counter(b)).values())
    limit = min(m + n, MAX_STEPS)
    if m + n - 2 * shared > limit:
        return None
    numbers: dict[str, int] = {}
    old = [numbers.setdefault(line, len(numbers)) for line in a]
    new = [numbers.setdefault(line, len(numbers)) for line in b]
    zero = limit + 1
    reach = [0] * (2 * limit + 3)
    trail: list[list[int]] = []
    for step in range(limit + 1):
        trail.append(reach[zero - step - 1 : zero + step + 2])
        for k in range(-step, step + 1, 2):
            left, right = reach[zero + k - 1], reach[zero + k + 1]
            x = right if k == -step or (k != step and left < right) else left + 1
            y = x - k
            while x < m and y < n and old[x] == new[y]:
                x += 1
                y += 1
            reach[zero + k] = x
            if x >= m and y >= n:
                return _walked(trail, m, n)
    return None


def _walked(trail: list[list[int]], m: int, n: int) -> list[tuple[int, int]]:
    """The pairs on the path, found from its end: `trail` has for each step how far each diagonal reached."""
    pairs = []
    x, y = m, n
    for step in range(len(trail) - 1, 0, -1):
        reach, k, zero = trail[step], x - y, step + 1
        down = k == -step or (k != step and reach[zero + k - 1] < reach[zero + k + 1])
        from_x = reach[zero + k + 1] if down else reach[zero + k - 1]
        from_y = from_x - (k + 1 if down else k - 1)
        start = from_x if down else from_x + 1
        while x > start:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = from_x, from_y
    pairs += [(i, i) for i in range(x - 1, -1, -1)]
    return pairs[::-1]


def merge_lines(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[Part]:
    """A three-way merge of lines: what only one side changed, and what both changed alike, is taken."""
    first: list[Part] | None = None
    for down, match in _WAYS:
        parts = _merge_lines(base, ours, theirs, down, match)
        if not any(isinstance(part, Clash) for part in parts):
            return parts
        first = first or parts
    return first or []


_WAYS: tuple[tuple[bool, Match], ...] = (
    (True, _common),
    (False, _common),
    (True, _from_the_end),
    (True, _longest_first),
)
"""How changes are laid out; the next is tried where lines clash, since another layout may have none."""


def _merge_lines(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], down: bool, match: Match
) -> list[Part]:
    parts: list[Part] = []
    at = 0
    mine, yours = (hunks(base, side, down=down, match=match) for side in (ours, theirs))
    for group in _groups(mine, yours):
        start, end = group.start, group.end
        _take(parts, tuple(base[at:start]))
        at = end
        old = tuple(base[start:end])
        new = tuple(ours[group.ours[0] : group.ours[1]])
        other = tuple(theirs[group.theirs[0] : group.theirs[1]])
        for part in _resolved(old, new, other):
            if isinstance(part, Clash):
                parts.append(part)
            else:
                _take(parts, part)
    _take(parts, tuple(base[at:]))
    return parts


def _take(parts: list[Part], lines: Lines) -> None:
    if parts and not isinstance(parts[-1], Clash):
        parts[-1] += lines
    elif lines:
        parts.append(lines)


@dataclass(slots=True)
class _Group:
    """Changes of either side that overlap or touch, and what stands there in each text."""

    start: int
    end: int
    ours: tuple[int, int]
    theirs: tuple[int, int]


def _groups(mine: list[Hunk], yours: list[Hunk]) -> Iterator[_Group]:
    """The changes of both sides from start to end, with those together that overlap or touch."""
    i = j = 0
    shift_mine = shift_yours = 0
    while i < len(mine) or j < len(yours):
        first_mine, first_yours = i, j
        start = min(h.start for h in (*mine[i : i + 1], *yours[j : j + 1]))
        end = start
        while True:
            if i < len(mine) and (mine[i].start <= end):
                end, i = max(end, mine[i].end), i + 1
            elif j < len(yours) and (yours[j].start <= end):
                end, j = max(end, yours[j].end), j + 1
            else:
                break
        grown_mine = sum(h.own_end - h.own_start - h.end + h.start for h in mine[first_mine:i])
        grown_yours = sum(h.own_end - h.own_start - h.end + h.start for h in yours[first_yours:j])
        yield _Group(
            start,
            end,
            (start + shift_mine, end + shift_mine + grown_mine),
            (start + shift_yours, end + shift_yours + grown_yours),
        )
        shift_mine += grown_mine
        shift_yours += grown_yours


def _resolved(base: Lines, ours: Lines, theirs: Lines) -> list[Part]:
    """One place that a side changed: what is to stand there."""
    if (simple := one_changed(base, ours, theirs)) is not None:
        return [simple]
    head = tail = 0
    while head < min(len(ours), len(theirs), len(base)) and ours[head] == theirs[head] == base[head]:
        head += 1
    while tail < min(len(ours), len(theirs), len(base)) - head and (
        ours[-1 - tail] == theirs[-1 - tail] == base[-1 - tail]
    ):
        tail += 1
    cut = [side[head : len(side) - tail] for side in (base, ours, theirs)]
    middle: Sequence[Part]
    for attempt in (_by_item, _by_line):
        if (found := attempt(*cut)) is not None:
            middle = [found]
            break
    else:
        middle = _trimmed(*cut)
    return [p for p in (ours[:head], *middle, ours[len(ours) - tail :]) if p]


def one_changed(base: Lines, ours: Lines, theirs: Lines) -> Lines | None:
    """The side that differs from the base, when the other does not or both say the same."""
    if ours in (base, theirs):
        return theirs
    return ours if theirs == base else None


def _trimmed(base: Lines, ours: Lines, theirs: Lines) -> list[Part]:
    """A clash without the lines at either end that both sides changed alike."""
    head = tail = 0
    while head < min(len(ours), len(theirs)) and ours[head] == theirs[head]:
        head += 1
    while tail < min(len(ours), len(theirs)) - head and ours[-1 - tail] == theirs[-1 - tail]:
        tail += 1
    if not head and not tail:
        return [Clash(base, ours, theirs)]
    clash = Clash(base, ours[head : len(ours) - tail], theirs[head : len(theirs) - tail])
    return [ours[:head], clash, ours[len(ours) - tail :]]


def _by_line(base: Lines, ours: Lines, theirs: Lines) -> Lines | None:
    """Line by line, where each side only changed lines in place."""
    if not len(base) == len(ours) == len(theirs):
        return None
    found: list[str] = []
    for old, mine, yours in zip(base, ours, theirs, strict=True):
        line = one_changed((old,), (mine,), (yours,))
        if line is None:
            return None
        found += line
    return tuple(found)


_BULLET = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_ROW = re.compile(r"\s*\|")


def _by_item(base: Lines, ours: Lines, theirs: Lines) -> Lines | None:
    """Item by item, where all that stands here are list items or table rows."""
    lines = (*base, *ours, *theirs)
    if all(_ROW.match(line) for line in lines):
        merged = _merge_items(base, ours, theirs, _first_cell)
        widths = {line.count("|") - line.count("\\|") for line in (*ours, *theirs, *base)}
        return merged if len(widths) == 1 else None
    if all(_BULLET.match(line) for line in lines):
        return _merge_items(base, ours, theirs, _words)
    return None


def _first_cell(row: str) -> frozenset[str]:
    return frozenset([row.strip().strip("|").partition("|")[0].strip()])


def _words(line: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", line))


Likeness = Callable[[str], frozenset[str]]


def _merge_items(base: Lines, ours: Lines, theirs: Lines, likeness: Likeness) -> Lines | None:
    """Additions of both sides, less what either removed; None when both changed one item."""
    mine, mine_new = _fates(base, ours, likeness)
    yours, yours_new = _fates(base, theirs, likeness)
    found: list[str] = []
    for index in range(len(base) + 1):
        added = [g for g in (mine_new[index], yours_new[index]) if g]
        if len(added) == 2:
            if set(added[0]) & set(added[1]) and added[0] != added[1]:
                shared = set(added[0]) & set(added[1])
                longer, other = sorted(added, key=lambda g: (-len(g), g))
                added = [longer, tuple(line for line in other if line not in shared)]
            elif added[0] == added[1]:
                added = added[:1]
            else:
                added.sort()
        for group in added:
            found += group
        if index < len(base):
            state = one_changed((base[index],), mine[index], yours[index])
            if state is None:
                return None
            found += state
    return tuple(found)


def _fates(base: Lines, side: Lines, likeness: Likeness) -> tuple[list[Lines], list[Lines]]:
    """What a side makes of each item of the base, and what it adds before each and at the end."""
    fates: list[Lines] = [(line,) for line in base]
    added: list[Lines] = [() for _ in range(len(base) + 1)]
    for hunk in hunks(base, side):
        new = list(side[hunk.own_start : hunk.own_end])
        after = hunk.start
        for index in range(hunk.start, hunk.end):
            at = next((n for n, line in enumerate(new) if _alike(base[index], line, likeness)), None)
            if at is None:
                fates[index] = ()
            else:
                added[index] = (*added[index], *new[:at])
                fates[index], new, after = (new[at],), new[at + 1 :], index + 1
        added[after] = (*added[after], *new)
    return fates, added


def _alike(old: str, new: str, likeness: Likeness) -> bool:
    """Whether an item is another one changed."""
    a, b = likeness(old), likeness(new)
    return bool(a and b) and 2 * len(a & b) >= 0.6 * (len(a) + len(b))
