"""One MCP server, and how each client spells it.

Neutral values spell a server as most clients do: `type` (`stdio`, `http` or `sse`), `command`, `args`, `env`
and `cwd`, or `url` and `headers`; `includeTools` and `excludeTools`, `timeout` in milliseconds, `enabled`.
A `Spelling` says how one client words the same. `streamable-http` and its like are `http`: the protocol is
one, whatever a client calls it (the specification's transports page, version 2025-06-18, names it
"Streamable HTTP").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agentconv.containers.base import Plain
from agentconv.errors import KeepNative, WrongType
from agentconv.kit.codecs import as_null, exact
from agentconv.kit.shapes import Shape, fits
from agentconv.model.agent import Tool, Value
from agentconv.model.vocabulary import MCP

STDIO, HTTP, SSE = "stdio", "http", "sse"

KINDS = {
    "stdio": STDIO,
    "local": STDIO,
    "http": HTTP,
    "streamable-http": HTTP,
    "streamable_http": HTTP,
    "streamableHttp": HTTP,
    "streamable": HTTP,
    "remote": HTTP,
    "url": HTTP,
    "sse": SSE,
}
"""Every word for a kind of server that some client takes -> the kind."""


@dataclass(frozen=True, slots=True)
class Server:
    """An MCP server: a program to start, or an address to reach."""

    kind: str
    """`STDIO`, `HTTP` or `SSE`; any other word as the source has it."""
    command: str = ""
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: str = ""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    tools: tuple[str, ...] | None = None
    """The only tools that it gives; None = all it has."""
    without: tuple[str, ...] = ()
    """The tools that it does not give."""
    timeout: float | None = None
    """In milliseconds."""
    enabled: bool = True
    more: Mapping[str, Value] = field(default_factory=dict)
    """What has no field here, under the source's own keys."""

    @property
    def is_local(self) -> bool:
        """Whether it is a program that the client starts."""
        return self.kind == STDIO

    def given(self, name: str) -> tuple[Tool, ...]:
        """The tools that it gives under a name, what it withholds aside."""
        if self.tools is None:
            return (Tool(MCP, server=name),)
        return tuple(Tool(MCP, server=name, tool=tool) for tool in self.tools)

    def withheld(self, name: str) -> tuple[Tool, ...]:
        """The tools that it does not give, under a name."""
        return tuple(Tool(MCP, server=name, tool=tool) for tool in self.without)


# spelling

_TEXT_FIELDS = ("command", "cwd", "url")
_LIST_FIELDS = ("args", "tools", "without")
_MAP_FIELDS = ("env", "headers")
_LOCAL = ("command", "args", "env", "cwd")
_REMOTE = ("url", "headers")


@dataclass(frozen=True)
class Spelling:
    """How a client words a server. A field without a key is one that the client does not have."""

    keys: Mapping[str, str]
    """Field of `Server` -> native key."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Kind -> the client's word for it under `kind_key`; no word = told by `command` or `url` alone."""
    kinds: tuple[str, ...] = (STDIO, HTTP, SSE)
    """The kinds that the client takes."""
    kind_key: str = "type"
    urls: Mapping[str, str] = field(default_factory=dict)
    """Kind -> the key of its address, for a client that tells kinds apart so."""
    bare: str = HTTP
    """The kind of a server with an address and no word for its kind."""
    always: Mapping[str, Value] = field(default_factory=dict)
    """Native keys that a local server needs, with what is written where it has none."""
    always_remote: Mapping[str, Value] = field(default_factory=dict)
    """The same for a remote one."""
    off: tuple[str, bool] | None = None
    """The key that switches a server off, and the value that does; None = the client has no switch."""
    unit: float = 1
    """How many milliseconds the client's `timeout` counts in."""
    more: Mapping[str, Shape] = field(default_factory=dict)
    """Further keys that the client takes, with their shapes; they mean nothing elsewhere."""

    # reading

    def read(self, native: Mapping[str, Value]) -> Server | None:
        """The server that a client's words mean; None when they name no program and no address."""
        rest = dict(native)
        word = rest.pop(self.kind_key, None)
        found: dict[str, object] = {}
        kind = KINDS.get(word, word) if isinstance(word, str) else None
        for of, key in self.urls.items():
            if isinstance(rest.get(key), str) and "url" not in found:
                found["url"] = rest.pop(key)
                if kind is None or self.urls.get(kind) != key:
                    kind = of
        for name, key in self.keys.items():
            if name not in found and key in rest and (value := _fitted(name, rest[key])) is not None:
                found[name] = value
                del rest[key]
        if isinstance(timeout := found.get("timeout"), (int, float)):
            found["timeout"] = timeout * self.unit
        if self.off is not None and self.off[0] in rest:
            found["enabled"] = rest.pop(self.off[0]) != self.off[1]
        for key, value in self._needed(STDIO if found.get("command") else HTTP).items():
            if rest.get(key) == value:
                del rest[key]
        if found.get("command"):
            kind = kind or STDIO
        elif found.get("url"):
            kind = kind or self.bare
        else:
            return None
        return Server(kind, more=rest, **found)  # type: ignore[arg-type]

    # writing

    def write(self, server: Server) -> dict[str, Value] | None:
        """A client's words for a server; None when it cannot start or reach it, or would not leave it off."""
        kind = server.kind
        if kind not in self.kinds or not (server.command if server.is_local else server.url):
            return None
        if not server.enabled and self.off is None:
            return None
        out: dict[str, Value] = {self.kind_key: self.words[kind]} if kind in self.words else {}
        for name, key in self._keys_of(server).items():
            value = getattr(server, name)
            if value is not None and value not in ("", (), {}):
                out[key] = _plain(value, self.unit)
        out = {**out, **{k: v for k, v in self._needed(kind).items() if k not in out}}
        if self.off is not None and not server.enabled:
            out[self.off[0]] = self.off[1]
        return out | {k: v for k, v in server.more.items() if k in self.more and fits(v, self.more[k])}

    def _keys_of(self, server: Server) -> dict[str, str]:
        own = _LOCAL if server.is_local else _REMOTE
        both = [name for name in self.keys if name not in (*_LOCAL, *_REMOTE)]
        keys = {name: self.keys[name] for name in (*own, *both) if name in self.keys}
        if not server.is_local and server.kind in self.urls:
            keys["url"] = self.urls[server.kind]
        return keys

    def _needed(self, kind: str) -> Mapping[str, Value]:
        return self.always if kind == STDIO else self.always_remote


