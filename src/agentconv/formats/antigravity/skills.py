"""Skills of Antigravity, in a project and in a plugin.

Facts: https://antigravity.google/docs/skills (2026-11-28), and adapters that others tried; not run.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.skills import SkillFormat


class Skills(SkillFormat):
    """Skills of a project."""

    target = "antigravity"
    owner = "antigravity"
    paths: ClassVar[tuple[str, ...]] = (".agents/skills/*/SKILL.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".gemini/antigravity/skills/*/SKILL.md",)
    reference = "https://antigravity.google/docs/skills"
    checked = "2026-11-28, documentation"
    needs_description = True


class PluginSkills(Skills):
    """Skills of a plugin."""

    target = "antigravity-plugin"
    paths = ("skills/*/SKILL.md",)
    user_paths = ()
