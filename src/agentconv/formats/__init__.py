"""The built-in formats by name; a format's module is imported only when the format is asked for."""

from __future__ import annotations

_TABLE: dict[str, tuple[str, str]] = {
    "a2a": ("agentconv.formats.a2a:AgentCard", "json"),
    "agentconv": ("agentconv.formats.agentconv:Neutral", "json"),
    "agents-md": ("agentconv.formats.agents_md:AgentsMd", "sections"),
    "agentspec": ("agentconv.formats.agentspec.agents:AgentSpec", "json yaml"),
    "amazonq": ("agentconv.formats.kiro.amazonq:AmazonQ", "json"),
    "anthropic-agents": ("agentconv.formats.apis.anthropic_agents:AnthropicAgents", "json"),
    "claude": ("agentconv.formats.claude.agents:Claude", "frontmatter"),
    "claude-json": ("agentconv.formats.claude.json:ClaudeJson", "json"),
    "claude-plugin": ("agentconv.formats.claude.plugin:ClaudePlugin", ""),
    "codex": ("agentconv.formats.codex.roles:Codex", "toml"),
    "copilot": ("agentconv.formats.copilot.agents:Copilot", "frontmatter"),
    "cursor": ("agentconv.formats.cursor:Cursor", "frontmatter"),
    "docker-agent": ("agentconv.formats.docker_agent.agents:DockerAgent", "yaml"),
    "factory": ("agentconv.formats.factory:Factory", "frontmatter"),
    "gemini": ("agentconv.formats.gemini.gemini:Gemini", "frontmatter"),
    "goose": ("agentconv.formats.goose.recipes:Goose", "json yaml"),
    "kilo": ("agentconv.formats.opencode.kilo:Kilo", "frontmatter json jsonc"),
    "kiro": ("agentconv.formats.kiro.markdown:Kiro", "frontmatter"),
    "kiro-json": ("agentconv.formats.kiro.json:KiroJson", "json"),
    "m365": ("agentconv.formats.m365:DeclarativeAgent", "json"),
    "openai": ("agentconv.formats.apis.openai_assistants:OpenAI", "json"),
    "openai-agents": ("agentconv.formats.apis.openai_agents:OpenAIAgents", "json"),
    "openai-responses": ("agentconv.formats.apis.openai_responses:OpenAIResponses", "json"),
    "opencode": ("agentconv.formats.opencode.opencode:OpenCode", "frontmatter json jsonc"),
    "prompts": ("agentconv.formats.prompts:Prompts", "json"),
    "qwen": ("agentconv.formats.gemini.qwen:Qwen", "frontmatter"),
    "roo": ("agentconv.formats.roo.modes:Roo", "json yaml"),
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
