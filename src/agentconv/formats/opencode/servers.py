"""MCP servers of OpenCode, and of Kilo Code, which derives from it.

Facts: https://opencode.ai/docs/mcp-servers, `/config` of 1.18.33 and of Kilo 7.7.9 (2026-11-28).
`command` is a list with the arguments in it; an address is tried over http and then over sse. Which tools
an agent has of a server stands in `permission`.

OpenCode 2 has its servers one level deeper, in words of its own, and reads both: see `second_servers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from agentconv.formats.opencode.second_servers import as_first, unread_limits
from agentconv.kit.component import ComponentReading, ComponentWriting, Material, Written
from agentconv.kit.exchange import USER
from agentconv.kit.references import References, has_variable, without_variables
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import HTTP, SSE, STDIO, Server, Spelling
from agentconv.model.agent import Value


class Servers(ServerFormat):
    """`mcp` of `opencode.json`, beside all other settings."""

    target = "opencode"
    paths = ("opencode.json", "opencode.jsonc")
    user_paths = (".config/opencode/opencode.json", ".config/opencode/opencode.jsonc")
    instead = ("opencode.jsonc",)
    user_instead = (".config/opencode/opencode.jsonc",)
    reference = "https://opencode.ai/docs/mcp-servers"
    checked = "2026-11-28, OpenCode 1.18.33"
    validated = "OpenCode's /config"
    spelling = Spelling(
        keys={
            "command": "command",
            "args": "args",
            "env": "environment",
            "cwd": "cwd",
            "url": "url",
            "headers": "headers",
            "timeout": "timeout",
        },
        words={STDIO: "local", HTTP: "remote", SSE: "remote"},
        off=("enabled", False),
        bounds_elsewhere=True,
        more={"oauth": (dict, bool)},
    )
    references = References(native=r"\{env:(?P<name>[A-Za-z_]\w*)\}", written="{env:%s}")
    syntax = "jsonc"
    keys = ("mcp",)

    def read(self, material: Material, reading: ComponentReading) -> tuple[Server, ...]:
        for name, limit in unread_limits(super().entries(material)):
            what = f"the server {name!r} has a limit that no other tool has: {limit!r} is left out"
            reading.report.add("component-unread", what)
        return super().read(material, reading)

    def entries(self, material: Material) -> Mapping[str, Value]:
        return as_first(super().entries(material))

    def is_entry(self, native: Value) -> bool:
        return not (
            isinstance(native, dict) and set(native) == {"enabled"}
        )  # it switches one of another file

    def usual(self, name: str, native: Value) -> dict[str, Value]:
        words = super().usual(name, native)
        command = words.get("command")
        if isinstance(command, list) and command:
            words["command"], words["args"] = command[0], command[1:]
        return words

    def wanted(self, server: object, words: dict[str, Value]) -> dict[str, Value]:
        args = words.pop("args", [])
        if "command" in words:
            words["command"] = [words["command"], *(args if isinstance(args, list) else [])]
        return words


class KiloServers(Servers):
    """`mcp` of `kilo.jsonc`, in the same words; a project's file may not ask for variables.

    Asked for its `/config`, Kilo 7.7.9 has no server at all when a local one in a project's file holds
    `{env:A}`, and not the remote one that does (2026-11-28); in a person's own file both work.
    """

    target = "kilo"
    paths = ("kilo.jsonc", "kilo.json")
    user_paths = (".config/kilo/kilo.jsonc", ".config/kilo/kilo.json")
    instead = ("kilo.json",)
    user_instead = (".config/kilo/kilo.json",)
    reference = "https://kilo.ai/docs/features/mcp/using-mcp-in-kilo-code"
    checked = "2026-11-28, Kilo 7.7.9"
    validated = "Kilo's /config"
    reasons: ClassVar[Mapping[str, str]] = {
        **Servers.reasons,
        **dict.fromkeys(
            ("env", "headers"), "Kilo takes no variables from a project's file: install for the user instead"
        ),
    }

    def write(self, component: Server, writing: ComponentWriting) -> Sequence[Written]:
        if writing.scope == USER or self.is_of(writing.source):
            return super().write(component, writing)
        plain = without_variables(component)
        if has_variable(plain):
            self.leave_out(component, "Kilo takes no variables from a project's file", writing.report)
            return ()
        return super().write(plain, writing)
