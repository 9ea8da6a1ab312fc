"""MCP servers of goose: extensions in a user's configuration, which a project cannot add to.

Facts: https://block.github.io/goose/docs/getting-started/using-extensions (2026-11-28). `env_keys` names
the variables that a server gets from the environment or the keyring; `timeout` is in seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agentconv.formats.goose.extensions import SERVERS
from agentconv.kit.component import ComponentWriting, Written
from agentconv.kit.exchange import USER
from agentconv.kit.references import References, variable
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import HTTP, SSE, STDIO, Server
from agentconv.model.agent import Value

_TYPES = ("stdio", "streamable_http", "sse")


class Servers(ServerFormat):
    """`extensions` of `config.yaml`, beside all other settings."""

    target = "goose"
    paths = (".config/goose/config.yaml",)
    user_paths = (".config/goose/config.yaml",)
    reference = "https://block.github.io/goose/docs/getting-started/using-extensions"
    checked = "2026-11-28"
    spelling = replace(
        SERVERS,
        keys={**SERVERS.keys, "tools": "available_tools"},
        words={STDIO: "stdio", HTTP: "streamable_http", SSE: "sse"},
        kinds=(STDIO, HTTP, SSE),
        always={"args": []},
        off=("enabled", False),
        more={"description": str, "display_name": str, "bundled": bool},
    )
    references = References(alive=False)
    syntax = "yaml"
    keys = ("extensions",)

    def write(self, component: Server, writing: ComponentWriting) -> Sequence[Written]:
        written = super().write(component, writing)
        if written and writing.scope != USER and not self.is_of(writing.source):
            what = f"the server {component.name!r}: goose has servers in a person's own configuration only"
            writing.report.add("server-skipped", what, hint="install it with --scope user")
        return written

    def is_entry(self, native: Value) -> bool:
        return isinstance(native, dict) and native.get("type") in _TYPES  # else it is no server, but built in

    def usual(self, name: str, native: Value) -> dict[str, Value]:
        words = super().usual(name, native)
        if words.get("name") == name:
            del words["name"]
        keys, env = words.pop("env_keys", []), words.get("envs")
        env = {**env} if isinstance(env, dict) else {}
        for key in keys if isinstance(keys, list) else []:
            env.setdefault(str(key), f"${{{key}}}")
        return {**words, **({"envs": env} if env else {})}

    def wanted(self, server: Server, words: dict[str, Value]) -> dict[str, Value]:
        keys = [name for name, text in server.env.items() if variable(text) == name]
        words = {"enabled": server.enabled, "name": server.name, **words}
        if keys:
            words["envs"] = {name: text for name, text in server.env.items() if name not in keys}
            words["env_keys"] = [*keys]
        return words

    def dead(self, name: str, text: str) -> list[str]:
        return [] if variable(text) == name.removeprefix("env.") else super().dead(name, text)
