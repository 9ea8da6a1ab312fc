"""What one text changes in another, line by line, as few lines as possible.

A three-way merge is only as good as the two differences that it starts from: a hunk that is laid out a line
too high touches its neighbour and becomes a conflict. So this follows git, whose merges are the measure:
the shortest edit by Myers' algorithm, then hunks slid to where git has them.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Sequence

from agentconv.frozen import frozen

MAX_STEPS = 1_200
"""Up to so many differing lines the shortest edit is looked for; beyond, a good one."""


@frozen
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
    # What both texts start and end with needs no search. Most edits of a prompt leave little in between.
    start, end = 0, min(len(base), len(side))
    while start < end and base[start] == side[start]:
        start += 1
    tail = 0
    while tail < end - start and base[-1 - tail] == side[-1 - tail]:
        tail += 1
    old, new = base[start : len(base) - tail], side[start : len(side) - tail]
    found = []
    at, own = 0, 0
    # A hunk is what lies between two runs that the texts share; an empty run closes the last one.
    for i, j, size in [*(match or common)(old, new), (len(old), len(new), 0)]:
        if i > at or j > own:
            found.append(Hunk(start + at, start + i, start + own, start + j))
        at, own = i + size, j + size
    return _slid_down(found, base, side) if down else _slid_up(found, base, side)


# A hunk that only adds lines, or only takes some away, can be slid: where the line behind it is the same as
# its own first one, the hunk one line further down says the same. Where a paragraph with its blank line
# comes between others, nothing in the texts tells which of the blank lines is the new one. The shortest
# edit is free to choose, and two sides that choose differently seem to touch, which is a conflict. git
# slides such a hunk up and then down as far as it goes when it merges (xdl_change_compact in
# xdiff/xdiffi.c, without the heuristic of indents that `git diff` has); doing the same makes both sides
# choose alike, and as git does. A hunk that both adds and takes away has one place only. No hunk may slide
# over the next one: there the texts stop being equal.


def _slid_down(found: list[Hunk], base: Sequence[str], side: Sequence[str]) -> list[Hunk]:
    slid: list[Hunk] = []
    limit = len(base)
    for hunk in reversed(found):  # from the end, since the next hunk's new place is the limit
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
    """As `common`, but where several are as long, the one that is found from the end.

    Of equal lines (blank ones, `---`, closing fences) a search from the start pairs the first it meets, one
    from the end the last, so that a clash by the one may be none by the other.
    """
    found = common(a[::-1], b[::-1])
    return [(len(a) - i - size, len(b) - j - size, size) for i, j, size in reversed(found)]


def longest_first(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """The longest run, then the longest on either side of it, and so on.

    Not the shortest edit, but the one that people mean who moved or rewrote a block: it holds on to the
    longest passage that stayed, where the shortest edit may tear it apart to save blank lines.
    """
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=len(a) + len(b) > 4 * MAX_STEPS)
    return [(m.a, m.b, m.size) for m in matcher.get_matching_blocks() if m.size]


def _shortest_edit(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]] | None:
    """Pairs of equal lines on a shortest edit path; None when it takes too many steps."""
    # Each line that the other text lacks costs a step, so this many are certain, in whatever order they come.
    certain = len(a) + len(b) - 2 * sum((Counter(a) & Counter(b)).values())
    limit = min(len(a) + len(b), MAX_STEPS)
    if certain > limit:
        return None
    # Numbers compare faster than lines, and the search does little else.
    numbers: dict[str, int] = {}
    old, new = ([numbers.setdefault(line, len(numbers)) for line in side] for side in (a, b))
    trail = _trail(old, new, limit)
    return None if trail is None else _walked(trail, len(a), len(b))


def _trail(old: list[int], new: list[int], limit: int) -> list[list[int]] | None:
    """How far one gets with each number of steps, up to the end (Myers 1986); None when the limit is too low.

    The two texts span a grid: a step right takes a line of the old text away, a step down adds one of the
    new, and a diagonal keeps a line that both have, for nothing. The shortest edit is the path from corner
    to corner with the fewest steps that are not diagonal. All paths with as many steps are looked at
    together: on each diagonal k = x - y only the one that came furthest counts, since one behind it there
    can never get ahead.
    """
    m, n = len(old), len(new)
    zero = limit + 1  # where diagonal 0 stands in `reach`, with room for one more on either side
    reach = [0] * (2 * limit + 3)  # for each diagonal, the x of the path that came furthest on it
    trail: list[list[int]] = []
    for step in range(limit + 1):
        # Only what the steps so far can have touched; a copy of all of `reach` for every step is too much.
        trail.append(reach[zero - step - 1 : zero + step + 2])
        for k in range(-step, step + 1, 2):  # an even number of steps ends on an even diagonal
            left, right = reach[zero + k - 1], reach[zero + k + 1]
            # One step from a neighbour: down from the diagonal above, or right from the one below, whichever
            # leads further. At the edges there is only one neighbour.
            x = right if k == -step or (k != step and left < right) else left + 1
            y = x - k
            while x < m and y < n and old[x] == new[y]:
                x += 1
                y += 1
            reach[zero + k] = x
            if x >= m and y >= n:
                return trail
    return None


def _walked(trail: list[list[int]], m: int, n: int) -> list[tuple[int, int]]:
    """The pairs on the path, found from its end: `trail` has for each step how far each diagonal reached.

    The same choice of neighbour as on the way there, made once more, says where each step came from; what
    lies between that and where the step ended are the diagonals, the lines that both texts have.
    """
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
    # Before the first step there are only diagonals, from the corner on.
    pairs += [(i, i) for i in range(x - 1, -1, -1)]
    return pairs[::-1]
