"""One MCP server, and how each client spells it.

Neutral values spell a server as most clients do: `type` (`stdio`, `http` or `sse`), `command`, `args`, `env`
and `cwd`, or `url` and `headers`; `includeTools` and `excludeTools`, `timeout` in milliseconds, `enabled`.
A `Spelling` says how one client words the same. `streamable-http` and its like are `http`: the protocol is
one, whatever a client calls it (the specification's transports page, version 2025-06-18, names it
"Streamable HTTP").
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agentconv.errors import KeepNative, WrongType
from agentconv.kit.codecs import as_null, as_text, exact
from agentconv.kit.shapes import Shape, fits
from agentconv.model.agent import Value
from agentconv.model.server import HTTP as HTTP  # noqa: PLC0414 - for those who write formats
from agentconv.model.server import SSE as SSE  # noqa: PLC0414
from agentconv.model.server import STDIO as STDIO  # noqa: PLC0414
from agentconv.model.server import Server as Server  # noqa: PLC0414

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
    old_urls: Mapping[str, str] = field(default_factory=dict)
    """Kind -> an older key of its address, which is only read."""
    bare: str = HTTP
    """The kind of a server with an address and no word for its kind."""
    always: Mapping[str, Value] = field(default_factory=dict)
    """Native keys that a local server needs, with what is written where it has none."""
    always_remote: Mapping[str, Value] = field(default_factory=dict)
    """The same for a remote one."""
    bounds_elsewhere: bool = False
    """Whether the format says outside of the entry which of a server's tools an agent has."""
    off: tuple[str, bool] | None = None
    """The key that switches a server off, and the value that does; None = the client has no switch."""
    unit: float = 1
    """How many milliseconds the client's `timeout` counts in."""
    fractions: bool = False
    """Whether that may have a fraction; else it is rounded up."""
    more: Mapping[str, Shape] = field(default_factory=dict)
    """Further keys that the client takes, with their shapes; they mean nothing elsewhere."""

    # reading

    def read(self, native: Mapping[str, Value]) -> Server | None:
        """The server that a client's words mean; None when they name no program and no address.

        Values may have spellings of YAML, which texts keep. Raises `WrongType` for one without an exact form.
        """
        local = bool(native.get(self.keys.get("command", "")))
        needed = self._needed(STDIO if local else HTTP)
        rest = {k: v for k, v in native.items() if k not in needed or exact(v) != needed[k]}
        if as_null(rest.get(self.kind_key)):
            rest.pop(self.kind_key, None)
        word = rest.pop(self.kind_key) if isinstance(rest.get(self.kind_key), str) else None
        kind = None if word is None else KINDS.get(str(word), str(word))
        found: dict[str, object] = {}
        for of, key in (*self.urls.items(), *self.old_urls.items()):
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
            found["enabled"] = exact(rest.pop(self.off[0])) != self.off[1]
        if found.get("command"):
            kind = kind or STDIO
        elif found.get("url"):
            kind = kind or self.bare
        else:
            return None
        return Server(kind, more=exact(rest), **found)  # type: ignore[arg-type]

    # writing

    def write(self, server: Server) -> dict[str, Value] | None:
        """A client's words for a server; None when they would not do it justice.

        So it is when the client cannot start or reach it, would not leave it off, or would give more of its
        tools than the source did.
        """
        kind = server.kind
        if kind not in self.kinds or not (server.command if server.is_local else server.url):
            return None
        if not server.enabled and self.off is None:
            return None
        bounds = [name for name in ("tools", "without") if _is_said(name, getattr(server, name))]
        if not self.bounds_elsewhere and not self.keys.keys() >= set(bounds):
            return None
        out: dict[str, Value] = {self.kind_key: self.words[kind]} if kind in self.words else {}
        for name, key in self._keys_of(server).items():
            if _is_said(name, value := getattr(server, name)):
                out[key] = self._time(value) if name == "timeout" else _plain(value)
        out = {**out, **{k: v for k, v in self._needed(kind).items() if k not in out}}
        if self.off is not None and not server.enabled:
            out[self.off[0]] = self.off[1]
        return out | {k: v for k, v in server.more.items() if k in self.more and fits(v, self.more[k])}

    def _keys_of(self, server: Server) -> dict[str, str]:
        own, keys = (_LOCAL if server.is_local else _REMOTE), dict(self.keys)
        if not server.is_local and server.kind in self.urls:
            keys["url"] = self.urls[server.kind]
        both = (name for name in self.keys if name not in (*_LOCAL, *_REMOTE))
        return {name: keys[name] for name in (*own, *both) if name in keys}

    def _time(self, milliseconds: float) -> float:
        time = milliseconds / self.unit
        return time if self.fractions and time != int(time) else math.ceil(time)

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


