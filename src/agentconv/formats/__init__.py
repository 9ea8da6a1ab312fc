"""The built-in formats by name; a format's module is imported only when the format is asked for."""

from __future__ import annotations

_TABLE: dict[str, tuple[str, str]] = {
    "a2a": ("agentconv.formats.a2a:AgentCard", "json"),
    "agentconv": ("agentconv.formats.agentconv:Neutral", "json"),
    "agents-md": ("agentconv.formats.agents_md:AgentsMd", "sections"),
    "agentspec": ("agentconv.formats.agentspec:AgentSpec", "json yaml"),
    "amazonq": ("agentconv.formats.amazonq:AmazonQ", "json"),
    "anthropic-agents": ("agentconv.formats.anthropic_agents:AnthropicAgents", "json"),
    "claude": ("agentconv.formats.claude:Claude", "frontmatter"),
    "claude-json": ("agentconv.formats.claude_json:ClaudeJson", "json"),
    "claude-plugin": ("agentconv.formats.claude_plugin:ClaudePlugin", ""),
    "codex": ("agentconv.formats.codex:Codex", "toml"),
    "copilot": ("agentconv.formats.copilot:Copilot", "frontmatter"),
    "cursor": ("agentconv.formats.cursor:Cursor", "frontmatter"),
    "docker-agent": ("agentconv.formats.docker_agent:DockerAgent", "yaml"),
    "factory": ("agentconv.formats.factory:Factory", "frontmatter"),
    "gemini": ("agentconv.formats.gemini:Gemini", "frontmatter"),
    "goose": ("agentconv.formats.goose:Goose", "json yaml"),
    "kilo": ("agentconv.formats.kilo:Kilo", "frontmatter json jsonc"),
    "kiro": ("agentconv.formats.kiro:Kiro", "frontmatter"),
    "kiro-json": ("agentconv.formats.kiro_json:KiroJson", "json"),
    "m365": ("agentconv.formats.m365:DeclarativeAgent", "json"),
    "openai": ("agentconv.formats.openai:OpenAI", "json"),
    "openai-agents": ("agentconv.formats.openai_agents:OpenAIAgents", "json"),
    "openai-responses": ("agentconv.formats.openai_responses:OpenAIResponses", "json"),
    "opencode": ("agentconv.formats.opencode:OpenCode", "frontmatter json jsonc"),
    "prompts": ("agentconv.formats.prompts:Prompts", "json"),
    "qwen": ("agentconv.formats.qwen:Qwen", "frontmatter"),
    "roo": ("agentconv.formats.roo:Roo", "json yaml"),
    "skill": ("agentconv.formats.skill:Skill", "frontmatter"),
}
"""Name -> module:class, and the syntaxes that it is read in."""

BUILT_IN: dict[str, str] = {name: place for name, (place, _) in _TABLE.items()}
"""Name -> module:class."""

READ_IN: dict[str, tuple[str, ...]] = {
    syntax: tuple(name for name, (_, read) in _TABLE.items() if syntax in read.split())
    for syntax in dict.fromkeys(word for _, read in _TABLE.values() for word in read.split())
}
"""Syntax -> the formats that read texts in it, so that no other is imported to recognise one."""

PLAIN_NAMES = frozenset([".roomodes"])
"""Names without an ending under which a format's tool looks for its one file."""
