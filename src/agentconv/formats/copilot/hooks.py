"""Hooks of GitHub Copilot CLI, in a project and in a plugin.

Facts: Copilot CLI 1.0.102 asked offline (2026-11-28).

* `.github/hooks/*.json` has events of its own (`preToolUse`) with `bash` and `timeoutSec`, and ran at once
  in a trusted folder.
* The `hooks/hooks.json` of a plugin in Claude Code's shape ran, too, with `CLAUDE_PLUGIN_ROOT` and
  `CLAUDE_PROJECT_DIR` set. The names of tools are Copilot's own.
"""

from __future__ import annotations

from agentconv.kit.hooks import ClaudeShaped, HookFormat

_EVENTS = (
    "sessionStart sessionEnd userPromptSubmitted userPromptTransformed preToolUse "
    "postToolUse postToolUseFailure agentStop subagentStart subagentStop errorOccurred "
    "preCompact permissionRequest notification"
)
"""The events that the tool has, by its documentation and its client (2026-11-28)."""


class Hooks(HookFormat):
    """Hooks of a project."""

    target = "copilot"
    contract = "copilot"
    paths = (".github/hooks/*.json",)
    grouped = False
    command_key = "bash"
    timeout_key = "timeoutSec"
    known_events = frozenset(_EVENTS.split())
    tools = None
    head = {"version": 1}
    reference = "https://docs.github.com/en/copilot/reference/hooks-configuration"
    checked = "2026-11-28, Copilot CLI 1.0.102"


class PluginHooks(ClaudeShaped):
    """Hooks of a plugin, in Claude Code's shape."""

    target = "copilot-plugin"
    relative = False
    owner = "copilot"
    paths = ("hooks/hooks.json",)
    events = frozenset(
        {
            "SessionStart",
            "SessionEnd",
            "UserPromptSubmit",
            "PreToolUse",
            "PostToolUse",
            "PostToolUseFailure",
            "PermissionRequest",
            "Notification",
            "Stop",
            "SubagentStart",
            "SubagentStop",
            "PreCompact",
        }
    )
    variables = frozenset({"CLAUDE_PLUGIN_ROOT", "CLAUDE_PROJECT_DIR"})
    reference = "https://docs.github.com/en/copilot/reference/hooks-configuration"
    checked = "2026-11-28, Copilot CLI 1.0.102"
