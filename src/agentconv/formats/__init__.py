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
    "cursor": ("agentconv.formats.cursor.agents:Cursor", "frontmatter"),
    "docker-agent": ("agentconv.formats.docker_agent.agents:DockerAgent", "yaml"),
    "factory": ("agentconv.formats.factory.agents:Factory", "frontmatter"),
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

SIGNS: dict[str, frozenset[str]] = {
    "claude": frozenset({"name", "description"}),
    "copilot": frozenset({"mcp-servers", "handoffs", "infer", "include-custom-instructions"}),
    "cursor": frozenset({"is_background"}),
    "factory": frozenset({"reasoningEffort"}),
    "gemini": frozenset({"timeout_mins"}),
    "kilo": frozenset(),
    "kiro": frozenset({"welcomeMessage", "includeMcpJson", "includePowers"}),
    "opencode": frozenset({"mode", "permission"}),
    "qwen": frozenset({"approvalMode", "runConfig", "executionBackend"}),
    "skill": frozenset(),
}
"""Keys of which a file needs one to be recognised as Markdown of a format, unless it lies at its place: so
none is imported for a file that cannot be its own."""

ENDS: dict[str, tuple[str, ...]] = {"copilot": (".agent.md", ".chatmode.md"), "skill": ("SKILL.md",)}
"""How the names of files end that need no such key."""

PLACES: dict[str, tuple[str, ...]] = {
    "a2a": ("a2a/*/agent-card.json", ".well-known/agent-card.json", ".well-known/agent.json"),
    "agentconv": ("agentconv/*.json",),
    "agents-md": ("AGENTS.md",),
    "agentspec": ("agentspec/*.yaml", "agentspec/*.json"),
    "amazonq": (".amazonq/cli-agents/*.json", ".aws/amazonq/cli-agents/*.json"),
    "anthropic-agents": ("anthropic/agents/*.json",),
    "claude": (".claude/agents/**/*.md",),
    "claude-json": ("claude-agents.json",),
    "codex": (".codex/agents/**/*.toml", ".codex/config.toml"),
    "copilot": (
        ".github/agents/**/*.agent.md",
        ".github/agents/**/*.md",
        ".github/chatmodes/*.chatmode.md",
        ".copilot/agents/**/*.agent.md",
        ".copilot/agents/**/*.md",
    ),
    "cursor": (".cursor/agents/*.md",),
    "docker-agent": ("docker-agent/*.yaml",),
    "factory": (".factory/droids/*.md",),
    "gemini": (".gemini/agents/**/*.md",),
    "goose": (
        ".goose/recipes/*.yaml",
        ".goose/recipes/*.json",
        ".config/goose/recipes/*.yaml",
        ".config/goose/recipes/*.json",
    ),
    "kilo": (
        ".kilo/agents/**/*.md",
        ".kilo/agent/**/*.md",
        ".kilo/modes/*.md",
        ".kilo/mode/*.md",
        ".kilocode/agents/**/*.md",
        ".kilocode/agent/**/*.md",
        "kilo.json",
        "kilo.jsonc",
        ".config/kilo/agents/**/*.md",
        ".config/kilo/agent/**/*.md",
    ),
    "kiro": (".kiro/agents/**/*.md",),
    "kiro-json": (".kiro/agents/*.json",),
    "m365": ("m365/*/declarativeAgent.json", "appPackage/declarativeAgent.json"),
    "openai": ("openai/assistants/*.json",),
    "openai-agents": ("openai/agents/*.json",),
    "openai-responses": ("openai/responses/*.json",),
    "opencode": (
        ".opencode/agents/**/*.md",
        ".opencode/agent/**/*.md",
        ".opencode/modes/*.md",
        ".opencode/mode/*.md",
        "opencode.json",
        "opencode.jsonc",
        ".config/opencode/agents/**/*.md",
        ".config/opencode/agent/**/*.md",
        ".config/opencode/modes/*.md",
        ".config/opencode/mode/*.md",
    ),
    "prompts": ("prompts/bundle.json",),
    "qwen": (".qwen/agents/**/*.md",),
    "roo": (".roomodes", "custom_modes.yaml"),
    "skill": (".claude/skills/*/SKILL.md", ".agents/skills/*/SKILL.md", ".github/skills/*/SKILL.md"),
}
"""Format -> the globs of all places where its tool looks, so that a file which lies at one is read without
the others' modules. A test holds it against the classes."""

PLAIN_NAMES = frozenset([".roomodes"])
"""Names without an ending under which a format's tool looks for its one file."""

PACKAGED = frozenset({"claude-plugin"})
"""Formats that keep packages apart, so that each agent has its own name in its package."""

USUAL_NAMES: dict[str, frozenset[str]] = {"docker-agent": frozenset({"root"})}
"""Format -> names that most of its files give an agent: where two have one, each is called after its file."""
