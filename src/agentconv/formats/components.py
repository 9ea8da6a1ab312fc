"""The built-in formats of skills, commands, servers, rules and hooks: tool -> where its format is.

A module is imported only when its format is asked for. Each format has one line, under its kind.
"""

from __future__ import annotations

from collections.abc import Mapping

SKILLS: dict[str, str] = {}

COMMANDS: dict[str, str] = {}

SERVERS: dict[str, str] = {}

RULES: dict[str, str] = {}

HOOKS: dict[str, str] = {}

COMPONENTS: Mapping[str, Mapping[str, str]] = {
    "skill": SKILLS,
    "command": COMMANDS,
    "server": SERVERS,
    "rule": RULES,
    "hook": HOOKS,
}
"""Kind -> tool -> module:class. The tools are called as the formats of their agents."""

USUAL = "claude"
"""Whose format a component is read in that lies in no tool's place: most collections are written for it."""
