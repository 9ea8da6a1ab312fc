"""Commands in an Agent Plugins package, which has them as skills.

Facts: https://agent-plugins.org, https://agentskills.io/specification (2026-11-28): the keys of a `SKILL.md`
are a closed set that has no word for being called by people alone. Codex reads its own side file for that.
"""

from __future__ import annotations

from agentconv.kit.commands_as_skills import CommandsAsSkills


class Commands(CommandsAsSkills):
    """Commands as skills by the standard."""

    target = "agent-plugin"
    paths = ("skills/*/SKILL.md",)
    reference = "https://agentskills.io/specification"
    checked = "2026-11-28, skills-ref 0.1.1"
    by_model = True
    reasons = {"power": "the standard has no word that keeps a model from calling a skill"}
