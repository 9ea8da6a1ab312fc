"""Skills of Roo Code.

Facts: https://docs.roocode.com/features/skills (2026-11-28); Roo itself was not run.
"""

from __future__ import annotations

import re

from agentconv.kit.lengths import Length
from agentconv.kit.skills import SkillFormat


class Skills(SkillFormat):
    """Skills of a project: `name` is the folder's name."""

    target = "roo"
    paths = (".roo/skills/*/SKILL.md",)
    user_paths = (".roo/skills/*/SKILL.md",)
    reference = "https://docs.roocode.com/features/skills"
    checked = "2026-11-28, documentation"
    needs_name = True
    needs_description = True
    name_rule = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
    max_name = 64
    max_description = Length(1024, "Roo Code")
