"""Skills of Gemini CLI and Qwen Code, and of Gemini's extensions.

Facts: gemini-cli-core 0.61.0 run, the bundle of Qwen Code 0.24.4 read (2026-11-28).

* Gemini: `name` and `description` are required, everything else of the head is ignored; a head that is not
  YAML is read for these two. `SKILL.md` lies one level below `skills`. Of two extensions with skills of one
  name the later one counts, and it is said.
* Qwen: the head has to be YAML, `name` has no spaces, and `allowedTools` is a list in camel case.
"""

from __future__ import annotations

import re
from typing import ClassVar

from agentconv.kit.skill_text import LISTED, Row
from agentconv.kit.skills import SkillFormat


class Skills(SkillFormat):
    """Skills of Gemini CLI."""

    target = "gemini"
    owner = "gemini"
    paths: ClassVar[tuple[str, ...]] = (".gemini/skills/*/SKILL.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".gemini/skills/*/SKILL.md",)
    reference = "https://geminicli.com/docs/cli/skills/"
    checked = "2026-11-28, gemini-cli-core 0.61.0"
    validated = "gemini-cli-core's own SkillManager"
    needs_name = True
    needs_description = True
    repairs = True
    name_rule = re.compile(r"[^\s:\\/<>*?\"|][^:\\/<>*?\"|]*")


class ExtensionSkills(Skills):
    """Skills of a Gemini extension."""

    target = "gemini-extension"
    paths = ("skills/*/SKILL.md",)
    user_paths = ()
    apart = False


class QwenSkills(SkillFormat):
    """Skills of Qwen Code."""

    target = "qwen"
    owner = "qwen"
    paths: ClassVar[tuple[str, ...]] = (".qwen/skills/*/SKILL.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".qwen/skills/*/SKILL.md",)
    reference = "https://qwenlm.github.io/qwen-code-docs/en/users/features/skills/"
    checked = "2026-11-28, Qwen Code 0.24.4"
    validated = "Qwen Code's own SkillManager"
    acts_on = frozenset(
        {
            "description",
            "when_to_use",
            "allowed_tools",
            "model",
            "argument_hint",
            "disable_model_invocation",
            "user_invocable",
            "paths",
            "hooks",
        }
    )
    own_keys = frozenset({"priority"})
    spellings = {"allowed_tools": Row("allowedTools", "allowed_tools", LISTED)}
    needs_name = True
    needs_description = True
    name_rule = re.compile(r"[\w:.-]+")


class QwenExtensionSkills(QwenSkills):
    """Skills of an extension for Qwen Code, called `extension:name`."""

    target = "qwen-extension"
    paths = ("skills/*/SKILL.md",)
    user_paths = ()
