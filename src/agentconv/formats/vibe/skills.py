"""Skills of Mistral Vibe.

Facts: `SkillMetadata` of mistral-vibe 3.0.2, and its guide (2026-11-28).

* `name` and `description` are required, and held to the open standard's limits. `disable-model-invocation`
  and `user-invocable` are acted on; `allowed-tools` is read, and spares no question.
* `.agents/skills` is read too. A skill is called as `/name`; nothing in its text is filled in.
"""

from __future__ import annotations

import re

from agentconv.kit.lengths import Length
from agentconv.kit.skills import SkillFormat


class Skills(SkillFormat):
    """Skills of a project: `name` is what they are called by."""

    target = "vibe"
    paths = (".vibe/skills/*/SKILL.md",)
    user_paths = (".vibe/skills/*/SKILL.md",)
    reference = "https://docs.mistral.ai/mistral-vibe/agents-skills"
    checked = "2026-11-28, mistral-vibe 3.0.2, its source"
    acts_on = frozenset({"description", "disable_model_invocation", "user_invocable"})
    needs_head = True
    needs_name = True
    needs_description = True
    name_rule = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
    max_name = 64
    max_description = Length(1024, "Mistral Vibe")
