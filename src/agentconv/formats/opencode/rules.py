"""Permission rules as OpenCode and its family have them, and the tools that they leave an agent.

A rule is a key (a tool's name, with wildcards), a pattern (what the tool is called for) and an action. The
last rule that matches counts; a tool without one has what the host gives.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from agentconv.errors import WrongType
from agentconv.kit.codecs import as_text
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.powers import power
from agentconv.model.vocabulary import ALL, MCP, PERMISSION_MODES

ACTIONS = ("allow", "ask", "deny")
GRANTED = "granted"
"""What `true` of the old `tools` map says: the agent has the tool, whoever is asked."""

KEYS: dict[str, tuple[str, ...]] = {
    "read": ("read",),
    "edit": ("write", "edit"),
    "bash": ("shell",),
    "grep": ("grep",),
    "glob": ("glob",),
    "list": ("list",),
    "webfetch": ("web_fetch",),
    "websearch": ("web_search",),
    "task": ("agent",),
    "todowrite": ("todo",),
    "skill": ("skill",),
    "question": ("ask_user",),
    "lsp": ("code_intelligence",),
    "plan_exit": ("exit_plan",),
}
"""Permission key -> the neutral tools that it gives."""

TAKEN: dict[str, tuple[str, ...]] = {
    "read": ("notebook_read",),
    "edit": ("multi_edit", "notebook_edit"),
    "bash": ("shell_output", "shell_stop", "powershell"),
}
"""Key -> further tools that nobody has without it: to deny one of them, it is denied."""

NO_TOOLS = frozenset(
    {"external_directory", "doom_loop", "plan_enter", "codesearch", "agent_manager"}
    | {"notebook_edit", "notebook_execute", "board_read", "board_post", "semantic_search", "open_plan"}
    | {"kilo_memory_recall", "kilo_memory_save", "repo_clone", "repo_overview"}
)
"""Further keys of the family, which stand for no neutral tool."""

ACTION_ONLY = frozenset({"todowrite", "question", "webfetch", "websearch", "doom_loop"})
"""Keys that take an action but no patterns."""

WITH_PATTERNS = frozenset({"read", "edit", "bash", "task", "skill"})
"""Keys whose patterns say what a neutral tool's argument says."""

FREE = frozenset(
    {"read", "grep", "glob", "list", "task", "todowrite", "skill", "question", "lsp", "plan_exit"}
)
"""Keys that are allowed without asking in every mode: hosts that ask by default do not ask for these."""

ENV_FILES = {"*": "allow", "*.env": "ask", "*.env.*": "ask", "*.env.example": "allow"}
"""What the host itself says of reading. A plain `read: allow` would open the .env files."""


class Rule(NamedTuple):
    """One rule, in the order of its file."""

    key: str
    pattern: str
    action: str


@dataclass(frozen=True)
class Meaning:
    """What rules say in neutral words."""

    tools: Tools
    mode: str | None = None


@functools.cache
def names_for(format: str) -> ToolNames:
    """The names of a family member's tools."""
    near = {neutral: key for key in ("read", "edit") for neutral in TAKEN[key]}
    names = {key: neutral if len(neutral) > 1 else neutral[0] for key, neutral in KEYS.items()}
    return ToolNames(format, names, _read_mcp, _write_mcp, approximate=near, arguments=False)


def _read_mcp(native: str) -> tuple[str, str | None] | None:
    if native in KEYS or native in NO_TOOLS:
        return None
    if native == "*_*":
        return ALL, None
    server, _, tool = native.partition("_")
    if native.endswith("_*") and not re.search(r"[*?]", native[:-2]) and native[:-2]:
        return native[:-2], None
    return (server, tool) if server and tool and not re.search(r"[*?]", server) else None


def _write_mcp(server: str, tool: str | None) -> str | None:
    if server == ALL:
        return None if tool else "*_*"
    native = f"{server}_{tool or ALL}"
    exact = re.fullmatch(r"[A-Za-z0-9_-]+\*?", native) and _read_mcp(native) == (server, tool)
    return native if exact else None


# from rules


