"""Kiro agents: JSON in `.kiro/agents/`.

Facts: kiro.dev/docs/cli/custom-agents/configuration-reference and .../reference/built-in-tools (excerpts of
2026), and the Amazon Q command line, whose code Kiro's began with (aws/amazon-q-developer-cli, read
2026-11-20):

* `tools` absent grants nothing in that code (unverified for Kiro); `*` grants all, `@builtin` all but MCP.
* Tools have short names now; the old `fs_read`, `fs_write`, `execute_bash`, `use_aws` are read as the same.
* `read` lists folders too; `write` creates and edits; `code` looks symbols up and renames them.
* A prompt that starts with `file://` is the name of a file, relative to the agent's own; so text of another
  format that starts so is written after a line break.
* What Kiro does with keys that it does not know is unverified; none is written.
* The same folder holds Markdown agents, which are another format.
"""

from __future__ import annotations

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
from agentconv.kit.format import Field
from agentconv.kit.tools import ToolNames

TOOLS: dict[str, str | tuple[str, ...]] = {
    "read": "read",
    "glob": "glob",
    "grep": "grep",
    "write": ("write", "edit"),
    "shell": "shell",
    "web_fetch": "web_fetch",
    "web_search": "web_search",
    "subagent": "agent",
    "todo_list": "todo",
    "code": ("code_intelligence", "edit"),
    "fs_read": "read",
    "fs_write": ("write", "edit"),
    "execute_bash": "shell",
    "execute_cmd": "shell",
    "use_subagent": "agent",
    "delegate": "agent",
    "todo": "todo",
}
NEAR = {"list": "read", "multi_edit": "write", "notebook_edit": "write", "notebook_read": "read"}
OTHERS = ("aws", "use_aws", "introspect", "report", "report_issue", "knowledge", "thinking", "session")
NAMES = ToolNames("kiro-json", TOOLS, read_mcp, write_mcp, NEAR, arguments=False)
TRIGGERS = frozenset({"agentSpawn", "userPromptSubmit", "preToolUse", "postToolUse", "stop"})


class KiroJson(KiroFamily):
    """Kiro agent."""

    name = "kiro-json"
    title = "Kiro agent (JSON)"
    paths = (".kiro/agents/*.json",)
    user_paths = (".kiro/agents/*.json",)
    marks = frozenset({"includeMcpJson", "keyboardShortcut", "welcomeMessage"})
    reference = "https://kiro.dev/docs/cli/custom-agents/configuration-reference"
    checked = "2026-11-20, excerpts of kiro.dev and the code of its ancestor"
    names = NAMES
    others = OTHERS
    checks = {
        "$schema": is_a(str),
        "allowedTools": is_a(list),
        "hooks": is_hooks(TRIGGERS),
        "includeMcpJson": is_a(bool),
        "keyboardShortcut": is_a(str),
        "resources": is_a(list),
        "toolAliases": is_map_of(str),
        "toolsSettings": is_map_of(dict),
        "useLegacyMcpJson": is_a(bool),
        "welcomeMessage": is_a(str),
    }
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("prompt", "prompt", TEXT),
        Field("model", "model"),
        Field("tools", "tools.allow", NamesCodec(NAMES, OTHERS)),
        Field("mcpServers", "mcp_servers", ServersCodec()),
    )
    more_keys = frozenset(checks)
    reasons = {
        "hooks": "Kiro's hooks have other triggers and tool names",
        "mcp_servers": "a server needs a command or an address",
        "name": "Kiro finds an agent by its file's name",
        "permission_mode": "Kiro has no modes; `allowedTools` names what runs unasked",
        "prompt": "Kiro would take a text that starts with file:// for the name of a file",
        "tools.allow": "one Kiro tool may stand for several, and cannot be bounded here",
    }
