"""Permission rules as OpenCode and its family have them.

A rule is a key (a tool's name, with wildcards), a pattern (what the tool is called for) and an action. The
last rule that matches counts; a tool without one has what the host gives. So the order of a file is part of
its meaning, here and in all that follows: rules are lists, and maps keep their order.

`rules_of` flattens a file's two maps into rules, `state_of` finds what they come to for one tool.
`agentconv.formats.opencode.meaning` says in neutral words what they leave an agent, and
`agentconv.formats.opencode.permission` goes the other way.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from agentconv.errors import WrongType
from agentconv.kit.codecs import as_text
from agentconv.model.agent import Value
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

OF_MEMBER: dict[str, dict[str, tuple[str, ...]]] = {"kilo": {"notebook_edit": ("notebook_edit",)}}
"""Member of the family -> keys for tools that it alone has."""

TAKEN: dict[str, tuple[str, ...]] = {
    "read": ("notebook_read",),
    "edit": ("multi_edit", "notebook_edit"),
    "bash": ("shell_output", "shell_stop", "powershell"),
}
"""Key -> further tools that nobody has without it: to deny one of them, it is denied."""

RULES = ("tools", "permission")
"""The keys that hold rules, the older first."""

ACTION_ONLY = frozenset({"todowrite", "question", "webfetch", "websearch", "doom_loop"})
"""Keys that take an action but no patterns."""

LOOSE = {f"{key}{ALL}": key for key in ACTION_ONLY}
"""How a rule for a part of what such a key means is written, which version 2 knows -> the key."""

NO_TOOLS = frozenset(
    {"external_directory", "doom_loop", "plan_enter", "codesearch", "agent_manager"}
    | {"notebook_edit", "notebook_execute", "board_read", "board_post", "semantic_search", "open_plan"}
    | {"kilo_memory_recall", "kilo_memory_save", "repo_clone", "repo_overview"}
    | {*LOOSE}
    | {"execute"}  # of OpenCode 2: code that calls other tools, each of which has its own rule
)
"""Further keys of the family, which stand for no neutral tool."""

PLACES = frozenset({"external_directory", "doom_loop"})
"""Keys that bound what tools do, whichever it is: where, and how often the same."""

WITH_PATTERNS = frozenset({"read", "edit", "bash", "task", "skill"})
"""Keys whose patterns say what a neutral tool's argument says."""

FREE = frozenset(
    {"read", "grep", "glob", "list", "task", "todowrite", "skill", "question", "lsp", "plan_exit"}
)
"""Keys that are allowed without asking in every mode: hosts that ask by default do not ask for these."""

ENV_FILES = {"*": "allow", "*.env": "ask", "*.env.*": "ask", "*.env.example": "allow"}
"""What the host itself says of reading. A plain `read: allow` would open the .env files."""


ANY_OTHER = "\0" * 99
"""A name of no tool: what rules say of it, they say of every tool that they do not mean by its name."""

_WILD = re.compile(r"[*?]")
EVERYTHING = re.compile(r"\??\*+\??( \*)?")
"""A pattern for every call, none of which is empty. `* *` is one: a call may lack the ` *` at the end."""


class Rule(NamedTuple):
    """One rule, in the order of its file."""

    key: str
    pattern: str
    action: str


def rules_of(tools: Value, permission: Value) -> list[Rule]:
    """The rules of the old `tools` map and of `permission`, which goes over it.

    Raises `WrongType` for what the client does not take.
    """
    entries: dict[str, list[Rule]] = {}
    if tools is not None:
        if not isinstance(tools, dict):
            raise WrongType("a map of tools to true or false")
        for key, flag in tools.items():
            if str(flag) not in ("true", "false", "True", "False"):
                raise WrongType("true or false", (key,))
            # the client turns these two into `edit`, so that the later of them counts
            name = "edit" if key in ("write", "patch") else key
            entries[name] = [Rule(name, ALL, GRANTED if str(flag).lower() == "true" else "deny")]
    if isinstance(permission, str):
        permission = {ALL: permission}
    if permission is not None:
        if not isinstance(permission, dict):
            raise WrongType("allow, ask, deny or a map")
        # a key of both maps keeps its place in the older one, as in the client
        entries |= {key: [*_rules(key, value)] for key, value in permission.items()}
    return [rule for entry in entries.values() for rule in entry]


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
    if text not in ACTIONS:
        raise WrongType("allow, ask or deny", at)
    return str(text)


