"""Members of the family of which only documentation and adapters tell (read 2026-11-28): read, never written.

Nobody here has seen what their clients make of an empty list, so an empty one is read as no tool: elsewhere
that bounds an agent more, never less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from agentconv.errors import WrongType
from agentconv.formats.claude_like.family import (
    LIKE_CLAUDE,
    NONE,
    ClaudeLike,
    DenyList,
    ToolList,
    no_mcp,
    read_mcp,
    words,
)
from agentconv.kit.codecs import INTEGER, NamesCodec
from agentconv.kit.format import BODY, Field, Reading
from agentconv.kit.hosts import Host
from agentconv.kit.tools import ToolNames, given
from agentconv.model.agent import Agent, Tools, Value

ADAPTERS = "https://github.com/dyoshikawa/rulesync"
"""Whose adapters tell the fields of these clients (commit cfebcd7)."""
CHECKED = "2026-11-28, adapters of others; no client was run"


def _names(format: str) -> ToolNames:
    return ToolNames(format, LIKE_CLAUDE, read_mcp, no_mcp, arguments=False)


class Told(ClaudeLike):
    """An agent of a client that was not read."""

    writes = False
    reference = ADAPTERS
    checked = CHECKED
    sure = "told"


class Trae(Told):
    """Trae: agents in `.trae/agents/`; its documentation shows a dialogue, its files follow Claude Code's."""

    name = "trae"
    title = "Trae agent"
    names = _names("trae")
    host = Host("https://docs.trae.ai/ide/agent", "2026-11-28")
    paths = (".trae/agents/*.md",)
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, star=True, null=NONE)),
        Field("model", "model"),
        Field(BODY, "prompt"),
    )


class CodeBuddy(Told):
    """CodeBuddy Code: agents in `.codebuddy/agents/`, with Claude Code's keys."""

    name = "codebuddy"
    title = "CodeBuddy agent"
    names = _names("codebuddy")
    host = Host("https://www.codebuddy.ai/docs/cli/sub-agents", "2026-11-28")
    plans = "permissionMode"
    paths = (".codebuddy/agents/*.md",)
    user_paths = (".codebuddy/agents/*.md",)
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, star=True, null=NONE)),
        Field("disallowedTools", "tools.deny", DenyList(names)),
        Field("model", "model"),
        Field("color", "color"),
        Field("skills", "skills", NamesCodec()),
        Field(BODY, "prompt"),
    )
    more_keys = frozenset({"permissionMode"})


class Grok(Told):
    """Grok Build: agents in `.grok/agents/`; that its `tools` are Claude Code's is an adapter's word."""

    name = "grok"
    title = "Grok agent"
    names = _names("grok")
    host = Host("https://docs.x.ai", "2026-11-28")
    plans = "permission_mode"
    paths = (".grok/agents/*.md",)
    user_paths = (".grok/agents/*.md",)
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, star=True, null=NONE)),
        Field("model", "model"),
        Field(BODY, "prompt"),
    )
    more_keys = frozenset({"permission_mode", "prompt_mode", "agents_md"})


class Junie(Told):
    """JetBrains Junie: agents in `.junie/agents/`; lists may be one text."""

    name = "junie"
    title = "Junie agent"
    names = _names("junie")
    host = Host("https://junie.jetbrains.com/docs", "2026-11-28")
    plans = "permissionMode"
    paths = (".junie/agents/*.md",)
    user_paths = (".junie/agents/*.md",)
    stem_names = True
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, null=NONE)),
        Field("disallowedTools", "tools.deny", DenyList(names)),
        Field("model", "model"),
        Field("reasoningLevel", "effort"),
        Field("maxTurns", "max_turns", INTEGER),
        Field("skills", "skills", NamesCodec()),
        Field(BODY, "prompt"),
    )
    more_keys = frozenset({"permissionMode", "mcpServers", "allowPromptArgument"})


class Devin(Told):
    """Devin's local agents: `.devin/agents/NAME/AGENT.md`, with `allowed-tools` and `permissions`.

    What stands under `deny` of the permissions is read as a deny list, by the words before their parentheses.
    """

    name = "devin"
    title = "Devin agent"
    names = _names("devin")
    host = Host("https://docs.devin.ai", "2026-11-28")
    paths = (".devin/agents/*/AGENT.md",)
    user_paths = (".config/devin/agents/*/AGENT.md",)
    stem_names = True
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("allowed-tools", "tools.allow", ToolList(names, null=NONE)),
        Field("model", "model"),
        Field(BODY, "prompt"),
    )
    more_keys = frozenset({"permissions", "max-nesting"})

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        said = native.get("permissions")
        denied = said.get("deny") if isinstance(said, dict) else None
        try:
            names = [word.partition("(")[0] for word in words(denied)] if denied else []
        except WrongType:
            reading.add("wrong-type", "'deny' takes a list of names", "permissions", "deny")
            return agent
        return replace(agent, tools=Tools(agent.tools.allow, given(names, self.names))) if names else agent
