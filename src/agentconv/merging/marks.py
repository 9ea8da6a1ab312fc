"""Conflicts as git shows them: both sides between markers at the start of lines, with the base where asked.

Such a file is no YAML, TOML or JSON, and that is meant: git, editors and every reader see that something is
left to decide, and nobody takes one side for the merge.
"""

from __future__ import annotations

from agentconv.frozen import frozen
from agentconv.merging.hunks import hunks
from agentconv.merging.lines import groups
from agentconv.merging.pieces import Clash, Lines


@frozen
class Labels:
    """What the sides are called in conflict markers, and how those look."""

    ours: str = "ours"
    base: str = "base"
    theirs: str = "theirs"
    size: int = 7
    """Of how many signs a marker is."""
    with_base: bool = False
    """Whether the base is shown, too: git's styles diff3 and zdiff3."""
    before: str = ""
    """What stands before each marker while the file around it is still to be written."""

    def marker(self, sign: str, label: str = "") -> str:
        """A line that starts, parts or ends a conflict."""
        return f"{self.before}{sign * self.size}{label and ' '}{label}"

    def around(self, clash: Clash) -> list[str]:
        """The lines of a conflict, without their ends."""
        shown = [self.marker("<", self.ours), *clash.ours]
        if self.with_base:
            shown += [self.marker("|", self.base), *clash.base]
        return [*shown, self.marker("="), *clash.theirs, self.marker(">", self.theirs)]


def marked(base: str, ours: str, theirs: str, labels: Labels) -> str:
    """Three texts as one: where ours and theirs differ both stand, all else is ours.

    For texts that are one file with the conflicts decided for one side each: whoever takes one side of every
    conflict has that side's file.
    """
    end = "\r\n" if "\r\n" in ours[: ours.find("\n") + 1] else "\n"
    was, mine, yours = (_lines(text) for text in (base, ours, theirs))
    found: list[str] = []
    at = 0
    for group in groups(hunks(mine, yours), hunks(mine, was)):
        here, there = mine[group.start : group.end], yours[slice(*group.ours)]
        found += mine[at : group.start]
        at = group.end
        found += here if here == there else labels.around(Clash(was[slice(*group.theirs)], here, there))
    found += mine[at:]
    # A marker stands on a line of its own, also where the text before it has no end of line.
    last = end if ours.endswith("\n") or (found and found[-1] != (mine or ("",))[-1]) else ""
    return end.join(found) + (last if found else "")


def _lines(text: str) -> Lines:
    return tuple(text.removesuffix("\n").replace("\r\n", "\n").split("\n")) if text else ()
