"""One check, start to end: sources to documents, documents to findings, findings to repairs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from fnmatch import fnmatch, fnmatchcase

from agentconv.checking import alike, baseline
from agentconv.checking.component_fixes import repair_component
from agentconv.checking.components import Components
from agentconv.checking.fixes import FIXABLE, repair
from agentconv.checking.inspector import AgentPower, Inspector
from agentconv.checking.rewrite import Fixed, fix_components, fix_files
from agentconv.checking.subject import Everyone
from agentconv.checking.table import QUIET
from agentconv.diagnostics import CODES, Diagnostic, Report, Severity, owner_of
from agentconv.errors import Problem, UsageError
from agentconv.frozen import frozen, slotted
from agentconv.host.registry import Registry
from agentconv.model.components import AGENT, COMMAND, KINDS, SKILL
from agentconv.reading import sources
from agentconv.reading.excluding import ALL, Choice, names
from agentconv.reading.finding import STANDARD_INPUT, Found
from agentconv.reading.left import Left, plugins_for
from agentconv.reading.named import left_named, parts_named
from agentconv.reading.survey import survey, survey_again
from agentconv.streaming import gathering
from agentconv.streaming.gathering import Gathered
from agentconv.streaming.parts import Head
from agentconv.streaming.run import process

MANY_FIXES = 100
"""For so many files it is tried whether they can be repaired."""


@frozen
class CheckRequest:
    """What to check, and how."""

    sources: tuple[str, ...]
    targets: tuple[str, ...] = ()
    format: str | None = None
    select: tuple[str, ...] = ()
    """Codes, or patterns of codes, of which alone there is to be word; empty = all."""
    ignore: tuple[str, ...] = ()
    known: baseline.Known | None = None
    """Findings of a baseline."""
    fix: bool = False
    quiet: bool = True
    """Whether codes that say only what is are left out, unless `select` names them."""
    choice: Choice = ALL
    """Which files of the sources are wanted."""
    kinds: Collection[str] = KINDS
    """What is looked at, of `KINDS`; agents always are."""
    strict: bool = False
    """Whether a warning on what a target loses is a finding, too."""
    count_fixable: bool = False
    """Whether to say how many files `fix` would repair."""
    ignores: bool = True
    """Whether comments in the files that ignore findings are heeded."""
    off: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Pattern of paths, as .gitignore has them -> patterns of the codes that are not asked for there."""
    base: str = "."
    """The folder that the patterns of `off` start from."""


@slotted
class CheckResult:
    """What came of a check."""

    diagnostics: tuple[Diagnostic, ...] = ()
    files: int = 0
    agents: int = 0
    components: Counter[str] = field(default_factory=Counter)
    """Kind -> how many others than agents there are."""
    powers: list[AgentPower] = field(default_factory=list)
    fixed: list[Fixed] = field(default_factory=list)
    known: int = 0
    """How many findings the baseline knew."""
    gone: int = 0
    """How many findings of the baseline there are no more."""
    ignored: int = 0
    """How many findings the files themselves say are known."""
    skipped: list[Left] = field(default_factory=list)
    fixable: int = 0
    """How many files can be repaired, where that was asked."""
    fixable_at_most: bool = False
    """Whether there are so many that it was not tried for each."""
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
    request = replace(request, targets=tuple(map(registry.word, request.targets)))
    if request.format is not None:
        request = replace(request, format=registry.get(request.format).name)
    wanted = chosen_codes(request)
    if request.fix and STANDARD_INPUT in request.sources:
        raise UsageError("standard input cannot be repaired: name a file")
    result, report, left = CheckResult(strict=request.strict), Report(), Report()
    if request.fix:
        result.fixed = _fix(request, registry, left, step)
    # Read again: what was repaired is no finding any more. Why something was not is one still.
    run = _Run(request, registry, report, wanted, read)
    run.look(step if not request.fix else lambda: None)
    report.extend(left.diagnostics)
    if not (run.gathered.heads or run.components.found or run.components.some) and not report.errors():
        hint = plugins_for(run.gathered.skipped) or None
        report.add("no-agents", "no source defines an agent", hint=hint)
    result.files, result.skipped = run.gathered.files + run.components.looked_at, run.gathered.skipped
    result.agents = len(run.gathered.heads)
    result.components = Counter(one.kind for one in run.components.found)
    run.conclude(result)
    report.extend(registry.take())
    found = [d for d in report.diagnostics if d.code in wanted or _is_own(d.code, request)]
    found = run.without_ignored(found, result)
    found = [d for d in found if not _is_off(d, request)]
    found.sort(key=_order)
    if request.known is not None:
        found, result.known, result.gone = request.known.sift(found, asked_by(request, request.known.base))
    result.diagnostics = tuple(found)
    if request.count_fixable:
        run.count_fixable(result)
    return result