def rules_of(tools: Value, permission: Value) -> list[Rule]:
    """The rules of the old `tools` map and of `permission`, which goes over it.

    Raises `WrongType` for what the client does not take.
    """
    entries: dict[str, Value] = {}
    if tools is not None:
        if not isinstance(tools, dict):
            raise WrongType("a map of tools to true or false")
        for key, flag in tools.items():
            if str(flag) not in ("true", "false", "True", "False"):
                raise WrongType("true or false", (key,))
            name = "edit" if key in ("write", "patch") else key
            entries[name] = GRANTED if str(flag).lower() == "true" else "deny"
    if isinstance(permission, str):
        permission = {ALL: permission}
    if permission is not None:
        if not isinstance(permission, dict):
            raise WrongType("allow, ask, deny or a map")
        entries.update(permission)
    return [rule for key, value in entries.items() for rule in _rules(key, value)]


def _rules(key: str, value: Value) -> Iterator[Rule]:
    if not isinstance(value, dict):
        yield Rule(key, ALL, _action(value, (key,)))
        return
    if key in ACTION_ONLY:
        raise WrongType("allow, ask or deny", (key,))
    for pattern, action in value.items():
        yield Rule(key, pattern, _action(action, (key, pattern)))


def _action(value: Value, at: tuple[str | int, ...]) -> str:
    text = None if isinstance(value, (dict, list)) else as_text(value)
    if text not in (*ACTIONS, GRANTED):
        raise WrongType("allow, ask or deny", at)
    return str(text)


def plain(rules: Iterable[Rule]) -> list[Rule]:
    """The rules, with reading that asks for `.env` files as reading."""
    found = list(rules)
    careful = [Rule("read", pattern, action) for pattern, action in ENV_FILES.items()]
    for at, rule in enumerate(found):
        if rule.key == "read" and found[at : at + len(careful)] == careful:
            found[at : at + len(careful)] = careful[:1]
            break
    return found


class _State(NamedTuple):
    """What the rules say of one tool."""

    base: str | None
    """The action for everything; None = the host's."""
    others: dict[str, str]
    """Pattern -> action, for the patterns that come after it."""

    @property
    def granted(self) -> list[str]:
        """The patterns that are granted though the tool as a whole is not."""
        return [p for p, action in self.others.items() if action != "deny"] if self.base == "deny" else []

    @property
    def denied(self) -> list[str]:
        return [p for p, action in self.others.items() if action == "deny"]

    @property
    def has(self) -> bool:
        return self.base not in (None, "deny") or bool(self.granted)

    @property
    def actions(self) -> set[str | None]:
        """The actions under which the tool is had."""
        if self.base != "deny":
            return {self.base}
        return {self.others[p] for p in self.granted}


@functools.lru_cache(maxsize=1024)
def _wildcard(pattern: str) -> re.Pattern[str]:
    first, *parts = ("".join("." if c == "?" else re.escape(c) for c in part) for part in pattern.split("*"))
    if not parts:
        return re.compile(first, re.DOTALL)
    between = "".join(f"(?>.*?{part})" for part in parts[:-1])  # the first fit is as good as any: no retries
    return re.compile(f"{first}{between}.*{parts[-1]}", re.DOTALL)


def _matches(name: str, pattern: str) -> bool:
    if "*" not in pattern and "?" not in pattern:
        return name == pattern
    pattern = re.sub(r"\*+", "*", pattern)
    bare = pattern.endswith(" *") and _wildcard(pattern[:-2]).fullmatch(name) is not None
    return bare or _wildcard(pattern).fullmatch(name) is not None


def _state(name: str, rules: Iterable[Rule]) -> _State:
    state = _State(None, {})
    for rule in rules:
        if not _matches(name, rule.key):
            continue
        if rule.pattern.strip("*") == "" and rule.pattern:
            state = _State(rule.action, {})
        else:
            state.others.pop(rule.pattern, None)
            state.others[rule.pattern] = rule.action
    return state


def meaning(rules: Iterable[Rule], format: str) -> Meaning:
    """The tools that rules leave, and how far the agent acts without being asked.

    Where neutral words cannot say it exactly, they say less.
    """
    return _meaning(tuple(rules), format)


