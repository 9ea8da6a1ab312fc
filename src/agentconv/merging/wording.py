"""Values and conflicts in one line, as people are told of them."""

from __future__ import annotations

import json

from agentconv.merging.agents import Conflict
from agentconv.model.agent import MISSING
from agentconv.model.neutral import to_json


def value_text(value: object, limit: int = 160) -> str:
    """A value of a field, cut where it is long."""
    if value is None or value is MISSING:
        return "none"
    data = to_json(value)
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def conflict_text(found: Conflict) -> str:
    """What both sides of a merge made of the same thing."""
    if found.field == "prompt":
        where = f"in the section {found.section!r}" if found.section else "before any heading"
        counts = [len(str(side).splitlines()) for side in (found.base, found.ours, found.theirs)]
        return f"{where}: {counts[0]} line(s) of the base are {counts[1]} in ours and {counts[2]} in theirs"
    base, ours, theirs = (_quoted(side) for side in (found.base, found.ours, found.theirs))
    return f"{found.field}: it was {base}; ours has {ours}, theirs {theirs}"


def _quoted(value: object) -> str:
    """A value of a field inside a sentence: a text stands in quotes."""
    said = value_text(value, 60)
    return repr(said) if isinstance(value, str) else said
