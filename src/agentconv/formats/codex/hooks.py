"""Hooks of Codex, in a project and in a plugin.

Facts: Codex 0.171.0 observed offline (2026-11-28), the list of events as others have it.

* Claude Code's shape. None runs before a person has trusted that very hook.
* In a plugin `${CLAUDE_PLUGIN_ROOT}` is set. Of the names of tools only `Bash` is known to mean the same.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.hooks import ClaudeShaped


class Hooks(ClaudeShaped):
    """Hooks of a project."""

    target = "codex"
    owner = "codex"
    paths: ClassVar[tuple[str, ...]] = (".codex/hooks.json",)
    user_paths: ClassVar[tuple[str, ...]] = (".codex/hooks.json",)
    events = frozenset(
        {
            "SessionStart",
            "SessionEnd",
            "PreToolUse",
            "PostToolUse",
            "UserPromptSubmit",
            "PermissionRequest",
            "SubagentStart",
            "SubagentStop",
            "Stop",
            "PreCompact",
            "PostCompact",
        }
    )
    tools = frozenset({"Bash"})
    reference = "https://developers.openai.com/codex/hooks"
    checked = "2026-11-28, Codex 0.171.0"


class PluginHooks(Hooks):
    """Hooks of a plugin."""

    target = "codex-plugin"
    relative = False
    paths = ("hooks/hooks.json",)
    user_paths = ()
    variables = frozenset({"CLAUDE_PLUGIN_ROOT"})
