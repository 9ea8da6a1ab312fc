"""What a check is given and whom it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol

from agentconv.checking.ignoring import Ignores
from agentconv.containers.base import Tree
from agentconv.diagnostics import Diagnostic, Facts, Report, Severity
from agentconv.frozen import frozen, slotted
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import Format
from agentconv.model.agent import Value
from agentconv.text.source import Source

MANY = 20
"""So many findings of one kind are listed for a file."""

MANY_MARKS = 20_000
"""So many places of one text are looked at: what has more is data, or made to keep a check busy."""


Entry = tuple[tuple[str | int, ...], Mapping[str, Value]]
"""A map inside a file, and where it stands."""


class Everyone:
    """What a check may know of the run as a whole."""

    def __init__(self, registry: Registry, from_folder: bool = False) -> None:
        self.names: set[str] = set()
        """The names of the agents that were read so far, in lower case."""
        self.from_folder = from_folder
        """Whether a folder was given, so that an agent that is not there is missing."""
        self.seconds = 10.0
        """Time left for trying patterns, in the whole run."""
        self.entries: tuple[Tree | None, dict[str, Entry]] = (None, {})
        """The entries of the file that was looked at last, by the names of agents."""
        self.ignores = Ignores()
        """What files say of findings on them."""
        self._registry = registry
        self._asked: dict[int, tuple[str, ...]] = {}

    @cached_property
    def other_keys(self) -> frozenset[str]:
        """Keys that some format knows: in a file of another they are out of place, not misspelt."""
        return frozenset[str]().union(*(fmt.known_keys for fmt in self._registry.known()))

    def ask(self, found: Diagnostic, names: tuple[str, ...]) -> None:
        """Keep a finding only if no agent of the run turns out to have any of these names."""
        self._asked[id(found)] = names

    def unanswered(self, names: set[str]) -> Callable[[Diagnostic], bool]:
        """Whether a finding stands when `names` are those of all agents; of one file only so many do."""
        counts = Counter[tuple[str, str | None, str | None]]()

        def stands(found: Diagnostic) -> bool:
            asked = self._asked.get(id(found))
            if asked is None:
                return True
            if not names.isdisjoint(asked):
                return False
            counts[kind := (found.code, found.path, found.agent)] += 1
            return counts[kind] <= MANY

        return stands


class Texts(Protocol):
    """Texts that are looked at, and whom to tell of what stands in them."""

    @property
    def sources(self) -> Iterator[Source]:
        """The texts."""

    def add_at(
        self, code: str, message: str, source: Source, offset: int, hint: str | None = None
    ) -> Diagnostic:
        """Report a finding at an offset of one of them."""


@slotted
class Subject:
    """One agent that is looked at."""

    document: Document
    format: Format
    report: Report
    everyone: Everyone

    def add(
        self, code: str, message: str, *path: str | int, hint: str | None = None, field: str | None = None
    ) -> None:
        """Report a finding at a value of the agent's file; without a path at its start.

        The field is the path's first step, unless it is named.
        """
        if path:
            line, column = self.document.tree.position(path)
            self._add(code, message, line, column, hint, field or str(path[0]))
        else:
            self._add(code, message, 1, 1, hint, None)

    def add_at(
        self, code: str, message: str, source: Source, offset: int, hint: str | None = None
    ) -> Diagnostic:
        """Report a finding at an offset of one of the agent's files."""
        line, column = source.position(offset)
        report, self.report = self.report, self.report.scoped(path=source.path)
        found = self._add(code, message, line, column, hint, None)
        self.report = report
        return found

    def _add(
        self, code: str, message: str, line: int, column: int, hint: str | None, field: str | None
    ) -> Diagnostic:
        facts: Facts = {"line": line, "column": column, "hint": hint, "field": field}
        facts["agent"] = self.document.agent.name
        return self.report.add(code, message, **facts)

    def with_severity(self, severity: Severity) -> Subject:
        """The same agent, of which everything is reported with another severity than its code's."""
        return replace(self, report=self.report.scoped(severity=severity))

    def prompt_offset(self, at: int) -> int:
        """Where a place of the prompt stands in the file; the start of a file that spells it otherwise."""
        prompt = self.document.agent.prompt
        start = self.document.tree.source.text.find(prompt) if prompt else -1
        return start + at if start >= 0 else 0

    @property
    def sources(self) -> Iterator[Source]:
        """The texts that the agent was read from; of a file with several agents only for the first."""
        if self.document.index == 0:
            yield self.document.tree.source
            yield from (source for _, source in self.document.companions)


def starts(text: str, marks: Iterable[str]) -> Iterator[int]:
    """Where any of some marks stands: finding plain text is many times faster than a pattern."""
    for mark in marks:
        at = text.find(mark)
        for _ in range(MANY_MARKS):
            if at < 0:
                break
            yield at
            at = text.find(mark, at + 1)


def listed(words: Sequence[str], most: int) -> str:
    """The first of some words, and how many there are more."""
    text = ", ".join(words[:most])
    return f"{text} and {len(words) - most} more" if len(words) > most else text


@frozen
class Check:
    """One family of findings."""

    codes: tuple[str, ...]
    """Empty where they are formats' own."""
    look: Callable[[Subject], None]
