"""The built-in formats of skills, commands, servers, rules and hooks: tool -> where its format is.

A module is imported only when its format is asked for. Each format has one line, under its kind.
"""

from __future__ import annotations

from collections.abc import Mapping

SKILLS: dict[str, str] = {
    "agent-plugin": "agentconv.formats.agent_plugin.skills:Skills",
    "antigravity": "agentconv.formats.antigravity.skills:Skills",
    "antigravity-plugin": "agentconv.formats.antigravity.skills:PluginSkills",
    "claude": "agentconv.formats.claude.skills:Skills",
    "claude-plugin": "agentconv.formats.claude.skills:PluginSkills",
    "cline": "agentconv.formats.claude_like.components:ClineSkills",
    "codex": "agentconv.formats.codex.skills:Skills",
    "codex-plugin": "agentconv.formats.codex.skills:PluginSkills",
    "copilot": "agentconv.formats.copilot.skills:Skills",
    "copilot-plugin": "agentconv.formats.copilot.skills:PluginSkills",
    "cursor": "agentconv.formats.cursor.skills:Skills",
    "cursor-plugin": "agentconv.formats.cursor.skills:PluginSkills",
    "factory": "agentconv.formats.factory.skills:Skills",
    "gemini": "agentconv.formats.gemini.skills:Skills",
    "gemini-extension": "agentconv.formats.gemini.skills:ExtensionSkills",
    "goose": "agentconv.formats.goose.skills:Skills",
    "kilo": "agentconv.formats.opencode.skills:KiloSkills",
    "kiro": "agentconv.formats.kiro.skills:Skills",
    "opencode": "agentconv.formats.opencode.skills:Skills",
    "qwen": "agentconv.formats.gemini.skills:QwenSkills",
    "qwen-extension": "agentconv.formats.gemini.skills:QwenExtensionSkills",
    "roo": "agentconv.formats.roo.skills:Skills",
    "vibe": "agentconv.formats.vibe.skills:Skills",
    "zcode": "agentconv.formats.claude_like.components:ZCodeSkills",
}

COMMANDS: dict[str, str] = {
    "agent-plugin": "agentconv.formats.agent_plugin.commands:Commands",
    "antigravity": "agentconv.formats.antigravity.commands:Commands",
    "antigravity-plugin": "agentconv.formats.antigravity.commands:PluginCommands",
    "claude": "agentconv.formats.claude.commands:Commands",
    "claude-plugin": "agentconv.formats.claude.commands:PluginCommands",
    "cline": "agentconv.formats.claude_like.components:ClineCommands",
    "codex": "agentconv.formats.codex.commands:Commands",
    "codex-plugin": "agentconv.formats.codex.commands:PluginCommands",
    "copilot": "agentconv.formats.copilot.commands:Commands",
    "copilot-plugin": "agentconv.formats.copilot.commands:PluginCommands",
    "cursor": "agentconv.formats.cursor.commands:Commands",
    "cursor-plugin": "agentconv.formats.cursor.commands:PluginCommands",
    "factory": "agentconv.formats.factory.commands:Commands",
    "gemini": "agentconv.formats.gemini.commands:Commands",
    "gemini-extension": "agentconv.formats.gemini.commands:ExtensionCommands",
    "goose": "agentconv.formats.goose.commands:Commands",
    "kilo": "agentconv.formats.opencode.commands:KiloCommands",
    "kiro": "agentconv.formats.kiro.commands:Commands",
    "opencode": "agentconv.formats.opencode.commands:Commands",
    "qwen": "agentconv.formats.gemini.commands:QwenCommands",
    "qwen-extension": "agentconv.formats.gemini.commands:QwenExtensionCommands",
    "roo": "agentconv.formats.roo.commands:Commands",
}

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
    "vscode": "agentconv.formats.copilot.vscode:Servers",
}

RULES: dict[str, str] = {
    "antigravity": "agentconv.formats.antigravity.rules:Rules",
    "antigravity-plugin": "agentconv.formats.antigravity.rules:PluginRules",
    "claude": "agentconv.formats.claude.rules:Rules",
    "cline": "agentconv.formats.claude_like.components:ClineRules",
    "codex": "agentconv.formats.codex.rules:Rules",
    "copilot": "agentconv.formats.copilot.rules:Rules",
    "cursor": "agentconv.formats.cursor.rules:Rules",
    "cursor-plugin": "agentconv.formats.cursor.rules:PluginRules",
    "factory": "agentconv.formats.factory.rules:Rules",
    "gemini": "agentconv.formats.gemini.rules:Rules",
    "gemini-extension": "agentconv.formats.gemini.rules:ExtensionRules",
    "goose": "agentconv.formats.goose.rules:Rules",
    "kilo": "agentconv.formats.opencode.instructions:KiloRules",
    "kiro": "agentconv.formats.kiro.rules:Rules",
    "opencode": "agentconv.formats.opencode.instructions:Rules",
    "qwen": "agentconv.formats.gemini.rules:QwenRules",
    "qwen-extension": "agentconv.formats.gemini.rules:QwenExtensionRules",
    "roo": "agentconv.formats.roo.rules:Rules",
    "vibe": "agentconv.formats.vibe.rules:Rules",
}

HOOKS: dict[str, str] = {
    "claude": "agentconv.formats.claude.hooks:Hooks",
    "claude-plugin": "agentconv.formats.claude.hooks:PluginHooks",
    "codex": "agentconv.formats.codex.hooks:Hooks",
    "codex-plugin": "agentconv.formats.codex.hooks:PluginHooks",
    "copilot": "agentconv.formats.copilot.hooks:Hooks",
    "copilot-plugin": "agentconv.formats.copilot.hooks:PluginHooks",
    "cursor": "agentconv.formats.cursor.hooks:Hooks",
    "cursor-plugin": "agentconv.formats.cursor.hooks:PluginHooks",
    "factory": "agentconv.formats.factory.hooks:Hooks",
    "gemini": "agentconv.formats.gemini.hooks:Hooks",
    "gemini-extension": "agentconv.formats.gemini.hooks:ExtensionHooks",
    "kiro": "agentconv.formats.kiro.hooks:Hooks",
    "qwen": "agentconv.formats.gemini.hooks:QwenHooks",
    "qwen-extension": "agentconv.formats.gemini.hooks:QwenExtensionHooks",
}

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

USUAL_PACKAGE = "claude-plugin"
"""The same for one in a package that no tool's manifest describes."""

SAME_TOOL: Mapping[str, str] = {
    "agents-md": "codex",
    "claude-json": "claude",
    "kiro-json": "kiro",
    "skill": "claude",
    "vscode": "copilot",
}
"""Format of agents -> the tool whose components go with it, for the kinds that it has no format of itself."""
