"""Skills of goose.

Facts: https://block.github.io/goose/docs/guides/context-engineering/using-skills (2026-11-28).
goose itself was not run.
"""

from __future__ import annotations

from agentconv.kit.skills import SkillFormat


class Skills(SkillFormat):
    """Skills of a project."""

    target = "goose"
    paths = (".goose/skills/*/SKILL.md",)
    user_paths = (".config/goose/skills/*/SKILL.md",)
    reference = "https://block.github.io/goose/docs/guides/context-engineering/using-skills"
    checked = "2026-11-28, documentation"
    needs_name = True
    needs_description = True
