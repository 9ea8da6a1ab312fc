"""The built-in formats by name; a format's module is imported only when the format is asked for."""

from __future__ import annotations

BUILT_IN: dict[str, str] = {
    "a2a": "agentconv.formats.a2a:AgentCard",
    "agentconv": "agentconv.formats.agentconv:Neutral",
    "agents-md": "agentconv.formats.agents_md:AgentsMd",
    "agentspec": "agentconv.formats.agentspec:AgentSpec",
    "amazonq": "agentconv.formats.amazonq:AmazonQ",
    "anthropic-agents": "agentconv.formats.anthropic_agents:AnthropicAgents",
    "claude": "agentconv.formats.claude:Claude",
    "claude-json": "agentconv.formats.claude_json:ClaudeJson",
    "claude-plugin": "agentconv.formats.claude_plugin:ClaudePlugin",
    "codex": "agentconv.formats.codex:Codex",
    "copilot": "agentconv.formats.copilot:Copilot",
    "cursor": "agentconv.formats.cursor:Cursor",
    "docker-agent": "agentconv.formats.docker_agent:DockerAgent",
    "factory": "agentconv.formats.factory:Factory",
    "gemini": "agentconv.formats.gemini:Gemini",
    "goose": "agentconv.formats.goose:Goose",
    "kilo": "agentconv.formats.kilo:Kilo",
    "kiro": "agentconv.formats.kiro:Kiro",
    "kiro-json": "agentconv.formats.kiro_json:KiroJson",
    "m365": "agentconv.formats.m365:DeclarativeAgent",
    "openai": "agentconv.formats.openai:OpenAI",
    "openai-agents": "agentconv.formats.openai_agents:OpenAIAgents",
    "openai-responses": "agentconv.formats.openai_responses:OpenAIResponses",
    "opencode": "agentconv.formats.opencode:OpenCode",
    "prompts": "agentconv.formats.prompts:Prompts",
    "qwen": "agentconv.formats.qwen:Qwen",
    "roo": "agentconv.formats.roo:Roo",
    "skill": "agentconv.formats.skill:Skill",
}
"""Name -> module:class."""
