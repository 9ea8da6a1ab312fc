"""Commands of Roo Code.

Facts: https://docs.roocode.com/features/slash-commands (2026-11-28); the tool was not run.

* The name is the file's stem. Keys: `description`, `argument-hint` and `mode`, the mode that is switched to.
* `@/path` is a file of the project. What was typed follows the text; nothing else is filled in.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.command_heads import DESCRIPTION, HINT
from agentconv.kit.commands import CommandFormat
from agentconv.kit.live_text import Grammar
from agentconv.kit.skill_text import Row

GRAMMAR = Grammar(
    outer=r"(?<!\S)@/(?P<file>[\w./-]*[\w/])", file="@/{}", apart=True, arguments_in_files=False
)


class Commands(CommandFormat):
    """Commands of a project."""

    target = "roo"
    paths: ClassVar[tuple[str, ...]] = (".roo/commands/*.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".roo/commands/*.md",)
    reference = "https://docs.roocode.com/features/slash-commands"
    checked = "2026-11-28, its documentation"
    grammar = GRAMMAR
    rows: ClassVar[tuple[Row, ...]] = (DESCRIPTION, HINT, Row("mode", "agent"))
