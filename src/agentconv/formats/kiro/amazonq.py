"""Amazon Q Developer command line agents: JSON in `.amazonq/cli-agents/`.

Facts: aws/amazon-q-developer-cli, `schemas/agent-v1.json` at 15cc8f3, crates/chat-cli/src/cli/agent/mod.rs
and docs/agent-format.md (read 2026-11-20):

* An unknown key refuses the whole file (`deny_unknown_fields`); so does a hook with an unknown trigger.
* `tools` absent or empty grants nothing; `*` grants all, `@builtin` all but MCP.
* `name` is required; the client finds an agent by its file's name.
* `fs_read` reads files, lists folders and searches; `fs_write` creates and edits.
* The schema wants a `command` of every server, so one with a `url` gets an empty one.
* A prompt that starts with `file://` is the name of a file, relative to the agent's own; so text of another
  format that starts so is written after a line break.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.formats.kiro.family import (
    HOOKS,
    IS_SETTINGS,
    SERVERS,
    KiroFamily,
    Words,
    harmless,
    read_mcp,
    write_mcp,
)
from agentconv.kit.format import BY_SHAPE, Field
from agentconv.kit.hosts import DENY, Host
from agentconv.kit.keys import Key
from agentconv.kit.servers import Servers
from agentconv.kit.shapes import fits
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Value

TOOLS: dict[str, str | tuple[str, ...]] = {
    "fs_read": ("read", "list", "grep"),
    "fs_write": ("write", "edit"),
    "execute_bash": "shell",
    "execute_cmd": "shell",
    "todo_list": "todo",
}
NEAR = {"glob": "fs_read", "multi_edit": "fs_write", "notebook_edit": "fs_write", "notebook_read": "fs_read"}
OTHERS = ("use_aws", "introspect", "report_issue", "gh_issue", "knowledge", "thinking", "delegate")
NAMES = ToolNames("amazonq", TOOLS, read_mcp, write_mcp, NEAR, arguments=False)


def _are_unique_texts(value: Value) -> bool:
    return fits(value, [str]) and isinstance(value, list) and len({str(v) for v in value}) == len(value)


class AmazonQ(KiroFamily):
    """Amazon Q agent."""

    name = "amazonq"
    host = Host(
        "docs/agent-format.md of aws/amazon-q-developer-cli",  # its tool `delegate` is an experiment
        "2026-11-28",
        delegate=DENY,
    )
    title = "Amazon Q agent"
    paths = (".amazonq/cli-agents/*.json",)
    user_paths = (".aws/amazonq/cli-agents/*.json",)
    reference = "https://github.com/aws/amazon-q-developer-cli/blob/main/docs/agent-format.md"
    checked = "2026-11-20, schema agent-v1 and the client's source"
    sure = "schema"
    validated = "the vendor's schema agent-v1.json"
    names = NAMES
    others = OTHERS
    closed = True
    required = ("name",)
    client = "Amazon Q"
    keys = {
        "$schema": Key(str, "text"),
        "allowedTools": Key(_are_unique_texts, "a list of names, each once"),
        "hooks": HOOKS,
        "resources": Key([re.compile(r"(?s)file://.*")], "a list of texts that start with file://"),
        "toolAliases": Key({"*": str}, "a map of texts"),
        "toolsSettings": IS_SETTINGS,
        "useLegacyMcpJson": Key(bool, "true or false"),
    }
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("prompt", "prompt", inert=harmless),
        Field("model", "model"),
        Field("tools", "tools.allow", Words(NAMES, others=OTHERS)),
        Field("mcpServers", "mcp_servers", Servers(replace(SERVERS, always_remote={"command": ""}))),
    )
    reasons = {
        "hooks": "Amazon Q's hooks have other triggers and tool names",
        "mcp_servers": "a server needs a command or an address",
        "name": "Amazon Q finds an agent by its file's name",
        "permission_mode": "Amazon Q has no modes; `allowedTools` names what runs unasked",
        "prompt": "Amazon Q would take a text that starts with file:// for the name of a file",
        "tools.allow": "one Amazon Q tool stands for several, and cannot be bounded here",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        keys = tree.values
        if not self.lies_at(path) and "useLegacyMcpJson" in keys and {"name", "prompt"} <= keys.keys():
            return BY_SHAPE
        return super().recognises(path, tree)
