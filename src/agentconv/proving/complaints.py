"""What clients say of files: which of it means that something is wrong, and which does no harm."""

from __future__ import annotations

import re

from agentconv.diagnostics import Severity
from agentconv.host.registry import Registry
from agentconv.proving.cases import Case

HARMLESS: dict[str, tuple[str, ...]] = {"codex": ("Under-development features",)}
"""Target -> what its client says though nothing is wrong with the files."""

_UNKNOWN_KEYS = re.compile(r"frontmatter keys? Claude Code does not recognize or apply: (.*)")
"""Claude Code 2.1.328: after `Agent file PATH has`, with the keys in quotes (2026-11-28)."""
_SLIGHT = ("claude-code:unrecognized_model", "invalid effort", "invalid mcpServers")
"""Values that Claude Code does not know, and does without (2.1.328)."""
_KEY = re.compile(r'"([^"]*)"')
_BOUNDS = frozenset({"restriction-ignored", "key-misspelt"})


def is_harmless(error: str, target: str) -> bool:
    """Whether a client says this of files with which nothing is wrong."""
    return any(words in error for words in HARMLESS.get(target, ()))


def severity(error: str, case: Case, registry: Registry) -> Severity | None:
    """How serious a complaint of an agent's file is; None when it is of keys that agentconv has beside."""
    if any(words in error for words in _SLIGHT):
        return Severity.WARNING
    match = _UNKNOWN_KEYS.search(error)
    if match is None or "did you mean" in match[1] or any(d.code in _BOUNDS for d in case.said):
        return Severity.ERROR
    keys = {*_KEY.findall(match[1])}
    fmt = registry.get(case.document.format)
    return None if keys and all(key in fmt.known_keys for key in keys) else Severity.WARNING
