"""A three-way merge of prompts: line by line where that is clean, else section by section.

Lines come first because git is the measure: where a merge of lines is clean it is what everybody expects,
and a cleverer one could only differ. Sections come in where lines clash, since there a moved or renamed
section looks like one that was removed and one that was added. Their merge counts only when it keeps what
both sides meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from agentconv.merging.lines import Clash, Lines, Piece, merge_lines, one_changed
from agentconv.merging.outline import Part, outline, pair_parts


@dataclass(frozen=True, slots=True)
class Region:
    """A place of the prompt that both sides changed, each in its own way."""

    section: str
    """The titles that lead to it, with ` > ` between them; empty before any heading."""
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class MergedPrompt:
    """A merged prompt, with git's markers where it clashes."""

    text: str
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """What the sides are called in conflict markers."""

    ours: str = "ours"
    base: str = "base"
    theirs: str = "theirs"


def merge_prompts(base: str, ours: str, theirs: str, labels: Labels | None = None) -> MergedPrompt:
    """What both sides made of a prompt, together."""
    if ours in (base, theirs):
        return MergedPrompt(theirs)
    if theirs == base:
        return MergedPrompt(ours)
    sides: tuple[str, ...] = (base, ours, theirs)
    # Line ends, and whether the last line has one, are merged as values of the text: were they left in the
    # lines, a side that only changed them would clash with every line of the other.
    ends = [_line_end(text) for text in sides]
    alike = None not in ends
    if alike:
        sides = tuple(text.replace("\r\n", "\n") for text in sides)
    pieces = _merged(*map(_lines, sides))
    text, regions = _written(pieces, labels or Labels())
    if text and not _chosen(*(side.endswith("\n") for side in sides)):
        text = text.removesuffix("\n")
    if alike and _chosen(*ends) == "\r\n":
        text = text.replace("\n", "\r\n")
    return MergedPrompt(text, regions)


Fact = TypeVar("Fact")


def _chosen(base: Fact, ours: Fact, theirs: Fact) -> Fact:
    """What both sides made of a fact of the text; ours when both changed it."""
    return theirs if ours == base else ours


def _lines(text: str) -> Lines:
    return tuple(text.removesuffix("\n").split("\n")) if text else ()


def _line_end(text: str) -> str | None:
    """The line end that a text has throughout; None when it has several."""
    windows, all_ends = text.count("\r\n"), text.count("\n")
    if text.count("\r") != windows or 0 < windows < all_ends:
        return None
    return "\r\n" if windows else "\n"


def _merged(base: Lines, ours: Lines, theirs: Lines) -> list[Piece]:
    by_line = merge_lines(base, ours, theirs)
    clean = not _clashes(by_line)
    # One clean merge of lines is not taken as it is: both sides added the same section, at two places.
    if clean and not _same_section_added(base, ours, theirs):
        return by_line
    by_section = _by_section(base, ours, theirs)
    if by_section is None or not keeps_intent(by_section, base, ours, theirs):
        return by_line
    # Of two merges that clash, the one that leaves less to decide; a clean one has nothing that weighs less.
    return by_section if _weight(by_section) <= _weight(by_line) else by_line


def _clashes(pieces: Sequence[Piece]) -> list[Clash]:
    return [piece for piece in pieces if isinstance(piece, Clash)]


def _weight(pieces: Sequence[Piece]) -> tuple[int, int]:
    """How much a merge leaves to a person: places, and lines in them."""
    clashes = _clashes(pieces)
    return len(clashes), sum(len(c.ours) + len(c.theirs) for c in clashes)


def _same_section_added(base: Lines, ours: Lines, theirs: Lines) -> bool:
    """Whether both sides added one and the same section, so that a line merge may have it twice."""
    both = Counter(ours) & Counter(theirs)
    if not any(line.startswith("#") and count > base.count(line) for line, count in both.items()):
        return False
    known = {part.key for part in outline(base)}
    mine, yours = (
        {p.key: _core(p.body) for p in outline(side) if p.key not in known} for side in (ours, theirs)
    )
    return any(body and yours.get(key) == body for key, body in mine.items())


