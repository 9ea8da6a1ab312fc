"""Native values without what is nested too deep to be read again: a form wraps what its source said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentconv.containers.base import MAX_DEPTH

if TYPE_CHECKING:
    from agentconv.model.agent import Value

ROOM = MAX_DEPTH - 2
"""How deep the values of one agent may be nested: a file of several has two more levels around them."""
WRAPPED = 5
"""How many maps a form puts around an unknown key's value; below those it goes as a whole."""


def shallow(native: dict[str, Value]) -> dict[str, Value]:
    """The values without those that would be nested too deep; the same map where there are none.

    >>> shallow({"a": 1})
    {'a': 1}
    """
    return native if _fits(native, ROOM) else _without(native, ROOM, WRAPPED)


def _fits(value: Value, room: int) -> bool:
    if isinstance(value, dict):
        return room > 0 and all(_fits(item, room - 1) for item in value.values())
    if isinstance(value, list):
        return room > 0 and all(_fits(item, room - 1) for item in value)
    return True


def _without(values: dict[str, Value], room: int, wrapped: int) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in values.items():
        if _fits(value, room - 1):
            found[key] = value
        elif wrapped > 1 and isinstance(value, dict):
            found[key] = _without(value, room - 1, wrapped - 1)
    return found
