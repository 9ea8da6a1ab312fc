"""MCP servers of Copilot CLI, in a project and in a plugin.

Facts: https://docs.github.com/en/copilot/how-tos/copilot-cli, `copilot mcp list --json` of 1.0.102
(2026-11-28). Copilot reads `.github/mcp.json` only where there is no `.mcp.json`, which Claude Code has,
too; so servers go into `.mcp.json`, in words that both take.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.references import DATA, ROOT, References
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import HTTP, SSE, Spelling
from agentconv.model.agent import Value

KEYS = {"command": "command", "args": "args", "env": "env", "cwd": "cwd", "url": "url", "headers": "headers"}


class ProjectServers(ServerFormat):
    """`.mcp.json`, a file of its own: `type` says the kind of an address, `tools` names the only tools."""

    target = "copilot"
    paths: ClassVar[tuple[str, ...]] = (".mcp.json", ".github/mcp.json")
    user_paths: ClassVar[tuple[str, ...]] = (".copilot/mcp-config.json",)
    instead: ClassVar[tuple[str, ...]] = (".github/mcp.json",)  # which a new .mcp.json would hide
    reference = "https://docs.github.com/en/copilot/how-tos/copilot-cli"
    checked = "2026-11-28, Copilot CLI 1.0.102"
    validated = "copilot mcp list --json"
    spelling = Spelling(
        {**KEYS, "tools": "tools", "timeout": "timeout"},
        {HTTP: "http", SSE: "sse"},
        bounds_elsewhere=True,
        more={"oauthClientId": str, "auth": dict},
    )
    references = References(bare=True, defaults=True)

    def usual(self, name: str, native: Value) -> dict[str, Value]:
        words = super().usual(name, native)
        if words.get("tools") == ["*"]:
            del words["tools"]  # what a file that says nothing has
        return words


class PluginServers(ProjectServers):
    """`.mcp.json` of a plugin; the plugin's folder is worded as in Claude Code."""

    target = "copilot-plugin"
    owner = "copilot"
    user_paths = ()
    instead = ()
    references = References(bare=True, defaults=True, roots={ROOT: ROOT, DATA: DATA})
