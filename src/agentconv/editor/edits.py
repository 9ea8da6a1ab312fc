"""The places that a repair changes, so that an editor keeps everything else as it is."""

from __future__ import annotations

from difflib import SequenceMatcher

from agentconv.frozen import frozen


@frozen
class Edit:
    """Whole lines that give way to others."""

    first: int
    """The number of the first line, from 0."""
    end: int
    """The number of the line after the last."""
    text: str


def edits(old: str, new: str) -> list[Edit]:
    r"""What makes one text of another, line by line, from the top down.

    >>> edits("a\nb\nc\n", "a\nB\nc\n")
    [Edit(first=1, end=2, text='B\n')]
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    return [Edit(i, j, "".join(after[k:m])) for _, i, j, k, m in changes]
