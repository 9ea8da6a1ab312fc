"""Every file is looked at when it is read, before the next chunk, and forgotten: what was found is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from agentconv.checking.conflicts import CODE, in_unreadable
from agentconv.checking.subject import Everyone, Subject
from agentconv.checking.table import CHECKS
from agentconv.checking.tools import because
from agentconv.diagnostics import Diagnostic, Report
from agentconv.errors import PluginFailed, Problem
from agentconv.folder.staging import Stage
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.powers import power
from agentconv.reading.finding import STANDARD_INPUT, Found
from agentconv.reading.read import PLUGIN_HINT
from agentconv.reading.sources import standard_input
from agentconv.streaming.parts import Done, Part
from agentconv.streaming.workshop import Task, Workshop
from agentconv.text.source import Source, decode
from agentconv.writing.options import Options


@frozen
class AgentPower:
    """What an agent can do, and why."""

    agent: str
    path: str
    format: str
    power: str
    because: str


@frozen
class Looked:
    """What is kept of an agent that was looked at."""

    power: AgentPower
    found: tuple[Diagnostic, ...]


class Inspector(Workshop):
    """Reads files, looks at their agents and converts them to every target, to learn what each would lose."""

    def __init__(
        self,
        targets: Sequence[str],
        format: str | None,
        registry: Registry,
        read: Callable[[], bytes] | None,
        *,
        wanted: frozenset[str],
        everyone: Everyone,
        only: str | None = None,
    ) -> None:
        # Errors stop nothing here, and no file is kept.
        task = Task(tuple(targets), format, Options(), carry=False, skip_bad=True, only=only)
        super().__init__(task, registry, Stage(None), read)
        self.everyone = everyone
        self.wanted = wanted
        # What formats find has codes of their own, which nobody knows before they were asked.
        self.checks = [item for item in CHECKS if not item.codes or not wanted.isdisjoint(item.codes)]
        self.looked: list[Looked] = []
        """All agents, in the order in which they were read."""
        self._subjects: list[Subject] = []
        """Those of this chunk."""

    def work(self, files: Sequence[tuple[int, Found]]) -> list[Part]:
        """What comes of some files, each with its number; their agents are looked at."""
        parts = super().work(files)
        # One check after the other: the code of one stays in the processor's caches.
        for item in self.checks:
            for subject in self._subjects:
                try:
                    item.look(subject)
                except PluginFailed as failure:
                    subject.report.add("plugin-raised", str(failure), hint=PLUGIN_HINT)
        self.looked += map(_looked, self._subjects)
        self._subjects.clear()
        return parts

    def _read(self, number: int, found: Found) -> tuple[Part, list[Document]]:
        part, documents = super()._read(number, found)
        if part.unreadable and not documents and (conflicts := self._conflicts(found)):
            part.diagnostics = conflicts  # what else is wrong comes of them
        for document in documents:
            self.everyone.names.add(document.agent.name.casefold())
            if not found.bundle:  # a stranger's bundle does not say what is to be seen of it
                self.everyone.ignores.read(document.tree.source)
            report = Report(path=document.path)
            self._subjects.append(
                Subject(document, self.registry.get(document.format), report, self.everyone)
            )
        return part, documents

    def _conflicts(self, found: Found) -> tuple[Diagnostic, ...]:
        """The merges that nobody finished in a file that cannot be read."""
        if found.bundle or CODE not in self.wanted:
            return ()
        try:
            data = (self.loader.read or standard_input)() if found.shown == STANDARD_INPUT else found.read()
            return tuple(in_unreadable(Source(found.shown, decode(data))))
        except Problem:
            return ()

    def convert(self, document: Document, target: int, slug: str, *, whole_file: bool) -> Done:
        """One agent in one of the targets, each loss with the place where the source has the field."""
        done = super().convert(document, target, slug, whole_file=whole_file)
        done.diagnostics = tuple(self._placed(d, document) for d in done.diagnostics)
        return done

    def _placed(self, found: Diagnostic, document: Document) -> Diagnostic:
        if document.of != 1 or found.line is not None or found.agent != document.agent.name:
            return found
        rows = self.registry.get(document.format).fields
        keys = [row.top for name in found.fields for row in rows if name in row.attrs]
        keys += [name.rpartition(".")[2] for name in found.fields]
        key = next((k for k in keys if k in document.tree.values), None)
        if key is None:
            return found
        line, column = document.tree.position((key,))
        return replace(found, line=line, column=column)


def _looked(subject: Subject) -> Looked:
    document = subject.document
    agent = document.agent
    can = AgentPower(agent.name, document.path, document.format, power(agent).describe(), because(agent))
    return Looked(can, subject.report.diagnostics)
