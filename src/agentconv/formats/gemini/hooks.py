"""Hooks of Gemini CLI and Qwen Code.

Facts: gemini-cli 5411f11 and the bundle of Qwen Code 0.24.4, both read (2026-11-28).

* Gemini: events of its own (`BeforeTool`), `timeout` in milliseconds.
* Qwen: Claude Code's shape and names, those of tools, too; seconds; `$CLAUDE_PROJECT_DIR` is set, in an
  extension `${CLAUDE_PLUGIN_ROOT}`, too.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.hooks import ClaudeShaped, HookFormat

_EVENTS = (
    "BeforeTool AfterTool BeforeAgent AfterAgent BeforeModel AfterModel BeforeToolSelection "
    "SessionStart SessionEnd PreCompress Notification"
)
"""The events that the tool has, by its documentation and its client (2026-11-28)."""


class Hooks(HookFormat):
    """Hooks of a project for Gemini CLI."""

    target = "gemini"
    owner = "gemini"
    contract = "gemini"
    paths: ClassVar[tuple[str, ...]] = (".gemini/settings.json",)
    user_paths: ClassVar[tuple[str, ...]] = (".gemini/settings.json",)
    known_events = frozenset(_EVENTS.split())
    tools = None
    timeout_unit = 0.001
    reference = "https://geminicli.com/docs/hooks/"
    checked = "2026-11-28, gemini-cli 5411f11"


class ExtensionHooks(Hooks):
    """Hooks of an extension."""

    target = "gemini-extension"
    relative = False
    paths = ("hooks/hooks.json",)
    user_paths = ()


QWEN_TOOLS = frozenset({"Bash", "Read", "Write", "Edit", "Glob", "Grep", "WebFetch", "Task", "Agent"})


class QwenHooks(ClaudeShaped):
    """Hooks of a project for Qwen Code."""

    target = "qwen"
    owner = "qwen"
    paths: ClassVar[tuple[str, ...]] = (".qwen/settings.json",)
    user_paths: ClassVar[tuple[str, ...]] = (".qwen/settings.json",)
    events = frozenset(
        {
            "PreToolUse",
            "PostToolUse",
            "PostToolUseFailure",
            "PostToolBatch",
            "UserPromptSubmit",
            "UserPromptExpansion",
            "PermissionRequest",
            "PermissionDenied",
            "Stop",
            "SubagentStart",
            "SubagentStop",
            "SessionStart",
            "SessionEnd",
            "PreCompact",
            "PostCompact",
            "Notification",
        }
    )
    tools = QWEN_TOOLS
    variables: ClassVar[frozenset[str]] = frozenset({"CLAUDE_PROJECT_DIR"})
    reference = "https://qwenlm.github.io/qwen-code-docs/en/users/features/hooks/"
    checked = "2026-11-28, Qwen Code 0.24.4"


class QwenExtensionHooks(QwenHooks):
    """Hooks of an extension for Qwen Code."""

    target = "qwen-extension"
    relative = False
    paths = ("hooks/hooks.json",)
    user_paths = ()
    variables = frozenset({"CLAUDE_PROJECT_DIR", "CLAUDE_PLUGIN_ROOT"})
