"""MCP servers of Claude Code, in a project and in a plugin.

Facts: https://code.claude.com/docs/en/mcp; `claude mcp list` of 2.1.332 (2026-11-28).
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.formats.claude.codecs import SERVERS
from agentconv.kit.references import DATA, ROOT, References
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import Server


class ProjectServers(ServerFormat):
    """`.mcp.json`: a file of its own; which tools an agent has of a server stands in permission rules."""

    target = "claude"
    paths: ClassVar[tuple[str, ...]] = (".mcp.json",)
    user_paths: ClassVar[tuple[str, ...]] = (".claude.json",)
    reference = "https://code.claude.com/docs/en/mcp"
    checked = "2026-11-28, Claude Code 2.1.332"
    validated = "claude mcp list"
    spelling = SERVERS
    references = References(defaults=True)
    bare = True  # as in a plugin

    def remark(self, server: Server) -> str | None:
        native = server.native or {}
        if "url" in native and "type" not in native:
            return "Claude Code leaves out an entry with an address and no type; it is read as http"
        return None


class PluginServers(ProjectServers):
    """`.mcp.json` of a plugin, or its manifest."""

    target = "claude-plugin"
    owner = "claude"
    paths = (".mcp.json", ".claude-plugin/plugin.json")
    in_tools = "plugin_{package}_{server}"  # mcp__plugin_NAME_SERVER__TOOL: the page above, 2026-11-28
    user_paths = ()
    references = References(defaults=True, roots={ROOT: ROOT, DATA: DATA})
