"""What permission rules let go unasked, as `agentconv.model.powers.power` takes it."""

from __future__ import annotations

from collections.abc import Iterable

from agentconv.formats.opencode.rules import ANY_OTHER, KEYS, NO_TOOLS, Rule, plain, state_of

_UNASKED = {
    "unasked:write": "edit",
    "unasked:execute": "bash",
    "unasked:network": "webfetch",
    "unasked:search": "websearch",
}
_ASKS = {"asks:read": ("read", "grep", "glob", "list"), "asks:delegate": ("task",)}


def consent_of(rules: Iterable[Rule], host: frozenset[str]) -> frozenset[str]:
    """What goes unasked by rules, and by the host where they are silent; and what only they ask for."""
    rules = tuple(rules)
    asked = {word for word, key in _UNASKED.items() if _asks(key, rules)}
    if any(rule.action == "ask" and rule.key not in (*KEYS, *NO_TOOLS) for rule in rules):
        asked.add("unasked:servers")
    if asked:
        asked.add("unasked:all")
    found = {word for word, keys in _ASKS.items() if any(_asks(key, rules) for key in keys)}
    if state_of(ANY_OTHER, rules).base != "deny":
        found |= host - asked
    return frozenset(found)


def _asks(key: str, rules: Iterable[Rule]) -> bool:
    """Whether a tool is asked for as a whole, or in a part."""
    state = state_of(key, plain(rules))
    return state.base == "ask" or "ask" in state.others.values()