def _fix(request: CheckRequest, registry: Registry, left: Report, step: Callable[[], None]) -> list[Fixed]:
    """Repair what can be repaired; why something was not, and what is wrong with plugins, goes to `left`."""
    report = Report()
    loaded = sources.load(
        request.sources, registry, report, format=request.format, choice=request.choice, step=step
    )
    left.extend(tuple(d for d in report.diagnostics if d in registry.report.diagnostics))
    fixed = fix_files(loaded.documents, request.sources, registry, left)
    kinds = request.kinds if request.format is None else ()
    others = Components(loaded.survey, loaded.skipped, kinds)
    return [*fixed, *fix_components([*others.repairable(others.files())], request.sources, left)]


class _Run:
    """One check under way: all files in chunks, then what only all of them together say."""

    def __init__(
        self,
        request: CheckRequest,
        registry: Registry,
        report: Report,
        wanted: frozenset[str],
        read: Callable[[], bytes] | None,
    ) -> None:
        self.request, self.registry, self.report = request, registry, report
        self.everyone = Everyone(registry, any(os.path.isdir(source) for source in request.sources))
        self.inspector = Inspector(
            list(dict.fromkeys(request.targets)),
            request.format,
            registry,
            read,
            wanted=wanted,
            everyone=self.everyone,
            only=request.choice.only,
        )
        self.gathered = Gathered()
        self.files: list[Found] = []

    def look(self, step: Callable[[], None]) -> None:
        """Read every file that is a source, and look at its agents."""
        request, registry = self.request, self.registry
        sought = sources.seek(request.sources, registry, self.report, None, request.choice)
        surveyed = self.inspector.survey = survey(sought.files, registry, judged=request.format is None)

        def take(files: Sequence[Found], *, counted: bool) -> None:
            numbered = list(enumerate(files, len(self.files)))
            self.files += files
            for part in process(numbered, self.inspector, 1):
                self.gathered.add(part, self.report)
                if counted:
                    step()

        def again(files: Sequence[Found]) -> list[Found]:
            carries = self.inspector.loader.carries
            return survey_again(files, self.registry, carries, surveyed, sought.generated)

        kinds = request.kinds if request.format is None else ()
        gathered, everyone, may_be = self.gathered, self.everyone, surveyed.files
        if {COMMAND, SKILL} <= {*kinds} and not request.choice.only:
            may_be, gathered.skipped = parts_named(may_be, registry)
        sources.take_all(sought, may_be, gathered, take, again, request.kinds)
        gathered.drop_companions(self.report)
        if {*kinds} - {AGENT}:
            gathered.skipped += left_named(surveyed.files, registry, self.report)
        self.components = Components(surveyed, gathered.skipped, kinds)
        gathered.skipped = self.components.not_seen(gathered.skipped)
        self.components.look(
            gathered.heads, registry, self.report, everyone.ignores, from_folder=everyone.from_folder
        )
        sources.tell(self.gathered.skipped, self.report)
        self.report.extend(registry.take())

    def conclude(self, result: CheckResult) -> None:
        """Take over what was found, and add what comes of all agents together."""
        heads, inspector = self.gathered.heads, self.inspector
        there = {head.path for head in heads}
        looked = [one for one in inspector.looked if one.power.path in there]
        result.powers = [one.power for one in looked]
        agents = {head.name.casefold() for head in heads}
        missing = self.everyone.unanswered(agents | self.components.called())
        for one in looked:
            self.report.extend(tuple(d for d in one.found if missing(d)))
        try:
            self._compare(heads)
        except Problem as problem:  # a source that changed between two looks at it
            self.report.add_problem(problem)

    def without_ignored(self, found: list[Diagnostic], result: CheckResult) -> list[Diagnostic]:
        """The findings that no comment in a file is about, and what is to be said of the comments."""
        if not self.request.ignores:
            return found
        kept, result.ignored = self.everyone.ignores.sift(found)
        said = Report()
        asked = self.inspector.wanted
        self.everyone.ignores.tell(said, asked)
        return [*kept, *(d for d in said.diagnostics if d.code in asked)]

    def count_fixable(self, result: CheckResult) -> None:
        """Say how many files can be repaired of those in which something was found that may be."""
        paths = {d.path for d in result.diagnostics if d.code in FIXABLE and d.target is None}
        heads = {head.path: head for head in self.gathered.heads if head.path in paths and head.index == 0}
        asked = {path: head for path, head in heads.items() if not self.files[head.file].bundle}
        if len(asked) > MANY_FIXES:
            result.fixable, result.fixable_at_most = len(asked), True
            return
        for head in asked.values():
            with suppress(Problem):  # it was changed since it was read: the next check tells
                document = self.inspector.again(head, self.files[head.file])
                result.fixable += bool(repair(document, self.registry.get(document.format)).done)
        for held, source in self.components.repairable(self.components.files()) if paths else ():
            result.fixable += source.path in paths and bool(repair_component(held, source).done)

    def _compare(self, heads: list[Head]) -> None:
        inspector, files, report = self.inspector, self.files, self.report
        # What gives way to a newer version is told once: below, where there are targets, or else here.
        versions = Report() if self.request.targets else report
        for group in _by_client(heads, self.registry):
            chosen, _ = gathering.newest(group, inspector, files, versions)
            alike.look(chosen, lambda head: inspector.again(head, files[head.file]), report)
        others = self.components.wanted(heads, report, from_folder=self.everyone.from_folder)
        if self.request.targets:
            chosen, _ = gathering.newest(heads, inspector, files, report)
            chosen = gathering.with_calls(chosen)
            for index in range(len(inspector.targets)):
                report.extend(gathering.gather(index, chosen, inspector, files, others).diagnostics)


