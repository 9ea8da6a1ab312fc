"""Skills of OpenCode and Kilo.

Facts: OpenCode 1.18.33 and Kilo 7.7.9, asked offline (2026-11-28).

* `name` is required and need not be the folder's; a skill without a description is not shown to the model.
  Unknown keys are ignored, a head that is not YAML is repaired.
* Every skill is a slash command, too: called so, !`command` in its text runs unasked, even where the shell is
  denied. Nothing keeps a skill from the model.
"""

from __future__ import annotations

from agentconv.kit.skills import UNASKED, SkillFormat


class Skills(SkillFormat):
    """Skills of OpenCode."""

    target = "opencode"
    paths = (".opencode/skills/**/*/SKILL.md", ".opencode/skill/**/*/SKILL.md")
    user_paths = (".config/opencode/skills/**/*/SKILL.md",)
    reference = "https://opencode.ai/docs/skills/"
    checked = "2026-11-28, OpenCode 1.18.33"
    validated = "OpenCode itself: its server lists them"
    needs_name = True
    needs_description = True
    repairs = True
    shell = UNASKED


class KiloSkills(Skills):
    """Skills of Kilo."""

    target = "kilo"
    paths = (".kilo/skills/**/*/SKILL.md", ".kilocode/skills/**/*/SKILL.md")
    user_paths = (".kilo/skills/**/*/SKILL.md",)
    reference = "https://kilo.ai/docs/customize/skills"
    checked = "2026-11-28, Kilo 7.7.9"
    validated = "Kilo itself: its server lists them"
