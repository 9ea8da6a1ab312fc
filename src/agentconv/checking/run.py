"""One check, start to end: sources to documents, documents to findings, findings to repairs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from agentconv.checking import alike, baseline
from agentconv.checking.contracts import check_reply
from agentconv.checking.fixes import repair
from agentconv.checking.subject import Everyone, Subject
from agentconv.checking.table import CHECKS, QUIET
from agentconv.checking.tools import because
from agentconv.diagnostics import CODES, Diagnostic, Report, Severity
from agentconv.errors import SyntaxProblem, UsageError
from agentconv.folder import apply
from agentconv.folder.opening import read_bytes
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.powers import power
from agentconv.reading import choose, sources
from agentconv.reading.finding import STANDARD_INPUT
from agentconv.text.source import decode
from agentconv.writing.convert import Options, convert_documents


@dataclass(frozen=True, slots=True)
class Request:
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


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file that was repaired."""

    path: str
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgentPower:
    """What an agent can do, and why."""

    agent: str
    path: str
    format: str
    power: str
    because: str


@dataclass(slots=True)
class Result:
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
    skipped: list[tuple[str, str]] = field(default_factory=list)
    strict: bool = False
    """Whether a warning on what a target loses is a finding, too."""

    @property
    def ok(self) -> bool:
        """Whether nothing but notes was found; what targets lose counts only when it is asked to."""
        return all(
            d.severity is Severity.NOTE
            or (d.target is not None and d.severity is Severity.WARNING and not self.strict)
            for d in self.diagnostics
        )


def check(
    request: Request,
    registry: Registry,
    *,
    read: Callable[[], bytes] | None = None,
    step: Callable[[], None] = lambda: None,
) -> Result:
    """Check agents. Raises `UsageError` for an unknown format, target or code.

    `read` gives standard input, `step` is told of each file that was read.
    """
    for target in request.targets:
        registry.get(target)
    wanted = chosen_codes(request)
    if request.fix and STANDARD_INPUT in request.sources:
        raise UsageError("standard input cannot be repaired: name a file")
    result, report = Result(), Report()
    loaded = sources.load(request.sources, registry, report, format=request.format, read=read, step=step)
    if request.fix:
        result.fixed = _fix(loaded.documents, request, registry, report)
        if result.fixed:
            kept = tuple(d for d in report.diagnostics if d.code in ("not-fixed", "unwritable"))
            report = Report()
            loaded = sources.load(request.sources, registry, report, format=request.format)
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
    request: Request,
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
    for group in _by_client(documents, registry):
        chosen, _ = choose.newest(group, report if not request.targets else Report())
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
        if document is not None and diagnostic.line is None and diagnostic.field:
            field = diagnostic.field
            keys = [f.top for f in registry.get(document.format).fields if field in f.attrs]
            keys.append(field.rpartition(".")[2])
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


def chosen_codes(request: Request) -> frozenset[str]:
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


# repairs


def _fix(documents: Sequence[Document], request: Request, registry: Registry, report: Report) -> list[Fixed]:
    """Repair the files of documents, each once; what is not repaired is told with its reason."""
    roots = [Path(os.path.realpath(_root(source))) for source in request.sources]
    fixed = []
    for document in documents:
        if document.index:
            continue
        found = repair(document, registry)
        told = report.scoped(path=document.path, agent=document.agent.name)
        for why in found.left:
            told.add("not-fixed", why)
        if found.done:
            why_not = _write(document, found.text, roots, told)
            if why_not is None:
                fixed.append(Fixed(document.path, found.done))
            elif why_not:
                told.add("not-fixed", f"left as it is: {why_not}")
    return fixed


def _root(source: str) -> Path:
    """What a source names: a file, a folder, or for a glob the folder before its first wildcard."""
    path = Path(source)
    while not os.path.lexists(path) and path != path.parent:
        path = path.parent
    return path


def _write(document: Document, text: str, roots: Sequence[Path], report: Report) -> str | None:
    """Put a repaired text in place of the old one; else why not, empty when that was reported."""
    place = Path(document.path)
    try:
        facts = place.lstat()
        if place.is_symlink() or facts.st_nlink > 1:
            return "the file is a link, or has other names"
        real = Path(os.path.realpath(place))
        inside = any(real == root or real.is_relative_to(root) for root in roots)
        if not inside:
            return "a link on the way to it leads elsewhere"
        if read_bytes(place, place) != document.tree.source.data:
            return "it changed while it was read"
        apply.write_file(place, text.encode("utf-8"))
    except SyntaxProblem as problem:
        return problem.message
    except OSError as error:
        report.add("unwritable", f"cannot be written: {error.strerror or error}")
        return ""
    return None


# replies


def check_reply_file(agent: str, reply: str, registry: Registry, *, format: str | None = None) -> Result:
    """Hold the reply in a file, or `-`, against the output contract of the one agent in another file."""
    report = Report()
    loaded = sources.load([agent], registry, report, format=format)
    result = Result(files=loaded.files, agents=len(loaded.documents))
    if len(loaded.documents) != 1:
        if not report.errors():
            what = f"one agent is needed to hold a reply against, and {len(loaded.documents)} are there"
            report.add("no-agents" if not loaded.documents else "agent-ambiguous", what, path=agent)
    else:
        shown = "<stdin>" if reply == STANDARD_INPUT else Path(reply).as_posix()
        report = Report()
        try:
            data = (
                sources.standard_input() if reply == STANDARD_INPUT else read_bytes(Path(reply), Path(reply))
            )
            text = decode(data)
        except SyntaxProblem as problem:
            report.add(problem.code, problem.message, hint=problem.hint, path=shown)
        else:
            document = loaded.documents[0]
            check_reply(document.agent, text, report.scoped(path=shown, agent=document.agent.name))
    result.diagnostics = report.diagnostics
    return result
