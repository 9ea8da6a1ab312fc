"""Skills of Cursor, in a project and in a plugin.

Facts: https://cursor.com/docs/context/skills (2026-11-28); Cursor itself was not run.
"""

from __future__ import annotations

import re
from typing import ClassVar

from agentconv.kit.skills import SkillFormat


class Skills(SkillFormat):
    """Skills of a project; the key `name` is the folder's name."""

    target = "cursor"
    owner = "cursor"
    paths: ClassVar[tuple[str, ...]] = (".cursor/skills/*/SKILL.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".cursor/skills/*/SKILL.md",)
    reference = "https://cursor.com/docs/context/skills"
    checked = "2026-11-28, documentation"
    acts_on = frozenset({"description", "paths", "disable_model_invocation", "user_invocable"})
    needs_name = True
    needs_description = True
    name_rule = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class PluginSkills(Skills):
    """Skills of a plugin."""

    target = "cursor-plugin"
    paths = ("skills/*/SKILL.md",)
    user_paths = ()
