"""ZCode, of which a tool beside it tells: the client is closed, and was not run.

Facts: the reader of agents' files in a public plugin for ZCode (its types of August 2026, "as the client has
them"), and setups in public repositories of July to November 2026 (read 2026-11-28).
"""

from __future__ import annotations

import re

from agentconv.formats.claude_like.family import (
    ALL,
    LIKE_CLAUDE,
    NEAREST,
    ClaudeLike,
    DenyList,
    ToolList,
    no_mcp,
    read_mcp,
)
from agentconv.kit.codecs import INTEGER, TextCodec
from agentconv.kit.format import BODY, Field
from agentconv.kit.hosts import Host
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Value

_OWN = re.compile(r"(?:custom|account):\S+")


class _Model(TextCodec):
    """A model in ZCode's own words, `custom:PROVIDER:MODEL`; no other is written."""

    def encode(self, value: str) -> Value:
        return value if _OWN.fullmatch(value) else None


class ZCode(ClaudeLike):
    """ZCode: agents in `~/.zcode/agents/`.

    * That a project's `.zcode/agents/` is read too is said by one source and denied by another.
    * `tools` absent or empty gives every tool, servers' too; an agent without tools is spelled by the one
      harmless name `AskUserQuestion`. `disallowedTools` takes away.
    * How servers' tools are named was not found out, so none is written.
    """

    name = "zcode"
    title = "ZCode agent"
    names = ToolNames(
        "zcode",
        {k: v for k, v in LIKE_CLAUDE.items() if k not in ("MultiEdit", "NotebookEdit", "LS")},
        read_mcp,
        no_mcp,
        {k: v for k, v in NEAREST.items() if k != "notebook_edit"},
        arguments=False,
    )
    denies = True
    host = Host(
        "a plugin for ZCode", "2026-11-28", unsure=("write", "execute", "network", "search", "servers")
    )
    paths = (".zcode/agents/*.md",)
    user_paths = (".zcode/agents/*.md",)
    reference = "https://zcode.z.ai/docs"
    checked = "2026-11-28, a plugin for ZCode and public setups; the client was not run"
    sure = "told"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, empty=ALL, star=True, idle="AskUserQuestion")),
        Field("disallowedTools", "tools.deny", DenyList(names)),
        Field("model", "model", _Model()),
        Field("thoughtLevel", "effort"),
        Field("maxTurns", "max_turns", INTEGER),
        Field("color", "color"),
        Field(BODY, "prompt"),
    )
    more_keys = frozenset({"injectAgentsMd", "mcpServers"})
    known_only = True
    run_note = (
        "client-ignores",
        "ZCode is sure to look for agents in a home folder only",
        "write them with --scope user -o ~",
    )
    reasons = {
        "model": "ZCode spells models as custom:PROVIDER:MODEL, by what a person has set up",
        "tools.allow": "tools that ZCode has no name for, or cannot bound, are left out",
        "tools.deny": "what has no name there is denied by a list of all the others",
        "permission_mode": "ZCode's modes are its session's",
    }
