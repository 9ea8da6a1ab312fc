"""The built-in formats of skills, commands, servers, rules and hooks: tool -> where its format is.

A module is imported only when its format is asked for. Each format has one line, under its kind.
"""

from __future__ import annotations

from collections.abc import Mapping

SKILLS: dict[str, str] = {}

COMMANDS: dict[str, str] = {}

SERVERS: dict[str, str] = {
    "agent-plugin": "agentconv.formats.agent_plugin.servers:Servers",
    "antigravity": "agentconv.formats.antigravity.servers:ProjectServers",
    "antigravity-plugin": "agentconv.formats.antigravity.servers:PluginServers",
    "claude": "agentconv.formats.claude.servers:ProjectServers",
    "claude-plugin": "agentconv.formats.claude.servers:PluginServers",
    "codex": "agentconv.formats.codex.servers:ProjectServers",
    "codex-plugin": "agentconv.formats.codex.servers:PluginServers",
    "copilot": "agentconv.formats.copilot.servers:ProjectServers",
    "copilot-plugin": "agentconv.formats.copilot.servers:PluginServers",
    "cursor": "agentconv.formats.cursor.servers:ProjectServers",
    "cursor-plugin": "agentconv.formats.cursor.servers:PluginServers",
    "factory": "agentconv.formats.factory.servers:Servers",
    "gemini": "agentconv.formats.gemini.servers:ProjectServers",
    "gemini-extension": "agentconv.formats.gemini.servers:ExtensionServers",
    "goose": "agentconv.formats.goose.servers:Servers",
    "kilo": "agentconv.formats.opencode.servers:KiloServers",
    "kiro": "agentconv.formats.kiro.servers:Servers",
    "opencode": "agentconv.formats.opencode.servers:Servers",
    "qwen": "agentconv.formats.gemini.servers:QwenServers",
    "qwen-extension": "agentconv.formats.gemini.servers:QwenExtensionServers",
    "roo": "agentconv.formats.roo.servers:Servers",
    "vscode": "agentconv.formats.copilot.servers:VsCodeServers",
}

RULES: dict[str, str] = {}

HOOKS: dict[str, str] = {}

COMPONENTS: Mapping[str, Mapping[str, str]] = {
    "skill": SKILLS,
    "command": COMMANDS,
    "server": SERVERS,
    "rule": RULES,
    "hook": HOOKS,
}
"""Kind -> tool -> module:class. The tools are called as the formats of their agents."""

USUAL = "claude"
"""Whose format a component is read in that lies in no tool's place: most collections are written for it."""
