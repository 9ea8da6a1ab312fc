"""A skill, command, server, rule or hook that is looked at, and whom to tell of it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from agentconv.containers.base import Tree
from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.frozen import frozen, slotted
from agentconv.kit.component import ComponentFormat
from agentconv.kit.component_trees import tree_in
from agentconv.reading.held import Held
from agentconv.text.source import Source


@frozen
class Around:
    """What the run has beside one component."""

    names: Mapping[str, frozenset[str]]
    """Kind -> the names of all of it in small letters, with their package's before a colon, and without."""
    packages: frozenset[str]
    """The names of the packages, in small letters."""
    own_agents: frozenset[str]
    """The agents that some client has itself, in small letters."""
    from_folder: bool = True
    """Whether a folder was given, so that what is not there is missing."""


@slotted
class FileTexts:
    """A text of a file, and whom to tell of what stands in it."""

    source: Source
    report: Report
    """Scoped to the file."""

    @property
    def sources(self) -> Iterator[Source]:
        """The one text."""
        yield self.source

    def add_at(
        self, code: str, message: str, source: Source, offset: int, hint: str | None = None
    ) -> Diagnostic:
        """Report a finding at an offset of the text."""
        line, column = source.position(offset)
        return self.report.add(code, message, line=line, column=column, hint=hint)


class Part:
    """One component that is looked at."""

    def __init__(self, held: Held, source: Source, report: Report, around: Around) -> None:
        self.held = held
        self.source = source
        """The text of its file; of a skill that of its `SKILL.md`."""
        self.report = report.scoped(path=held.source)
        self.around = around

    @property
    def component(self) -> Any:
        """What was read."""
        return self.held.component

    @property
    def format(self) -> ComponentFormat[Any]:
        """The one that it was read in."""
        return self.held.format

    @cached_property
    def tree(self) -> Tree | None:
        """The values of its file and their places; None where there are none."""
        return tree_in(self.format, self.held.material.path, self.source)

    @property
    def folder(self) -> str:
        """The package or project that it lies in, as the system has it."""
        inside, shown = self.held.material.path, self.held.source
        return shown[: -len(inside)] or os.curdir if shown.endswith(inside) else posixpath.dirname(shown)

    def add(self, code: str, message: str, *path: str | int, hint: str | None = None) -> None:
        """Report a finding at a value of its file; without a path at the start."""
        place = self.tree.position(path) if self.tree is not None and path else (1, 1)
        field = str(path[-1]) if path else None
        self.report.add(code, message, line=place[0], column=place[1], hint=hint, field=field)

    def add_at(
        self, code: str, message: str, offset: int, hint: str | None = None, *, note: bool = False
    ) -> None:
        """Report a finding at an offset of its text; a note, if it may be meant."""
        line, column = self.source.position(offset)
        report = self.report.scoped(severity=Severity.NOTE) if note else self.report
        report.add(code, message, line=line, column=column, hint=hint)
