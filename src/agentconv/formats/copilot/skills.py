"""Skills of GitHub Copilot CLI, in a project and in a plugin.

Facts: Copilot CLI 1.0.102 asked offline (2026-11-28).

* A skill is called by its key `name`, else by its folder: ASCII letters, digits and `- _ . :`; a space
  becomes a dash. No head, one that is not YAML, a hint that is a list, and a description of more than 1,024
  characters are errors; without a description the start of the text stands for it.
* The text reaches the model as it is.
"""

from __future__ import annotations

import re
from typing import ClassVar

from agentconv.kit.lengths import Length
from agentconv.kit.skills import SkillFormat


class Skills(SkillFormat):
    """Skills of a project."""

    target = "copilot"
    owner = "copilot"
    paths: ClassVar[tuple[str, ...]] = (".github/skills/**/*/SKILL.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".copilot/skills/**/*/SKILL.md",)
    reference = "https://docs.github.com/en/copilot/concepts/agents/about-agent-skills"
    checked = "2026-11-28, Copilot CLI 1.0.102"
    validated = "Copilot CLI itself: `copilot skill list`"
    acts_on = frozenset(
        {
            "description",
            "argument_hint",
            "user_invocable",
            "disable_model_invocation",
            "allowed_tools",
        }
    )
    needs_head = True
    name_rule = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")
    max_description = Length(1024, "Copilot")


class PluginSkills(Skills):
    """Skills of a plugin, which get no prefix."""

    target = "copilot-plugin"
    paths = ("skills/**/*/SKILL.md",)
    user_paths = ()
