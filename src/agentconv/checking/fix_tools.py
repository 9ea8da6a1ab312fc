"""Names of tools that the client no longer has: the name of today where there is one, else none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from agentconv.checking.client import trimmed
from agentconv.checking.tools import word
from agentconv.containers.base import Tree, splice
from agentconv.kit.format import Format
from agentconv.model.agent import Agent, diff
from agentconv.model.powers import power
from agentconv.text.source import Source

Agents = Callable[[Source], "list[Agent] | None"]
"""Reads the agents of a text; None when it has an error."""
Reader = Callable[[Source], "Tree | None"]
Edit = tuple[int, int, str]


def renamed(tree: Tree, fmt: Format, read: Reader, agents: Agents) -> tuple[str, list[str]]:
    """A text with old names of tools in the words of today where the agent stays the same, and what was done.

    A name that grants nothing goes while others remain, and where the agent then has no more than before.
    """
    text, done = tree.source.text, []
    old = agents(tree.source)
    for name, instead in fmt.retired_tools.items():
        current = read(Source(tree.source.path, text))
        if current is None:
            break
        edits = list(_edits(current, fmt, name, instead))
        new = splice(text, edits)
        now = agents(Source(tree.source.path, new)) if edits else None
        if not instead and _lost_nothing(old, now):
            text, old = new, now
            done.append(f"{name}, which grants nothing, is taken out")
        elif instead and mean_the_same(old, now):
            text = new
            done.append(f"{name} is {instead} now")
    return text, done


def _edits(tree: Tree, fmt: Format, name: str, instead: str) -> Iterator[Edit]:
    text = tree.source.text
    for key in fmt.tool_keys:
        if key not in tree.values:
            continue
        span = tree.span((key,))
        value = text[span.start : span.end]
        if "#" in value or (instead and word(instead).search(value)):
            continue
        for match in word(name).finditer(value):
            start, end = span.start + match.start(), span.start + match.end()
            if instead:
                yield start, end, instead
            elif taken := _item(text, start, end):
                yield (*taken, "")


_BEFORE = re.compile(r"(?:(?P<line>^[ \t]*-[ \t]+)|(?P<comma>,[ \t]*))\Z")
_AFTER = re.compile(r"(?P<line>[ \t]*(?:\r?\n|\Z))|(?P<comma>[ \t]*,[ \t]*)")


def _item(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The stretch that an item of a list takes, with what parts it from the others; None for no such item."""
    if text[start - 1] in "'\"" and text[end : end + 1] == text[start - 1]:
        start, end = start - 1, end + 1
    line = text.rfind("\n", 0, start) + 1
    before, after = _BEFORE.search(text[line:start]), _AFTER.match(text, end)
    if before is not None and before["line"] is not None:
        return (line, after.end()) if after is not None and after["line"] is not None else None
    if before is not None:
        return line + before.start(), end
    if after is not None and after["comma"] is not None:
        return start, after.end()
    return None


def _lost_nothing(old: list[Agent] | None, new: list[Agent] | None) -> bool:
    """Whether agents differ in their lists of tools alone, none of which is empty, and can do no more."""
    if old is None or new is None or len(old) != len(new):
        return False
    for a, b in zip(old, new, strict=True):
        fields = {d.field for d in diff(trimmed(a), trimmed(b))}
        emptied = (a.tools.allow and not b.tools.allow) or (a.tools.deny and not b.tools.deny)
        if not fields <= {"tools.allow", "tools.deny"} or emptied or not power(b) <= power(a):
            return False
    return True


def mean_the_same(old: list[Agent] | None, new: list[Agent] | None) -> bool:
    """Whether agents are the same, but for the blank space around their texts."""
    if old is None or new is None or len(old) != len(new):
        return False
    return not any(diff(trimmed(a), trimmed(b)) for a, b in zip(old, new, strict=True))
