"""A three-way merge of prompts: line by line where that is clean, else section by section.

Lines come first because git is the measure: where a merge of lines is clean it is what everybody expects,
and a cleverer one could only differ. Sections come in where lines clash, since there a moved or renamed
section looks like one that was removed and one that was added. Their merge counts only when it keeps what
both sides meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

from agentconv.frozen import frozen
from agentconv.merging.fences import whole_fences
from agentconv.merging.lines import both_new, merge_lines
from agentconv.merging.marks import Labels
from agentconv.merging.outline import outline, titles_at
from agentconv.merging.pieces import Clash, Lines, Piece, decided
from agentconv.merging.placing import misplaced, same_headings
from agentconv.merging.sections import merge_sections, without_end

Merge = Callable[[Lines, Lines, Lines], list[Piece]]
"""A way to merge the lines of base, ours and theirs."""


@frozen
class Region:
    """A place of the prompt that both sides changed, each in its own way."""

    section: str
    """The titles that lead to it, with ` > ` between them; empty before any heading."""
    base: str
    ours: str
    theirs: str


@frozen
class MergedPrompt:
    """A merged prompt, with git's markers where it clashes."""

    text: str
    regions: tuple[Region, ...] = ()
    settled: tuple[str, ...] = ()
    """The text with each conflict decided for the base, for ours, for theirs; nothing when there is none."""


def merge_prompts(
    base: str, ours: str, theirs: str, labels: Labels | None = None, *, merge: Merge | None = None
) -> MergedPrompt:
    """What both sides made of a prompt, together; `merge` = by what way of merging lines."""
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
    texts = [_lines(side) for side in sides]
    pieces = whole_fences(_without_gaps((merge or _merged)(*texts), texts))
    lines, regions = _written(pieces, labels or Labels())
    final_end = _chosen(*(side.endswith("\n") for side in sides))
    windows = alike and _chosen(*ends) == "\r\n"

    def whole(lines: Sequence[str]) -> str:
        text = _text(lines)
        text = text if final_end else text.removesuffix("\n")
        return text.replace("\n", "\r\n") if windows else text

    settled = [decided(pieces, side) for side in ("base", "ours", "theirs")] if regions else []
    return MergedPrompt(whole(lines), regions, tuple(map(whole, settled)))


def merge_any_text(base: str, ours: str, theirs: str, labels: Labels | None = None) -> MergedPrompt:
    """What both sides made of a file of any kind: where both wrote a new one, all that differs clashes.

    The head of a file is no Markdown: a `tools: Read` above its `---` would be taken for a heading. So with
    a head the sections are not asked.
    """
    if not base.strip():
        return merge_prompts(base, ours, theirs, labels, merge=_new)
    headed = any(text.startswith("---") for text in (base, ours, theirs))
    return merge_prompts(base, ours, theirs, labels, merge=merge_lines if headed else None)


def _new(_base: Lines, ours: Lines, theirs: Lines) -> list[Piece]:
    return both_new(ours, theirs)


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
    sides = (base, ours, theirs)
    by_line = merge_lines(base, ours, theirs)
    clean = not _clashes(by_line)
    kept = not clean or keeps_intent(by_line, base, ours, theirs, once=True)
    if clean and kept and not _same_section_added(base, ours, theirs) and not _misplaced(by_line, sides):
        return by_line
    by_section = merge_sections(base, ours, theirs)
    if by_section is not None and not keeps_intent(by_section, base, ours, theirs):
        by_section = None
    if not kept:
        # git is clean here and wrong: what one side took away the other moved, so that it came back, or both
        # moved it, so that it stands twice.
        return by_section or _all(base, ours, theirs)
    if by_section is None:
        return by_line
    if clean and not _clashes(by_section) and _misplaced(by_section, sides) < _misplaced(by_line, sides):
        return by_section
    # Of two merges the one that leaves less to decide; beside a clean one, only a clean one.
    return by_section if _weight(by_section) <= _weight(by_line) else by_line


