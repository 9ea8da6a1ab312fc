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
        ".windsurf", ".zencoder",
    }
)  # fmt: skip
"""Folders of tools: what lies in one is told by the first folder in it."""

FILES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?:{pattern})\Z"))
    for kind, pattern in (
        ("skill", r"(?i:skill\.md)"),
        ("manifest", r"(?:plugin|marketplace|gemini-extension|qwen-extension)\.json|POWER\.md"),
        ("document", r"(?:package|package-lock|tsconfig|composer)\.json|(?:pyproject|Cargo)\.toml"),
        ("server", r"\.?mcp\.json|mcp[_-]config\.json"),
        ("hook", r"hooks(?:-[\w-]+)?\.json"),
        ("settings", r"settings(?:\.local)?\.json"),
        ("rule", r"(?:CLAUDE|CLAUDE\.local|GEMINI|QWEN|copilot-instructions)\.md"),
        ("rule", r".*\.instructions\.md|.*\.mdc"),
        ("command", r".*\.prompt\.md"),
        ("issue template", r"(?i:(?:pull_request|issue)_template\.md)"),
        ("document", r"(?i:(?:readme|changelog|license|contributing)(?:[._][\w-]{2,7})?\.\w+)"),
    )
)  # fmt: skip
"""Kind -> names of files that are of it wherever they lie."""

RULES_OR_AGENTS = frozenset({"AGENTS.md", "AGENT.md"})
"""Files that hold rules for all agents, or the agents themselves where they are marked."""

AGENT_ENDINGS = (".agent.md", ".chatmode.md")
"""How the names of files end that are agents by that alone."""

FOLDERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?i:{pattern})\Z"))
    for kind, pattern in (
        ("agent", r"(?:[\w.-]+[-_])?(?:sub-?)?agents|agent|droids|chatmodes"),
        ("skill", r"skills?"),
        ("command", r"(?:slash-)?commands?|prompts?"),
        ("workflow", r"workflows"),
        ("rule", r"rules|steering|memories|instructions"),
        ("hook", r"\.?(?:git)?hooks"),
        ("output style", r"output-?styles"),
        ("issue template", r"(?:pull_request|issue|discussion)_template"),
        ("template", r"templates?"),
        ("check", r"checks"),
        ("document", r"docs?|documentation"),
    )
)
"""Kind -> names of folders whose files are of it; the nearest one counts."""

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