def servers_of(configs: Mapping[str, Value]) -> dict[str, Server]:
    """The servers that neutral configurations describe, by name."""
    return {name: server for name, config in configs.items() if (server := server_of(config))}


def config_of(server: Server) -> dict[str, Value]:
    """The neutral configuration of a server, with all that its source said of it."""
    known: dict[str, Value] = {} if server.kind == STDIO else {"type": server.kind}
    for name, key in NEUTRAL.keys.items():
        if _is_said(name, value := getattr(server, name)):
            known[key] = _plain(value)
    if not server.enabled:
        known["enabled"] = False
    return known | {key: value for key, value in server.more.items() if key not in known}


CONSENT = frozenset(
    {"trust", "trusted", "alwaysAllow", "always_allow", "autoApprove", "auto_approve", "autoapprove"}
    | {"default_tools_approval_mode", "skipConfirmation"}
)
"""Keys by which some client runs a server's tools unasked."""


def own_meaning(configs: Mapping[str, Value], *, all_words: bool) -> Mapping[str, Value]:
    """Servers without the keys that mean something to one client only, or (`all_words` false) its consent.

    A key that the source's own client does not know has no meaning that another could act on.
    """
    known = {*NEUTRAL.keys.values(), "type", "enabled"}
    return {name: _with(config, known, all_words=all_words) for name, config in configs.items()}


def _with(config: Value, known: set[str], *, all_words: bool) -> Value:
    if not isinstance(config, Mapping):
        return config
    return {k: v for k, v in config.items() if k in known or not (all_words or k in CONSENT)}


@dataclass(frozen=True)
class Servers:
    """The codec of a map of servers, name -> configuration, in a client's spelling."""

    spelling: Spelling
    exactly: bool = False
    """Whether a map of which the client would not be told all stays an extension of its format."""
    names: bool = False
    """Whether a server of the host's may be named: in a list of names and of maps, or with null for a map."""

    def decode(self, value: Value) -> dict[str, Value]:
        """Server name -> neutral configuration."""
        if as_null(value):
            return {}
        found = dict(self._read(value))
        if self.exactly and dict(self._read(self.encode(found))) != found:
            raise KeepNative
        return found

    def _read(self, value: Value) -> Iterator[tuple[str, Value]]:
        if self.names and isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    yield from self._read(item)
                elif isinstance(item, list):
                    raise WrongType("a server name or a map", (index,))
                elif (name := as_text(item)) is not None:
                    yield name, None
            return
        if not isinstance(value, dict):
            more = ", or a list of names and of maps" if self.names else ""
            raise WrongType(f"a map of servers{more}")
        for name, config in value.items():
            if self.names and as_null(config):
                yield name, None
                continue
            if not isinstance(config, dict):
                raise WrongType("a map", (name,))
            try:
                server = self.spelling.read(config)
                yield name, exact(config) if server is None else config_of(server)
            except WrongType as problem:
                raise WrongType(problem.expected, (name, *problem.at)) from None

    def encode(self, value: Mapping[str, Value]) -> Value:
        """The servers that the client can start or reach, in its words."""
        written = {name: self.spelling.write(server) for name, server in servers_of(value).items()}
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
    value = exact(value)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0 else None


def _text(value: Value) -> str | None:
    """A scalar as text: environments hold texts, whatever a file writes there."""
    return None if isinstance(value, (list, dict)) else as_text(value)


def _texts(value: Value) -> tuple[str, ...] | None:
    items = [_text(item) for item in value] if isinstance(value, list) else [None]
    return None if None in items else tuple(item for item in items if item is not None)


def _text_map(value: Value) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    items = {key: _text(item) for key, item in value.items()}
    return None if None in items.values() else {k: v for k, v in items.items() if v is not None}


def _is_said(name: str, value: object) -> bool:
    """Whether a field of a server says anything; no tools at all is something else than all of them."""
    return value is not None and (name == "tools" or value not in ("", (), {}))


def _plain(value: object) -> Value:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, (int, float)):
        return int(value) if value == int(value) else value
    return dict(value) if isinstance(value, Mapping) else str(value)
