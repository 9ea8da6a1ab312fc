"""The servers of OpenCode 2, as OpenCode 1 would write them.

Facts: https://opencode.ai/v2/docs/mcp-servers, and `packages/core/src/config/normalize.ts` and
`config/mcp.ts` of github.com/anomalyco/opencode (read 2026-11-28; the client was not run):

* They stand in `mcp.servers`, beside `mcp.timeout` for all of them. Servers of version 1 stand in `mcp`
  itself and are read too; of one name the newer counts. A value whose `type` is local or remote is a server
  of version 1, whatever its name.
* `disabled` was `enabled`, the other way round. `timeout` is a map of limits (`startup`, `catalog`,
  `execution`; before that `startup` and `request`, and first a number). The keys of `oauth` have underscores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from agentconv.kit.shapes import maps_in
from agentconv.model.agent import Value

_GROUP, _LIMITS = "servers", "timeout"
_USUAL = ("execution", "request", "catalog")
"""The limits that mean what the one of version 1 means, the first of which is taken."""
_SIGN_IN = {
    "client_id": "clientId",
    "client_secret": "clientSecret",
    "callback_port": "callbackPort",
    "redirect_uri": "redirectUri",
}


def as_first(entries: Mapping[str, Value]) -> dict[str, Value]:
    """The map of servers with those of version 2 in it, each in the words of version 1."""
    older = {name: value for name, value in entries.items() if not _is_native(name, value)}
    limit = _limit(entries[_LIMITS]) if _is_native(_LIMITS, entries.get(_LIMITS)) else None
    return {**older, **{name: _server(value, limit) for name, value in _native(entries).items()}}


def unread_limits(entries: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """The names of servers, each with a limit that version 1 has no word for."""
    for name, value in _native(entries).items():
        limits = value.get(_LIMITS) if isinstance(value, Mapping) else None
        if isinstance(limits, Mapping):
            taken = next((key for key in _USUAL if key in limits), None)
            yield from ((name, key) for key in limits if key != taken)


def _is_native(name: str, value: Value) -> bool:
    """Whether an entry holds what version 2 has there, and is no server itself, nor a switch of one."""
    if name not in (_GROUP, _LIMITS) or not isinstance(value, Mapping):
        return name == _LIMITS and value is not None
    is_switch = "type" not in value and isinstance(value.get("enabled"), bool)
    return value.get("type") not in ("local", "remote") and not is_switch


def _native(entries: Mapping[str, Value]) -> Mapping[str, Value]:
    group = entries.get(_GROUP)
    return group if isinstance(group, Mapping) and _is_native(_GROUP, group) else {}


def _server(value: Value, limit: Value) -> Value:
    if not isinstance(value, Mapping):
        return value
    found = {key: entry for key, entry in value.items() if key not in ("disabled", _LIMITS)}
    if "disabled" in value:
        off = value["disabled"]
        found["enabled"] = not off if isinstance(off, bool) else off
    own = _limit(value.get(_LIMITS))
    if (own if own is not None else limit) is not None:
        found[_LIMITS] = own if own is not None else limit
    for oauth in maps_in([value.get("oauth")]):
        found["oauth"] = {_SIGN_IN.get(key, key): entry for key, entry in oauth.items()}
    return found


def _limit(value: Value) -> Value:
    """The limit of version 1 for those of version 2; None for none."""
    if not isinstance(value, Mapping):
        return value
    return next((value[key] for key in _USUAL if key in value), None)
