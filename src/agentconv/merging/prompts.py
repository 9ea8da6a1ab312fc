"""A three-way merge of prompts: line by line where that is clean, else section by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from agentconv.merging.lines import Clash, Lines, merge_lines, one_changed
from agentconv.merging.outline import Part, outline, pair

Parts = list[Lines | Clash]


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
    ends = [_line_end(text) for text in (base, ours, theirs)]
    end = ends[2] if ends[1] == ends[0] else ends[1]
    mixed = None in ends
    sides = [text if mixed else text.replace("\r\n", "\n") for text in (base, ours, theirs)]
    finals = [text.endswith("\n") for text in sides]
    final = finals[2] if finals[1] == finals[0] else finals[1]
    b, o, t = (tuple(text.removesuffix("\n").split("\n")) if text else () for text in sides)
    parts = _merged(b, o, t)
    text, regions = _written(parts, labels or Labels())
    if text and not final:
        text = text.removesuffix("\n")
    if end == "\r\n" and not mixed:
        text = text.replace("\n", "\r\n")
    return MergedPrompt(text, regions)


def _line_end(text: str) -> str | None:
    """The line end that a text has throughout; None when it has several."""
    windows, all_ends = text.count("\r\n"), text.count("\n")
    if text.count("\r") != windows or 0 < windows < all_ends:
        return None
    return "\r\n" if windows else "\n"


def _merged(base: Lines, ours: Lines, theirs: Lines) -> Parts:
    by_line = merge_lines(base, ours, theirs)
    clashes = sum(isinstance(part, Clash) for part in by_line)
    twice = not clashes and _same_section_added(base, ours, theirs)
    if not clashes and not twice:
        return by_line
    by_section = _by_section(base, ours, theirs)
    if by_section is None or not keeps_intent(by_section, base, ours, theirs):
        return by_line
    if not clashes:
        return by_line if any(isinstance(part, Clash) for part in by_section) else by_section
    return by_section if _weight(by_section) <= _weight(by_line) else by_line


def _weight(parts: Parts) -> tuple[int, int]:
    clashes = [part for part in parts if isinstance(part, Clash)]
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


def keeps_intent(parts: Parts, base: Lines, ours: Lines, theirs: Lines) -> bool:
    """Whether no line that a side added is missing, and none returns that a side alone took away."""
    old, mine, yours = Counter(base), Counter(ours), Counter(theirs)
    clashes = [part for part in parts if isinstance(part, Clash)]
    disputed = {line for c in clashes for line in (*c.base, *c.ours, *c.theirs)}
    found = Counter(line for part in parts if not isinstance(part, Clash) for line in part)
    for line in {*old, *mine, *yours}:
        if not line.strip() or line in disputed:
            continue
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


def _side(base: list[Part], lines: Lines) -> _Side:
    parts = outline(lines)
    of_base = pair(base, parts).new_of
    back = {new: old for old, new in of_base.items()}
    return _Side(parts, of_base, [back.get(i, part.key) for i, part in enumerate(parts)])


def _by_section(base: Lines, ours: Lines, theirs: Lines) -> Parts | None:
    """A merge of sections: moved, added, removed and renamed ones; None when both moved the same."""
    old = outline(base)
    mine, yours = _side(old, ours), _side(old, theirs)
    if len(mine.parts) == 1 and len(yours.parts) == 1:
        return None
    order = _order(range(len(old)), mine, yours)
    if order is None:
        return None
    found: list[Parts] = []
    gaps: list[int] = []
    for key in order:
        was = old[key] if isinstance(key, int) else None
        here, there = (side.parts[side.ids.index(key)] if key in side.ids else None for side in (mine, yours))
        parts = _part(was, here, there)
        if not parts:
            continue
        found.append(parts)
        ends = any(part is side.parts[-1] for part, side in ((here, mine), (there, yours)) if part)
        gap = _gap(was, here, there)
        gaps.append(max(gap, 1) if ends and len(gaps) < len(order) - 1 else gap)
    if gaps:
        gaps[-1] = min(_blank(side.parts[-1].lines) for side in (mine, yours))
    return [part for parts, gap in zip(found, gaps, strict=True) for part in (*parts, ("",) * gap) if part]


def _blank(lines: Lines) -> int:
    """How many blank lines a part ends with."""
    return next((n for n, line in enumerate(reversed(lines)) if line.strip()), len(lines))


def _gap(was: Part | None, mine: Part | None, yours: Part | None) -> int:
    """How many blank lines are to stand behind a section."""
    base, ours, theirs = (_blank(part.lines) if part else None for part in (was, mine, yours))
    if ours is None or theirs is None:
        return (theirs if ours is None else ours) or 0
    if ours == base:
        return theirs
    return ours if theirs == base else max(ours, theirs)


def _core(lines: Lines) -> Lines:
    return lines[: len(lines) - _blank(lines)]


def _order(base: range, mine: _Side, yours: _Side) -> list[object] | None:
    """The ids of the merged text, in order."""
    common = [i for i in base if i in mine.of_base and i in yours.of_base]
    kept = set(common)
    by_mine = [i for i in mine.ids if i in kept]
    by_yours = [i for i in yours.ids if i in kept]
    skeleton = one_changed(tuple(map(str, common)), tuple(map(str, by_mine)), tuple(map(str, by_yours)))
    if skeleton is None:
        return None
    after_mine, after_yours = (dict(zip(side.ids, [None, *side.ids], strict=False)) for side in (mine, yours))
    order: list[object] = [int(text) for text in skeleton]
    sides = ((mine, after_mine, after_yours), (yours, after_yours, after_mine))
    for side, here, there in sides:
        before: object = None
        for key in side.ids:
            elsewhere = key in there and _rank(there[key]) < _rank(here[key])
            if key not in order and not elsewhere:
                at = order.index(before) + 1 if before in order else 0
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


def _part(was: Part | None, mine: Part | None, yours: Part | None) -> Parts:
    """What becomes of one section, without the blank lines at its end."""
    if mine is None or yours is None:
        side = mine or yours
        if side is None:
            return []
        core = _core(side.lines)
        if was is None:
            return [core]
        if core == _core(was.lines):
            return []
        return [Clash(_core(was.lines), core if mine else (), core if yours else ())]
    heading: Lines | Clash | None
    if was is None:
        heading = mine.heading if mine.heading == yours.heading else Clash((), mine.heading, yours.heading)
        return [heading, *merge_lines((), _core(mine.body), _core(yours.body))]
    heading = one_changed(was.heading, mine.heading, yours.heading)
    if heading is None:
        heading = Clash(was.heading, mine.heading, yours.heading)
    return [heading, *merge_lines(_core(was.body), _core(mine.body), _core(yours.body))]


def _written(parts: Parts, labels: Labels) -> tuple[str, tuple[Region, ...]]:
    """The text with markers, each line with its end, and what clashes."""
    lines: list[str] = []
    above: list[str] = []
    regions = []
    for part in parts:
        if not isinstance(part, Clash):
            lines += part
            above += part
            continue
        titles = outline(above)[-1].path
        above += part.ours
        regions.append(Region(" > ".join(titles), *map(_joined, (part.base, part.ours, part.theirs))))
        lines += [f"<<<<<<< {labels.ours}", *part.ours, "=======", *part.theirs, f">>>>>>> {labels.theirs}"]
    return _joined(lines), tuple(regions)


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
