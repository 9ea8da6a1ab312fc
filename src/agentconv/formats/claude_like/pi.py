"""Pi and its fork oh-my-pi: what the modules of the package on npm do with an agent's file.

The package was unpacked and read on 2026-11-28; the client was not run.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.formats.claude_like.family import (
    ALL,
    NONE,
    ClaudeLike,
    CommaList,
    DenyList,
    ToolList,
    no_mcp,
)
from agentconv.kit.codecs import BOOLEAN, NamesCodec
from agentconv.kit.format import BODY, BY_MARK, Field
from agentconv.kit.hosts import ALLOW, DENY, Host
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Agent, Tool


def _pi_mcp(name: str) -> tuple[str, str | None] | None:
    server, _, tool = name.removeprefix("mcp:").partition("/")
    return (server, tool or None) if name.startswith("mcp:") and server else None


def _pi_named(server: str, tool: str | None) -> str | None:
    name = f"mcp:{server}/{tool}" if tool else f"mcp:{server}"
    return (
        name if server != "*" and _pi_mcp(name) == (server, tool) and not re.search(r"[,\s]", name) else None
    )


_LEVELS = ("off", "minimal", "low", "medium", "high", "xhigh", "max")
"""The levels of `thinking`."""


class Pi(ClaudeLike):
    """Pi, with its extension pi-subagents: agents in `.pi/agents/`.

    * Its reader is its own: a key and a text to the line's end, a block of lines below, `|` and `>`; a list
      in brackets is one word, so that lists are written as texts with commas.
    * `tools` absent gives Pi's own tools, empty gives none. `mcp:SERVER` and `mcp:SERVER/TOOL` are servers'.
    * `excludeTools` takes exact names away. A subagent starts others only with `subagent` among its tools, or
      with `allowNestedSubagents: true`.
    * Folders below the place are searched, too; a `.chain.md` there is a chain of agents and no agent.
    * Pi asks for nothing.
    """

    name = "pi"
    title = "Pi subagent (pi-subagents)"
    names = ToolNames(
        "pi",
        {
            "read": "read",
            "bash": "shell",
            "edit": "edit",
            "write": "write",
            "grep": "grep",
            "find": "glob",
            "ls": "list",
            "subagent": "agent",
        },
        _pi_mcp,
        _pi_named,
        {"multi_edit": "edit", "notebook_edit": "edit", "notebook_read": "read", "powershell": "bash"},
        arguments=False,
    )
    denies = True
    host = Host(
        "pi-subagents 0.67.0",
        "2026-11-28",
        write=ALLOW,
        execute=ALLOW,
        network=ALLOW,
        search=ALLOW,
        servers=ALLOW,
        delegate=DENY,
    )
    paths = (".pi/agents/**/*.md",)
    user_paths = (".pi/agent/agents/**/*.md",)
    marks = frozenset(
        {"defaultReads", "defaultProgress", "systemPromptMode", "inheritProjectContext", "inheritSkills"}
    )
    reference = "https://github.com/nicobailon/pi-subagents/blob/main/docs/agents.md"
    checked = "2026-11-28, pi-subagents 0.67.0, its source and documentation"
    sure = "source"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, text=True, null=NONE)),
        Field("excludeTools", "tools.deny", DenyList(names, text=True)),
        Field("model", "model"),
        Field("thinking", "effort"),
        Field("skills", "skills", CommaList()),
        Field("async", "background", BOOLEAN),
        Field(BODY, "prompt"),
    )
    required = ("name", "description")
    client = "pi-subagents"
    more_keys = frozenset(
        """
        package advertise aliases alias runner skill skillPath fallbackModels fast systemPromptMode
        inheritProjectContext inheritGlobalContext inheritSkills defaultContext timeoutMs toolTimeoutMs
        acceptance acceptanceRole outputMode output extensions subagentOnlyExtensions mutationTools
        allowNestedSubagents maxSubagentDepth permission permissions toolBudget completionGuard memory
        defaultReads defaultProgress interactive
        """.split()  # noqa: SIM905
    )
    reasons = {
        "tools.allow": "Pi has seven tools, `subagent`, and those of servers",
        "tools.deny": "Pi takes exact names away: what remains is listed",
        "permission_mode": "Pi asks for nothing",
        "mcp_servers": "an agent names servers, which the adapter's own file defines",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        """Also by a level of thinking, which is a word here and a map of settings elsewhere."""
        thinks = str(tree.values.get("thinking")) in _LEVELS and "name" in tree.values
        return super().recognises(path, tree) or (BY_MARK if thinks else 0)

    def withholds(self, agent: Agent) -> tuple[Tool, ...]:
        nested = agent.extensions.get(self.name, {}).get("allowNestedSubagents")
        return () if nested is True or agent.tools.allow is not None else super().withholds(agent)


class OhMyPi(ClaudeLike):
    """oh-my-pi: agents in `.omp/agents/`.

    * `tools` absent, or an empty text, gives every tool, an empty list none but the one that ends the task.
      Names are read without regard to capitals. `read` also fetches what an address names.
    * `spawns` names the agents that `task` may start, `*` all of them; without it all may be started.
    * Its approval mode is `yolo` unless a person chooses another.
    """

    name = "oh-my-pi"
    title = "oh-my-pi agent"
    names = ToolNames(
        "oh-my-pi",
        {
            "read": ("read", "list", "web_fetch"),
            "bash": "shell",
            "eval": "shell",
            "edit": "edit",
            "ast_edit": "edit",
            "write": "write",
            "grep": "grep",
            "ast_grep": "grep",
            "search": "grep",
            "glob": "glob",
            "find": "glob",
            "lsp": "code_intelligence",
            "task": "agent",
            "todo": "todo",
            "web_search": "web_search",
            "ask": "ask_user",
        },
        read_mcp=lambda _: None,
        write_mcp=no_mcp,
        approximate={"multi_edit": "edit", "notebook_edit": "edit", "powershell": "bash"},
        arguments=False,
    )
    children = "spawns"
    host = Host(
        "oh-my-pi 18.3.4, tools/approval.ts",
        "2026-11-28",
        write=ALLOW,
        execute=ALLOW,
        network=ALLOW,
        search=ALLOW,
        servers=ALLOW,
    )
    paths = (".omp/agents/*.md",)
    user_paths = (".omp/agent/agents/*.md",)
    name_rule = re.compile(r"(?i)(?!(?:main|sub)\Z)[a-z0-9][a-z0-9_-]*")
    reference = "https://www.npmjs.com/package/@oh-my-pi/pi-coding-agent"
    checked = "2026-11-28, oh-my-pi 18.3.4, its source"
    sure = "source"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, blank=ALL)),
        Field("model", "model"),
        Field("thinkingLevel", "effort"),
        Field("autoloadSkills", "skills", NamesCodec()),
        Field(BODY, "prompt"),
    )
    required = ("name", "description")
    client = "oh-my-pi"
    more_keys = frozenset(
        {"spawns", "output", "thinking", "thinking-level", "readSummarize", "blocking", "prewalk", "advisor"}
    )
    reasons = {
        "tools.allow": "read fetches pages too, and servers' tools have names that are not written from here",
        "tools.deny": "oh-my-pi has no deny list: what remains is listed",
        "permission_mode": "oh-my-pi has one mode for the whole session",
    }
