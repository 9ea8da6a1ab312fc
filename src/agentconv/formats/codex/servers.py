"""MCP servers of Codex: tables of `config.toml`, and `.mcp.json` of a plugin.

Facts: https://developers.openai.com/codex/mcp; `codex mcp get --json` and servers that `codex exec`
started, 0.171.0 (2026-11-28): nothing is put in for variables; a plugin's file takes the keys of
`config.toml`, drops `headers`, and reads `cwd` from the plugin's folder, where a program `./bin/x` then
starts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from agentconv.formats.codex.client import SERVERS
from agentconv.kit.references import (
    ROOT,
    References,
    folders_of,
    map_texts,
    variable,
)
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import Server
from agentconv.model.agent import Value

_BEARER = "Bearer "


class ProjectServers(ServerFormat):
    """`[mcp_servers.NAME]`, beside all other settings; read in a project that is trusted."""

    target = "codex"
    paths: ClassVar[tuple[str, ...]] = (".codex/config.toml",)
    user_paths: ClassVar[tuple[str, ...]] = (".codex/config.toml",)
    reference = "https://developers.openai.com/codex/mcp"
    checked = "2026-11-28, Codex 0.171.0"
    validated = "codex mcp get --json"
    spelling = SERVERS
    references = References(alive=False)
    syntax = "toml"
    keys = ("mcp_servers",)

    def usual(self, name: str, native: Value) -> dict[str, Value]:
        """An entry whose variables stand in `env` and in headers, as elsewhere."""
        words = super().usual(name, native)
        passed, sent = words.pop("env_vars", []), words.pop("env_http_headers", {})
        token = words.pop("bearer_token_env_var", None)
        env, headers = words.get("env"), words.get("http_headers")
        env = {**env} if isinstance(env, dict) else {}
        headers = {**headers} if isinstance(headers, dict) else {}
        for variable_name in passed if isinstance(passed, list) else []:
            env.setdefault(str(variable_name), f"${{{variable_name}}}")
        for header, variable_name in sent.items() if isinstance(sent, dict) else ():
            headers.setdefault(header, f"${{{variable_name}}}")
        if isinstance(token, str):
            headers.setdefault("Authorization", f"{_BEARER}${{{token}}}")
        return {**words, **({"env": env} if env else {}), **({"http_headers": headers} if headers else {})}

    def wanted(self, server: Server, words: dict[str, Value]) -> dict[str, Value]:
        passed = [name for name, text in server.env.items() if variable(text) == name]
        if passed:
            words["env_vars"] = [*passed]
            words["env"] = {name: text for name, text in server.env.items() if name not in passed}
        sent = {name: found for name, text in server.headers.items() if (found := variable(text))}
        if sent:
            words["env_http_headers"] = {**sent}
        token = variable(server.headers.get("Authorization", "").removeprefix(_BEARER))
        if token and "Authorization" not in sent:
            words["bearer_token_env_var"] = token
        said = {*sent, *(("Authorization",) if token else ())}
        if said:
            words["http_headers"] = {k: text for k, text in server.headers.items() if k not in said}
        return {key: value for key, value in words.items() if value not in ({}, [])}

    def dead(self, name: str, text: str) -> list[str]:
        kind, _, key = name.partition(".")
        if kind == "env" and variable(text) == key:
            return []
        if kind == "headers" and variable(text.removeprefix(_BEARER if key == "Authorization" else "")):
            return []
        return super().dead(name, text)


class PluginServers(ProjectServers):
    """`.mcp.json` of a plugin: no word stands for its folder, but a server may start in it."""

    target = "codex-plugin"
    owner = "codex"
    paths = (".mcp.json",)
    user_paths = ()
    syntax = "json"
    keys = ("mcpServers",)
    references = References(alive=False, roots={ROOT: ROOT})

    def refusal(self, server: Server) -> str | None:
        if server.cwd not in ("", ROOT) and any(ROOT in text for text in (server.command, *server.args)):
            return "it starts what lies in its package from a folder of its own"
        return super().refusal(server)

    def usual(self, name: str, native: Value) -> dict[str, Value]:
        """An entry whose paths start with the word for the plugin's folder."""
        words = super().usual(name, native)
        cwd, args = words.get("cwd"), words.get("args")
        if not isinstance(cwd, str) or cwd.startswith(("/", "$")):
            return words
        words["cwd"] = _rooted(cwd)
        if words["cwd"] == ROOT and isinstance(args, list):
            words["args"] = [_rooted(item) if str(item).startswith("./") else item for item in args]
        if words["cwd"] == ROOT and str(words.get("command")).startswith("./"):
            words["command"] = _rooted(str(words["command"]))
        return words

    def encode(self, server: Server) -> dict[str, Value] | None:
        if folders_of(server):
            server = map_texts(replace(server, cwd=server.cwd or ROOT), _relative)
        return super().encode(server)


def _rooted(path: Value) -> str:
    rest = str(path).removeprefix(".").removeprefix("/")
    return f"{ROOT}/{rest}" if rest else ROOT


def _relative(text: str) -> str:
    return "." if text == ROOT else text.replace(f"{ROOT}/", "./")
