"""Skills of Kiro.

Facts: https://kiro.dev/docs/skills/ (2026-11-28); Kiro itself was not run.
"""

from __future__ import annotations

import re

from agentconv.kit.lengths import Length
from agentconv.kit.skills import SkillFormat


class Skills(SkillFormat):
    """Skills of a project: `name` is the folder's name, and the description has 1,024 characters at most."""

    target = "kiro"
    paths = (".kiro/skills/*/SKILL.md",)
    user_paths = (".kiro/skills/*/SKILL.md",)
    reference = "https://kiro.dev/docs/skills/"
    checked = "2026-11-28, documentation"
    needs_name = True
    needs_description = True
    name_rule = re.compile(r"[a-z][a-z0-9-]*")
    max_name = 64
    max_description = Length(1024, "Kiro")
