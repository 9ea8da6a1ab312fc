"""Skills of Claude Code, in a project and in a plugin.

Facts: Claude Code 2.1.332 observed offline, and https://code.claude.com/docs/en/skills (2026-11-28).

* A skill is called by its folder; `name` is a title. Nothing is required: without a description the first
  line of the text stands for it, and a head that is not YAML is read line by line. The first three dashes
  end the head, also those inside a line (2.1.328).
* `allowed-tools` only spares questions, `disallowed-tools` is refused even where the session allows it.
* !`command` runs while the skill loads, after the rules of permission were asked.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.skill_text import ROWS
from agentconv.kit.skills import ASKED, BY_FOLDER, SkillFormat


class Skills(SkillFormat):
    """Skills of a project."""

    target = "claude"
    owner = "claude"
    paths: ClassVar[tuple[str, ...]] = (".claude/skills/*/SKILL.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".claude/skills/*/SKILL.md",)
    reference = "https://code.claude.com/docs/en/skills"
    checked = "2026-11-28, Claude Code 2.1.332"
    validated = "Claude Code's `plugin validate` and its own list of skills"
    acts_on = frozenset(row.field for row in ROWS)
    own_keys = frozenset({"shell", "background"})
    called_by = BY_FOLDER
    repairs = True
    ends_at_dashes = True
    shell = ASKED


class PluginSkills(Skills):
    """Skills of a plugin, called `plugin:folder`."""

    target = "claude-plugin"
    paths = ("skills/*/SKILL.md",)
    user_paths = ()
