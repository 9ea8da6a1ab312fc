"""MCP servers of Roo Code.

Facts: https://docs.roocode.com/features/mcp/using-mcp-in-roo (2026-11-28). `timeout` is in seconds.
"""

from __future__ import annotations

from agentconv.kit.references import References
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import HTTP, SSE, Spelling


class Servers(ServerFormat):
    """`.roo/mcp.json`, a file of its own."""

    target = "roo"
    paths = (".roo/mcp.json",)
    reference = "https://docs.roocode.com/features/mcp/using-mcp-in-roo"
    checked = "2026-11-28"
    spelling = Spelling(
        {
            "command": "command",
            "args": "args",
            "env": "env",
            "cwd": "cwd",
            "url": "url",
            "headers": "headers",
            "timeout": "timeout",
            "without": "disabledTools",
        },
        {HTTP: "streamable-http", SSE: "sse"},
        off=("disabled", True),
        unit=1000,
        bounds_elsewhere=True,
        more={"watchPaths": [str]},
    )
    references = References(native=r"\$\{env:(?P<name>[A-Za-z_]\w*)\}", written="${env:%s}")
