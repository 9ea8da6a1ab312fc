"""The built-in formats by name; a format's module is imported only when the format is asked for."""

from __future__ import annotations

_TABLE: dict[str, tuple[str, str]] = {
    "a2a": ("agentconv.formats.a2a:AgentCard", "json"),
    "agent-plugin": ("agentconv.formats.copilot.agent_plugin:AgentPlugin", ""),
    "agentconv": ("agentconv.formats.agentconv:Neutral", "json"),
    "agents-md": ("agentconv.formats.agents_md:AgentsMd", "sections"),
    "agentspec": ("agentconv.formats.agentspec.agents:AgentSpec", "json yaml"),
    "amazonq": ("agentconv.formats.kiro.amazonq:AmazonQ", "json"),
    "anthropic-agents": ("agentconv.formats.apis.anthropic_agents:AnthropicAgents", "json"),
    "antigravity": ("agentconv.formats.antigravity.agents:Antigravity", "frontmatter"),
    "antigravity-plugin": ("agentconv.formats.antigravity.plugin:AntigravityPlugin", ""),
    "auggie": ("agentconv.formats.claude_like.auggie:Auggie", "frontmatter"),
    "claude": ("agentconv.formats.claude.agents:Claude", "frontmatter"),
    "claude-json": ("agentconv.formats.claude.json:ClaudeJson", "json"),
    "claude-plugin": ("agentconv.formats.claude.plugin:ClaudePlugin", ""),
    "cline": ("agentconv.formats.claude_like.cline:Cline", "frontmatter"),
    "codebuddy": ("agentconv.formats.claude_like.told:CodeBuddy", "frontmatter"),
    "codex": ("agentconv.formats.codex.roles:Codex", "toml"),
    "codex-plugin": ("agentconv.formats.codex.plugin:CodexPlugin", ""),
    "copilot": ("agentconv.formats.copilot.agents:Copilot", "frontmatter"),
    "copilot-plugin": ("agentconv.formats.copilot.plugin:CopilotPlugin", ""),
    "cursor": ("agentconv.formats.cursor.agents:Cursor", "frontmatter"),
    "cursor-plugin": ("agentconv.formats.cursor.plugin:CursorPlugin", ""),
    "devin": ("agentconv.formats.claude_like.told:Devin", "frontmatter"),
    "docker-agent": ("agentconv.formats.docker_agent.agents:DockerAgent", "yaml"),
    "factory": ("agentconv.formats.factory.agents:Factory", "frontmatter"),
    "gemini": ("agentconv.formats.gemini.gemini:Gemini", "frontmatter"),
    "gemini-extension": ("agentconv.formats.gemini.extension:GeminiExtension", ""),
    "goose": ("agentconv.formats.goose.recipes:Goose", "json yaml"),
    "grok": ("agentconv.formats.claude_like.told:Grok", "frontmatter"),
    "junie": ("agentconv.formats.claude_like.told:Junie", "frontmatter"),
    "kilo": ("agentconv.formats.opencode.kilo:Kilo", "frontmatter json jsonc"),
    "kimi": ("agentconv.formats.claude_like.kimi:Kimi", "frontmatter"),
    "kiro": ("agentconv.formats.kiro.markdown:Kiro", "frontmatter"),
    "kiro-json": ("agentconv.formats.kiro.json:KiroJson", "json"),
    "m365": ("agentconv.formats.m365:DeclarativeAgent", "json"),
    "oh-my-pi": ("agentconv.formats.claude_like.pi:OhMyPi", "frontmatter"),
    "openai": ("agentconv.formats.apis.openai_assistants:OpenAI", "json"),
    "openai-agents": ("agentconv.formats.apis.openai_agents:OpenAIAgents", "json"),
    "openai-responses": ("agentconv.formats.apis.openai_responses:OpenAIResponses", "json"),
    "opencode": ("agentconv.formats.opencode.opencode:OpenCode", "frontmatter json jsonc"),
    "pi": ("agentconv.formats.claude_like.pi:Pi", "frontmatter"),
    "prompts": ("agentconv.formats.prompts:Prompts", "json"),
    "qoder": ("agentconv.formats.claude_like.qoder:Qoder", "frontmatter"),
    "qwen": ("agentconv.formats.gemini.qwen:Qwen", "frontmatter"),
    "qwen-extension": ("agentconv.formats.gemini.qwen_extension:QwenExtension", ""),
    "roo": ("agentconv.formats.roo.modes:Roo", "json yaml"),
    "rulesync": ("agentconv.formats.claude_like.rulesync:Rulesync", "frontmatter"),
    "skill": ("agentconv.formats.skill:Skill", "frontmatter"),
    "trae": ("agentconv.formats.claude_like.told:Trae", "frontmatter"),
    "vibe": ("agentconv.formats.vibe.agents:Vibe", "toml"),
    "vscode": ("agentconv.formats.copilot.vscode:VsCode", ""),
    "zcode": ("agentconv.formats.claude_like.zcode:ZCode", "frontmatter"),
}
"""Name -> module:class, and the syntaxes that it is read in."""

