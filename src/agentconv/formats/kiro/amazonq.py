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

from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.formats.kiro.family import (
    KiroFamily,
    NamesCodec,
    ServersCodec,
    is_a,
    is_hooks,
    is_map_of,
    read_mcp,
    write_mcp,
)
from agentconv.kit.codecs import TEXT
from agentconv.kit.format import BY_SHAPE, Field
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
TRIGGERS = frozenset({"agentSpawn", "userPromptSubmit", "preToolUse", "postToolUse", "stop"})


def _texts(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _approved(value: Value) -> bool:
    return _texts(value) and isinstance(value, list) and len({str(v) for v in value}) == len(value)


def _resources(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v.startswith("file://") for v in value)


class AmazonQ(KiroFamily):
    """Amazon Q agent."""

    name = "amazonq"
    title = "Amazon Q agent"
    paths = (".amazonq/cli-agents/*.json",)
    user_paths = (".aws/amazonq/cli-agents/*.json",)
    reference = "https://github.com/aws/amazon-q-developer-cli/blob/main/docs/agent-format.md"
    checked = "2026-11-20, schema agent-v1 and the client's source"
    validated = "the vendor's schema agent-v1.json"
    names = NAMES
    others = OTHERS
    closed = True
    checks = {
        "$schema": is_a(str),
        "allowedTools": _approved,
        "hooks": is_hooks(TRIGGERS),
        "resources": _resources,
        "toolAliases": is_map_of(str),
        "toolsSettings": is_map_of(dict),
        "useLegacyMcpJson": is_a(bool),
    }
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("prompt", "prompt", TEXT),
        Field("model", "model"),
        Field("tools", "tools.allow", NamesCodec(NAMES, OTHERS)),
        Field("mcpServers", "mcp_servers", ServersCodec(needs_command=True)),
    )
    more_keys = frozenset(checks)
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
