"""Hooks of Cursor, in a project and in a plugin.

Facts: https://cursor.com/docs/agent/hooks (2026-11-28); Cursor itself was not run.

* Events of its own (`beforeShellExecution`), each with a flat list of commands.
* The commands of a plugin are paths below it: `./scripts/x.sh` (https://cursor.com/docs/reference/plugins).
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.hooks import HookFormat

_EVENTS = (
    "sessionStart sessionEnd beforeSubmitPrompt preToolUse postToolUse postToolUseFailure "
    "subagentStart subagentStop beforeShellExecution afterShellExecution beforeMCPExecution "
    "afterMCPExecution beforeReadFile afterFileEdit afterAgentResponse afterAgentThought "
    "preCompact stop"
)
"""The events that the tool has, by its documentation and its client (2026-11-28)."""


class Hooks(HookFormat):
    """Hooks of a project."""

    target = "cursor"
    owner = "cursor"
    contract = "cursor"
    paths: ClassVar[tuple[str, ...]] = (".cursor/hooks.json",)
    user_paths: ClassVar[tuple[str, ...]] = (".cursor/hooks.json",)
    grouped = False
    known_events = frozenset(_EVENTS.split())
    tools = None
    head = {"version": 1}
    reference = "https://cursor.com/docs/agent/hooks"
    checked = "2026-11-28, documentation"


class PluginHooks(Hooks):
    """Hooks of a plugin."""

    target = "cursor-plugin"
    paths = ("hooks/hooks.json",)
    user_paths = ()
