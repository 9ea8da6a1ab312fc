"""What differs between two versions of an agent: fields, tools, power, sections of the prompt."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from agentconv.frozen import frozen
from agentconv.merging.outline import Part, Titles, outline, pair_parts, text_lines
from agentconv.model.agent import Agent, Difference, Tool, diff
from agentconv.model.powers import power

ADDED, REMOVED, RENAMED, MOVED, CHANGED = "added", "removed", "renamed", "moved", "changed"


@frozen
class SectionChange:
    """What became of a section of the prompt."""

    kinds: tuple[str, ...]
    """`added` or `removed` alone, else any of `renamed`, `moved`, `changed`."""
    path: Titles
    """The titles that lead to it; of a removed one, those that led to it."""
    old_path: Titles | None = None
    """Where it stood, when that is elsewhere."""
    lines: tuple[str, ...] = ()
    """What changed in it, as lines that start with ` `, `+` or `-`."""

    @property
    def added(self) -> int:
        """How many lines are new."""
        return sum(line.startswith("+") for line in self.lines)

    @property
    def removed(self) -> int:
        """How many lines are gone."""
        return sum(line.startswith("-") for line in self.lines)


@frozen
class Comparison:
    """Two versions of an agent side by side."""

    fields: tuple[Difference, ...] = ()
    """Everything that differs but the prompt."""
    tools_gained: tuple[Tool, ...] = ()
    tools_lost: tuple[Tool, ...] = ()
    power_gained: tuple[str, ...] = ()
    """What the new version can do and the old one could not."""
    power_lost: tuple[str, ...] = ()
    sections: tuple[SectionChange, ...] = ()
    prompt_changed: bool = False

    @property
    def same(self) -> bool:
        """Whether the two say the same."""
        return not self.fields and not self.prompt_changed


def compare(old: Agent, new: Agent) -> Comparison:
    """What differs between two versions, as people would tell it."""
    differences = diff(old, new)
    fields = tuple(d for d in differences if d.field != "prompt")
    before, after = power(old), power(new)
    had, has = old.tools.allow or (), new.tools.allow or ()
    listed = old.tools.allow is not None and new.tools.allow is not None
    return Comparison(
        fields,
        tuple(t for t in has if t not in had) if listed else (),
        tuple(t for t in had if t not in has) if listed else (),
        after.beyond(before),
        before.beyond(after),
        tuple(compare_sections(old.prompt, new.prompt)) if old.prompt != new.prompt else (),
        old.prompt != new.prompt,
    )


def compare_sections(old: str, new: str) -> list[SectionChange]:
    """The sections that differ, in the order of the new text, removed ones where they stood.

    Each stands at the index of the old part that it is, so that new and removed ones can be sorted
    together; a new one half a step behind the part before it.
    """
    was, now = outline(text_lines(old)), outline(text_lines(new))
    pairing = pair_parts(was, now)
    old_of = {j: i for i, j in pairing.items()}
    moved = _moved([old_of[j] for j in range(len(now)) if j in old_of])
    found: list[tuple[float, SectionChange]] = []
    last = -1.0
    for j, part in enumerate(now):
        i = old_of.get(j)
        if i is None:
            if part.lines:
                lines = tuple(f"+{line}" for line in _without_ends(part.lines))
                found.append((last + 0.5, SectionChange((ADDED,), part.path, lines=lines)))
            continue
        last = i
        if change := _change(was[i], part, i in moved):
            found.append((i, change))
    for i, part in enumerate(was):
        if i not in pairing and part.lines:
            lines = tuple(f"-{line}" for line in _without_ends(part.lines))
            found.append((i, SectionChange((REMOVED,), part.path, lines=lines)))
    return [change for _, change in sorted(found, key=lambda item: item[0])]


def _change(old: Part, new: Part, moved: bool) -> SectionChange | None:
    kinds = []
    if old.title != new.title:
        kinds.append(RENAMED)
    if moved or old.path[:-1] != new.path[:-1]:
        kinds.append(MOVED)
    lines = _line_diff(_without_ends(old.body), _without_ends(new.body))
    if lines or (old.level != new.level and not kinds):
        kinds.append(CHANGED)
    if not kinds:
        return None
    return SectionChange(tuple(kinds), new.path, old.path if old.path != new.path else None, lines)


def _moved(order: Sequence[int]) -> set[int]:
    """The items of a permutation that are not in its longest rising run: those that were moved.

    Moving one section down moves all between up by one; that nobody did. The fewest that can have been
    moved are those that the longest run in the old order leaves over.
    """
    best: list[list[int]] = []
    for item in order:
        before = _longest([run for run in best if run[-1] < item])
        best.append([*before, item])
    return set(order) - set(_longest(best))


def _longest(runs: list[list[int]]) -> list[int]:
    return max(runs, key=len) if runs else []


def _without_ends(lines: Sequence[str]) -> list[str]:
    return [line.rstrip("\r\n") for line in lines]


def _line_diff(old: list[str], new: list[str], around: int = 2) -> tuple[str, ...]:
    if old == new:
        return ()
    return tuple(list(difflib.unified_diff(old, new, n=around, lineterm=""))[2:])
