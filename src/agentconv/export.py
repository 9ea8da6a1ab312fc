"""One export, start to end: sources to documents, documents to files, files to a folder.

The library call behind `agentconv export`; it prints nothing.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from agentconv.containers import yaml
from agentconv.diagnostics import Diagnostic, Loss, Report, Severity
from agentconv.errors import Problem, UsageError, WrongType
from agentconv.folder import apply
from agentconv.folder.opening import read_bytes
from agentconv.folder.plan import Plan, Wanted
from agentconv.folder.plan import plan as make_plan
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.reading import carry, choose, sources
from agentconv.reading.kinds import Left
from agentconv.text.source import decode
from agentconv.writing.convert import Conversion, Options, convert_documents


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to export, and how."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    out: Path | None = None
    """The folder to write to; None = write nothing, only convert."""
    format: str | None = None
    options: Options = field(default_factory=Options)
    check: bool = False
    dry: bool = False
    """Plan, but write nothing."""
    strict: bool = False
    carry: bool = False
    force: bool = False
    skip_bad: bool = False
    jobs: int = 1


@dataclass(slots=True)
class ExportResult:
    """What came of an export."""

    diagnostics: tuple[Diagnostic, ...] = ()
    conversions: list[Conversion] = field(default_factory=list)
    plan: Plan | None = None
    written: bool = False
    """Whether the plan was carried out."""
    skipped: list[Left] = field(default_factory=list)
    superseded: list[choose.Superseded] = field(default_factory=list)
    read: int = 0
    """How many files were read."""
    stale: bool = False
    """With `check`: whether anything would change."""
    strict: bool = False

    @property
    def failed(self) -> bool:
        """Whether an error stands, or a warning under `strict`."""
        bad = {Severity.ERROR, Severity.WARNING} if self.strict else {Severity.ERROR}
        return any(d.severity in bad for d in self.diagnostics)

    @property
    def ok(self) -> bool:
        """Whether the exit status is 0."""
        return not self.failed and not self.stale


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the fields of a target's agents: how many fields of each class."""

    target: str
    agents: int
    files: int
    losses: dict[Loss, int]


def export(
    request: ExportRequest,
    registry: Registry,
    *,
    read: Callable[[], bytes] | None = None,
    step: Callable[[], None] = lambda: None,
) -> ExportResult:
    """Run an export. Raises `UsageError` for an unknown format or option value.

    `read` gives standard input, `step` is told of each file that was read.
    """
    _check(request, registry)
    report, result = Report(), ExportResult(strict=request.strict)
    loaded = sources.load(
        request.sources,
        registry,
        report,
        format=request.format,
        out=request.out,
        read=read,
        step=step,
        jobs=request.jobs,
    )
    result.read, result.skipped = loaded.files, loaded.skipped
    documents, result.superseded = _chosen(loaded, report)
    if request.skip_bad:
        names = {d.agent for d in report.errors() if d.code == "name-collision"}
        documents = [d for d in documents if d.agent.name not in names]
    if documents and (request.skip_bad or not report.errors()):
        result.conversions = _convert(documents, request, registry, report)
    report.extend(registry.take())
    result.diagnostics = report.diagnostics
    blocked = result.failed and not request.skip_bad
    if request.out is not None and result.conversions and not blocked:
        _write(request, request.out, result, report, [d.path for d in loaded.documents])
        result.diagnostics = report.diagnostics
    return result


def _check(request: ExportRequest, registry: Registry) -> None:
    """Raise `UsageError` for an unknown target, or a model's name that no file could hold."""
    for target in request.targets:
        registry.get(target)
    model = request.options.model
    if model is not None and not (model.strip() and model.isprintable()):
        raise UsageError("a model's name is empty or holds characters that cannot be printed")


def _chosen(loaded: sources.Loaded, report: Report) -> tuple[list[Document], list[choose.Superseded]]:
    """The newest version of each agent, and what gave way to it."""
    if loaded.documents and not yaml.HAS_LIBYAML:
        what = "PyYAML was built without libyaml: reading YAML takes about 13 times as long"
        report.add("no-libyaml", what, hint="install a wheel of pyyaml, or build it with libyaml")
    documents, superseded = choose.newest(loaded.documents, report)
    if not documents and not report.errors():
        what = "no source defines an agent"
        if loaded.skipped:
            what += f"; {len(loaded.skipped)} files were looked at"
        report.add("no-agents", what, hint="--verbose lists why each file was skipped")
    return documents, superseded


def _convert(
    documents: list[Document], request: ExportRequest, registry: Registry, report: Report
) -> list[Conversion]:
    found = []
    for target in dict.fromkeys(request.targets):
        conversion = convert_documents(documents, target, registry, request.options)
        if request.skip_bad and not conversion.ok:
            bad = [d for d in conversion.diagnostics if d.severity is Severity.ERROR]
            names = {d.agent for d in bad}
            rest = [d for d in documents if d.agent.name not in names]
            again = convert_documents(rest, target, registry, request.options)
            others = [d for d in again.diagnostics if d not in bad]
            conversion = replace(again, diagnostics=(*bad, *others))
        report.extend(conversion.diagnostics)
        found.append(conversion)
    return found


def _write(request: ExportRequest, out: Path, result: ExportResult, report: Report, read: list[str]) -> None:
    wanted = [
        Wanted(f.path, f.text, c.target, f.agents, c.sources.get(f.path, ()))
        for c in result.conversions
        for f in c.files
    ]
    _check_one_owner(wanted, report)
    if request.carry:
        wanted += _carry_file(result.conversions, out, report)
    if report.errors() and not request.skip_bad:
        return
    writes = not (request.check or request.dry)
    with apply.locked(out) if writes else nullcontext():
        plan = make_plan(wanted, out, request.targets, read, report, force=request.force)
        if plan is None:
            return
        result.plan, result.diagnostics = plan, report.diagnostics
        result.stale = request.check and plan.changes
        if writes and (request.skip_bad or not result.failed):
            result.written = apply.carry_out(plan, report)


def _check_one_owner(wanted: Sequence[Wanted], report: Report) -> None:
    seen: dict[str, Wanted] = {}
    for file in wanted:
        first = seen.setdefault(file.path.casefold(), file)
        if first is not file and first.text != file.text:
            what = f"{file.path} would be written for both {first.target} and {file.target}"
            report.add("path-collision", what, hint="export one of them to another folder")


def _carry_file(conversions: Sequence[Conversion], out: Path, report: Report) -> list[Wanted]:
    """The carry file, with what an earlier one says of files that this run does not write."""
    lost = [entry for c in conversions for entry in c.lost]
    mine = {f.path for c in conversions for f in c.files}
    place = out / carry.NAME
    if os.path.lexists(place):
        try:
            earlier = carry.from_json(carry.from_text(decode(read_bytes(place, out))))
        except (WrongType, Problem, KeyError) as error:
            report.add("carry-ignored", f"not a carry file: {error}", path=place.as_posix())
        else:
            lost += [e for e in earlier if e.path not in mine and os.path.lexists(out / e.path)]
    if not lost and not os.path.lexists(place):
        return []
    return [Wanted(carry.NAME, carry.to_text(lost), "carry")]


def summaries(conversions: Iterable[Conversion]) -> list[Summary]:
    """One summary for each target."""
    found = []
    for conversion in conversions:
        counts = Counter(d.loss for d in conversion.diagnostics if d.loss)
        losses = {loss: counts.get(loss, 0) for loss in Loss}
        found.append(Summary(conversion.target, conversion.agents, len(conversion.files), losses))
    return found
