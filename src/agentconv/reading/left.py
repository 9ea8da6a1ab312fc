"""The files that are no agents, and what there is to say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from agentconv.frozen import frozen

DOCUMENT = "document"
"""The kind of what belongs to no tool."""
OWN = "own"
"""The kind of what agentconv wrote itself."""

FOR_PLUGIN = "plugin"
"""The kind of a file of agents that a plugin reads, which is not installed."""

_CALLED = {
    "settings": ("settings file", "settings files"),
    FOR_PLUGIN: ("file for a plugin", "files for a plugin"),
}
"""Kind -> what one and several are called, where that is not its name and that with an s."""


@frozen
class Left:
    """A file that is not taken."""

    path: str
    why: str
    kind: str = DOCUMENT
    part: bool = False
    """Whether it belongs to something that another file counts for."""


def plugins_for(left: Sequence[Left]) -> str:
    """Which plugins would read some of the files; empty where none would."""
    first = next((one for one in left if one.kind == FOR_PLUGIN), None)
    return f"{first.path}: {first.why}" if first else ""


def summary(left: Sequence[Left]) -> str:
    """What is not taken, by kind, the most first; empty when it is nothing but documents.

    What agentconv wrote elsewhere than where the output goes is counted apart.
    """
    counts = Counter(one.kind for one in left if not one.part)
    own = counts.pop(OWN, 0)
    others = sum(counts.pop(kind, 0) for kind in (DOCUMENT, "manifest"))
    if not counts and not own:
        return ""
    said = [counted(sorted(counts.items(), key=lambda item: (-item[1], item[0])))]
    said += [f"{others} other file{'s' * (others > 1)}"] if others else []
    said += [f"{own} file{'s' * (own > 1)} that an earlier run wrote"] if own else []
    return f"left: {', '.join(part for part in said if part)}"


def counted(kinds: Sequence[tuple[str, int]]) -> str:
    """Kinds as people read them: `181 skills, 105 commands, 1 server`."""
    return ", ".join(f"{count} {_many(kind, count)}" for kind, count in kinds)


def _many(kind: str, count: int) -> str:
    one, several = _CALLED.get(kind, (kind, f"{kind}s"))
    return one if count == 1 else several
