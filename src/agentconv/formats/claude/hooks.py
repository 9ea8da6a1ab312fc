"""Hooks of Claude Code, in a project's settings and in a plugin.

Facts: Claude Code 2.1.332 and https://code.claude.com/docs/en/hooks (2026-11-28).

* Events with groups of actions, each group with a matcher; `timeout` in seconds. A command is handed JSON and
  answers by its exit status or JSON.
* A plugin has them in `hooks/hooks.json`, and those under `hooks` of its manifest besides, as a map or in a
  file that is named (the client's schema); `${CLAUDE_PLUGIN_ROOT}` is its folder. Commands start in the
  current folder of the session, also those of a plugin: a path alone is one of the project.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.hooks import ClaudeShaped

_EVENTS = (
    "SessionStart SessionEnd Setup UserPromptSubmit UserPromptExpansion PreToolUse "
    "PostToolUse PostToolUseFailure PostToolBatch PermissionRequest PermissionDenied "
    "Notification SubagentStart SubagentStop Stop StopFailure TaskCreated TaskCompleted "
    "TeammateIdle PreCompact PostCompact InstructionsLoaded ConfigChange CwdChanged "
    "FileChanged WorktreeCreate WorktreeRemove Elicitation ElicitationResult"
)
"""The events that the tool has, by its documentation and its client (2026-11-28)."""


class Hooks(ClaudeShaped):
    """Hooks of a project."""

    target = "claude"
    owner = "claude"
    paths: ClassVar[tuple[str, ...]] = (".claude/settings.json",)
    user_paths: ClassVar[tuple[str, ...]] = (".claude/settings.json",)
    known_events = frozenset(_EVENTS.split())
    tools = None
    variables: ClassVar[frozenset[str]] = frozenset(
        {"CLAUDE_PROJECT_DIR", "CLAUDE_ENV_FILE", "CLAUDE_CODE_REMOTE"}
    )
    reference = "https://code.claude.com/docs/en/hooks"
    checked = "2026-11-28, Claude Code 2.1.332"


class PluginHooks(Hooks):
    """Hooks of a plugin."""

    target = "claude-plugin"
    relative = False
    paths = ("hooks/hooks.json",)
    user_paths = ()
    elsewhere = (".claude-plugin/plugin.json",)
    variables = Hooks.variables | {"CLAUDE_PLUGIN_ROOT", "CLAUDE_PLUGIN_DATA"}
