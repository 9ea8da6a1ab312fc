"""Skills as the open standard has them, in an Agent Plugins package.

Facts: https://agentskills.io/specification and its validator `skills-ref` 0.1.1; https://agent-plugins.org
(2026-11-28).
"""

from __future__ import annotations

import re

from agentconv.kit.lengths import Length
from agentconv.kit.skills import SkillFormat


class Skills(SkillFormat):
    """Skills by the standard: a folder called as its `name`, with a description."""

    target = "agent-plugin"
    owner = "agent-skills"
    paths = ("skills/*/SKILL.md",)
    reference = "https://agentskills.io/specification"
    checked = "2026-11-28, skills-ref 0.1.1"
    validated = "the standard's validator skills-ref"
    acts_on = frozenset({"description", "allowed_tools"})
    closed = True
    needs_name = True
    needs_description = True
    name_rule = re.compile(r"(?:(?!_)\w)+(?:-(?:(?!_)\w)+)*")
    max_name = 64
    max_description = Length(1024, "the standard")
