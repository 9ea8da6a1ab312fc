"""A skill: a folder whose `SKILL.md` is read by a model, with the scripts and texts that lie beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from agentconv.frozen import frozen
from agentconv.model.agent import Value
from agentconv.model.components import File
from agentconv.model.frozen import empty, freeze_fields


@frozen
class Skill:
    """One skill, independent of any tool."""

    name: str
    """What the folder is called, by which agents name it."""
    display_name: str | None = None
    """What the skill calls itself, where that is not the folder's name."""
    description: str | None = None
    """By which a model decides whether it reads the skill."""
    when_to_use: str | None = None
    """More of the same, for the tools that keep it apart."""
    body: str = ""
    """The instructions, byte for byte."""
    license: str | None = None
    compatibility: str | None = None
    metadata: Mapping[str, Value] = field(default_factory=empty)
    allowed_tools: tuple[str, ...] = ()
    """What is used unasked while the skill is in use, as written: `Bash(git:*)`. It bounds nothing."""
    disallowed_tools: tuple[str, ...] = ()
    """What is refused while the skill is in use."""
    disable_model_invocation: bool | None = None
    """Whether only people may call it."""
    user_invocable: bool | None = None
    """Whether people may call it."""
    argument_hint: str | None = None
    arguments: tuple[str, ...] = ()
    """Names of the words that are given in a call, in order."""
    model: str | None = None
    effort: str | None = None
    paths: tuple[str, ...] = ()
    """Globs of the files with which it has to do."""
    context: str | None = None
    """`fork` for a skill that an agent of its own works off."""
    agent: str | None = None
    """The agent that does."""
    hooks: Mapping[str, Value] = field(default_factory=empty)
    files: tuple[File, ...] = ()
    """What else lies in the folder, sorted by path."""
    extensions: Mapping[str, Mapping[str, Value]] = field(default_factory=empty)
    source: str = field(default="", compare=False, repr=False)
    """The text of the `SKILL.md` that it was read from; empty when it comes from none."""
    executable: bool = field(default=False, compare=False)
    """Whether that file could be executed, which says nothing, but is kept."""

    def __post_init__(self) -> None:
        freeze_fields(self, "metadata", "hooks", "extensions")

    def __deepcopy__(self, _memo: object) -> Skill:
        return self