def _without_gaps(pieces: list[Piece], sides: Sequence[Lines]) -> list[Piece]:
    """The pieces without blank lines that came together because what stood between them is gone.

    Only where none of the sides has two in a row anywhere, and so nobody means it.
    """
    if any(pair == ("", "") for side in sides for pair in pairwise(side)):
        return pieces
    found: list[Piece] = []
    last = "text"
    for piece in pieces:
        if isinstance(piece, Clash):
            found.append(piece)
            last = "clash"
            continue
        kept = tuple(line for before, line in zip((last, *piece), piece, strict=False) if before or line)
        found += [kept] if kept else []
        last = piece[-1] if piece else last
    # The same at the end, where what stood behind is gone.
    if found and not isinstance(found[-1], Clash) and all(side and side[-1] for side in sides):
        found[-1] = without_end(found[-1])
    return [piece for piece in found if piece]


def _misplaced(pieces: Sequence[Piece], sides: tuple[Lines, Lines, Lines]) -> int:
    """How many lines stand in another section than where a side put them."""
    base, ours, theirs = sides
    if same_headings(base, ours) and same_headings(base, theirs):
        return 0
    return misplaced(decided(pieces, "ours"), base, ours, theirs)


def _all(base: Lines, ours: Lines, theirs: Lines) -> list[Piece]:
    """One clash from the first line that differs to the last."""
    head = tail = 0
    least = min(map(len, (base, ours, theirs)))
    while head < least and base[head] == ours[head] == theirs[head]:
        head += 1
    while tail < least - head and base[-1 - tail] == ours[-1 - tail] == theirs[-1 - tail]:
        tail += 1
    cut = [side[head : len(side) - tail] for side in (base, ours, theirs)]
    pieces: list[Piece] = [ours[:head], Clash(cut[0], cut[1], cut[2]), ours[len(ours) - tail :]]
    return [piece for piece in pieces if piece]


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
        {p.key: without_end(p.body) for p in outline(side) if p.key not in known} for side in (ours, theirs)
    )
    return any(body and yours.get(key) == body for key, body in mine.items())


def keeps_intent(
    pieces: Sequence[Piece], base: Lines, ours: Lines, theirs: Lines, *, once: bool = False
) -> bool:
    """Whether no line that a side added is missing, and none returns that a side alone took away.

    With `once` only lines are counted that no side has twice: what both took away of several equal ones is
    one change, and of which of them nobody can tell.

    Sections are paired by likeness, so a wrong pair could drop what a side wrote. This knows nothing of
    sections: it counts lines, and so does not make the mistake that it is to find.
    """
    old, mine, yours = Counter(base), Counter(ours), Counter(theirs)
    disputed = {line for c in _clashes(pieces) for line in (*c.base, *c.ours, *c.theirs)}
    found = Counter(line for piece in pieces if not isinstance(piece, Clash) for line in piece)
    for line in {*old, *mine, *yours}:
        if not line.strip() or line in disputed or (once and max(old[line], mine[line], yours[line]) > 1):
            continue
        # Both sides' changes of the count together; where both made the same change it may be one change.
        both = max(mine[line] + yours[line] - old[line], 0)
        alike = mine[line] if mine[line] == yours[line] else both
        if not min(both, alike) <= found[line] <= max(both, alike):
            return False
    return True


def _written(pieces: Sequence[Piece], labels: Labels) -> tuple[list[str], tuple[Region, ...]]:
    """The lines with markers, and what clashes."""
    lines: list[str] = []
    # As `lines`, but with ours for a clash: `=======` would make a heading of what it closes. Where a whole
    # section clashes, its heading stands there, too, and names the place.
    above: list[str] = []
    places: list[int] = []
    for piece in pieces:
        if not isinstance(piece, Clash):
            lines += piece
            above += piece
            continue
        above += [line for line in _first(piece) if line.startswith("#")]
        places.append(len(above) - 1)
        above += piece.ours
        lines += labels.around(piece)
    titles = titles_at(above, places)
    texts = [tuple(map(_text, (clash.base, clash.ours, clash.theirs))) for clash in _clashes(pieces)]
    found = zip(titles, texts, strict=True)
    return lines, tuple(Region(" > ".join(path), *sides) for path, sides in found)


def _first(clash: Clash) -> Lines:
    """The line that a clash starts with."""
    lines = clash.base or clash.ours or clash.theirs
    return tuple(line for line in lines if line.strip())[:1]


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
