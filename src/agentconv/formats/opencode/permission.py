"""The permission map that OpenCode and its family need for an agent, and no wider one.

Every map is checked by what it means when it is read (`agentconv.formats.opencode.meaning`): it is only
written when that stays within the agent's power.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from agentconv.formats.opencode.meaning import Meaning, keys_of, meaning, names_for
from agentconv.formats.opencode.rules import (
    ENV_FILES,
    FREE,
    KEYS,
    NO_TOOLS,
    TAKEN,
    WITH_PATTERNS,
    rules_of,
)
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.powers import power_of
from agentconv.model.vocabulary import ALL, PERMISSION_MODES


def permission_for(agent: Agent, format: str) -> dict[str, Value]:
    """The permission map that gives an agent as much of its power as the keys can say, and no more.

    Empty for an agent that has whatever the host gives.
    """
    found = _permission(agent.tools, agent.permission_mode, format)
    return {key: dict(value) if isinstance(value, dict) else value for key, value in found.items()}


@functools.lru_cache(maxsize=4096)
def _permission(tools: Tools, mode: str | None, format: str) -> dict[str, Value]:
    held, names = Meaning(tools, mode), names_for(format)
    # an agent with the host's tools less a few keeps a map that names these few; only where that cannot be
    # said exactly does it get a closed list, which also takes what the host will learn later
    if tools.allow is None:
        found = _only_denied(held, names)
        if found is not None and _fits(found, held, names):
            return found
    found = _listed(held, names)
    # What goes unasked and comes to no mode, such as a part of a tool, would ask when it is written again:
    # so it asks at once.
    if mode in _FREEING and (said := meaning(rules_of(None, dict(found)), format).mode) != mode:
        return _listed(replace(held, mode=said), names)
    return found


_FREEING = ("accept-edits", "auto", "bypass")
"""The modes that let something happen unasked."""


def _fits(permission: Mapping[str, Value], held: Meaning, names: ToolNames) -> bool:
    said = meaning(rules_of(None, dict(permission)), names.format)
    return power_of(said.tools, said.mode) <= power_of(held.tools, held.mode)


def _consent(key: str, mode: str | None) -> str:
    """Whether a tool is used without asking in a permission mode."""
    unasked: Collection[str] = () if mode is None else PERMISSION_MODES.get(mode, ())
    wanted = {"edit": "unasked:write", "notebook_edit": "unasked:write", "bash": "unasked:execute"}.get(
        key, "unasked:all"
    )
    if key in FREE or wanted in unasked:
        return "allow"
    return "deny" if mode == "dont-ask" else "ask"  # that mode refuses what it would have to ask for


def _asking(mode: str) -> dict[str, Value]:
    """The map of an agent with the host's tools that asks as its mode says, servers' tools included.

    The host itself would ask for next to nothing.
    """
    free = {key: _entire(key, "allow", {}) for key in KEYS if key in FREE and key != "plan_exit"}
    asked: dict[str, Value] = {key: _consent(key, mode) for key in ("edit", "bash", "webfetch")}
    return {ALL: "ask", **free, **asked}


def _only_denied(held: Meaning, names: ToolNames) -> dict[str, Value] | None:
    """The map that takes the denied tools away; None when that cannot be said."""
    mode = held.mode
    if mode == "dont-ask":
        return None
    found: dict[str, Value] = {}
    if mode == "bypass":
        found[ALL] = "allow"
    elif mode is not None:  # without one it has the host's consent too
        found |= _asking(mode)
    if mode == "plan":
        found |= {"edit": "deny", "bash": "deny"}
    for tool in held.tools.deny:
        key = _key_of(tool, names)
        if key is None:
            return None
        patterns = [] if tool.argument is None else _patterns(key, tool.argument)
        if not patterns:
            found[key] = "deny"  # a part that has no pattern is denied with the whole tool
        elif (before := found.get(key)) != "deny":
            base = {} if before is None else {ALL: before}
            entry = before if isinstance(before, dict) else base
            found[key] = {**entry, **dict.fromkeys(patterns, "deny")}
    return found


def _key_of(tool: Tool, names: ToolNames) -> str | None:
    """The key that a tool stands under, whatever its argument."""
    key = names.encode(replace(tool, argument=None))
    if key is None and tool.native is None:
        key = next((key for key, taken in TAKEN.items() if tool.name in taken), None)
    return key if key and _writable(key, names) else None


def _writable(key: str, names: ToolNames) -> bool:
    """Whether a key means in the client what it says here.

    JavaScript moves keys of digits to the front of a map, where other rules go over them, and does not keep
    `__proto__` as a key at all.
    """
    known = key in names.names or key not in NO_TOOLS
    return known and key.strip("*") != "" and not key.isdigit() and key != "__proto__"


def _patterns(key: str, argument: str) -> list[str]:
    """The patterns that say exactly what an argument says; none when there are none."""
    if key not in WITH_PATTERNS or (key == "task" and "*" in argument):
        return []
    parts = [part.strip() for part in argument.split(",")] if key == "task" else [argument]
    found = []
    for part in parts:
        prefix = key == "bash" and part.endswith(":*")
        pattern = part[:-2] + " *" if prefix else part
        if _is_odd(pattern) or (key == "bash" and part.endswith(" *")):
            return []  # a plain `git *` would be read back as `git:*`, which is another argument
        found.append(pattern)
    return found


def _is_odd(pattern: str) -> bool:
    """Whether the client reads something else from a pattern than its letters and stars.

    It replaces a home folder, `!` and paths have meanings of their own elsewhere, `?` and a backslash are
    no letters, a pattern of stars is no part, and digits change their place (see `_writable`).
    """
    special = re.match(r"~|\$HOME|[!./]", pattern) or re.search(r"[?\\]", pattern)
    return bool(special) or not pattern.strip("* ") or pattern.isdigit()


def _listed(held: Meaning, names: ToolNames) -> dict[str, Value]:
    """The map that takes everything away, and then gives what stays within the agent's power.

    The first entry closes the list. Each tool is tried as a whole, then in the parts that the agent has; what
    goes beyond the agent's power either way stays away. It is tried in the map as it has grown so far, since
    a key may cover others (`edit` is three tools) and what is denied must come after it.
    """
    found: dict[str, Value] = {ALL: "deny"}
    whole, parts = _wanted(held.tools.allow, names)
    takes, inner = _taken(held, names)
    for key, some in parts.items():
        action = _consent(key, held.mode)
        if action == "deny":
            continue
        denied = dict.fromkeys(takes.get(key, ()), "deny")
        tries: list[Value] = []
        if key in whole:
            tries.append(_entire(key, action, denied))
        if some:
            tries.append({ALL: "deny", **dict.fromkeys(some, action), **denied})
        for value in tries:
            wider = {**found, key: value, **inner.get(key, {})}
            if _fits(wider, held, names):
                found = wider
                break
    return found


def _entire(key: str, action: str, denied: Mapping[str, str]) -> Value:
    """The entry that gives a tool as a whole, but for what is denied of it."""
    if key == "read":
        return {**ENV_FILES, **denied}
    return {ALL: action, **denied} if denied else action


def _wanted(allow: tuple[Tool, ...] | None, names: ToolNames) -> tuple[set[str], dict[str, list[str]]]:
    """The keys of the agent's tools: those that it has as a whole, and all of them with their patterns."""
    wanted: Iterable[Tool] = allow if allow is not None else map(names.decode, keys_of(names.format))
    whole: set[str] = set()
    parts: dict[str, list[str]] = {}
    for tool in wanted:
        key = names.encode(replace(tool, argument=None))
        if key is None or not _writable(key, names):
            continue
        parts.setdefault(key, [])
        if tool.argument is None:
            whole.add(key)
        else:
            parts[key] += _patterns(key, tool.argument)
    return whole, parts


def _taken(held: Meaning, names: ToolNames) -> tuple[dict[str, list[str]], dict[str, dict[str, Value]]]:
    """What is denied inside of a key that may be given: patterns of it, and single tools of a server.

    A tool that is denied as a whole needs nothing here: `_fits` keeps its key out of the list.
    """
    patterns: dict[str, list[str]] = {}
    inner: dict[str, dict[str, Value]] = {}
    for tool in held.tools.deny:
        key = _key_of(tool, names)
        if key is None:
            continue
        if tool.tool:
            inner.setdefault(f"{tool.server}_{ALL}", {})[key] = "deny"
        elif tool.argument is not None:
            patterns.setdefault(key, []).extend(_patterns(key, tool.argument))
    return patterns, inner
