"""Skills of Factory's droid.

Facts: https://docs.factory.ai/cli/configuration/skills (2026-11-28); droid itself was not run.
"""

from __future__ import annotations

from agentconv.kit.skills import SkillFormat


class Skills(SkillFormat):
    """Skills of a project."""

    target = "factory"
    paths = (".factory/skills/*/SKILL.md",)
    user_paths = (".factory/skills/*/SKILL.md",)
    reference = "https://docs.factory.ai/cli/configuration/skills"
    checked = "2026-11-28, documentation"
    acts_on = frozenset({"description", "user_invocable", "disable_model_invocation"})
    own_keys = frozenset({"enabled"})
    needs_description = True
    reasons = {"power": "that droid's names of tools are those of the source is not documented"}
