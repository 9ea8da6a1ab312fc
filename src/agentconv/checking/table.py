"""The checks, in the order in which they look at an agent."""

from __future__ import annotations

from agentconv.checking import (
    client,
    conflicts,
    contracts,
    hidden,
    keys,
    models,
    own,
    references,
    secrets,
    tools,
)
from agentconv.checking.subject import Check

CHECKS: tuple[Check, ...] = (
    Check((conflicts.CODE,), conflicts.look),
    Check(("client-differs",), client.look),
    Check(("hidden-text", "zero-width"), hidden.look),
    Check(("look-alike",), hidden.look_alikes),
    Check(("secret",), secrets.look),
    Check(("key-misspelt", "key-unknown"), keys.look),
    Check(("model-retired",), models.retired),
    Check(("tool-retired",), tools.retired),
    Check(("tools-unlimited",), tools.unlimited),
    Check(("reference-unresolved",), references.look),
    Check(("pattern-invalid", "pattern-slow", "pattern-untried"), contracts.look),
    Check((), own.look),
    Check(("agent-power",), tools.tell_power),
)

QUIET = frozenset({"agent-power"})
"""Codes that are told only when they are asked for: they say what is, and nothing is wrong."""
