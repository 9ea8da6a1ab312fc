"""A three-way merge of agents, by meaning: `merge3` is pure and knows no files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agentconv.frozen import frozen
from agentconv.merging.fields import (
    Disagreement,
    merge_changes,
    merge_contract,
    merge_maps,
    merge_tools,
    merge_value,
    merge_words,
)
from agentconv.merging.marks import Labels
from agentconv.merging.prompts import Region, merge_prompts
from agentconv.model.agent import MISSING, Agent, diff, field_value, with_fields
from agentconv.model.versions import version_key


@frozen
class Conflict:
    """A field that both sides changed, each in its own way; the result has ours."""

    field: str
    """As `diff` names it; `prompt` for a place in the prompt."""
    base: object
    ours: object
    theirs: object
    section: str = ""
    """For the prompt: the titles that lead to the place."""


@frozen
class MergeResult:
    """A merged agent and what both sides disagree on; its prompt then holds git's markers."""

    agent: Agent
    conflicts: tuple[Conflict, ...] = ()
    settled: tuple[Agent, ...] = ()
    """The agent with all conflicts decided for the base, for ours, for theirs; nothing when there is none."""

    @property
    def clean(self) -> bool:
        """Whether nothing is left for a person to decide."""
        return not self.conflicts


Merge = Callable[[object, object, object], object]

_WAYS: dict[str, Merge] = {
    "tools.allow": merge_tools,
    "tools.deny": merge_tools,
    "skills": merge_words,
    "tags": merge_words,
    "authors": merge_words,
    "changelog": merge_changes,
    "output_contract": merge_contract,
    "mcp_servers": merge_maps,  # type: ignore[dict-item]
    "hooks": merge_maps,  # type: ignore[dict-item]
}


def merge3(base: Agent, ours: Agent, theirs: Agent, labels: Labels | None = None) -> MergeResult:
    """What two sides made of an agent, together.

    Of two versions the higher is taken, of two dates the later. Nothing is raised: what the sides disagree on
    is in the result's `conflicts`, and ours is kept there.
    """
    touched = dict.fromkeys(d.field for d in (*diff(base, ours), *diff(base, theirs)))
    changed: dict[str, object] = {}
    conflicts: list[Conflict] = []
    disputed: dict[str, Sequence[object]] = {}
    for name in touched:
        sides = [field_value(agent, name) for agent in (base, ours, theirs)]
        if name == "prompt":
            merged = merge_prompts(base.prompt, ours.prompt, theirs.prompt, labels)
            changed[name] = merged.text
            conflicts += [_of_region(region) for region in merged.regions]
            disputed |= {name: merged.settled} if merged.regions else {}
            continue
        value = _WAYS.get(name, merge_value)(*sides)
        # Both sides released a version: of two new numbers the higher is no guess, a lower one would go back.
        if isinstance(value, Disagreement) and name in _ORDERED:
            value = _ORDERED[name](*sides)
        if isinstance(value, Disagreement):
            conflicts.append(Conflict(name, sides[0], sides[1], sides[2]))
            disputed[name] = sides
        elif not (value is MISSING and sides[1] is MISSING):
            changed[name] = value
    together = with_fields(ours, changed)
    settled = [with_fields(together, {name: disputed[name][side] for name in disputed}) for side in range(3)]
    return MergeResult(together, tuple(conflicts), tuple(settled) if conflicts else ())


def _of_region(region: Region) -> Conflict:
    return Conflict("prompt", region.base, region.ours, region.theirs, region.section)


def higher(base: object, ours: object, theirs: object) -> object:
    """The newer of two versions; a disagreement where nobody can tell."""
    if not (isinstance(ours, str) and isinstance(theirs, str)):
        return ours if isinstance(ours, str) else theirs
    mine, yours = version_key(ours), version_key(theirs)
    if mine is None or yours is None or mine == yours:
        return Disagreement(base, ours, theirs)
    return ours if mine > yours else theirs


def _later(_base: object, ours: object, theirs: object) -> object:
    if not (isinstance(ours, str) and isinstance(theirs, str)):
        return ours if isinstance(ours, str) else theirs
    return max(ours, theirs)


_ORDERED: dict[str, Merge] = {"version": higher, "updated": _later}
"""Fields in which one of two values is simply the newer one."""