def as_map(rules: Iterable[Rule]) -> dict[str, Value]:
    """The `permission` map that says the same as rules, in an order in which it does."""
    found: dict[str, dict[str, str]] = {}
    said: list[Rule] = []
    for rule in rules:
        action = "allow" if rule.action == GRANTED else rule.action  # which the client makes of it, too
        if rule.pattern == ALL:
            # it takes back all that was said before it, of everything or under its key
            found = {} if rule.key == ALL else {k: v for k, v in found.items() if k != rule.key}
            found[rule.key] = {ALL: action}
        else:
            key, patterns = _again(rule.key, found, said)
            patterns.pop(rule.pattern, None)
            found.pop(key, None)  # what is said again counts from its new place
            found[key] = {**patterns, rule.pattern: action}
        said.append(Rule(rule.key, rule.pattern, action))
    return {key: v[ALL] if v.keys() == {ALL} else {**v} for key, v in found.items()}


def _again(key: str, found: Mapping[str, dict[str, str]], said: list[Rule]) -> tuple[str, dict[str, str]]:
    """The key for what is said at the end of a map, and what was said under it that still counts there.

    A map has a key but once. Where another one stands between that says something of the same tools, what was
    said before that one must not go over it.
    """
    names = [*found]
    if key not in found or not any(
        overlap(key, other) for other in names[names.index(key) :] if other != key
    ):
        return key, found.get(key, {})
    if not _WILD.search(key):
        state = state_of(key, said)
        return key, {**({} if state.base is None else {ALL: state.base}), **state.others}
    while key in found:
        key = key.replace(ALL, 2 * ALL, 1)  # another spelling of the same
    return key, {}


def plain(rules: Iterable[Rule]) -> list[Rule]:
    """The rules, with reading that asks for `.env` files as reading."""
    # agentconv writes reading with these exceptions, which are the host's own: they say nothing of the agent,
    # and without this every file that it wrote would read as one with rules that no field can hold
    found = list(rules)
    careful = [Rule("read", pattern, action) for pattern, action in ENV_FILES.items()]
    for at in reversed(range(len(found))):
        if found[at : at + len(careful)] == careful:
            found[at : at + len(careful)] = careful[:1]
    return found


class State(NamedTuple):
    """What the rules say of one tool."""

    base: str | None
    """The action for everything; None = the host's."""
    others: dict[str, str]
    """Pattern -> action, for the patterns that come after it."""

    @property
    def granted(self) -> list[str]:
        """The patterns that are granted and not denied after it, whatever is said of the tool as a whole."""
        return [*_granted(tuple(self.others.items()))]

    @property
    def denied(self) -> list[str]:
        """The patterns that are denied, whatever is said of the tool as a whole."""
        return [pattern for pattern, action in self.others.items() if action == "deny"]

    @property
    def has(self) -> bool:
        """Whether the agent has the tool in whole or in part; the host gives what rules leave to it."""
        return self.base != "deny" or bool(self.granted)

    @property
    def is_free(self) -> bool:
        """Whether the tool is had as a whole, and never asked for."""
        return self.base == "allow" and "ask" not in self.others.values()


MANY = 400
"""Patterns of one tool, beyond which none is granted that a wildcard follows which denies something."""


@functools.lru_cache(maxsize=1024)
def _granted(patterns: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The patterns that are granted, without those that a later one takes back."""
    found: dict[str, None] = {}
    for pattern, action in patterns:
        if action != "deny":
            found[pattern] = None
        elif _WILD.search(pattern):
            few = found if len(patterns) <= MANY else {}
            found = {one: None for one in few if not matches(one, pattern)}
    return tuple(found)


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


def matches(name: str, pattern: str) -> bool:
    """Whether a key or pattern of a rule means a name."""
    if not _WILD.search(pattern):
        return name == pattern
    # the client lets `git *` match a bare `git` as well
    bare = pattern.endswith(" *") and _wildcard(pattern[:-2]).fullmatch(name) is not None
    return bare or _wildcard(pattern).fullmatch(name) is not None


def overlap(one: str, other: str) -> bool:
    """Whether two keys may mean the same tool: always told where they do."""
    parts = [_WILD.split(key) for key in (one, other)]
    if min(map(len, parts)) == 1:
        return matches(one, other) or matches(other, one)
    head, longer = sorted((part[0] for part in parts), key=len)
    tail, longest = sorted((part[-1] for part in parts), key=len)
    return longer.startswith(head) and longest.endswith(tail)


def state_of(name: str, rules: Iterable[Rule]) -> State:
    """What is left of the rules for one tool, the last that matches first in rank.

    A rule for everything (`*`) takes back all that was said of patterns before it. A pattern that is said
    again moves to the end, since its new place counts. `base` stays None until a rule for everything comes:
    then it is the host that decides.
    """
    state = State(None, {})
    for rule in rules:
        if not matches(name, rule.key):
            continue
        if EVERYTHING.fullmatch(rule.pattern):
            state = State(rule.action, {})
        else:
            state.others.pop(rule.pattern, None)
            state.others[rule.pattern] = rule.action
    return state
