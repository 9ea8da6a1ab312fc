"""Commands of Factory's droid.

Facts: https://docs.factory.ai/cli/configuration/custom-slash-commands (2026-11-28); the tool was not run.

* Top level only. Keys are `description` and `argument-hint`; a command has no bounds of tools.
* `$ARGUMENTS` is all that was typed; there are no words by number, and nothing runs in Markdown. A file that
  starts with `#!` is a program whose output is the text: it is not read here.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.command_heads import DESCRIPTION, HINT
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import ComponentReading, Material
from agentconv.kit.live_text import Grammar
from agentconv.kit.skill_text import Row
from agentconv.model.command import Command

GRAMMAR = Grammar(inner=r"(?P<all>\$ARGUMENTS)", all="$ARGUMENTS")


class Commands(CommandFormat):
    """Commands of a project."""

    target = "factory"
    paths: ClassVar[tuple[str, ...]] = (".factory/commands/*.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".factory/commands/*.md",)
    reference = "https://docs.factory.ai/cli/configuration/custom-slash-commands"
    checked = "2026-11-28, its documentation"
    grammar = GRAMMAR
    rows: ClassVar[tuple[Row, ...]] = (DESCRIPTION, HINT)

    def read(self, material: Material, reading: ComponentReading) -> tuple[Command, ...]:
        if material.main.data.startswith(b"#!"):
            reading.report.add("component-unread", "the command is a program, whose output is the text")
            return ()
        return super().read(material, reading)