@functools.lru_cache(maxsize=4096)
def _meaning(rules: tuple[Rule, ...], format: str) -> Meaning:
    names = names_for(format)
    listed = _state("\0", rules).base == "deny"
    allow: list[Tool] = []
    deny: list[Tool] = []
    states = {key: _state(key, rules) for key in _keys(rules)}
    named = {rule.key for rule in rules}
    for key, state in states.items():
        if key == "plan_exit" and key not in named:
            continue  # the host denies it anyway
        if listed and state.has:
            allow += _tools(key, state.granted, names) if state.base == "deny" else names.tools(key)
            deny += _tools(key, state.denied, names)
        elif not listed and state.base == "deny":
            deny += names.tools(key)
        elif not listed:
            deny += _tools(key, state.denied, names)
        elif _inside(key, states) and state.base == "deny":
            deny += names.tools(key)
    tools = Tools(tuple(dict.fromkeys(allow)) if listed else None, tuple(dict.fromkeys(deny)))
    return Meaning(tools, _mode(rules, states, listed))


def _keys(rules: Iterable[Rule]) -> list[str]:
    """The keys to look at: those of the rules in their order, and those that a wildcard may mean."""
    named = dict.fromkeys(r.key for r in rules if r.key.strip("*") and r.key not in NO_TOOLS)
    return [*named, *(key for key in KEYS if key not in named)]


def _inside(key: str, states: Mapping[str, _State]) -> bool:
    """Whether a denied key takes something away from a wildcard that is granted."""
    wider = (other for other, state in states.items() if state.has and other != key)
    return any(_matches(key, other) or _matches(key.replace("*", "x"), other) for other in wider)


def _tools(key: str, patterns: list[str], names: ToolNames) -> list[Tool]:
    """The neutral tools for some patterns of a key."""
    if not patterns:
        return []
    arguments = [p[:-2] + ":*" if key == "bash" and p.endswith(" *") else p for p in patterns]
    if key == "task":
        arguments = [", ".join(arguments)]
    return [Tool(t.name, a, t.server, t.tool, t.native) for a in arguments for t in names.tools(key)]


def _mode(rules: Iterable[Rule], states: Mapping[str, _State], listed: bool) -> str | None:
    """The permission mode that comes nearest to the actions, without going beyond them."""
    if _state("\0", rules).base == "allow":
        asked = [r for r in rules if r.action == "ask" and r.key not in NO_TOOLS]
        return None if asked else "bypass"
    edit, bash = (states[key].actions if states[key].has else set() for key in ("edit", "bash"))
    others = [
        s.actions == {"allow"} for key, s in states.items() if key not in (*FREE, "edit", "bash") and s.has
    ]
    if listed and edit == bash == {"allow"} and others and all(others):
        return "bypass"
    host_edits = not listed and states["edit"].base is None
    if bash == {"allow"} and not host_edits and edit <= {"allow"}:
        return "auto"
    return "accept-edits" if edit == {"allow"} else None


# to a permission map


def permission_for(agent: Agent, format: str) -> dict[str, Value]:
    """The permission map that gives an agent as much of its power as the keys can say, and no more.

    Empty for an agent that has whatever the host gives.
    """
    found = _permission(agent.tools, agent.permission_mode, format)
    return {key: dict(value) if isinstance(value, dict) else value for key, value in found.items()}


@functools.lru_cache(maxsize=4096)
def _permission(tools: Tools, mode: str | None, format: str) -> dict[str, Value]:
    agent, names = Agent("", tools=tools, permission_mode=mode), names_for(format)
    if agent.tools.allow is None:
        found = _only_denied(agent, names)
        if found is not None and _fits(found, agent, names):
            return found
    return _listed(agent, names)


def _fits(permission: Mapping[str, Value], agent: Agent, names: ToolNames) -> bool:
    said = meaning(rules_of(None, dict(permission)), names.format)
    return power(Agent("", tools=said.tools, permission_mode=said.mode)) <= power(agent)


def _consent(key: str, mode: str | None) -> str:
    """Whether a tool is used without asking in a permission mode."""
    unasked = PERMISSION_MODES.get(mode or "default", frozenset())
    wanted = {"edit": "unasked:write", "bash": "unasked:execute"}.get(key, "unasked:all")
    return "allow" if key in FREE or wanted in unasked else "ask"


