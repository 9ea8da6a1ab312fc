"""What the vendors' clients say of the agents that they load."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MODULES = Path(__file__).parent / "node_modules"


@dataclass(frozen=True)
class Loaded:
    """One agent as a client reports it; None = the client says nothing of it."""

    name: str
    description: str | None = None
    prompt: str | None = None
    model: str | None = None
    tools: Any = None
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What a client loaded from a folder, and what it complained of."""

    agents: dict[str, Loaded]
    errors: tuple[str, ...] = ()
