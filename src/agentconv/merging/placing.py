"""Whether the text of a merge stands in the sections where its sides have it.

A merge of lines knows no sections. It puts a paragraph that one side adds at the end of a section behind the
heading that the other side adds there, and nothing in the lines says that this is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from agentconv.merging.outline import Part, outline, pair_parts
from agentconv.merging.pieces import Lines


def same_headings(one: Lines, other: Lines) -> bool:
    """Whether two texts have the same lines that may be headings; asked before a text is parsed."""
    return [line for line in one if line.startswith("#")] == [line for line in other if line.startswith("#")]


def misplaced(merged: Sequence[str], base: Lines, ours: Lines, theirs: Lines) -> int:
    """How many lines of a merged text stand in another section than where they were put.

    Lines that a text has several times say nothing, and a line that still follows the one that it was
    written behind is where it belongs, whatever heading came before both.
    """
    renamed = _renamed(base, ours) | _renamed(base, theirs)
    was, mine, yours, now = (_Places(lines, renamed) for lines in (base, ours, theirs, tuple(merged)))
    return sum(_is_misplaced(line, now, was, mine, yours) for line in now.section)


class _Places:
    """Where each line of a text stands that it has once."""

    def __init__(self, lines: Lines, renamed: dict[Lines, Lines]) -> None:
        self.section: dict[str, Lines] = {}
        """Line -> the heading above it, by its name in the base."""
        self.before: dict[str, str] = {}
        """Line -> the nearest one before it that the text has once, or the heading."""
        times = Counter(lines)
        self.several = {line for line, number in times.items() if number > 1}
        for part in outline(lines):
            heading = renamed.get(part.heading, part.heading)
            last = "".join(heading)
            for line in part.body:
                if line.strip() and times[line] == 1:
                    self.section[line], self.before[line], last = heading, last, line

    def of(self, line: str) -> Lines | None:
        """The heading above a line; None when it is not there, or not once."""
        return self.section.get(line)


def _renamed(base: Lines, side: Lines) -> dict[Lines, Lines]:
    """The headings that a side words anew, as the base has them."""
    old, new = outline(base), outline(side)
    pairs: list[tuple[Part, Part]] = [(old[i], new[j]) for i, j in pair_parts(old, new).items()]
    return {after.heading: before.heading for before, after in pairs if after.heading != before.heading}


def _is_misplaced(line: str, now: _Places, was: _Places, mine: _Places, yours: _Places) -> bool:
    found = now.of(line)
    if found is None or any(line in side.several for side in (was, mine, yours)):
        return False
    here, there, before = mine.of(line), yours.of(line), was.of(line)
    writers = [side for side in (mine, yours) if side.of(line) is not None]
    if len(writers) == 2 and here != there:
        if before is None or before not in (here, there):
            return False
        writers = [mine if there == before else yours]
    if not writers or writers[0].of(line) == found:
        return False
    return now.before[line] != writers[0].before[line]
