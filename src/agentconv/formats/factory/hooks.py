"""Hooks of Factory's droid.

Facts: https://docs.factory.ai/cli/configuration/hooks-guide (2026-11-28); droid itself was not run.

* `.factory/hooks.json` has the events at its top: below a key `hooks`, as in its settings, none fires. The
  shape is Claude Code's, the names of tools are its own.
"""

from __future__ import annotations

from agentconv.kit.hooks import ClaudeShaped


class Hooks(ClaudeShaped):
    """Hooks of a project."""

    target = "factory"
    paths = (".factory/hooks.json",)
    user_paths = (".factory/hooks.json",)
    wrapped = False
    events = frozenset(
        {
            "PreToolUse",
            "PostToolUse",
            "UserPromptSubmit",
            "Notification",
            "Stop",
            "SubagentStop",
            "PreCompact",
            "SessionStart",
            "SessionEnd",
        }
    )
    reference = "https://docs.factory.ai/cli/configuration/hooks-guide"
    checked = "2026-11-28, documentation"
