"""Hooks of GitHub Copilot CLI, in a project and in a plugin.

Facts: Copilot CLI 1.0.102 asked offline (2026-11-28).

* `.github/hooks/*.json` has events of its own (`preToolUse`) with `bash` and `timeoutSec`, and ran at once
  in a trusted folder.
* The `hooks/hooks.json` of a plugin in Claude Code's shape ran, too, with `CLAUDE_PLUGIN_ROOT` and
  `CLAUDE_PROJECT_DIR` set. The names of tools are Copilot's own.

By its documentation (https://docs.github.com/en/copilot/reference/hooks-reference and /cli-plugin-reference,
2026-11-28; not run) a person's hooks are `~/.copilot/hooks/*.json`, and a plugin has them in `hooks.json`,
too, or under `hooks` of its manifest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agentconv.diagnostics import Report
from agentconv.kit.component import ComponentReading, ComponentWriting, Entry, Material, Written
from agentconv.kit.hooks import ClaudeShaped, HookFormat
from agentconv.model.hook import Hook

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
    user_paths = (".copilot/hooks/*.json",)
    grouped = False
    command_key = "bash"
    timeout_key = "timeoutSec"
    known_events = frozenset(_EVENTS.split())
    tools = None
    head = {"version": 1}
    reference = "https://docs.github.com/en/copilot/reference/hooks-configuration"
    checked = "2026-11-28, Copilot CLI 1.0.102"


_OWN = "hooks.json"
"""Where a plugin has hooks in Copilot's own words."""


class PluginHooks(ClaudeShaped):
    """Hooks of a plugin, in Claude Code's shape."""

    target = "copilot-plugin"
    relative = False
    owner = "copilot"
    paths = ("hooks/hooks.json",)
    elsewhere = (_OWN, ".github/plugin/plugin.json", ".plugin/plugin.json", "plugin.json")
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

    def write(self, hook: Hook, writing: ComponentWriting) -> Sequence[Written]:
        if hook.contract != Hooks.contract or type(writing.source) is not type(self):
            return super().write(hook, writing)
        entries = (one for one in Hooks().write(hook, writing) if isinstance(one, Entry))
        return [replace(entry, path=_OWN) for entry in entries]

    def read_back(self, written: Sequence[Written], writing: ComponentWriting) -> Hook | None:
        own = any(one.path == _OWN for one in written)
        return Hooks().read_back(written, writing) if own else super().read_back(written, writing)

    def read(self, material: Material, reading: ComponentReading) -> tuple[Hook, ...]:
        """The hooks of a file in either shape; those in Copilot's own are told by their events."""
        own = Hooks().read(material, ComponentReading(Report()))
        if any(hook.name in Hooks.known_events for hook in own):
            return Hooks().read(material, reading)
        return super().read(material, reading)
