"""Qoder: what qodercli 1.1.52 does with an agent's file.

Which files it loads was asked offline on 2026-11-28 (`agentconv prove`); what it gives an agent it tells
only with an account, so that was read in its package, in its schema.
"""

from __future__ import annotations

import re

from agentconv.containers.base import Tree
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
from agentconv.kit.codecs import INTEGER, NUMBER, NamesCodec
from agentconv.kit.format import BODY, Field
from agentconv.kit.hosts import Host
from agentconv.kit.keys import Key
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Value

COLORS = ("red", "blue", "green", "yellow", "purple", "orange", "pink", "cyan")
"""The colours that Qoder takes."""


def _is_count(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_effort(value: Value) -> bool:
    return value in ("low", "medium", "high", "xhigh", "max") or _is_count(value)


class Qoder(ClaudeLike):
    """Qoder: agents in `.qoder/agents/`.

    * `tools` absent, empty or a lone `*` gives every tool; an agent without tools is spelled by the one
      harmless name `AskUserQuestion`. `disallowedTools` takes away. How servers' tools are named was not
      found out, so none is written.
    * Files in folders below count too. Names may hold anything, and a head that is no YAML is mostly read. A
      wrong type drops the file, and so does a key without a value. `model` is `inherit` by default, and
      otherwise one of Qoder's own words.
    """

    name = "qoder"
    title = "Qoder agent"
    names = ToolNames(
        "qoder",
        {k: v for k, v in LIKE_CLAUDE.items() if k not in ("MultiEdit", "LS")},
        read_mcp,
        no_mcp,
        {k: v for k, v in NEAREST.items() if k != "notebook_edit"},
        arguments=False,
    )
    denies = True
    host = Host("qodercli 1.1.52", "2026-11-28", unsure=("write", "execute", "network", "search", "servers"))
    plans = "permissionMode"
    paths = (".qoder/agents/**/*.md",)
    user_paths = (".qoder/agents/**/*.md",)
    name_rule = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    reference = "https://docs.qoder.com/cli/using-cli"
    checked = "2026-11-28, qodercli 1.1.52"
    sure = "client"
    validated = "qodercli 1.1.52: agents list"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, empty=ALL, star=True, idle="AskUserQuestion")),
        Field("disallowedTools", "tools.deny", DenyList(names)),
        Field("model", "model"),
        Field("temperature", "temperature", NUMBER),
        Field("maxTurns", "max_turns", INTEGER),
        Field("effort", "effort"),
        Field("skills", "skills", NamesCodec()),
        Field("initialPrompt", "initial_prompt"),
        Field("color", "color"),
        Field(BODY, "prompt"),
    )
    keys = {
        "kind": Key(str, "text"),
        "name": Key(re.compile("(?s).+"), "text"),
        "description": Key(re.compile("(?s).+"), "text"),
        **dict.fromkeys(("tools", "disallowedTools", "skills"), Key((str, [str]), "names, or a text")),
        "model": Key(str, "text"),
        "temperature": Key(float, "a number"),
        "maxTurns": Key(_is_count, "a whole number above 0"),
        "effort": Key(_is_effort, "low to max, or a whole number above 0"),
        "color": Key({*COLORS}, "one of eight colours"),
        "initialPrompt": Key(str, "text"),
        "memory": Key({"user", "project", "local"}, "user, project or local"),
        "background": Key(bool, "true or false"),
        "timeoutMins": Key(_is_count, "a whole number above 0"),
        "mcpServers": Key(([(str, dict)], {"*": dict}), "a list or a map"),
        "isolation": Key({"worktree"}, "worktree"),
    }
    required = ("name", "description")
    client = "Qoder"
    more_keys = frozenset(
        {"permissionMode", "mcpServers", "timeoutMins", "hooks", "memory", "background", "isolation"}
    )
    reasons = {
        "name": "a name in lower case letters, digits and hyphens is safe everywhere",
        "model": "Qoder has models of its own: choose one with --model",
        "tools.allow": "tools that Qoder has no name for, or cannot bound, are left out",
        "tools.deny": "what has no name there is denied by a list of all the others",
        "permission_mode": "of Qoder's modes only plan is known",
        "mcp_servers": "what a server gives an agent there was not found out",
    }

    def client_ignores(self, tree: Tree) -> bool:
        return False
