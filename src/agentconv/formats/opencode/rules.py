"""Permission rules as OpenCode and its family have them, and the tools that they leave an agent.

A rule is a key (a tool's name, with wildcards), a pattern (what the tool is called for) and an action. The
last rule that matches counts; a tool without one has what the host gives. So the order of a file is part of
its meaning, here and in all that follows: rules are lists, and maps keep their order.

Read from above: `rules_of` flattens a file's two maps into rules, `meaning` says in neutral words what they
leave an agent. `agentconv.formats.opencode.permission` goes the other way.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from agentconv.errors import WrongType
from agentconv.kit.codecs import as_text
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Tool, Tools, Value
from agentconv.model.vocabulary import ALL

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

RULES = ("tools", "permission")
"""The keys that hold rules, the older first."""

NO_TOOLS = frozenset(
    {"external_directory", "doom_loop", "plan_enter", "codesearch", "agent_manager"}
    | {"notebook_edit", "notebook_execute", "board_read", "board_post", "semantic_search", "open_plan"}
    | {"kilo_memory_recall", "kilo_memory_save", "repo_clone", "repo_overview"}
    | {"execute"}  # of OpenCode 2: code that calls other tools, each of which has its own rule
)
"""Further keys of the family, which stand for no neutral tool."""

PLACES = frozenset({"external_directory", "doom_loop"})
"""Keys that bound what tools do, whichever it is: where, and how often the same."""

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
    return ToolNames(format, names, _read_mcp, _write_mcp, approximate=near, arguments=False, globs=True)


def _read_mcp(native: str) -> tuple[str, str | None] | None:
    """The server and tool of `SERVER_TOOL`. Where the server ends cannot be seen: the first `_` is taken."""
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
    # a server with `_` in its name would be read as another with a longer tool: only all of it can be named
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
            # the client turns these two into `edit`, so that the later of them counts
            name = "edit" if key in ("write", "patch") else key
            entries[name] = GRANTED if str(flag).lower() == "true" else "deny"
    if isinstance(permission, str):
        permission = {ALL: permission}
    if permission is not None:
        if not isinstance(permission, dict):
            raise WrongType("allow, ask, deny or a map")
        entries.update(permission)  # a key of both maps keeps its place in the older one, as in the client
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


def as_map(rules: Iterable[Rule]) -> dict[str, Value]:
    """The `permission` map that says the same as rules, in an order in which it does."""
    found: dict[str, dict[str, Value]] = {}
    for rule in rules:
        patterns = found.pop(rule.key, {})  # what is said again counts from its new place
        if rule.pattern == ALL:
            patterns = {}
        patterns.pop(rule.pattern, None)
        action = "allow" if rule.action == GRANTED else rule.action  # which the client makes of it, too
        found[rule.key] = {**patterns, rule.pattern: action}
        if rule.key == ALL and rule.pattern == ALL:
            found = {ALL: found[ALL]}  # it takes back all that was said before it
    return {key: v[ALL] if v.keys() == {ALL} else dict(v) for key, v in found.items()}


def plain(rules: Iterable[Rule]) -> list[Rule]:
    """The rules, with reading that asks for `.env` files as reading."""
    # agentconv writes reading with these exceptions, which are the host's own: they say nothing of the agent,
    # and without this every file that it wrote would read as one with rules that no field can hold
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
        if self.base != "deny":
            return []
        return [pattern for pattern, action in self.others.items() if action != "deny"]

    @property
    def denied(self) -> list[str]:
        """The patterns that are denied, whatever is said of the tool as a whole."""
        return [pattern for pattern, action in self.others.items() if action == "deny"]

    @property
    def has(self) -> bool:
        """Whether the agent has the tool by these rules, in whole or in part."""
        return self.base not in (None, "deny") or bool(self.granted)

    @property
    def is_free(self) -> bool:
        """Whether the tool is had as a whole, and never asked for."""
        return self.base == "allow" and "ask" not in self.others.values()


@functools.lru_cache(maxsize=1024)
def _wildcard(pattern: str) -> re.Pattern[str]:
    """A key with `*` and `?` as a regular expression that never tries a stretch twice.

    Keys come from files of strangers, and the plain translation (`.*` for each star) takes time that grows
    with a power of their number.
    """
    first, *parts = ("".join("." if c == "?" else re.escape(c) for c in part) for part in pattern.split("*"))
    if not parts:
        return re.compile(first, re.DOTALL)
    # between two stars the first place where a part fits leaves most for the rest, so no other is tried
    between = "".join(f"(?>.*?{part})" for part in parts[:-1])
    return re.compile(f"{first}{between}.*{parts[-1]}", re.DOTALL)


def _matches(name: str, pattern: str) -> bool:
    if "*" not in pattern and "?" not in pattern:
        return name == pattern
    pattern = re.sub(r"\*+", "*", pattern)
    # the client lets `git *` match a bare `git` as well
    bare = pattern.endswith(" *") and _wildcard(pattern[:-2]).fullmatch(name) is not None
    return bare or _wildcard(pattern).fullmatch(name) is not None


def state_of(name: str, rules: Iterable[Rule]) -> _State:
    """What is left of the rules for one tool, the last that matches first in rank.

    A rule for everything (`*`) takes back all that was said of patterns before it. A pattern that is said
    again moves to the end, since its new place counts. `base` stays None until a rule for everything comes:
    then it is the host that decides.
    """
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
    # a name that no rule can have meant tells what becomes of a tool of which nothing is said: when that is
    # denied the rules are a closed list, and the agent has what they name; else it has the host's tools less
    # what they take away
    listed = state_of("\0", rules).base == "deny"
    allow: list[Tool] = []
    deny: list[Tool] = []
    states = {key: state_of(key, rules) for key in _keys(rules)}
    named = {rule.key for rule in rules}
    for key, state in states.items():
        if key == "plan_exit" and key not in named:
            continue  # the host denies it anyway
        if listed and state.has:
            # without patterns `_tools` gives nothing: a tool that is denied as a whole and granted in part
            # is only had in that part
            allow += _tools(key, state.granted, names) if state.base == "deny" else names.tools(key)
            deny += _tools(key, state.denied, names)
        elif not listed and state.base == "deny":
            # what is granted of it in part is lost: neutral words cannot give back a part of what they take
            deny += names.tools(key)
        elif not listed:
            deny += _tools(key, state.denied, names)
        elif _inside(key, states) and state.base == "deny":
            deny += names.tools(key)  # `github_*` is granted, and this is `github_push`
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
    # neutral words say `git:*` for a command with anything after it, and one `agent(a, b)` for several agents
    arguments = [p[:-2] + ":*" if key == "bash" and p.endswith(" *") else p for p in patterns]
    if key == "task":
        arguments = [", ".join(arguments)]
    return [replace(tool, argument=a) for a in arguments for tool in names.tools(key)]


def _mode(rules: Iterable[Rule], states: Mapping[str, _State], listed: bool) -> str | None:
    """The greatest permission mode that stays within the rules; None where they come to none.

    An exception to a denial is narrower than the tool, and one to a grant asks: neither comes to a mode. Nor
    do rules that leave editing and commands to the host.
    """
    edit, bash = states["edit"], states["bash"]
    # a mode knows no places, and the least that goes by itself stays in the project
    bound = any(rule.key in PLACES and rule.action != "allow" for rule in rules)
    if not bound and _is_all_free(rules, states, listed):
        return "bypass"
    if bash.is_free and not bound and (edit.is_free or (edit.base == "deny" and not edit.granted)):
        return "auto"
    if edit.is_free:
        return "accept-edits"
    said = {edit.base, bash.base, state_of("\0", rules).base}
    return "default" if "ask" in said and not listed and None not in (edit.base, bash.base) else None


def _is_all_free(rules: Iterable[Rule], states: Mapping[str, _State], listed: bool) -> bool:
    """Whether all that the agent has goes by itself."""
    if state_of("\0", rules).base == "allow":
        return not any(r.action == "ask" for r in rules if r.key not in NO_TOOLS)
    asked = [state for key, state in states.items() if state.has and key not in FREE]
    further = [key for key in states if states[key].has and key not in (*FREE, "edit", "bash")]
    known = {"*", *KEYS, *NO_TOOLS, *PLACES}
    both = states["edit"].is_free and states["bash"].is_free
    servers = [r.action for r in rules if r.key not in known and r.action != "deny"]
    if not listed or not all(state.is_free for state in asked) or "ask" in servers:
        return False
    return bool(servers) or (both and bool(further))
