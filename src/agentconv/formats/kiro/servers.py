"""MCP servers of Kiro.

Facts: https://kiro.dev/docs/mcp/configuration (2026-11-28). A person approves each variable before its
value is used.
"""

from __future__ import annotations

from agentconv.formats.kiro.family import SERVERS
from agentconv.kit.references import References
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import Spelling


class Servers(ServerFormat):
    """`.kiro/settings/mcp.json`, a file of its own; there is no word for the kind of an address."""

    target = "kiro"
    paths = (".kiro/settings/mcp.json",)
    user_paths = (".kiro/settings/mcp.json",)
    reference = "https://kiro.dev/docs/mcp/configuration"
    checked = "2026-11-28"
    spelling = Spelling(
        {**SERVERS.keys, "without": "disabledTools"},
        off=SERVERS.off,
        bounds_elsewhere=True,
        more=SERVERS.more,
    )
    references = References()
