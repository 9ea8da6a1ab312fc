"""What permission rules leave an agent, in neutral words: its tools, and what it does without being asked."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from agentconv.formats.opencode.rules import (
    ANY_OTHER,
    FREE,
    KEYS,
    NO_TOOLS,
    OF_MEMBER,
    PLACES,
    TAKEN,
    Rule,
    State,
    matches,
    overlap,
    state_of,
)
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Tool, Tools
from agentconv.model.vocabulary import ALL, MCP


@dataclass(frozen=True)
class Meaning:
    """What rules say in neutral words."""

    tools: Tools
    mode: str | None = None


def keys_of(format: str) -> dict[str, tuple[str, ...]]:
    """The keys of a family member, each with the neutral tools that it gives."""
    return KEYS | OF_MEMBER.get(format, {})


@functools.cache
def names_for(format: str) -> ToolNames:
    """The names of a family member's tools."""
    known = keys_of(format)
    own = {tool for tools in known.values() for tool in tools}
    near = {neutral: key for key in ("read", "edit") for neutral in TAKEN[key] if neutral not in own}
    names = {key: neutral if len(neutral) > 1 else neutral[0] for key, neutral in known.items()}
    return ToolNames(format, names, _read_mcp, _write_mcp, approximate=near, arguments=False, globs=True)


def _read_mcp(native: str) -> tuple[str, str | None] | None:
    """The server and tool of `SERVER_TOOL`. Where the server ends cannot be seen: the first `_` is taken."""
    if native in KEYS or native in NO_TOOLS:
        return None
    if native == "*_*":
        return ALL, None
    if whole := re.fullmatch(r"([^*?]+)_\*", native):
        return whole[1], None
    single = re.fullmatch(r"([^*?_]+)_(.+)", native)
    return (single[1], single[2]) if single else None


def _write_mcp(server: str, tool: str | None) -> str | None:
    if server == ALL:
        return None if tool else "*_*"
    native = f"{server}_{tool or ALL}"
    # a server with `_` in its name would be read as another with a longer tool: only all of it can be named
    exact = re.fullmatch(r"[A-Za-z0-9_-]+\*?", native) and _read_mcp(native) == (server, tool)
    return native if exact else None


def meaning(rules: Iterable[Rule], format: str) -> Meaning:
    """The tools that rules leave, and how far the agent acts without being asked.

    Where neutral words cannot say it exactly, they say less.
    """
    return _meaning(tuple(rules), format)


@functools.lru_cache(maxsize=4096)
def _meaning(rules: tuple[Rule, ...], format: str) -> Meaning:
    names, known = names_for(format), keys_of(format)
    # when a tool of which nothing is said is denied, the rules are a closed list, and the agent has what they
    # name; else it has the host's tools less what they take away
    listed = state_of(ANY_OTHER, rules).base == "deny"
    allow: list[Tool] = []
    deny: list[Tool] = []
    states = {key: state_of(key, rules) for key in _keys(rules, known)}
    had = {key for key, state in states.items() if _is_had(key, state, rules, names)}
    cuts = {key: _cuts(key, rules) for key in had}
    cut_away = {cut for some in cuts.values() for cut in some}
    for key, state in states.items():
        whole, is_denied = names.tools(key), state.base == "deny"
        if not listed:
            # what is granted of a denied tool is lost: neutral words give back no part of what they take
            if key in known and key not in KEYS and states["edit"].base == "deny":
                continue  # its own tool for writing goes with that one
            deny += whole if is_denied else _tools(key, state.denied, names)
        elif key in had:
            # a server of which `*_push` is denied cannot be told from others: it is not had
            if whole[0].name != MCP or all(names.decode(cut).name == MCP for cut in cuts[key]):
                allow += _tools(key, state.granted, names) if is_denied else whole
            deny += _tools(key, state.denied, names)
        elif key in cut_away:
            deny += whole  # `github_*` is granted, and this is `github_push`
    tools = Tools(tuple(dict.fromkeys(allow)) if listed else None, tuple(dict.fromkeys(deny)))
    return Meaning(tools, _mode(rules, states, known, listed=listed))


