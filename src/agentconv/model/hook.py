"""A hook: something that a tool runs of itself when an event happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from agentconv.frozen import frozen
from agentconv.model.agent import Value
from agentconv.model.frozen import empty, freeze_fields

COMMAND = "command"
"""The type of a hook that runs a command; others are kept, and belong to the tool that has them."""


@frozen
class Hook:
    """One hook, independent of any tool."""

    name: str
    """Its event and place among those of the event: `PreToolUse-1`; a tool's own name where it has one."""
    event: str = ""
    """Such as `PreToolUse`; another tool's own events keep their names."""
    matcher: str | None = None
    """What the event has to do with, as written; None = anything."""
    type: str = COMMAND
    command: str | None = None
    args: tuple[str, ...] = ()
    """With these, the command is started without a shell."""
    timeout: float | None = None
    """In seconds."""
    contract: str = ""
    """Whose words the hook is given and gives back, where the event is not enough to tell."""
    extensions: Mapping[str, Mapping[str, Value]] = field(default_factory=empty)

    def __post_init__(self) -> None:
        freeze_fields(self, "extensions")

    def __deepcopy__(self, _memo: object) -> Hook:
        return self
