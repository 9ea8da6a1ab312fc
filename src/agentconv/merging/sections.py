"""A three-way merge of prompts, section by section: moved, added, removed and renamed ones."""

from __future__ import annotations

from agentconv.frozen import frozen
from agentconv.merging.lines import merge_lines
from agentconv.merging.outline import Part, outline, pair_parts
from agentconv.merging.pieces import Clash, Lines, Piece, one_changed


def merge_sections(base: Lines, ours: Lines, theirs: Lines) -> list[Piece] | None:
    """What both sides made of a text, section by section; None without any, or when both moved the same."""
    old = outline(base)
    mine, yours = _side(old, ours), _side(old, theirs)
    if len(mine.parts) == 1 and len(yours.parts) == 1:
        return None
    orders = [_order(range(len(old)), *sides) for sides in ((mine, yours), (yours, mine))]
    # Where both put new sections between those that the other took away, several orders are right. One is
    # taken that does not depend on who is who.
    order = min((order for order in orders if order is not None), key=str, default=None)
    if order is None:
        return None
    found: list[list[Piece]] = []
    # The blank lines behind a section are merged apart from it. They belong to the order, not to the
    # section: one that moves to the end, or away from there, brings along or leaves behind a gap that
    # nobody changed.
    gaps: list[int] = []
    for key in order:
        was = old[key] if isinstance(key, int) else None
        here, there = mine.part(key), yours.part(key)
        pieces = _section(was, here, there)
        if not pieces:
            continue
        found.append(pieces)
        gap = _gap(was, here, there)
        if len(gaps) < len(order) - 1 and (mine.ends_with(here) or yours.ends_with(there)):
            gap = max(gap, 1)  # it was the last one, and no longer is
        gaps.append(gap)
    if gaps:
        gaps[-1] = min(_blank(side.parts[-1].lines) for side in (mine, yours))
    spaced = [(*pieces, ("",) * gap) for pieces, gap in zip(found, gaps, strict=True)]
    return [piece for pieces in spaced for piece in pieces if piece]


@frozen
class _Side:
    """One side's parts, and which part of the base each is."""

    parts: list[Part]
    of_base: dict[int, int]
    """Index in the base -> index here."""
    ids: list[object]
    """For each part its id: an index in the base, or the key of a part that is new."""

    def part(self, key: object) -> Part | None:
        """The part with an id; None when it is not there."""
        return self.parts[self.ids.index(key)] if key in self.ids else None

    def has_before(self, one: object, other: object) -> bool:
        """Whether it has both parts, and in this order."""
        return one in self.ids and other in self.ids and self.ids.index(one) < self.ids.index(other)

    def ends_with(self, part: Part | None) -> bool:
        """Whether it is the last part."""
        return part is self.parts[-1]


def _side(base: list[Part], lines: Lines) -> _Side:
    parts = outline(lines)
    of_base = pair_parts(base, parts)
    back = {new: old for old, new in of_base.items()}
    return _Side(parts, of_base, [back.get(i, part.key) for i, part in enumerate(parts)])


def _blank(lines: Lines) -> int:
    """How many blank lines a part ends with."""
    return next((n for n, line in enumerate(reversed(lines)) if line.strip()), len(lines))


def _gap(was: Part | None, mine: Part | None, yours: Part | None) -> int:
    """How many blank lines are to stand behind a section."""
    if mine is None or yours is None:
        side = mine or yours
        return _blank(side.lines) if side else 0
    base = _blank(was.lines) if was else None
    ours, theirs = _blank(mine.lines), _blank(yours.lines)
    if ours == base:
        return theirs
    return ours if theirs == base else max(ours, theirs)


def without_end(lines: Lines) -> Lines:
    """The lines without the blank ones at their end."""
    return lines[: len(lines) - _blank(lines)]


def _order(base: range, mine: _Side, yours: _Side) -> list[object] | None:
    """The ids of the merged text, in order; None when both sides moved sections, each in its own way."""
    # First the sections that all three have: one side's order of them, if only one changed it.
    in_all = {i: None for i in base if i in mine.of_base and i in yours.of_base}
    orders = [tuple(map(str, in_all))]
    orders += [tuple(str(i) for i in side.ids if i in in_all) for side in (mine, yours)]
    skeleton = one_changed(*orders)
    if skeleton is None:
        return None
    order: list[object] = [int(text) for text in skeleton]
    # Then those that a side added, or that the other one removed, each behind its neighbour there.
    before_mine, before_yours = (
        dict(zip(side.ids, [None, *side.ids], strict=False)) for side in (mine, yours)
    )
    for side, other, here, there in (
        (mine, yours, before_mine, before_yours),
        (yours, mine, before_yours, before_mine),
    ):
        before: object = None
        for key in side.ids:
            # What both added at two places stands once, at the place that comes first.
            elsewhere = key in there and _rank(there[key]) < _rank(here[key])
            if key not in order and not elsewhere:
                at = order.index(before) + 1 if before in order else 0
                # Past what the other side put at the same place, in an order that does not depend on who is
                # who; and past what it has before this one.
                while at < len(order) and order[at] not in side.ids:
                    if _rank(order[at]) > _rank(key) and not other.has_before(order[at], key):
                        break
                    at += 1
                order.insert(at, key)
            if key in order:
                before = key
    return order if {*mine.ids, *yours.ids} <= {*order} else None


def _rank(key: object) -> tuple[int, int, str]:
    """Where a part stands among those that the sides have at one place: old ones first, then by title."""
    if key is None:
        return -1, 0, ""
    return (0, key, "") if isinstance(key, int) else (1, 0, str(key))


def _section(was: Part | None, mine: Part | None, yours: Part | None) -> list[Piece]:
    """What becomes of one section, without the blank lines at its end."""
    if mine is None or yours is None:
        side = mine or yours
        if side is None:
            return []
        core = without_end(side.lines)
        if was is None:
            return [core]  # added
        if core == without_end(was.lines):
            return []  # removed by one side, and left alone by the other
        return [Clash(without_end(was.lines), core if mine else (), core if yours else ())]
    heading: Lines | Clash | None
    if was is None:
        heading = mine.heading if mine.heading == yours.heading else Clash((), mine.heading, yours.heading)
        return [heading, *merge_lines((), without_end(mine.body), without_end(yours.body))]
    heading = one_changed(was.heading, mine.heading, yours.heading)
    if heading is None:
        heading = Clash(was.heading, mine.heading, yours.heading)
    return [heading, *merge_lines(without_end(was.body), without_end(mine.body), without_end(yours.body))]
