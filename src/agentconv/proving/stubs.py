"""Servers that a client may be given: what it would start does not exist, what it would reach is closed.

The arguments, variables and switches stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from agentconv.kit.component import Entry
from agentconv.kit.server_files import ServerFormat
from agentconv.model.agent import Value
from agentconv.model.frozen import thawed
from agentconv.model.server import Server
from agentconv.proving.running import NOWHERE

PROGRAM = "/nowhere/agentconv/"
"""Where no program is: a stub is called by a number, so that nothing of the source's own is started."""
_COMMANDS = ("command", "cmd")
_ADDRESSES = ("url", "httpUrl", "http_url", "serverUrl", "uri")


def entry_of(server: Server, fmt: ServerFormat, path: str) -> Entry:
    """What stands for a server in a client's file, in the words that it was read in."""
    return Entry(path, fmt.syntax, (*fmt.keys, server.name), thawed(server.native or {}))


def stubbed(entry: Entry, number: int) -> Entry:
    """An entry whose program does not exist and whose address nobody serves, whatever they were."""
    if not isinstance(entry.value, Mapping):
        return entry
    return replace(entry, value={key: _stub(key, value, number) for key, value in entry.value.items()})


def _stub(key: str, value: Value, number: int) -> Value:
    if key in _COMMANDS and isinstance(value, list) and value:
        return [f"{PROGRAM}{number}", *value[1:]]
    if key in _COMMANDS and isinstance(value, str) and value:
        return f"{PROGRAM}{number}"
    if key in _ADDRESSES and isinstance(value, str) and value:
        return f"{NOWHERE}/{number}"
    return value
