"""What a client is, and what one says: values that the rest of the package is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from agentconv.errors import AgentconvError
from agentconv.frozen import frozen


class ClientFailed(AgentconvError):
    """A client cannot be started, does not end, or says what nobody understands; the message says which."""


@frozen
class Installed:
    """A client as it is on this machine."""

    client: str
    """Its name in `agentconv.proving.clients.CLIENTS`."""
    command: tuple[str, ...]
    """What starts it."""
    package: Path | None = None
    """The folder of its npm package, where it is asked as a library."""
    version: str = ""
    """As it says itself; empty when it does not."""
    place: str = ""
    """Where it was found, for people."""
    timeout: float = 300.0
    """How many seconds one start may take."""


@frozen
class Loaded:
    """One agent as a client reports it; None = the client says nothing of it."""

    name: str
    description: str | None = None
    prompt: str | None = None
    model: str | None = None
    tools: Any = None
    """Names, or rules, in the client's own words."""
    more: Mapping[str, Any] = field(default_factory=dict)


@frozen
class Answer:
    """What a client loaded from a folder, and what it complained of."""

    agents: Mapping[str, Loaded]
    errors: tuple[str, ...] = ()
