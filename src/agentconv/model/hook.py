"""A hook: what a tool runs of itself when an event happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from agentconv.frozen import frozen
from agentconv.model.agent import Value
from agentconv.model.frozen import empty, freeze_fields

COMMAND = "command"
"""The type of an action that runs a command."""


@frozen
class Action:
    """One thing that is done at an event."""

    command: str | None = None
    """What is run, by a shell; None for an action of another type."""
    matcher: str | None = None
    """What the event has to do with, as written; None = anything."""
    type: str = COMMAND
    timeout: float | None = None
    """In seconds."""
    more: Mapping[str, Value] = field(default_factory=empty)
    """Further keys, which belong to the tool that has them."""

    def __post_init__(self) -> None:
        freeze_fields(self, "more")

    def __deepcopy__(self, _memo: object) -> Action:
        return self


@frozen
class Hook:
    """All that is done at one event, by one file."""

    name: str
    """The event, in the words of the tool: `PreToolUse`."""
    actions: tuple[Action, ...] = ()
    contract: str = ""
    """Whose events these are, and whose words an action is given and gives back; empty = it was not said."""
    extensions: Mapping[str, Mapping[str, Value]] = field(default_factory=empty)
    path: str = field(default="", compare=False)
    """The file that it was read from."""

    def __post_init__(self) -> None:
        freeze_fields(self, "extensions")

    def __deepcopy__(self, _memo: object) -> Hook:
        return self