def keeps_intent(pieces: Sequence[Piece], base: Lines, ours: Lines, theirs: Lines) -> bool:
    """Whether no line that a side added is missing, and none returns that a side alone took away.

    Sections are paired by likeness, so a wrong pair could drop what a side wrote. This knows nothing of
    sections: it counts lines, and so does not make the mistake that it is to find.
    """
    old, mine, yours = Counter(base), Counter(ours), Counter(theirs)
    disputed = {line for c in _clashes(pieces) for line in (*c.base, *c.ours, *c.theirs)}
    found = Counter(line for piece in pieces if not isinstance(piece, Clash) for line in piece)
    for line in {*old, *mine, *yours}:
        if not line.strip() or line in disputed:
            continue
        # Both sides' changes of the count together; where both made the same change it may be one change.
        both = max(mine[line] + yours[line] - old[line], 0)
        alike = mine[line] if mine[line] == yours[line] else both
        if not min(both, alike) <= found[line] <= max(both, alike):
            return False
    return True


@dataclass(frozen=True, slots=True)
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

    def ends_with(self, part: Part | None) -> bool:
        """Whether it is the last part."""
        return part is self.parts[-1]


def _side(base: list[Part], lines: Lines) -> _Side:
    parts = outline(lines)
    of_base = pair_parts(base, parts)
    back = {new: old for old, new in of_base.items()}
    return _Side(parts, of_base, [back.get(i, part.key) for i, part in enumerate(parts)])


def _by_section(base: Lines, ours: Lines, theirs: Lines) -> list[Piece] | None:
    """A merge of sections: moved, added, removed and renamed ones; None when both moved the same."""
    old = outline(base)
    mine, yours = _side(old, ours), _side(old, theirs)
    if len(mine.parts) == 1 and len(yours.parts) == 1:
        return None
    order = _order(range(len(old)), mine, yours)
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


def _core(lines: Lines) -> Lines:
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
    for side, here, there in ((mine, before_mine, before_yours), (yours, before_yours, before_mine)):
        before: object = None
        for key in side.ids:
            # What both added at two places stands once, at the place that comes first.
            elsewhere = key in there and _rank(there[key]) < _rank(here[key])
            if key not in order and not elsewhere:
                at = order.index(before) + 1 if before in order else 0
                # Past what the other side put at the same place, in an order that does not depend on who is
                # who.
                while at < len(order) and order[at] not in side.ids and _rank(order[at]) < _rank(key):
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
        core = _core(side.lines)
        if was is None:
            return [core]  # added
        if core == _core(was.lines):
            return []  # removed by one side, and left alone by the other
        return [Clash(_core(was.lines), core if mine else (), core if yours else ())]
    heading: Lines | Clash | None
    if was is None:
        heading = mine.heading if mine.heading == yours.heading else Clash((), mine.heading, yours.heading)
        return [heading, *merge_lines((), _core(mine.body), _core(yours.body))]
    heading = one_changed(was.heading, mine.heading, yours.heading)
    if heading is None:
        heading = Clash(was.heading, mine.heading, yours.heading)
    return [heading, *merge_lines(_core(was.body), _core(mine.body), _core(yours.body))]


def _written(pieces: Sequence[Piece], labels: Labels) -> tuple[str, tuple[Region, ...]]:
    """The text with markers, each line with its end, and what clashes."""
    lines: list[str] = []
    above: list[
        str
    ] = []  # as `lines`, but with ours for a clash: `=======` would make a heading of what it closes
    regions = []
    for piece in pieces:
        if not isinstance(piece, Clash):
            lines += piece
            above += piece
            continue
        titles = outline(above)[-1].path
        above += piece.ours
        regions.append(Region(" > ".join(titles), *map(_text, (piece.base, piece.ours, piece.theirs))))
        lines += [f"<<<<<<< {labels.ours}", *piece.ours, "=======", *piece.theirs, f">>>>>>> {labels.theirs}"]
    return _text(lines), tuple(regions)


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
