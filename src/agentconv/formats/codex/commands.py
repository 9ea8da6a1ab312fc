"""Commands in Codex, which has them as skills.

Facts: Codex 0.171.0 observed offline, https://developers.openai.com/codex/skills (2026-11-28).

* Only a home folder has prompts (`~/.codex/prompts/*.md`, called `/prompts:name`), which are deprecated in
  favour of skills: they are read, and not written. `$1` to `$9`, `$ARGUMENTS` and `$NAME` (given as `NAME=x`)
  are filled in, `$$` is a dollar; the keys are `description` and `argument-hint` (its documentation).
* A plugin's commands become skills when it is installed, but those with arguments or shell commands are left
  out.
* Nothing in a skill is filled in: the model sees what the user typed beside the text.
* `agents/openai.yaml` keeps the model from calling it by itself; `$name` calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from agentconv.kit.command_heads import DESCRIPTION, HINT
from agentconv.kit.commands import CommandFormat
from agentconv.kit.commands_as_skills import CommandsAsSkills
from agentconv.kit.component import Beside, ComponentReading, ComponentWriting, Material
from agentconv.kit.live_text import Grammar
from agentconv.kit.skill_text import Row
from agentconv.model.command import Command

PROMPTS = ".codex/prompts/*.md"


class Prompts(CommandFormat):
    """Prompts of a home folder, for reading."""

    target = "codex"
    owner = "codex"
    paths: ClassVar[tuple[str, ...]] = (PROMPTS,)
    grammar = Grammar(
        inner=r"\$(?:(?P<escaped>\$)|(?P<all>ARGUMENTS)|(?P<position>[1-9])|(?P<named>[A-Z][A-Z0-9_]*))",
        all="$ARGUMENTS",
        position="${}",
        named="${}",
    )
    rows: ClassVar[tuple[Row, ...]] = (DESCRIPTION, HINT)


class Commands(CommandsAsSkills):
    """Commands of a project, as skills."""

    target = "codex"
    owner = "codex"
    paths: ClassVar[tuple[str, ...]] = (".agents/skills/*/SKILL.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".agents/skills/*/SKILL.md",)
    elsewhere: ClassVar[tuple[str, ...]] = (PROMPTS,)
    reference = "https://developers.openai.com/codex/skills"
    checked = "2026-11-28, Codex 0.171.0"
    validated = "Codex itself: `debug prompt-input` does not offer them to the model"

    def parts(self, material: Material, reading: ComponentReading, beside: Beside) -> Sequence[Material]:
        return (material,)

    def read(self, material: Material, reading: ComponentReading) -> tuple[Command, ...]:
        if self.elsewhere_in(material.path):
            return Prompts().read(material, reading)
        return super().read(material, reading)

    def is_own(self, writing: ComponentWriting) -> bool:
        return False  # a prompt's file is no skill


class PluginCommands(Commands):
    """Commands of a plugin, as skills called `plugin:name`."""

    target = "codex-plugin"
    paths = ("skills/*/SKILL.md",)
    user_paths = ()
    elsewhere = ()
