"""Which keys of a map are lost or changed: what a server or a hook no longer says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from agentconv.model.agent import Difference, same

_MOST_KEYS = 5
"""So many keys are named; what is more is counted."""


def keys_that_differ(difference: Difference) -> str:
    """Which keys of a map are gone, are other ones, or have come; empty where the values are no maps."""
    old, new = difference.old, difference.new
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return ""
    parts = []
    for word, keys in (
        ("without", [*_only_in(old, new)]),
        ("with another", [*_other_in(old, new)]),
        ("also with", [*_only_in(new, old)]),
    ):
        if keys:
            more = f" and {len(keys) - _MOST_KEYS} more" if len(keys) > _MOST_KEYS else ""
            parts.append(f"{word} {', '.join(keys[:_MOST_KEYS])}{more}")
    return "; ".join(parts)


HOSTS_SERVERS = "where the sources describe such a server, it goes into the host's own file of servers"


def servers_only_named(difference: Difference) -> str:
    """The servers that an agent only names and that are gone; empty where others changed, too."""
    old, new = difference.old, difference.new
    if difference.field != "mcp_servers" or not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return ""
    gone = [name for name, config in old.items() if config is None and name not in new]
    rest = {name: config for name, config in old.items() if name not in gone}
    return ", ".join(gone) if same(rest, {**new}) else ""


def _only_in(one: Mapping[str, object], other: Mapping[str, object], at: str = "") -> Iterator[str]:
    """The keys, down to the second level, that a map has and another lacks."""
    for key, value in one.items():
        below = other.get(key)
        if key not in other:
            yield f"{at}{key}"
        elif not at and isinstance(value, Mapping) and isinstance(below, Mapping):
            yield from _only_in(value, below, f"{key}.")


def _other_in(one: Mapping[str, object], other: Mapping[str, object], at: str = "") -> Iterator[str]:
    """The keys, down to the second level, that two maps have with other values."""
    for key in (key for key in one if key in other):
        value, below = one[key], other[key]
        if not at and isinstance(value, Mapping) and isinstance(below, Mapping):
            yield from _other_in(value, below, f"{key}.")
        elif not same(value, below):
            yield f"{at}{key}"
