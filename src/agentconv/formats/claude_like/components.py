"""What Cline and ZCode keep beside agents: skills; Cline's rules and workflows.

Facts: `@cline/core` 0.0.86, its search paths asked and its readers of Markdown read (2026-11-28); of ZCode
public setups alone (July to November 2026).

* Cline looks for skills in `.cline/skills`, `.clinerules/skills` and `.agents/skills`; the name is the key's,
  else the folder's, and `disabled: true` takes one away. A text must be there.
* Cline's rules are `AGENTS.md`, `.clinerules/*.md` and `.cline/rules/*.md`; `paths` bounds one by file in its
  editors (its documentation). Workflows lie below `.clinerules/workflows`; what was typed follows the text.
* Nothing in the texts of either is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agentconv.kit.live_text import PLAIN
from agentconv.kit.plain_commands import PlainCommands
from agentconv.kit.rules import Head, RuleFormat, globs_of, with_globs
from agentconv.kit.skills import SkillFormat
from agentconv.model.agent import Value
from agentconv.model.rule import BY_FILE, Rule


class ClineSkills(SkillFormat):
    """Skills of Cline."""

    target = "cline"
    paths = (".cline/skills/*/SKILL.md", ".clinerules/skills/*/SKILL.md")
    user_paths = (".cline/skills/*/SKILL.md",)
    reference = "https://docs.cline.bot/features/skills"
    checked = "2026-11-28, @cline/core 0.0.86"
    needs_description = True
    own_keys = frozenset({"disabled", "enabled"})


class ClineRules(RuleFormat):
    """The main file, and rules that count always or by file."""

    target = "cline"
    paths = (".clinerules/*.md", ".cline/rules/*.md", "AGENTS.md")
    user_paths = (".cline/rules/*.md",)
    folder = ".clinerules/*.md"
    main_files = ("AGENTS.md",)
    keys = frozenset({"paths"})
    reference = "https://docs.cline.bot/features/cline-rules"
    checked = "2026-11-28, @cline/core 0.0.86 and its documentation at second hand"
    reasons: ClassVar[Mapping[str, str]] = {
        "when": "a rule of Cline counts always, or by file",
        "description": "a rule of Cline has none",
    }

    def told(self, head: Mapping[str, Value]) -> Head:
        return with_globs(globs_of(head.get("paths")))

    def head(self, rule: Rule) -> Head:
        return {"paths": list(rule.globs)} if rule.when == BY_FILE and rule.globs else {}


class ClineCommands(PlainCommands):
    """Workflows of Cline."""

    target = "cline"
    paths = (".clinerules/workflows/*.md", ".cline/workflows/*.md")
    user_paths = (".cline/workflows/*.md",)
    reference = "https://docs.cline.bot/features/slash-commands/workflows"
    checked = "2026-11-28, @cline/core 0.0.86"
    grammar = PLAIN
    reasons: ClassVar[dict[str, str]] = {"*": "a workflow is plain text here"}


class ZCodeSkills(SkillFormat):
    """Skills of ZCode."""

    target = "zcode"
    paths = (".zcode/skills/*/SKILL.md",)
    user_paths = (".zcode/skills/*/SKILL.md",)
    reference = "https://zcode.z.ai/docs"
    checked = "2026-11-28, public setups"
    needs_name = True
    needs_description = True
