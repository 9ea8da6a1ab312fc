"""What a client tells of servers, in the fields of the model: read from its words, as its files are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agentconv.errors import WrongType
from agentconv.kit.server_files import ServerFormat
from agentconv.model.server import Server
from agentconv.proving.component_values import Batch, Told

FIELDS = ("kind", "command", "args", "env", "cwd", "url", "headers", "tools", "without", "timeout", "enabled")


def fields(server: Server) -> dict[str, Any]:
    """All that a server says, and in `line` what would be started, as clients print it."""
    found = {name: getattr(server, name) for name in FIELDS}
    return {**found, "line": " ".join((server.command, *server.args)).strip()}


def told(batch: Batch, name: str, words: Mapping[str, Any], *, of: tuple[str, ...] = FIELDS) -> Told:
    """What a client's words for a server say; without those fields of which it says nothing.

    A server that nobody asked for says no more than its name.
    """
    subject = batch.subjects.get(name)
    if subject is None or not isinstance(subject.format, ServerFormat):
        return {}
    try:
        server = subject.format.decode(name, {k: v for k, v in words.items() if v is not None})
    except WrongType:
        server = None
    return {} if server is None else {k: v for k, v in fields(server).items() if k in of}
