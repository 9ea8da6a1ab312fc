"""Reading and converting some files: the work of a chunk, in this process or another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache as once
from pathlib import Path

from agentconv.diagnostics import Report, Severity
from agentconv.errors import Problem
from agentconv.folder.staging import Stage
from agentconv.formats import BUILT_IN
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import Format, Rendered, Writing
from agentconv.model import names
from agentconv.reading import sources
from agentconv.reading.finding import STANDARD_INPUT, Found
from agentconv.reading.references import referred
from agentconv.reading.servers_beside import names_in
from agentconv.reading.survey import Survey
from agentconv.streaming import cache
from agentconv.streaming.parts import Done, Head, Output, Part
from agentconv.writing.convert import start
from agentconv.writing.filtering import Chain, Passed, as_passed
from agentconv.writing.options import Options
from agentconv.writing.rendering import render


@frozen
class Task:
    """What is the same for every file of an export."""

    targets: tuple[str, ...]
    format: str | None
    """What the sources are in; None = told from each."""
    options: Options
    carry: bool
    """Whether what the files do not say is to be kept."""
    skip_bad: bool
    """Whether the rest is converted when a file has errors."""
    cache: bool = False
    """Whether results of earlier runs may be taken."""
    only: str | None = None
    """The one format whose agents are wanted."""


class Workshop:
    """Reads files and converts their agents to every target of a task.

    Raises `UsageError` for a target that is unknown or cannot be written.
    """

    def __init__(
        self, task: Task, registry: Registry, stage: Stage, read: Callable[[], bytes] | None = None
    ) -> None:
        self.task, self.registry, self.stage = task, registry, stage
        # Standard input can be read once, and may be needed again.
        given = once(read or sources.standard_input)
        self.loader = sources.Loader(registry, Report(), task.format, given, task.only)
        self.targets = [start(name, registry, task.options) for name in task.targets]
        self.chain = Chain(task.options.filters, registry, task.options.settings)
        self.cache = _cache(task, stage, self.chain)
        self.survey = Survey([])
        """What was found, and where it lies."""
        self.stopped = False
        """Whether an error was found, so that nothing will be written."""
        self._latest: tuple[int, list[Document]] = -1, []

    def work(self, files: Sequence[tuple[int, Found]]) -> list[Part]:
        """What comes of some files, each with its number."""
        parts, documents = [], []
        for number, found in files:
            part, read = self._read(number, found)
            parts.append(part)
            documents.append(self._filtered(part, read))
        if not self.stopped or self.task.skip_bad:
            # One target after the other: the code of one stays in the processor's caches.
            for index in range(len(self.targets)):
                for part, own in zip(parts, documents, strict=True):
                    if own:
                        self._convert(part, own, index)
            for part, own in zip(parts, documents, strict=True):
                if own and part.key is not None:
                    part.line = cache.line_of(part)
        return parts

    def _read(self, number: int, found: Found) -> tuple[Part, list[Document]]:
        loaded, report = sources.Loaded(), Report()
        data = self._bytes(found)
        key = None if data is None else cache.key_of(found, data)
        if self.cache is not None and key is not None and (part := self.cache.find(key, number)):
            part.key, part.cached = key, True
            for head in part.heads:
                head.package = found.package
            return part, []
        asked = len(self.loader.asked)
        sources.load_file(found, self.loader.telling(report), loaded, data)
        part = Part([self._head(d, number) for d in loaded.documents], report.diagnostics, loaded.skipped)
        part.unreadable, part.undecided = bool(loaded.unreadable), loaded.undecided
        part.parts = loaded.parts
        if len(self.loader.asked) == asked and cache.built_in(d.format for d in loaded.documents):
            part.key = key
        self.stopped |= any(d.severity is Severity.ERROR for d in part.diagnostics)
        return part, loaded.documents

    def _filtered(self, part: Part, documents: list[Document]) -> list[Document | None]:
        """A file's documents as the filters give them; None for one that is left out."""
        if not self.chain or not documents:  # an earlier run knows what became of them
            return [*documents]
        found: list[Document | None] = []
        for head, document in zip(part.heads, documents, strict=True):
            passed = self.chain.of(document, wider=self.task.options.allow_wider)
            self.stopped |= passed.failed
            found.append(take_passed(head, document, passed))
        return found

    def filtered_again(self, head: Head, found: Found) -> Passed:
        """What the filters make of an agent that is called otherwise than its file calls it. As `again`."""
        document = self.again(head, found)
        return self.chain.of(
            replace(document, own_name=head.own_name or ""), wider=self.task.options.allow_wider
        )

    def _bytes(self, found: Found) -> bytes | None:
        """What a file holds, where it may be in the cache; what cannot be read is told of later."""
        if self.cache is None or found.bundle or found.shown == STANDARD_INPUT:
            return None
        if self.loader.carries.folders(found) or self.loader.recorded.target_of(found):
            return None
        try:
            return found.read()
        except Problem:
            return None

    def _convert(self, part: Part, documents: Sequence[Document | None], target: int) -> None:
        for head, document in zip(part.heads, documents, strict=True):
            if document is None:
                continue
            whole = sum(h.unchanged for h in part.heads if h.path == head.path) == head.of
            slug = names.slug(document.agent.name)
            head.done[target] = self.convert(document, target, slug, whole_file=whole)

    def convert(self, document: Document, target: int, slug: str, *, whole_file: bool) -> Done:
        """One agent in one of the targets, its file put aside if it has one to itself."""
        fmt, writing = self.targets[target]
        origin = self.registry.loaded(document.origin or document.format)
        written = render(
            document,
            fmt,
            writing,
            self.task.options,
            slug=slug,
            whole_file=whole_file,
            origin=origin,
            carry=self.task.carry,
            texts=self.task.carry,
        )
        done = Done(slug, whole_file, written.diagnostics)
        done.lost = written.lost
        if written.item is None:
            return done
        if not has_own_files(fmt, written.item):
            done.item = written.item
            return done
        (file,) = fmt.files([written.item], writing)
        done.output = Output(file.path, self.stage.put(file.path, file.text), file.agents)
        return done

    def again(self, head: Head, found: Found) -> Document:
        """The agent that was read before, from its file. Raises `Problem` when that was changed since."""
        number, documents = self._latest
        if number != head.file:
            loaded = sources.Loaded()
            sources.load_file(found, self.loader.telling(Report()), loaded)
            documents = loaded.documents
            self._latest = head.file, documents
        run_name, own_name = head.before or (head.name, head.own_name)
        name = own_name or run_name
        same = [d for d in documents if (d.path, d.index, d.agent.name) == (head.path, head.index, name)]
        if not same:
            raise Problem("unreadable", f"{head.path} was changed while agentconv was running")
        document = replace(same[0], calls=head.calls) if head.calls else same[0]
        if own_name is not None:
            document = _under(run_name, document)
        if head.before is None or head.passed is None:
            return document
        passed = self.chain.of(document, wider=self.task.options.allow_wider)
        passed.said = head.passed.said
        return _under(head.name, replace(as_passed(document, passed), own_name=""))

    def _head(self, document: Document, number: int) -> Head:
        companions: tuple[str, ...] = ()
        if document.companions:
            beside = Path(document.path).parent
            companions = tuple((beside / name).as_posix() for name, _ in document.companions)
        return Head(
            document.agent.name,
            document.agent.version,
            document.path,
            number,
            document.index,
            document.of,
            document.unchanged,
            document.format,
            companions,
            document.agent.skills,
            [None] * len(self.targets),
            referred(document.agent) if document.package else (),
            package=document.package,
            origin=document.origin or document.format,
            tool=document.tool,
            servers=names_in(document.agent),
        )

    def keep(self, part: Part) -> None:
        """Have a part in the cache of the next run."""
        if self.cache is not None and part.key is not None and (part.line or part.cached):
            self.cache.lines.keep(part.key, part.line)

    def fresh(self, target: int) -> tuple[Format, Writing]:
        """A target's format, and how it writes, with a report of its own."""
        fmt, writing = self.targets[target]
        return fmt, replace(writing, report=Report(target=fmt.name), kept=[], carry=self.task.carry)


