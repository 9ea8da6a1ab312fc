"""What one text changes in another, line by line, as few lines as possible."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
    for i, j, size in [*(match or common)(old, new), (len(old), len(new), 0)]:
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


def common(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """Runs of lines that both have, in order: the longest common subsequence where it is in reach."""
    if not a or not b:
        return []
    pairs = _shortest_edit(a, b)
    if pairs is None:
        return longest_first(a, b)
    runs: list[tuple[int, int, int]] = []
    for i, j in pairs:
        if runs and runs[-1][0] + runs[-1][2] == i and runs[-1][1] + runs[-1][2] == j:
            runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + 1)
        else:
            runs.append((i, j, 1))
    return runs


def common_from_the_end(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """As `common`, but where several are as long, the one that is found from the end."""
    found = common(a[::-1], b[::-1])
    return [(len(a) - i - size, len(b) - j - size, size) for i, j, size in reversed(found)]


def longest_first(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
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
