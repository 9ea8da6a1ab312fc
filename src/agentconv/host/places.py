"""Where the tools keep what is no agent, and what tells the kinds apart: the facts behind `reading.kinds`.

Facts: the documentation and the clients of the vendors, August to November 2026. A place comes before keys;
the first entry that fits counts. Places of agents are those of the formats, and folders called like them.
"""

from __future__ import annotations

import re

SKILL = "SKILL.md"
"""The file that makes a folder a skill, in any case; the folder's other files belong to it."""

MANIFESTS = (
    ".claude-plugin/plugin.json",
    ".codex-plugin/plugin.json",
    ".cursor-plugin/plugin.json",
    ".factory-plugin/plugin.json",
    ".kimi-plugin/plugin.json",
    ".github/plugin/plugin.json",
    ".plugin/plugin.json",
    "gemini-extension.json",
    "qwen-extension.json",
    "plugin.json",
    "POWER.md",
)
"""Files that describe the package in whose folder they lie; where there are several, the first counts."""

REGISTRIES = (
    ".claude-plugin/marketplace.json",
    ".agents/plugins/marketplace.json",
    ".codex-plugin/marketplace.json",
    ".cursor-plugin/marketplace.json",
    ".factory-plugin/marketplace.json",
    ".github/plugin/marketplace.json",
    ".plugin/marketplace.json",
)
"""Files that list packages, with what they say of each."""

SETTINGS = frozenset({"opencode.json", "opencode.jsonc", "kilo.json", "kilo.jsonc"})
"""Files that say something of the agents in a tool's own folder beside them."""

VENDOR_FOLDERS = frozenset(
    {
        ".agents", ".aiassistant", ".amazonq", ".augment", ".claude", ".cline", ".codebuddy", ".codex",
        ".continue", ".copilot", ".cursor", ".devin", ".factory", ".gemini", ".github", ".goose",
        ".junie", ".kilo", ".kilocode", ".kiro", ".opencode", ".pi", ".qwen", ".roo", ".trae",
        ".vibe", ".windsurf", ".zcode", ".zencoder",
    }
)  # fmt: skip
"""Folders of tools: what lies in one is told by the first folder in it."""

FILES: dict[str, str] = {
    name: kind
    for kind, names in (
        ("manifest", "plugin.json marketplace.json gemini-extension.json qwen-extension.json POWER.md"),
        ("document", "package.json package-lock.json tsconfig.json composer.json pyproject.toml Cargo.toml"),
        ("server", "mcp.json .mcp.json mcp_config.json mcp-config.json"),
        ("settings", "settings.json settings.local.json"),
        ("rule", "CLAUDE.md CLAUDE.local.md GEMINI.md QWEN.md copilot-instructions.md"),
    )
    for name in names.split()
}
"""Names of files -> their kind, wherever they lie."""

FILES_IN_ANY_CASE = {
    "skill.md": "skill",
    "pull_request_template.md": "issue template",
    "issue_template.md": "issue template",
}
"""The same for names whose capitals do not count; here they are small."""

FILE_ENDS = (
    (".instructions.md", "rule"),
    (".mdc", "rule"),
    (".prompt.md", "command"),
    (".chain.md", "workflow"),
)
"""How the names of files end that are of a kind wherever they lie."""

FILE_PATTERNS = (
    ("hooks", "hook", r"hooks(?:-[\w-]+)?\.json"),
    ("skill", "document", r"SKILL[._][\w.-]+\.md"),
    *(
        (word, "document", rf"(?i:{word})(?:[._][\w-]{{2,7}})?\.\w+")
        for word in ("readme", "changelog", "license", "contributing")
    ),
)
"""How such names start, in small letters, their kind, and how all of the name looks."""

RULES_OR_AGENTS = frozenset({"AGENTS.md", "AGENT.md"})
"""Files that hold rules for all agents, or the agents themselves where they are marked."""

AGENT_ENDINGS = (".agent.md", ".chatmode.md")
"""How the names of files end that are agents by that alone."""

FOLDERS: dict[str, str] = {
    name: kind
    for kind, names in (
        ("agent", "agent agents sub-agents subagents droids chatmodes"),
        ("skill", "skill skills"),
        ("command", "command commands slash-command slash-commands prompt prompts"),
        ("workflow", "workflows"),
        ("rule", "rules steering memories instructions"),
        ("hook", "hooks .hooks githooks .githooks"),
        ("output style", "output-styles outputstyles"),
        ("issue template", "pull_request_template issue_template discussion_template"),
        ("template", "template templates"),
        ("check", "checks"),
        ("document", "doc docs documentation"),
    )
    for name in names.split()
}
"""Names of folders, in small letters -> the kind of their files; the nearest one counts."""

AGENT_FOLDER = r"[\w.-]+[-_](?:sub-?)?agents"
"""How further folders of agents are called, in small letters."""

LAYOUT = frozenset({"skills", "commands", "agents", "rules", "hooks", "output-styles"})
"""Folders of a package, or beside them, whose name counts before that of any folder in them."""

KEYS: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (kind, frozenset(keys.split()))
    for kind, keys in (
        ("rule", "applyTo"),
        ("rule", "globs alwaysApply"),
        ("output style", "keep-coding-instructions"),
        ("issue template", "about labels"),
        ("issue template", "about title"),
    )
)
"""Kind -> keys that only files of it have together; told of Markdown in no known place."""

LIKELY_KEYS: tuple[tuple[str, frozenset[str]], ...] = (
    ("command", frozenset({"argument-hint", "subtask", "allowed-tools"})),
    ("rule", frozenset({"inclusion", "trigger"})),
)
"""Kind -> keys of which each says so, unless others prove an agent."""

AGENT_MODES = frozenset({"subagent", "primary", "all"})
"""`mode` of an agent that is named by its file."""

PROMPT_MODES = frozenset({"agent", "ask", "edit"})
"""`mode` of a prompt file, where no map of tools says otherwise."""

ARGUMENTS = re.compile(r"\$ARGUMENTS\b|\{\{args\}\}")
"""What a command's text holds for the words that it is called with."""

AGENT_KEYS = frozenset(
    {
        "tools", "disallowedTools", "model", "permissionMode", "maxTurns", "skills", "mcpServers",
        "memory", "background", "effort", "isolation", "color", "initialPrompt", "permission",
        "temperature", "mcp-servers", "handoffs", "agents", "target", "infer", "max_turns",
        "timeout_mins", "readonly", "is_background", "reasoningEffort", "steps",
    }
)  # fmt: skip
"""Keys that only an agent has, beside a name and a description."""
