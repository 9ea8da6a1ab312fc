"""Commands in Codex, which has them as skills.

Facts: Codex 0.171.0 observed offline, https://developers.openai.com/codex/skills (2026-11-28).

* Only a home folder has prompts (`~/.codex/prompts`), which are deprecated in favour of skills. A plugin's
  commands become skills when it is installed, but those with arguments or shell commands are left out.
* Nothing in a skill is filled in: the model sees what the user typed beside the text.
* `agents/openai.yaml` keeps the model from calling it by itself; `$name` calls it.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.commands_as_skills import CommandsAsSkills


class Commands(CommandsAsSkills):
    """Commands of a project, as skills."""

    target = "codex"
    owner = "codex"
    paths: ClassVar[tuple[str, ...]] = (".agents/skills/*/SKILL.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".agents/skills/*/SKILL.md",)
    reference = "https://developers.openai.com/codex/skills"
    checked = "2026-11-28, Codex 0.171.0"
    validated = "Codex itself: `debug prompt-input` does not offer them to the model"


class PluginCommands(Commands):
    """Commands of a plugin, as skills called `plugin:name`."""

    target = "codex-plugin"
    paths = ("skills/*/SKILL.md",)
    user_paths = ()
