"""Auggie: what the modules of the package on npm do with an agent's file.

The package was unpacked and read on 2026-11-28; the client was not run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from agentconv.formats.claude_like.family import ALL, ClaudeLike, DenyList, ToolList, no_mcp
from agentconv.kit.format import BODY, Field, Reading
from agentconv.kit.hosts import Host
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Agent, Tools, Value


class Auggie(ClaudeLike):
    """Auggie, Augment's client: agents in `.augment/agents/`.

    * `tools` absent or empty gives every tool; where `disabled_tools` stands beside it, `tools` counts for
      nothing. A name that the client does not have is passed over, so that `view_tasklist` alone is no tool.
    * Every tool that is in neither list is there: servers' tools too.
    * A model that it does not know is as good as none.
    """

    name = "auggie"
    title = "Auggie subagent"
    names = ToolNames(
        "auggie",
        {
            "view": ("read", "list"),
            "codebase-retrieval": "grep",
            "grep-search": "grep",
            "str-replace-editor": "edit",
            "save-file": "write",
            "remove-files": "write",
            "launch-process": "shell",
            "write-process": "shell",
            "read-process": "shell_output",
            "list-processes": "shell_output",
            "kill-process": "shell_stop",
            "web-fetch": "web_fetch",
            "web-search": "web_search",
            "view_tasklist": "todo",
        },
        read_mcp=lambda _: None,
        write_mcp=no_mcp,
        approximate={
            "multi_edit": "str-replace-editor",
            "notebook_edit": "str-replace-editor",
            "glob": "view",
        },
        arguments=False,
    )
    host = Host(
        "Auggie 0.36.0",
        "2026-11-28",
        unsure=("write", "execute", "network", "search", "servers"),
    )
    paths = (".augment/agents/*.md",)
    user_paths = (".augment/agents/*.md",)
    name_rule = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    reference = "https://docs.augmentcode.com/cli/subagents"
    checked = "2026-11-28, Auggie 0.36.0, its source"
    sure = "source"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("tools", "tools.allow", ToolList(names, empty=ALL, idle="view_tasklist")),
        Field("disabled_tools", "tools.deny", DenyList(names)),
        Field("model", "model"),
        Field("color", "color"),
        Field(BODY, "prompt"),
    )
    client = "Auggie"
    denies = True
    more_keys = frozenset(
        """
        finish_tool provider_model provider_api_key provider_base_url replace_system_prompt
        disable_rules disable_workspace_guidelines disable_skills tool_description instruction_description
        """.split()  # noqa: SIM905
    )
    reasons = {
        "name": "Auggie makes a name of lower case letters, digits and hyphens",
        "model": "Auggie has model ids of its own: choose one with --model",
        "tools.allow": "tools that Auggie has no name for, or cannot bound, are left out",
        "tools.deny": "beside a deny list the list of tools counts for nothing: what remains is listed",
        "permission_mode": "Auggie keeps permissions in its settings",
        "mcp_servers": "an agent has its session's servers",
    }

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        if not agent.tools.deny or agent.tools.allow is None:
            return agent
        what = "beside disabled_tools Auggie does not read 'tools', so it bounds nothing"
        reading.add("restriction-ignored", what, "tools", hint="disabled_tools is what counts")
        return replace(agent, tools=Tools(None, agent.tools.deny))
