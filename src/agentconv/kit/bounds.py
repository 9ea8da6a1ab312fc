"""Keys that read like a limit where nothing reads them: their author meant to bound something.

The client passes over such a key, so the agent has all that its host gives. Seen often in public collections
(2026-11-20), mostly `allowedTools` and `allowed-tools` for the `tools` of Claude Code, whose client (2.1.328)
says then that it starts with every tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from agentconv.diagnostics import Report
from agentconv.kit.table import Field
from agentconv.model.agent import Value

_GRANTS = frozenset(
    {"allow", "allowed", "allowlist", "allowedtools", "includetools", "enabledtools", "toolsallow"}
    | {"tools", "toollist", "whitelist"}
)
_DENIES = frozenset(
    {"deny", "denied", "denylist", "deniedtools", "denytools", "disallowedtools", "disallowed"}
    | {"disabledtools", "excludetools", "excludedtools", "blockedtools", "forbiddentools", "toolsdeny"}
    | {"blacklist"}
)
_MODES = frozenset(
    {"permission", "permissions", "permissionmode", "approvalmode", "approvalpolicy", "autonomy"}
    | {"readonly", "sandbox", "sandboxmode", "restrictions"}
)
_ALONE = {
    "tools.deny": frozenset(
        {"deny", "denied", "denies", "forbid", "forbids", "forbidden", "disallow", "disallows", "disallowed"}
        | {"blacklist", "blacklisted", "blocklist", "denylist", "prohibit", "prohibits", "prohibited"}
    ),
    "tools.allow": frozenset({"whitelist", "whitelisted", "allowlist", "allowlisted"}),
    "permission_mode": frozenset(
        {"readonly", "sandbox", "sandboxed", "sandboxing", "permission", "permissions", "approval"}
        | {"approvals", "restrict", "restricts", "restricted", "restriction", "restrictions"}
        | {"guardrail", "guardrails"}
    ),
}
"""Field -> the words of which one in a key is enough."""
_VERBS = {
    "tools.deny": frozenset(
        {"block", "blocks", "blocked", "exclude", "excludes", "excluded", "disable", "disables", "disabled"}
        | {"no", "not", "never", "cannot", "without", "limit", "limits", "limited"}
    ),
    "tools.allow": frozenset(
        {"allow", "allows", "allowed", "enable", "enables", "enabled", "only", "may", "can", "permit"}
        | {"permits", "permitted"}
    ),
    "permission_mode": frozenset({"ask", "asks", "confirm", "confirms", "guarded", "policy", "access"}),
}
"""Field -> the words that say it beside the name of a thing."""
_THINGS = frozenset(
    {"tool", "tools", "command", "commands", "shell", "bash", "exec", "execute", "execution", "run", "use"}
    | {"read", "write", "writes", "writing", "edit", "edits", "editing", "network", "internet", "web"}
    | {"path", "paths", "file", "files", "folder", "folders", "directory", "directories", "mcp", "mcps"}
    | {"server", "servers", "host", "hosts", "domain", "domains", "url", "urls", "action", "actions"}
    | {"agent", "agents", "subagent", "subagents", "capability", "capabilities", "scope", "before"}
)
_PROSE = frozenset({"when", "for", "if", "how"})
"""Words of keys that hold advice: `when_not_to_use`."""
_FIELDS = {"tools.allow": _GRANTS, "tools.deny": _DENIES, "permission_mode": _MODES}
"""Field -> the words, without capitals and signs, that a key for it is called by in one format or another."""


def ignored_bounds(
    native: Mapping[str, Value], known: frozenset[str], rows: Sequence[Field]
) -> Iterator[tuple[str, str | None]]:
    """The keys that read like a limit and are none, each with the format's own key for it, if it has one.

    `known` and `rows` are the keys and the table of the format.
    """
    for key in native:
        if key not in known and (field := bounding(key)) is not None:
            yield key, _own_key(field, known, rows)


@lru_cache(maxsize=4096)
def bounding(key: str) -> str | None:
    """The field that a key reads like a limit of; None when it does not read like one."""
    return usual_bound(key) or _by_words({word.lower() for word in _WORD.findall(key)})


def usual_bound(key: str) -> str | None:
    """The field whose limit is called like a key in one format or another; None when none is."""
    folded = re.sub(r"[\W_]", "", key.casefold())
    return next((field for field, words in _FIELDS.items() if folded in words), None)


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def _by_words(words: set[str]) -> str | None:
    """The field of which a key of these words says something; None when they do not read so."""
    if words & _PROSE:
        return None
    if found := next((field for field, alone in _ALONE.items() if words & alone), None):
        return found
    if {"read", "only"} <= words:
        return "permission_mode"
    verbs = (field for field, verbs in _VERBS.items() if words & verbs)
    return next(verbs, None) if words & _THINGS else None


def tell_unread(keys: Iterable[str], report: Report, of: str = "") -> None:
    """Report the keys of a skill, a server and so on that read like a limit, and that nothing reads."""
    for key in keys:
        if bounding(key) is not None:
            what = f"nothing reads {key!r}{of}, so it bounds nothing"
            report.add("restriction-ignored", what, field=key)


def _own_key(field: str, known: frozenset[str], rows: Sequence[Field]) -> str | None:
    """The key under which a format holds what a field says, or what bounds an agent at all."""
    own = [row.top for row in rows if row.attr == field]
    others = [row.top for row in rows if row.attr in _FIELDS]
    also = sorted(known & {"permission", "permissions"})
    return next(iter((*own, *also, *others)), None)
