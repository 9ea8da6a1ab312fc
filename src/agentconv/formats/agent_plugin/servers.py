"""MCP servers as the open standard has them, in an Agent Plugins package.

Facts: https://agent-plugins.org and its schema of `mcp.json`, 1.0.0 (2026-11-28). Entries are closed.
`command` is one word, or a path that starts with `./`; the folders of the package have words in `args`,
`env` and `cwd`, and nothing else is put in for anything. An address is of https, except on the machine
itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from agentconv.kit.component import Entry
from agentconv.kit.references import DATA, ROOT, References, without_variables
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import HTTP, SSE, STDIO, Server, Spelling
from agentconv.model.agent import Value

SCHEMA = "https://agent-plugins.org/schemas/1.0.0/mcp.schema.json"
_ROOT = "${PLUGIN_ROOT}"
_LOOPBACK = re.compile(r"http://(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/?#]|\Z)")


class Servers(ServerFormat):
    """`mcp.json` at the root of the package, a file of its own with its schema."""

    target = "agent-plugin"
    owner = "agent-plugins"
    paths = ("mcp.json",)
    reference = "https://agent-plugins.org"
    checked = "2026-11-28, Agent Plugins 1.0.0"
    validated = "the standard's JSON Schema"
    spelling = Spelling(
        {
            "command": "command",
            "args": "args",
            "env": "env",
            "cwd": "cwd",
            "url": "url",
            "headers": "headers",
        },
        {STDIO: "stdio", HTTP: "streamable-http", SSE: "sse"},
        bounds_elsewhere=True,
    )
    references = References(alive=False, roots={ROOT: _ROOT, DATA: "${PLUGIN_DATA}"})
    reasons: ClassVar[Mapping[str, str]] = {
        **ServerFormat.reasons,
        **dict.fromkeys(
            ("env", "headers"), "nothing is put in for variables there: what holds one is left out"
        ),
    }

    def head(self, place: str) -> Sequence[Entry]:
        return (Entry(place, self.syntax, ("$schema",), SCHEMA),)

    def usual(self, name: str, native: Value) -> dict[str, Value]:
        words = super().usual(name, native)
        command = words.get("command")
        if isinstance(command, str) and command.startswith("./"):
            words["command"] = f"{_ROOT}/{command[2:]}"
        return words

    def refusal(self, server: Server) -> str | None:
        if server.url.startswith("http:") and not _LOOPBACK.match(server.url):
            return "its address is not of https"
        path = server.command.removeprefix(f"{ROOT}/")
        if server.is_local and ("$" in path or any(char.isspace() for char in path)):
            return "its program is neither one word nor a path in the package"
        return super().refusal(server)

    def encode(self, server: Server) -> dict[str, Value] | None:
        """The entry without variables, which would arrive as their names."""
        return super().encode(without_variables(server))

    def wanted(self, server: Server, words: dict[str, Value]) -> dict[str, Value]:
        if isinstance(command := words.get("command"), str):
            words["command"] = command.replace(f"{_ROOT}/", "./")
        return words

    def dead(self, name: str, text: str) -> list[str]:
        return [] if name.startswith(("env.", "headers.")) else super().dead(name, text)
