"""Commands of tools for which a file is all text."""

from __future__ import annotations

from agentconv.containers.base import Tree
from agentconv.diagnostics import Report
from agentconv.kit.command_heads import headless
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import ComponentWriting, Material
from agentconv.kit.live_text import pieces_of
from agentconv.model.command import Command


class PlainCommands(CommandFormat):
    """Commands of a tool for which the whole file is the text."""

    def tree_of(self, material: Material, report: Report) -> Tree:
        return headless(material)

    def text_of(self, command: Command, writing: ComponentWriting) -> str:
        original = command.original
        if original is not None and self.is_own(writing):
            text = original.text.removeprefix("\ufeff")
            if pieces_of(text, self.grammar, command.arguments) == command.text:
                return original.text
        return self.spelled(command, writing)
