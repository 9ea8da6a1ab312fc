"""Rules that stand above the agents of a settings file, and bound every one of them."""

from __future__ import annotations

from agentconv.errors import WrongType
from agentconv.formats.opencode.rules import RULES, as_map, rules_of
from agentconv.kit.codecs import as_null
from agentconv.kit.format import Native


def rules_above(settings: Native) -> Native:
    """The rules of a settings file that bound every agent in it."""
    found = {key: settings[key] for key in RULES if not as_null(settings.get(key))}
    try:
        return found if rules_of(found.get("tools"), found.get("permission")) else {}
    except WrongType:
        return {}


def bounded(entry: Native, above: Native) -> Native:
    """An agent's entry under the rules of its file, which count where its own say nothing.

    The client puts the agent's rules after the file's, as one list of which the last that matches counts.
    """
    try:
        rules = [*rules_of(above.get("tools"), above.get("permission"))]
        rules += rules_of(entry.get("tools"), entry.get("permission"))
    except WrongType:
        return entry  # reported where the entry is read
    rest = {key: value for key, value in entry.items() if key not in RULES}
    return {**rest, "permission": as_map(rules)}
