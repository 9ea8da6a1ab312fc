"""What people call the formats: other words for the built-in ones, and for those of our plugins."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from agentconv.formats import BUILT_IN, GENERATIONS

ALIASES = {
    "agent-card": "a2a",
    "agent-skills": "skill",
    "agent-spec": "agentspec",
    "agents.md": "agents-md",
    "agentsmd": "agents-md",
    "amazon-q": "amazonq",
    "amazon-q-developer": "amazonq",
    "anthropic": "anthropic-agents",
    "assistants": "openai",
    "augment": "auggie",
    "augment-code": "auggie",
    "cagent": "docker-agent",
    "claude-agents": "claude",
    "claude-code": "claude",
    "claudecode": "claude",
    "codex-cli": "codex",
    "copilot-chat": "copilot",
    "copilot-cli": "copilot",
    "cursor-agent": "cursor",
    "declarative-agent": "m365",
    "docker": "docker-agent",
    "droid": "factory",
    "droids": "factory",
    "factory-droid": "factory",
    "gemini-cli": "gemini",
    "github-copilot": "copilot",
    "google-antigravity": "antigravity",
    "kilo-code": "kilo",
    "kilocode": "kilo",
    "kimi-cli": "kimi",
    "kimi-code": "kimi",
    "kiro-cli": "kiro-json",
    "managed-agents": "anthropic-agents",
    "microsoft-365": "m365",
    "mistral": "vibe",
    "mistral-vibe": "vibe",
    "neutral": "agentconv",
    "ohmypi": "oh-my-pi",
    "open-agent-spec": "agentspec",
    "open-code": "opencode",
    "open-code-2": "opencode-2",
    "openai-assistants": "openai",
    "openai-codex": "codex",
    "opencode-v2": "opencode-2",
    "opencode2": "opencode-2",
    "q": "amazonq",
    "qwen-code": "qwen",
    "responses": "openai-responses",
    "roo-code": "roo",
    "roocode": "roo",
    "roomodes": "roo",
    "skills": "skill",
    "visual-studio-code": "vscode",
    "vs-code": "vscode",
    "z-code": "zcode",
}
"""A word in lower case with dashes -> the format, or the generation of one, that is meant."""

PLUGINS = {
    "adk": "agentconv-adk",
    "agentcore": "agentconv-agentcore",
    "agentschema": "agentconv-agentschema",
    "autogen": "agentconv-autogen",
    "crewai": "agentconv-crewai",
    "dotprompt": "agentconv-prompty",
    "gitagent": "agentconv-gitagent",
    "prompty": "agentconv-prompty",
    "pydantic-ai": "agentconv-pydantic-ai",
    "strands": "agentconv-strands",
}
"""Format -> the package in `plugins/` that adds it."""

SHAPES = {"crewai": frozenset({"role", "goal", "backstory"})}
"""Format of a plugin of ours -> the keys that each agent has in a file of several, by their names."""

FILTERS = {"preamble": "agentconv-house", "trim-examples": "agentconv-house"}
"""Filter -> the same."""

FRAMEWORKS = {
    "agent-framework": "agentschema",
    "agentcore-harness": "agentcore",
    "bedrock-agentcore": "agentcore",
    "crew-ai": "crewai",
    "foundry": "agentschema",
    "genkit": "dotprompt",
    "google-adk": "adk",
    "harness": "agentcore",
    "microsoft-agent-framework": "agentschema",
    "pydanticai": "pydantic-ai",
    "strands-agents": "strands",
}
"""A word in lower case with dashes -> the format of a plugin of ours that is meant."""


def shape_of(values: Mapping[str, object]) -> str | None:
    """The plugin of ours that reads a file with such values; None where none plainly does."""
    agents = [value.keys() for value in values.values() if isinstance(value, dict)]
    fitting = (name for name, keys in SHAPES.items() if agents and all(keys <= those for those in agents))
    return next((PLUGINS[name] for name in fitting), None)


def plain(name: str) -> str:
    """A name in lower case, with dashes."""
    return name.strip().casefold().replace("_", "-").replace(" ", "-")


def meant(name: str) -> str | None:
    """The built-in format, or the generation of one, that a word means without doubt; None for none."""
    word = plain(name)
    return word if word in BUILT_IN or word in GENERATIONS else ALIASES.get(word)


def filter_instead(name: str, known: Sequence[str]) -> str:
    """What to say to somebody who asked for a filter that is not there."""
    there = f"there are {', '.join(sorted(known))}" if known else "there is none: plugins add some"
    near = difflib.get_close_matches(name, known, 1)
    if near:
        return f"did you mean {near[0]!r}? {there}"
    hint = difflib.get_close_matches(name, FILTERS, 1)
    return f"the plugin {FILTERS[hint[0]]} adds {hint[0]!r}, and is not installed; {there}" if hint else there


def instead(name: str, known: Sequence[str]) -> str:
    """What to say to somebody who asked for a format that is not there; empty for nothing."""
    word = plain(name)
    words = (word, FRAMEWORKS.get(word))
    if found := meant(name) or next((known_one for known_one in known if plain(known_one) in words), None):
        return f"did you mean {found!r}? "
    added = FRAMEWORKS.get(word, word)
    if added in PLUGINS:
        told = "" if added == word else f" as {added!r}"
        return f"the plugin {PLUGINS[added]} adds it{told}, which is not installed; "
    near = difflib.get_close_matches(word, [*known, *GENERATIONS, *ALIASES], 1)
    return f"did you mean {ALIASES.get(near[0], near[0])!r}? " if near else ""
