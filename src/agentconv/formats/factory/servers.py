"""MCP servers of Factory.

Facts: https://docs.factory.ai/cli/configuration/mcp (2026-11-28), which says nothing of variables.
"""

from __future__ import annotations

from agentconv.kit.references import References
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import HTTP, SSE, STDIO, Spelling


class Servers(ServerFormat):
    """`.factory/mcp.json`, a file of its own."""

    target = "factory"
    paths = (".factory/mcp.json",)
    user_paths = (".factory/mcp.json",)
    reference = "https://docs.factory.ai/cli/configuration/mcp"
    checked = "2026-11-28"
    spelling = Spelling(
        {
            "command": "command",
            "args": "args",
            "env": "env",
            "url": "url",
            "headers": "headers",
            "without": "disabledTools",
        },
        {STDIO: "stdio", HTTP: "http", SSE: "sse"},
        off=("disabled", True),
        bounds_elsewhere=True,
    )
    references = References(alive=False)