def _is_had(key: str, state: State, rules: Iterable[Rule], names: ToolNames) -> bool:
    """Whether an agent has a tool by a closed list.

    The client asks for a server's tool as `*`, whatever it is called with, so that no other pattern grants
    it. It gives a subagent `task` only where a rule names it, whatever a wildcard says.
    """
    if key == "task" and not any(rule.key == key for rule in rules):
        return False
    return state.has and (state.base != "deny" or names.decode(key).name != MCP)


def _keys(rules: Iterable[Rule], known: Mapping[str, object]) -> list[str]:
    """The keys to look at: those of the rules in their order, and those that a wildcard may mean."""
    named = dict.fromkeys(
        rule.key for rule in rules if rule.key.strip(ALL) and (rule.key in known or rule.key not in NO_TOOLS)
    )
    # the host denies `plan_exit` where nothing is said of it by its name
    return [*named, *(key for key in known if key != "plan_exit")]


def _cuts(key: str, rules: Iterable[Rule]) -> set[str]:
    """The keys that take something away from a granted key with a wildcard."""
    found: set[str] = set()
    for rule in rules:
        if matches(key, rule.key):
            found = set() if rule.pattern == ALL else found
        elif rule.action == "deny" and overlap(key, rule.key):
            found.add(rule.key)
    return found


def _tools(key: str, patterns: list[str], names: ToolNames) -> list[Tool]:
    """The neutral tools for some patterns of a key."""
    if not patterns:
        return []
    # neutral words say `git:*` for a command with anything after it, and one `agent(a, b)` for several agents
    arguments = [p[:-2] + ":*" if key == "bash" and p.endswith(" *") else p for p in patterns]
    if key == "task":
        arguments = [", ".join(arguments)]
    return [replace(tool, argument=a) for a in arguments for tool in names.tools(key)]


def _mode(
    rules: Iterable[Rule], states: Mapping[str, State], known: Mapping[str, object], *, listed: bool
) -> str | None:
    """The greatest permission mode that stays within the rules; None where they come to none.

    An exception to a denial is narrower than the tool, and one to a grant asks: neither comes to a mode. Nor
    do rules that leave editing and commands to the host.
    """
    edit, bash = states["edit"], states["bash"]
    # a mode knows no places, and the least that goes by itself stays in the project
    bound = any(_bounds_places(rule) for rule in rules)
    if not bound and _is_all_free(rules, states, known, listed=listed):
        return "bypass"
    if bash.is_free and not bound and (edit.is_free or (edit.base == "deny" and not edit.granted)):
        return "auto"
    if edit.is_free:
        return "accept-edits"
    said = {edit.base, bash.base, state_of(ANY_OTHER, rules).base}
    return "default" if "ask" in said and not listed and None not in (edit.base, bash.base) else None


def _bounds_places(rule: Rule) -> bool:
    """Whether a rule that is not for everything bounds where tools work, or how often they do the same."""
    meant = rule.key.strip(ALL) and any(matches(place, rule.key) for place in PLACES)
    return bool(meant) and rule.action != "allow"


def _is_all_free(
    rules: Iterable[Rule], states: Mapping[str, State], known: Mapping[str, object], *, listed: bool
) -> bool:
    """Whether all that the agent has goes by itself."""
    if not listed:
        return state_of(ANY_OTHER, rules).base == "allow" and not any(r.action == "ask" for r in rules)
    # a wildcard over the client's own tools is no tool besides them
    own = {key for key in states if key not in known and any(matches(one, key) for one in known)}
    asked = {key: state for key, state in states.items() if state.has and key not in FREE | own}
    # editing and commands alone come to a lesser mode, one of the host's further tools without them to none
    both = asked.keys() > {"edit", "bash"}
    return all(state.is_free for state in asked.values()) and (both or not asked.keys() <= known.keys())
