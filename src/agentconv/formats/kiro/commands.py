"""Prompts of Kiro: plain texts that are called as `@name`.

Facts: https://kiro.dev/docs/cli/chat/manage-prompts/ (2026-11-28); the tool was not run. Nothing in
the text is filled in.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.plain_commands import PlainCommands


class Commands(PlainCommands):
    """Prompts of a project."""

    target = "kiro"
    paths: ClassVar[tuple[str, ...]] = (".kiro/prompts/*.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".kiro/prompts/*.md",)
    reference = "https://kiro.dev/docs/cli/chat/manage-prompts/"
    checked = "2026-11-28, its documentation"
    reasons: ClassVar[dict[str, str]] = {"*": "a prompt is plain text here"}