NEUTRAL = Spelling(
    keys={
        "command": "command",
        "args": "args",
        "env": "env",
        "cwd": "cwd",
        "url": "url",
        "headers": "headers",
        "tools": "includeTools",
        "without": "excludeTools",
        "timeout": "timeout",
    },
    words={HTTP: HTTP, SSE: SSE},
    off=("enabled", False),
)
"""How an agent's `mcp_servers` spell a server."""


def server_of(config: Value) -> Server | None:
    """The server that a neutral configuration describes; None for a name of the host's, or for nothing."""
    return NEUTRAL.read(config) if isinstance(config, dict) else None


def config_of(server: Server) -> dict[str, Value]:
    """The neutral configuration of a server, with all that its source said of it."""
    known = NEUTRAL.write(server) or {}
    return known | {key: value for key, value in server.more.items() if key not in known}


@dataclass(frozen=True)
class Servers:
    """The codec of a map of servers, name -> configuration, in a client's spelling."""

    spelling: Spelling
    exactly: bool = False
    """Whether a map that would not come back as it is stays an extension of its format."""

    def decode(self, value: Value) -> dict[str, Value]:
        """Server name -> neutral configuration."""
        if as_null(value):
            return {}
        if not isinstance(value, dict):
            raise WrongType("a map of servers")
        plain = exact(value)
        found: dict[str, Value] = {}
        for name, config in plain.items() if isinstance(plain, dict) else ():
            if not isinstance(config, dict):
                raise WrongType("a map", (name,))
            server = self.spelling.read(config)
            found[name] = config if server is None else config_of(server)
        if self.exactly and self.encode(found) != plain:
            raise KeepNative
        return found

    def encode(self, value: Mapping[str, Value]) -> Value:
        """The servers that the client can start or reach, in its words."""
        servers = {name: server_of(config) for name, config in value.items()}
        written = {name: self.spelling.write(server) for name, server in servers.items() if server}
        return {name: config for name, config in written.items() if config}


# values


def _fitted(name: str, value: Value) -> object:
    """A native value as a field of `Server` takes it; None = it does not fit."""
    if name in _TEXT_FIELDS:
        return _text(value) or None
    if name in _LIST_FIELDS:
        return _texts(value)
    if name in _MAP_FIELDS:
        return _text_map(value)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 else None


def _text(value: Value) -> str | None:
    """A scalar as text: environments hold texts, whatever a file writes there."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, Plain) else None


def _texts(value: Value) -> tuple[str, ...] | None:
    items = [_text(item) for item in value] if isinstance(value, list) else [None]
    return None if None in items else tuple(item for item in items if item is not None)


def _text_map(value: Value) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    items = {key: _text(item) for key, item in value.items()}
    return None if None in items.values() else {k: v for k, v in items.items() if v is not None}


def _plain(value: object, unit: float) -> Value:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, (int, float)):
        native = value / unit
        return int(native) if native == int(native) else native
    return dict(value) if isinstance(value, Mapping) else str(value)