BUILT_IN: dict[str, str] = {name: place for name, (place, _) in _TABLE.items()}
"""Name -> module:class."""

GENERATION = "generation"
"""The option that says for which generation of its client a format writes."""

GENERATIONS: dict[str, tuple[str, str, str]] = {
    "opencode-2": ("opencode", "2", "agentconv.formats.opencode.opencode2:OpenCode2"),
}
"""Short word for a target -> its format, what that is told as its option `generation`, and the module:class
that writes this one: it has the format's name, and what it writes is read by the format."""

READ_IN: dict[str, tuple[str, ...]] = {
    syntax: tuple(name for name, (_, read) in _TABLE.items() if syntax in read.split())
    for syntax in dict.fromkeys(word for _, read in _TABLE.values() for word in read.split())
}
"""Syntax -> the formats that read texts in it, so that no other is imported to recognise one."""

SIGNS: dict[str, frozenset[str]] = {
    "antigravity": frozenset({"mainAgent", "commandExecutionPolicy", "inheritMcp", "inheritCustomizations"}),
    "auggie": frozenset(),
    "claude": frozenset({"name", "description"}),
    "cline": frozenset(),
    "codebuddy": frozenset(),
    "copilot": frozenset({"mcp-servers", "handoffs", "infer", "include-custom-instructions"}),
    "cursor": frozenset({"is_background"}),
    "devin": frozenset(),
    "factory": frozenset({"reasoningEffort"}),
    "gemini": frozenset({"timeout_mins"}),
    "grok": frozenset(),
    "junie": frozenset(),
    "kilo": frozenset(),
    "kimi": frozenset({"whenToUse"}),
    "kiro": frozenset({"welcomeMessage", "includeMcpJson", "includePowers"}),
    "oh-my-pi": frozenset(),
    "opencode": frozenset({"mode", "permission", "permissions"}),
    "pi": frozenset(
        {
            "defaultReads",
            "defaultProgress",
            "systemPromptMode",
            "inheritProjectContext",
            "inheritSkills",
            "thinking",
        }
    ),
    "qoder": frozenset(),
    "qwen": frozenset({"approvalMode", "runConfig", "executionBackend"}),
    "rulesync": frozenset(),
    "skill": frozenset(),
    "trae": frozenset(),
    "zcode": frozenset(),
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
    "antigravity": (
        ".agents/agents/*.md",
        ".agents/agents/*/agent.md",
        ".agent/agents/*.md",
        ".gemini/config/agents/*.md",
        ".gemini/config/agents/*/agent.md",
    ),
    "auggie": (".augment/agents/*.md",),
    "claude": (".claude/agents/**/*.md",),
    "claude-json": ("claude-agents.json",),
    "cline": (".cline/agents/*.yaml", ".cline/agents/*.yml"),
    "codebuddy": (".codebuddy/agents/*.md",),
    "codex": (".codex/agents/**/*.toml", ".codex/config.toml"),
    "copilot": (
        ".github/agents/**/*.agent.md",
        ".github/agents/**/*.md",
        ".github/chatmodes/*.chatmode.md",
        ".copilot/agents/**/*.agent.md",
        ".copilot/agents/**/*.md",
    ),
    "cursor": (".cursor/agents/*.md",),
    "devin": (
        ".devin/agents/*/AGENT.md",
        ".config/devin/agents/*/AGENT.md",
    ),
    "docker-agent": ("docker-agent/*.yaml",),
    "factory": (".factory/droids/*.md",),
    "gemini": (".gemini/agents/**/*.md",),
    "goose": (
        ".goose/recipes/*.yaml",
        ".goose/recipes/*.json",
        ".config/goose/recipes/*.yaml",
        ".config/goose/recipes/*.json",
    ),
    "grok": (".grok/agents/*.md",),
    "junie": (".junie/agents/*.md",),
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
    "kimi": (".kimi-code/agents/**/*.md",),
    "kiro": (".kiro/agents/**/*.md",),
    "kiro-json": (".kiro/agents/*.json",),
    "m365": ("m365/*/declarativeAgent.json", "appPackage/declarativeAgent.json"),
    "oh-my-pi": (
        ".omp/agents/*.md",
        ".omp/agent/agents/*.md",
    ),
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
    "pi": (
        ".pi/agents/**/*.md",
        ".pi/agent/agents/**/*.md",
    ),
    "prompts": ("prompts/bundle.json",),
    "qoder": (".qoder/agents/**/*.md",),
    "qwen": (".qwen/agents/**/*.md",),
    "roo": (".roomodes", ".kilocodemodes", ".bob/custom_modes.yaml", "custom_modes.yaml"),
    "rulesync": (".rulesync/subagents/*.md",),
    "skill": (".claude/skills/*/SKILL.md", ".agents/skills/*/SKILL.md", ".github/skills/*/SKILL.md"),
    "trae": (".trae/agents/*.md",),
    "vibe": (".vibe/agents/*.toml",),
    "zcode": (".zcode/agents/*.md",),
}
"""Format -> the globs of all places where its tool looks, so that a file which lies at one is read without
the others' modules. A test holds it against the classes."""

