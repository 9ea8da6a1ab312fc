"""Two versions of a collection, agent by agent."""

from __future__ import annotations

from collections.abc import Sequence

from agentconv.frozen import frozen
from agentconv.kit.document import Document
from agentconv.merging.compare import Comparison, compare


@frozen
class Pair:
    """An agent as each of two sides has it; one of them may lack it."""

    old: Document | None
    new: Document | None
    found: Comparison | None = None
    """What differs; None where a side lacks the agent."""

    @property
    def name(self) -> str:
        """The newest name of the agent."""
        return next(side.agent.name for side in (self.new, self.old) if side is not None)

    @property
    def differs(self) -> bool:
        """Whether the sides do not say the same."""
        return self.found is None or not self.found.same


def compare_sides(old: Sequence[Document], new: Sequence[Document]) -> list[Pair]:
    """The agents of two sides by name, with what differs; two single ones whatever their names."""
    if len(old) == len(new) == 1:
        return [_compared(old[0], new[0])]
    was, now = ({d.agent.name: d for d in side} for side in (old, new))
    return [_compared(was.get(name), now.get(name)) for name in dict.fromkeys((*was, *now))]


def _compared(old: Document | None, new: Document | None) -> Pair:
    found = compare(old.agent, new.agent) if old and new else None
    return Pair(old, new, found)
