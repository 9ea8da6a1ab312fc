"""One check, start to end: sources to documents, documents to findings, findings to repairs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import partial

from agentconv.checking import alike, baseline
from agentconv.checking.rewrite import Fixed, fix_files
from agentconv.checking.subject import Everyone, Subject
from agentconv.checking.table import CHECKS, QUIET
from agentconv.checking.tools import because
from agentconv.diagnostics import CODES, Diagnostic, Report, Severity
from agentconv.errors import UsageError
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.powers import power
from agentconv.reading import choose, sources
from agentconv.reading.excluding import ALL, Choice
from agentconv.reading.finding import STANDARD_INPUT
from agentconv.reading.kinds import Left
from agentconv.writing.convert import Options, convert_documents


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check, and how."""

    sources: tuple[str, ...]
    targets: tuple[str, ...] = ()
    format: str | None = None
    select: tuple[str, ...] = ()
    """Codes, or patterns of codes, of which alone there is to be word; empty = all."""
    ignore: tuple[str, ...] = ()
    known: Counter[str] | None = None
    """Findings of a baseline, by fingerprint."""
    fix: bool = False
    quiet: bool = True
    """Whether codes that say only what is are left out, unless `select` names them."""
    choice: Choice = ALL
    """Which files of the sources are wanted."""
    strict: bool = False
    """Whether a warning on what a target loses is a finding, too."""


@dataclass(frozen=True, slots=True)
class AgentPower:
    """What an agent can do, and why."""

    agent: str
    path: str
    format: str
    power: str
    because: str


@dataclass(slots=True)
class CheckResult:
    """What came of a check."""

    diagnostics: tuple[Diagnostic, ...] = ()
    files: int = 0
    agents: int = 0
    powers: list[AgentPower] = field(default_factory=list)
    fixed: list[Fixed] = field(default_factory=list)
    known: int = 0
    """How many findings the baseline knew."""
    gone: int = 0
    """How many findings of the baseline there are no more."""
    skipped: list[Left] = field(default_factory=list)
    strict: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing but notes was found; what targets lose counts only when it is asked to."""
        return all(
            d.severity is Severity.NOTE
            or (d.target is not None and d.severity is Severity.WARNING and not self.strict)
            for d in self.diagnostics
        )


def check(
    request: CheckRequest,
    registry: Registry,
    *,
    read: Callable[[], bytes] | None = None,
    step: Callable[[], None] = lambda: None,
) -> CheckResult:
    """Check agents. Raises `UsageError` for an unknown format, target or code.

    `read` gives standard input, `step` is told of each file that was read.
    """
    for target in request.targets:
        registry.get(target)
    wanted = chosen_codes(request)
    if request.fix and STANDARD_INPUT in request.sources:
        raise UsageError("standard input cannot be repaired: name a file")
    result, report = CheckResult(strict=request.strict), Report()
    load = partial(sources.load, request.sources, registry, format=request.format, choice=request.choice)
    loaded = load(report=report, read=read, step=step)
    if request.fix:
        result.fixed = fix_files(loaded.documents, request.sources, registry, report)
        if result.fixed:
            # Read again: what was repaired is no finding any more. Why something was not is one still.
            kept = tuple(d for d in report.diagnostics if d.code in ("not-fixed", "unwritable"))
            report = Report()
            loaded = load(report=report)
            report.extend(kept)
    result.powers = [
        AgentPower(d.agent.name, d.path, d.format, power(d.agent).describe(), because(d.agent))
        for d in loaded.documents
    ]
    result.files, result.agents, result.skipped = loaded.files, len(loaded.documents), loaded.skipped
    if not loaded.documents and not report.errors():
        report.add("no-agents", "no source defines an agent")
    _look(loaded.documents, request, registry, report, wanted)
    report.extend(registry.report.diagnostics)
    found = sorted((d for d in report.diagnostics if d.code in wanted), key=_order)
    if request.known is not None:
        found, result.known, result.gone = baseline.new_ones(found, request.known)
    result.diagnostics = tuple(found)
    return result


def _look(
    documents: Sequence[Document],
    request: CheckRequest,
    registry: Registry,
    report: Report,
    wanted: frozenset[str],
) -> None:
    everyone = Everyone(
        frozenset(d.agent.name.casefold() for d in documents),
        any(os.path.isdir(source) for source in request.sources),
        frozenset[str]().union(*(fmt.known_keys for fmt in registry.known())),
    )
    for document in documents:
        subject = Subject(
            document, registry.get(document.format), report.scoped(path=document.path), everyone
        )
        for item in CHECKS:
            if not wanted.isdisjoint(item.codes):
                item.look(subject)
    # What gives way to a newer version is told once: below, where there are targets, or else here.
    versions = Report() if request.targets else report
    for group in _by_client(documents, registry):
        chosen, _ = choose.newest(group, versions)
        alike.look(chosen, report)
    if request.targets:
        chosen, _ = choose.newest(documents, report)
        for target in dict.fromkeys(request.targets):
            lost = convert_documents(chosen, target, registry, Options()).diagnostics
            report.extend(_placed(lost, chosen, registry))


def _placed(
    found: Sequence[Diagnostic], documents: Sequence[Document], registry: Registry
) -> tuple[Diagnostic, ...]:
    """Findings on what becomes of a field, with the place where the source has the field."""
    by_name = {(d.path, d.agent.name): d for d in documents if d.of == 1}
    placed = []
    for diagnostic in found:
        document = by_name.get((diagnostic.path or "", diagnostic.agent or ""))
        if document is not None and diagnostic.line is None:
            rows = registry.get(document.format).fields
            keys = [row.top for name in diagnostic.fields for row in rows if name in row.attrs]
            keys += [name.rpartition(".")[2] for name in diagnostic.fields]
            key = next((k for k in keys if k in document.tree.values), None)
            if key is not None:
                line, column = document.tree.position((key,))
                diagnostic = replace(diagnostic, line=line, column=column)  # noqa: PLW2901
        placed.append(diagnostic)
    return tuple(placed)


def _by_client(documents: Sequence[Document], registry: Registry) -> list[list[Document]]:
    """The documents that one client would read together, so that their names must differ.

    The same agent for several clients in one folder is how projects are; a file that holds all its agents
    has names of its own.
    """
    groups: dict[tuple[str, str], list[Document]] = {}
    for document in documents:
        own = document.path if registry.get(document.format).shared_file else ""
        groups.setdefault((document.format, own), []).append(document)
    return list(groups.values())


def _order(found: Diagnostic) -> tuple[str, bool, int, int, str]:
    return found.path or "", found.target is not None, found.line or 0, found.column or 0, found.target or ""


def chosen_codes(request: CheckRequest) -> frozenset[str]:
    """The codes of which there is to be word. Raises `UsageError` for one that does not exist."""
    selected = _matching(request.select) if request.select else frozenset(CODES)
    if not request.select and request.quiet:
        selected -= QUIET
    return selected - _matching(request.ignore)


def _matching(patterns: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for pattern in patterns:
        codes = {code for code in CODES if fnmatchcase(code, pattern)}
        if not codes:
            import difflib

            near = difflib.get_close_matches(pattern, CODES, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UsageError(f"there is no code {pattern!r}{hint}")
        found |= codes
    return frozenset(found)
