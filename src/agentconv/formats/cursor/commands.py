"""Commands of Cursor, in a project and in a plugin.

Facts: https://cursor.com/docs/context/commands (2026-11-28); the tool itself was not run.

* The name is the file's stem, without folders. A project's file is all text: a head would be part of it. In
  a plugin `name` and `description` are documented.
* `$1` is a word, counted from 1 (by the account of others); what else was typed follows the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agentconv.kit.command_heads import DESCRIPTION
from agentconv.kit.commands import CommandFormat
from agentconv.kit.live_text import PATH, Grammar
from agentconv.kit.plain_commands import PlainCommands
from agentconv.kit.skill_text import Row
from agentconv.model.agent import Value
from agentconv.model.command import Command

GRAMMAR = Grammar(
    outer=rf"(?<!\S)@(?P<file>{PATH})",
    inner=r"\$(?P<position>[1-9][0-9]*)",
    position="${}",
    file="@{}",
    apart=True,
    arguments_in_files=False,
)


class Commands(PlainCommands):
    """Commands of a project."""

    target = "cursor"
    owner = "cursor"
    paths: ClassVar[tuple[str, ...]] = (".cursor/commands/*.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".cursor/commands/*.md",)
    reference = "https://cursor.com/docs/context/commands"
    checked = "2026-11-28, its documentation"
    grammar = GRAMMAR
    reasons: ClassVar[dict[str, str]] = {"*": "a command is plain text here"}


class PluginCommands(CommandFormat):
    """Commands of a plugin."""

    target = "cursor-plugin"
    owner = "cursor"
    paths = ("commands/*.md",)
    reference = "https://cursor.com/docs/plugins"
    checked = "2026-11-28, its documentation"
    grammar = GRAMMAR
    rows: ClassVar[tuple[Row, ...]] = (DESCRIPTION,)
    key_names = True

    def own_keys(self, command: Command) -> Mapping[str, Value]:
        return {"name": command.name}
