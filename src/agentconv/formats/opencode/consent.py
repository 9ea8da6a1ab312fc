"""What permission rules let go unasked, as `agentconv.model.powers.power` takes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agentconv.formats.opencode.rules import ANY_OTHER, GRANTED, KEYS, NO_TOOLS, Rule, State, plain, state_of

_UNASKED = {
    "unasked:write": "edit",
    "unasked:execute": "bash",
    "unasked:network": "webfetch",
    "unasked:search": "websearch",
}
_SERVERS, _ALL = "unasked:servers", "unasked:all"
_EVERY = frozenset({*_UNASKED, _SERVERS})
_ASKS = {"asks:read": ("read", "grep", "glob", "list"), "asks:delegate": ("task",)}
_FREE = ("allow", GRANTED)
"""What lets a tool go unasked: `true` of the older map does (Kilo Code 7.7.9, 2026-11-28)."""


def consent_of(rules: Iterable[Rule], host: frozenset[str]) -> frozenset[str]:
    """What goes unasked by rules, and by the host where they are silent; and what only they ask for."""
    rules = plain(list(rules))
    states = {word: state_of(key, rules) for word, key in _UNASKED.items()}
    asked = {word for word, state in states.items() if _asks(state)}
    free = {word for word, state in states.items() if _is_free(state)}
    if _is_free(state_of("notebook_edit", rules)):  # Kilo Code's, which `edit` does not cover
        free.add("unasked:write")
    other = state_of(ANY_OTHER, rules)
    servers = [other, *(state_of(key, rules) for key in _servers(rules))]
    if any(map(_asks, servers)):
        asked.add(_SERVERS)
    elif any(state.base in _FREE for state in servers):
        free.add(_SERVERS)
    if other.base != "deny":
        free |= host
    if asked:
        asked.add(_ALL)
    elif free >= _EVERY:
        free.add(_ALL)
    found = {word for word, keys in _ASKS.items() if any(_asks(state_of(key, rules)) for key in keys)}
    return frozenset(found | free - asked)


def _asks(state: State) -> bool:
    """Whether a tool is asked for as a whole, or in a part."""
    return state.base == "ask" or "ask" in state.others.values()


def _is_free(state: State) -> bool:
    """Whether rules let a tool go unasked, or all that they leave of it."""
    return state.base in _FREE or (state.base == "deny" and bool(state.granted))


def _servers(rules: Sequence[Rule]) -> list[str]:
    """The keys by which rules name servers' tools."""
    return [rule.key for rule in rules if rule.key.strip("*") and rule.key not in (*KEYS, *NO_TOOLS)]