def _only_denied(agent: Agent, names: ToolNames) -> dict[str, Value] | None:
    """The map that takes the denied tools away; None when some have no key."""
    mode = agent.permission_mode
    found: dict[str, Value] = {}
    if mode == "bypass":
        found[ALL] = "allow"
    elif mode in ("auto", "accept-edits"):
        found |= {key: "allow" for key in ("edit", "bash") if _consent(key, mode) == "allow"}
    if mode == "plan":
        found |= {"edit": "deny", "bash": "deny"}
    for tool in agent.tools.deny:
        key = _key_of(tool, names)
        if key is None:
            return None
        if tool.argument is None:
            found[key] = "deny"
        elif found.get(key) != "deny":
            patterns = _patterns(key, tool.argument)
            if not patterns:
                found[key] = "deny"
                continue
            before = found.get(key)
            entry = before if isinstance(before, dict) else {} if before is None else {ALL: before}
            found[key] = {**entry, **dict.fromkeys(patterns, "deny")}
    return found


def _key_of(tool: Tool, names: ToolNames) -> str | None:
    """The key that a tool stands under, whatever its argument."""
    key = names.encode(Tool(tool.name, None, tool.server, tool.tool, tool.native))
    if key is None and tool.native is None:
        key = next((key for key, taken in TAKEN.items() if tool.name in taken), None)
    return key if key and _writable(key) else None


def _writable(key: str) -> bool:
    return key not in NO_TOOLS and key.strip("*") != "" and not key.isdigit() and key != "__proto__"


def _patterns(key: str, argument: str) -> list[str]:
    """The patterns that say exactly what an argument says; none when there are none."""
    if key not in WITH_PATTERNS:
        return []
    parts = [part.strip() for part in argument.split(",")] if key == "task" else [argument]
    found = [p[:-2] + " *" if key == "bash" and p.endswith(":*") else p for p in parts]
    for part, pattern in zip(parts, found, strict=True):
        odd = not pattern.strip("* ") or re.match(r"~|\$HOME|[!./]", pattern) or re.search(r"[?\\]", pattern)
        if odd or pattern.isdigit() or (part == pattern and key == "bash" and pattern.endswith(" *")):
            return []
    return [] if key == "task" and "*" in argument else found


def _listed(agent: Agent, names: ToolNames) -> dict[str, Value]:
    """The map that takes everything away, and then gives what stays within the agent's power."""
    allow = agent.tools.allow
    wanted: Iterable[Tool] = allow if allow is not None else (names.decode(key) for key in KEYS)
    found: dict[str, Value] = {ALL: "deny"}
    patterns: dict[str, list[str]] = {}
    whole: set[str] = set()
    for tool in wanted:
        key = names.encode(Tool(tool.name, None, tool.server, tool.tool, tool.native))
        if key is None or not _writable(key):
            continue
        patterns.setdefault(key, [])
        if tool.argument is None:
            whole.add(key)
        else:
            patterns[key] += _patterns(key, tool.argument)
    takes: dict[str, list[str]] = {}
    inner: dict[str, dict[str, Value]] = {}
    for tool in agent.tools.deny:
        key = _key_of(tool, names)
        if key is None:
            continue
        if tool.name == MCP and tool.tool:
            inner.setdefault(f"{tool.server}_{ALL}", {})[key] = "deny"
        elif tool.argument is not None:
            takes.setdefault(key, []).extend(_patterns(key, tool.argument))
    for key, some in patterns.items():
        action = _consent(key, agent.permission_mode)
        denied: dict[str, Value] = dict.fromkeys(takes.get(key, ()), "deny")
        entire: Value = {ALL: action, **denied} if denied else action
        if key == "read":
            entire = {**ENV_FILES, **denied}
        partly: Value = {ALL: "deny", **dict.fromkeys(some, action), **denied} if some else None
        for value in (entire if key in whole else None, partly):
            wider = {**found, key: value, **inner.get(key, {})}
            if value is not None and _fits(wider, agent, names):
                found = wider
                break
    return found