def _under(name: str, document: Document) -> Document:
    """A document whose agent has a name."""
    if document.agent.name == name:
        return document
    return replace(document, agent=replace(document.agent, name=name), original=document.as_read)


def take_passed(head: Head, document: Document, passed: Passed) -> Document | None:
    """The document as filters gave it, and its head with what is to be known of it; None = it is left out."""
    head.passed, agent = passed, passed.agent
    if agent is None:
        head.unchanged = False
        return None
    document = as_passed(document, passed)
    head.unchanged = document.unchanged
    head.skills, head.servers = agent.skills, names_in(agent)
    head.refers = passed.refers if head.package else ()
    passed.agent = None  # of very many agents no text is held
    return document


def _cache(task: Task, stage: Stage, chain: Chain) -> cache.Cache | None:
    """What earlier runs of the same kind made; None where that may not be asked, or could not say all."""
    if not task.cache or task.carry or stage.out is None or not cache.built_in(task.targets):
        return None
    return cache.Cache((task.targets, task.format, task.only, task.options, chain.facts()), stage)


def has_own_files(fmt: Format, item: Rendered) -> bool:
    """Whether an agent has its file to itself, whatever others there are.

    A plugin's files are put together where all of them are measured.
    """
    if fmt.name not in BUILT_IN:
        return False
    return type(fmt).files is Format.files or (fmt.separate and item.source is None and item.document is None)
