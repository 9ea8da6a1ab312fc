"""MCP servers of Google Antigravity, in a project and in a plugin.

Facts: https://antigravity.google/docs/mcp (2026-11-28), which says nothing of variables.
"""

from __future__ import annotations

from agentconv.kit.references import References
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import HTTP, SSE, Spelling


class ProjectServers(ServerFormat):
    """`.agents/mcp_config.json`, a file of its own; one key for every address."""

    target = "antigravity"
    paths = (".agents/mcp_config.json",)
    reference = "https://antigravity.google/docs/mcp"
    checked = "2026-11-28"
    spelling = Spelling(
        {
            "command": "command",
            "args": "args",
            "env": "env",
            "headers": "headers",
            "without": "disabledTools",
        },
        urls={HTTP: "serverUrl", SSE: "serverUrl"},
        old_urls={HTTP: "url"},
        off=("disabled", True),
        bounds_elsewhere=True,
        more={"oauth": dict, "authProviderType": str},
    )
    references = References(alive=False)


class PluginServers(ProjectServers):
    """`mcp_config.json` of a plugin. No word for the plugin's folder is documented."""

    target = "antigravity-plugin"
    owner = "antigravity"
    paths = ("mcp_config.json",)
