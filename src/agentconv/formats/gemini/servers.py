"""MCP servers of Gemini CLI and Qwen Code: settings files that hold much else, and manifests of extensions.

Facts: https://geminicli.com/docs/tools/mcp-server, settings of gemini-cli 5411f11, the bundle of Qwen
Code 0.24.4 (2026-11-28). Both put values in for `$NAME` and `${NAME}`, in every text of the file, and
know no other value to fall back on. A server is switched off elsewhere (`mcp.excluded`).
"""

from __future__ import annotations

from typing import ClassVar

from agentconv.formats.gemini.qwen_tools import SERVERS as QWEN
from agentconv.kit.references import ROOT, References
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import HTTP, SSE, Spelling
from agentconv.model.agent import Value

_MORE = {
    "description": str,
    "oauth": dict,
    "authProviderType": str,
    "targetAudience": str,
    "targetServiceAccount": str,
}
_VARIABLES = References(bare=True)
_IN_EXTENSION = References(bare=True, roots={ROOT: "${extensionPath}"})


class ProjectServers(ServerFormat):
    """`mcpServers` of `.gemini/settings.json`."""

    target = "gemini"
    paths: ClassVar[tuple[str, ...]] = (".gemini/settings.json",)
    user_paths: ClassVar[tuple[str, ...]] = (".gemini/settings.json",)
    reference = "https://geminicli.com/docs/tools/mcp-server"
    checked = "2026-11-28, gemini-cli 5411f11"
    spelling = Spelling(
        keys={
            "command": "command",
            "args": "args",
            "env": "env",
            "cwd": "cwd",
            "url": "url",
            "headers": "headers",
            "timeout": "timeout",
            "tools": "includeTools",
            "without": "excludeTools",
        },
        words={HTTP: "http", SSE: "sse"},
        old_urls={HTTP: "httpUrl"},
        more=_MORE,
    )
    references = _VARIABLES
    syntax = "jsonc"


class ExtensionServers(ProjectServers):
    """`mcpServers` of an extension's manifest."""

    target = "gemini-extension"
    owner = "gemini"
    paths = ("gemini-extension.json",)
    user_paths = ()
    references = _IN_EXTENSION
    syntax = "json"

    def usual(self, name: str, native: Value) -> dict[str, Value]:
        words = super().usual(name, native)
        words.pop("trust", None)  # a person can trust a server, an extension cannot
        return _with_slashes(words)


class QwenServers(ServerFormat):
    """`mcpServers` of `.qwen/settings.json`: the key of an address says its kind."""

    target = "qwen"
    paths: ClassVar[tuple[str, ...]] = (".qwen/settings.json",)
    user_paths: ClassVar[tuple[str, ...]] = (".qwen/settings.json",)
    reference = "https://qwenlm.github.io/qwen-code-docs/en/users/features/mcp/"
    checked = "2026-11-28, Qwen Code 0.24.4"
    spelling = QWEN
    references = _VARIABLES
    syntax = "jsonc"


class QwenExtensionServers(QwenServers):
    """`mcpServers` of an extension's manifest."""

    target = "qwen-extension"
    owner = "qwen"
    paths = ("qwen-extension.json",)
    user_paths = ()
    references = _IN_EXTENSION
    syntax = "json"

    def usual(self, name: str, native: Value) -> dict[str, Value]:
        return _with_slashes(super().usual(name, native))


def _with_slashes(words: dict[str, Value]) -> dict[str, Value]:
    """The words of an entry with `/` for what stands for the separator of folders."""
    return {key: _plain(value) for key, value in words.items()}


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return value.replace("${/}", "/").replace("${pathSeparator}", "/")
    return [_plain(item) for item in value] if isinstance(value, list) else value