OTHER_FORMS: dict[str, str] = {
    ".hcl": "Docker Agent has its configuration in HCL, too, which is not read: write the same as YAML",
}
"""Ending -> a form of a known format that is not read (docs.docker.com, 2026-11-28)."""

AS_FRONTMATTER = (".cline/agents",)
"""Folders whose YAML files are frontmatter with a text behind it."""

PLAIN_NAMES = frozenset([".roomodes", ".kilocodemodes"])
"""Names without an ending under which a format's tool looks for its one file."""

MANIFESTS: dict[str, str] = {
    ".claude-plugin/plugin.json": "claude-plugin",
    ".codex-plugin/plugin.json": "codex-plugin",
    ".cursor-plugin/plugin.json": "cursor-plugin",
    ".github/plugin/plugin.json": "copilot-plugin",
    ".plugin/plugin.json": "copilot-plugin",
    "gemini-extension.json": "gemini-extension",
    "qwen-extension.json": "qwen-extension",
}
"""Manifest -> the format of the packages that it describes."""

SCHEMAS: dict[str, str] = {
    "https://agent-plugins.org/": "agent-plugin",
    "https://antigravity.google/": "antigravity-plugin",
    "https://open-plugins.com/": "agent-plugin",
}
"""How the `$schema` of a manifest begins that several tools call `plugin.json` -> the format of packages."""

REGISTRIES: dict[str, str] = {
    ".agents/plugins/marketplace.json": "codex-plugin",
    ".claude-plugin/marketplace.json": "claude-plugin",
    ".cursor-plugin/marketplace.json": "cursor-plugin",
    ".github/plugin/marketplace.json": "copilot-plugin",
    ".plugin/marketplace.json": "copilot-plugin",
}
"""List of packages -> the format of those that it lists."""

PACKAGED = frozenset([*MANIFESTS.values(), *SCHEMAS.values()])
"""Formats that are packages: the files of each lie in a folder of its own."""

APART = frozenset({"agent-plugin", "claude-plugin", "copilot-plugin"})
"""Those of them whose client calls an agent after its package, so that each has its own name there."""

USUAL_NAMES: dict[str, frozenset[str]] = {"docker-agent": frozenset({"root"})}
"""Format -> names that most of its files give an agent: where two have one, each is called after its file."""
