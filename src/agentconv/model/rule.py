"""A rule: text that a model is given of itself, always or when it has to do with certain files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from agentconv.frozen import frozen
from agentconv.model.agent import Value
from agentconv.model.frozen import empty, freeze_fields

ALWAYS, BY_FILE, ON_DEMAND, MANUAL = "always", "by-file", "on-demand", "manual"

WHEN = (ALWAYS, BY_FILE, ON_DEMAND, MANUAL)
"""When a rule counts: always; with the files of its globs; when a model asks for it by its description;
only when a person names it."""


PROJECT = "project"
"""The name of a project's main file of instructions."""


@frozen
class Rule:
    """One rule, independent of any tool."""

    name: str
    """What its file is called, without ending, below the folder of rules; of a main file its folder, or
    `PROJECT`."""
    text: str = ""
    """Byte for byte."""
    when: str = ALWAYS
    """One of `WHEN`."""
    globs: tuple[str, ...] = ()
    """The files with which it has to do."""
    description: str | None = None
    main: bool = False
    """Whether it is the one file of instructions that a folder has for a tool, and not one of several."""
    extensions: Mapping[str, Mapping[str, Value]] = field(default_factory=empty)
    source: str = field(default="", compare=False, repr=False)
    """The text of the file that it was read from; empty when it comes from none."""

    def __post_init__(self) -> None:
        freeze_fields(self, "extensions")

    def __deepcopy__(self, _memo: object) -> Rule:
        return self
