"""MCP servers of Cursor, in a project and in a plugin.

Facts: https://cursor.com/docs/mcp (2026-11-28). There is no word for the kind of an address: http is
tried, then sse.
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.kit.references import References
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import Spelling


class ProjectServers(ServerFormat):
    """`.cursor/mcp.json`, a file of its own."""

    target = "cursor"
    paths: ClassVar[tuple[str, ...]] = (".cursor/mcp.json",)
    user_paths: ClassVar[tuple[str, ...]] = (".cursor/mcp.json",)
    reference = "https://cursor.com/docs/mcp"
    checked = "2026-11-28"
    spelling = Spelling(
        {"command": "command", "args": "args", "env": "env", "url": "url", "headers": "headers"},
        bounds_elsewhere=True,
        more={"envFile": str, "auth": dict},
    )
    references = References(native=r"\$\{env:(?P<name>[A-Za-z_]\w*)\}", written="${env:%s}")


class PluginServers(ProjectServers):
    """`mcp.json` of a plugin. No word for the plugin's folder is documented."""

    target = "cursor-plugin"
    owner = "cursor"
    paths = ("mcp.json",)
    user_paths = ()
