"""From sources to lots: files of the target as they lie, or agents exported to it first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from agentconv.diagnostics import Diagnostic, Loss, Report, Severity
from agentconv.errors import NotAnAgent
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.exchange import OutputFile
from agentconv.proving.cases import Case, Loose, Lot
from agentconv.proving.placing import disarmed, files_of, may_start, placed
from agentconv.reading.detect import read_source
from agentconv.text.source import Source
from agentconv.writing.convert import Conversion, convert_documents


def as_they_lie(
    target: str,
    documents: Sequence[Document],
    loose: Sequence[tuple[Source, bool]],
    registry: Registry,
    report: Report,
) -> list[Lot]:
    """Lots of the documents that are in the target's format; what is said of their files is in the report.

    `loose` are files at the target's place of which no agent is read, each with whether it is broken.
    """
    fmt = registry.get(target)
    said = report.diagnostics
    lots: list[Lot] = []
    for _, group in groupby(documents, key=lambda d: d.path):
        cases = [_case(document, _of(said, document), registry, report) for document in group]
        if None not in cases:  # else the file itself, which holds them all, is kept from the client
            _put([replace(c, path=placed(c.path, fmt)) for c in cases if c is not None], lots, target)
    for source, broken in loose:
        if may_start(source.text.encode()):
            _withheld(source.path, target, report)
            continue
        files = {placed(source.path, fmt): source.text.encode()}
        lot = _lot_for((), files, lots, target)
        lot.files.update(files)
        lot.loose[next(iter(files))] = Loose(source.path, broken)
    return lots


def _of(said: Iterable[Diagnostic], document: Document) -> tuple[Diagnostic, ...]:
    names = (None, document.agent.name)
    return tuple(d for d in said if d.path == document.path and d.agent in names)


def _case(
    document: Document,
    said: tuple[Diagnostic, ...],
    registry: Registry,
    report: Report,
    source: Document | None = None,
) -> Case | None:
    bare = disarmed(document, registry)
    if bare is None:
        _withheld(source.path if source else document.path, document.format, report, document.agent.name)
        return None
    files = files_of(bare[0], registry.get(document.format))
    return Case(bare[0], document.path, files, said, source, without=bare[1])


def _withheld(path: str, target: str, report: Report, agent: str | None = None) -> None:
    what = "it may start programs, which cannot be taken out: its client was not asked of it"
    report.add("proof-withheld", what, path=path, target=target, agent=agent)


def _put(cases: Sequence[Case], lots: list[Lot], target: str) -> None:
    if cases:
        files = {path: data for case in cases for path, data in case.files.items()}
        _lot_for([case.name for case in cases], files, lots, target).add(cases)


def _lot_for(names: Sequence[str], files: dict[str, bytes], lots: list[Lot], target: str) -> Lot:
    """The first lot that has room."""
    found = next((lot for lot in lots if lot.takes(names, files)), None)
    if found is None:
        lots.append(found := Lot(target))
    return found


def exported(target: str, documents: Sequence[Document], registry: Registry, report: Report) -> list[Lot]:
    """Lots of the agents as the target has them; those that it does not take are told in the report."""
    conversion = convert_documents(documents, target, registry)
    bad = [d for d in conversion.diagnostics if d.severity is Severity.ERROR]
    if bad:
        report.extend(tuple(bad))
        names = {d.agent for d in bad}
        rest = [d for d in documents if d.agent.name not in names]
        conversion = convert_documents(rest, target, registry)
        if any(d.severity is Severity.ERROR for d in conversion.diagnostics):
            report.extend(tuple(d for d in conversion.diagnostics if d.severity is Severity.ERROR))
            return []
    if armed := _armed_in_shared(conversion, target, registry) & {d.agent.name for d in documents}:
        for document in (d for d in documents if d.agent.name in armed):
            _withheld(document.path, target, report, document.agent.name)
        rest = [d for d in documents if d.agent.name not in armed]
        return exported(target, rest, registry, report)
    sources = {d.agent.name: d for d in documents}
    wider = {d.agent for d in conversion.diagnostics if d.loss in (Loss.WIDENED, Loss.UNENFORCED)}
    lots: list[Lot] = []
    for file in conversion.files:
        if file.is_index:
            continue
        cases = []
        for name, document, said in _paired(file, target, registry):
            case = _case(document, said, registry, report, sources.get(name))
            if case is not None:
                cases.append(replace(case, told=name in wider))
        _put(cases, lots, target)
    return lots


def _armed_in_shared(conversion: Conversion, target: str, registry: Registry) -> set[str]:
    """The agents, as their sources call them, that would take what starts programs into a file of several."""
    found = set[str]()
    for file in conversion.files:
        if len(file.agents) > 1:
            there = _paired(file, target, registry)
            found |= {name for name, document, _ in there if disarmed(document, registry) is None}
    return found


def _paired(
    file: OutputFile, target: str, registry: Registry
) -> list[tuple[str, Document, tuple[Diagnostic, ...]]]:
    """What a file that was just written holds, each agent with the name that its source has.

    A file of several need not have them in the order in which they were given.
    """
    found = _read(file.path, file.text, target, registry)
    names: Sequence[str] = [document.agent.name for document, _ in found]
    if sorted(names) != sorted(file.agents):  # a target that renames, with one agent or in order
        names = file.agents
    return [(name, *one) for name, one in zip(names, found, strict=False)]


def _read(
    path: str, text: str, target: str, registry: Registry
) -> list[tuple[Document, tuple[Diagnostic, ...]]]:
    """The documents of a file that was just written, with what is said of each."""
    report = Report()
    try:
        found = read_source(Source(path, text), registry, report, format=target)
    except NotAnAgent:  # which is the writer's own check to find
        return []
    return [(d, tuple(s for s in report.diagnostics if s.agent in (None, d.agent.name))) for d in found]
