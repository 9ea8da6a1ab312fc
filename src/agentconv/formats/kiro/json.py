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
    HOOKS,
    IS_SETTINGS,
    SERVERS,
    KiroFamily,
    Words,
    harmless,
    read_mcp,
    write_mcp,
)
from agentconv.kit.format import Field
from agentconv.kit.hosts import Host
from agentconv.kit.keys import Key
from agentconv.kit.servers import Servers
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


class KiroJson(KiroFamily):
    """Kiro agent."""

    name = "kiro-json"
    host = Host("https://kiro.dev/docs/cli/custom-agents/configuration-reference", "2026-11-28")
    title = "Kiro agent (JSON)"
    paths = (".kiro/agents/*.json",)
    user_paths = (".kiro/agents/*.json",)
    marks = frozenset({"includeMcpJson", "keyboardShortcut", "welcomeMessage"})
    reference = "https://kiro.dev/docs/cli/custom-agents/configuration-reference"
    checked = "2026-11-20, excerpts of kiro.dev and the code of its ancestor"
    sure = "docs"
    names = NAMES
    others = OTHERS
    client = "Kiro"
    keys = {
        "$schema": Key(str, "text"),
        "allowedTools": Key(list, "a list"),
        "hooks": HOOKS,
        "includeMcpJson": Key(bool, "true or false"),
        "keyboardShortcut": Key(str, "text"),
        "resources": Key(list, "a list"),
        "toolAliases": Key({"*": str}, "a map of texts"),
        "toolsSettings": IS_SETTINGS,
        "useLegacyMcpJson": Key(bool, "true or false"),
        "welcomeMessage": Key(str, "text"),
    }
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("prompt", "prompt", inert=harmless),
        Field("model", "model"),
        Field("tools", "tools.allow", Words(NAMES, others=OTHERS)),
        Field("mcpServers", "mcp_servers", Servers(SERVERS)),
    )
    reasons = {
        "hooks": "Kiro's hooks have other triggers and tool names",
        "mcp_servers": "a server needs a command or an address",
        "name": "Kiro finds an agent by its file's name",
        "permission_mode": "Kiro has no modes; `allowedTools` names what runs unasked",
        "prompt": "Kiro would take a text that starts with file:// for the name of a file",
        "tools.allow": "one Kiro tool may stand for several, and cannot be bounded here",
    }
