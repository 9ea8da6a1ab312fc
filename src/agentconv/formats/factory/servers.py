"""MCP servers of Factory.

Facts: https://docs.factory.ai/cli/configuration/mcp (2026-11-28), and the vendor's pull request 1175 to
these pages, merged 2026-06-02: variables with another value to fall back on, `enabledTools`, `timeoutMs`.
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
            "tools": "enabledTools",
            "without": "disabledTools",
            "timeout": "timeoutMs",
        },
        {STDIO: "stdio", HTTP: "http", SSE: "sse"},
        off=("disabled", True),
    )
    references = References(defaults=True)
