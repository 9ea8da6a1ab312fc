"""A skill, a command, a server, a rule or a hook among the sources, with where it comes from."""

from __future__ import annotations

import posixpath
from typing import Any

from agentconv.frozen import frozen
from agentconv.kit.component import ComponentFormat, Material
from agentconv.model.components import COMMAND, RULE, SKILL, Component, File

WITH_FILES = (SKILL, COMMAND, RULE)
"""The kinds that have files of their own."""


@frozen
class Held:
    """A component among the sources."""

    component: Component
    format: ComponentFormat[Any]
    """The one that it was read in."""
    material: Material
    source: str
    """The path of its file, as it is shown to people; of a skill that of its `SKILL.md`."""
    package: str = ""
    """The package that it belongs to; empty when it is none's."""
    own_name: str = ""
    """What its file calls it, where its package is said with its name."""
    scripts: tuple[File, ...] = ()
    """What a hook runs, by the path below its package or project."""

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return self.format.kind

    @property
    def name(self) -> str:
        """What it is called in this run."""
        return self.component.name

    @property
    def shown(self) -> str:
        """The folder that it lies in, as it is shown to people; of a skill its own."""
        return posixpath.dirname(self.source) or "."
