"""Commands of Antigravity: workflows in a project, skills in a plugin.

Facts: descriptions of `agy` 1.0.10 by others (2026-11-28): a plugin's `commands/` are turned into skills when
it is installed. Nothing in the text is filled in. The tool itself was not run.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.command_heads import DESCRIPTION
from agentconv.kit.commands import CommandFormat
from agentconv.kit.commands_as_skills import CommandsAsSkills
from agentconv.kit.skill_text import Row


class Commands(CommandFormat):
    """Workflows of a project."""

    target = "antigravity"
    owner = "antigravity"
    paths: ClassVar[tuple[str, ...]] = (".agents/workflows/*.md",)
    reference = "https://antigravity.google/docs/rules-workflows"
    checked = "2026-11-28, descriptions by others"
    rows: ClassVar[tuple[Row, ...]] = (DESCRIPTION,)


class PluginCommands(CommandsAsSkills):
    """Commands of a plugin, as skills."""

    target = "antigravity-plugin"
    owner = "antigravity"
    paths = ("skills/*/SKILL.md",)
    reference = "https://antigravity.google/docs/skills"
    checked = "2026-11-28, descriptions by others"
    side_file = False
    by_model = True
    reasons: ClassVar[dict[str, str]] = {
        "power": "nothing is known that keeps its model from calling a skill"
    }
