"""Kimi Code: what the modules of the package on npm do with an agent's file.

The package was unpacked and read on 2026-11-28; the client was not run.
"""

from __future__ import annotations

import re

from agentconv.formats.claude_like.family import NEAREST, ClaudeLike, DenyList, ToolList, read_mcp
from agentconv.kit.format import BODY, Field
from agentconv.kit.hosts import Host
from agentconv.kit.keys import Key
from agentconv.kit.tools import ToolNames


def _kimi_named(server: str, tool: str | None) -> str | None:
    if server == "*":
        return None if tool else "mcp__*"
    return f"mcp__{server}__{tool or '*'}"


class Kimi(ClaudeLike):
    """Kimi Code: agents in `.kimi-code/agents/`; it reads `.agents/agents/` too.

    * `tools` absent, null or a lone `*` gives every tool, empty gives none; `disallowedTools` takes away.
      Names of servers' tools are globs: `mcp__SERVER__*`, `mcp__*`.
    * `subagents` names the agents that `Agent` may start, `*` all of them.
    * `name` is kebab-case, else the file's stem; a description and a prompt are needed. There is no model.
    """

    name = "kimi"
    title = "Kimi Code agent"
    names = ToolNames(
        "kimi",
        {
            "Read": "read",
            "Write": "write",
            "Edit": "edit",
            "Glob": "glob",
            "Grep": "grep",
            "Bash": "shell",
            "FetchURL": "web_fetch",
            "WebSearch": "web_search",
            "Agent": "agent",
            "AgentSwarm": "agent",
            "TodoList": "todo",
            "Skill": "skill",
            "AskUserQuestion": "ask_user",
        },
        read_mcp,
        _kimi_named,
        NEAREST,
        arguments=False,
    )
    denies = True
    children = "subagents"
    host = Host("kimi-code 2.1.0", "2026-11-28", unsure=("write", "execute", "network", "search", "servers"))
    paths = (".kimi-code/agents/**/*.md",)
    user_paths = (".kimi-code/agents/**/*.md",)
    name_rule = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    stem_names = True
    marks = frozenset({"whenToUse"})
    reference = "https://www.npmjs.com/package/@moonshot-ai/kimi-code"
    checked = "2026-11-28, kimi-code 2.1.0, its source"
    sure = "source"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, star=True)),
        Field("disallowedTools", "tools.deny", DenyList(names)),
        Field(BODY, "prompt"),
    )
    keys = {"name": Key(name_rule, "kebab-case"), "override": Key(bool, "true or false")}
    required = ("description",)
    client = "Kimi Code"
    more_keys = frozenset({"whenToUse", "subagents"})
    needs = {"description": ("name",), "prompt": ("description", "name")}
    reasons = {
        "name": "Kimi Code takes kebab-case",
        "prompt": "Kimi Code needs a prompt",
        "model": "an agent of Kimi Code has its session's model",
        "tools.allow": "tools that Kimi Code has no name for, or cannot bound, are left out",
        "tools.deny": "what has no name there is denied by a list of all the others",
        "permission_mode": "Kimi Code has one mode for the whole session",
        "mcp_servers": "an agent has its session's servers",
    }