def _by_client(heads: Sequence[Head], registry: Registry) -> list[list[Head]]:
    """The agents that one client would read together, so that their names must differ.

    The same agent for several clients in one folder is how projects are; a file that holds all its agents
    has names of its own.
    """
    groups: dict[tuple[str, str], list[Head]] = {}
    for head in heads:
        own = head.path if registry.get(head.format).shared_file else ""
        groups.setdefault((head.format, own), []).append(head)
    return list(groups.values())


def _is_off(found: Diagnostic, request: CheckRequest) -> bool:
    """Whether a code is not asked for in the place of a finding."""
    if not request.off or found.path is None:
        return False
    below = os.path.relpath(found.path, request.base).replace(os.sep, "/")
    return any(
        any(fnmatchcase(found.code, code) for code in codes)
        for pattern, codes in request.off.items()
        if names(pattern, below)
    )


def _order(found: Diagnostic) -> tuple[str, bool, int, int, str]:
    return found.path or "", found.target is not None, found.line or 0, found.column or 0, found.target or ""


def chosen_codes(request: CheckRequest) -> frozenset[str]:
    """The codes of which there is to be word. Raises `UsageError` for one that does not exist."""
    selected = _matching(request.select) if request.select else frozenset(CODES)
    if not request.select and request.quiet:
        selected -= QUIET
    return selected - _matching(request.ignore)


def asked_by(request: CheckRequest, base: str) -> Callable[[baseline.Entry], bool]:
    """Whether a check asks for a finding of a baseline: its code and its file are looked at."""
    wanted = chosen_codes(request)
    sources = [baseline.below(source, base) for source in request.sources if source != STANDARD_INPUT]

    def asked(entry: baseline.Entry) -> bool:
        if entry.code not in wanted and not _is_own(entry.code, request):
            return False
        return any(
            source in {".", entry.path} or entry.path.startswith(f"{source}/") or fnmatch(entry.path, source)
            for source in sources
        )

    return asked


def _is_own(code: str, request: CheckRequest) -> bool:
    """Whether a code is a format's own, and is asked for: by name, or with all that are not left out."""
    if owner_of(code) is None or any(fnmatchcase(code, pattern) for pattern in request.ignore):
        return False
    return not request.select or any(fnmatchcase(code, pattern) for pattern in request.select)


def _matching(patterns: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for pattern in patterns:
        codes = {code for code in CODES if fnmatchcase(code, pattern)}
        if not codes and "/" not in pattern:  # the codes of formats are theirs to say
            import difflib

            near = difflib.get_close_matches(pattern, CODES, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UsageError(f"there is no code {pattern!r}{hint}")
        found |= codes
    return frozenset(found)
