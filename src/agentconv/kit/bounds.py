"""Keys that read like a limit in a format that has no such key: their author meant to bound the agent.

The client passes over such a key, so the agent has all that its host gives. Seen often in public collections
(2026-11-20), mostly `allowedTools` and `allowed-tools` for the `tools` of Claude Code, whose client (2.1.328)
says then that it starts with every tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

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
    folded = re.sub(r"[\W_]", "", key.casefold())
    return next((field for field, words in _FIELDS.items() if folded in words), None)


def _own_key(field: str, known: frozenset[str], rows: Sequence[Field]) -> str | None:
    """The key under which a format holds what a field says, or what bounds an agent at all."""
    own = [row.top for row in rows if row.attr == field]
    others = [row.top for row in rows if row.attr in _FIELDS]
    also = sorted(known & {"permission", "permissions"})
    return next(iter((*own, *also, *others)), None)
