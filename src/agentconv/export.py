"""One export, start to end: sources to documents, documents to files, files to a folder.

The library call behind `agentconv export`; it prints nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path

from agentconv.containers import yaml
from agentconv.diagnostics import Diagnostic, Loss, Report, Severity
from agentconv.errors import Problem, UsageError
from agentconv.folder import apply, working
from agentconv.folder.plan import Plan, Wanted
from agentconv.folder.plan import plan as make_plan
from agentconv.folder.staging import Stage
from agentconv.frozen import frozen, slotted
from agentconv.host.components import format_of
from agentconv.host.registry import Registry
from agentconv.kit.exchange import OutputFile
from agentconv.kit.rules import RuleFormat, read_twice
from agentconv.model.components import AGENT, KINDS, RULE
from agentconv.reading import choose, sources, survey
from agentconv.reading import components as held_components
from agentconv.reading.calls import tell_missing
from agentconv.reading.excluding import ALL, Choice
from agentconv.reading.finding import Found
from agentconv.reading.left import Left, plugins_for
from agentconv.reading.named import left_named
from agentconv.streaming import gathering, run
from agentconv.streaming.carry_file import carry_file, without_components
from agentconv.streaming.components import Components
from agentconv.streaming.gathering import Gathered, Target
from agentconv.streaming.parts import Head
from agentconv.streaming.passing import behind_filters
from agentconv.streaming.workshop import Task, Workshop
from agentconv.writing.components import counts_of
from agentconv.writing.convert import Conversion
from agentconv.writing.filtering import Chain
from agentconv.writing.options import Options


@frozen
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
    jobs: int | None = None
    """How many processes work; None = as many as is good for the number of files."""
    cache: bool = False
    """Whether what did not change since an earlier run is taken from the user's cache folder."""
    choice: Choice = ALL
    """Which files of the sources are wanted."""
    kinds: frozenset[str] = frozenset({AGENT})
    """What is wanted, of `agentconv.model.components.KINDS`; what an agent needs goes along in any case."""


@slotted
class ExportResult:
    """What came of an export."""

    diagnostics: tuple[Diagnostic, ...] = ()
    summaries: list[Summary] = field(default_factory=list)
    """What became of the agents, target by target."""
    conversions: list[Conversion] = field(default_factory=list)
    """The files themselves, when none were to be written: an export into a folder does not hold them."""
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
    partial: bool = False
    """Whether an agent was left out for another one that has its name."""

    @property
    def failed(self) -> bool:
        """Whether an error stands, or a warning under `strict`."""
        bad = {Severity.ERROR, Severity.WARNING} if self.strict else {Severity.ERROR}
        return any(d.severity in bad for d in self.diagnostics)

    @property
    def ok(self) -> bool:
        """Whether the exit status is 0."""
        return not (self.failed or self.stale or self.partial)


@frozen
class Summary:
    """What became of the fields of a target's agents: how many fields of each class."""

    target: str
    agents: int
    files: int
    losses: dict[Loss, int]
    components: Mapping[str, int] = field(default_factory=dict)
    """Kind -> how many others than agents there are."""


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
    request = replace(request, targets=tuple(dict.fromkeys(map(registry.word, request.targets))))
    if request.format is not None:
        request = replace(request, format=registry.get(request.format).name)
    with _stage(request) as stage:
        workshop = Workshop(_task(request), registry, stage, read)
        return _Run(request, workshop).result(step)


@contextmanager
def _stage(request: ExportRequest) -> Iterator[Stage]:
    """Where the contents of the files go as soon as they are made."""
    if request.out is None:
        yield Stage(None, keep=True)
    elif request.check or request.dry:
        yield Stage(str(request.out), keep=request.dry)
    else:
        with working.at_work(request.out) as stage:
            yield stage


def _task(request: ExportRequest) -> Task:
    targets = tuple(dict.fromkeys(request.targets))
    task = Task(targets, request.format, request.options, request.carry, request.skip_bad, request.cache)
    return replace(task, only=request.choice.only)


@slotted
class _Run:
    """One export under way."""

    request: ExportRequest
    workshop: Workshop
    report: Report = field(default_factory=Report)
    files: list[Found] = field(default_factory=list)
    """The files that were read; an agent knows its own by the number."""
    gathered: Gathered = field(default_factory=Gathered)
    components: Components = field(default_factory=lambda: Components(()))

    def result(self, step: Callable[[], None]) -> ExportResult:
        """Everything, in its order: read and convert, choose, put together, write."""
        request, registry = self.request, self.workshop.registry
        result = ExportResult(strict=request.strict)
        self._read(step)
        if self.workshop.cache is not None:
            self.workshop.cache.lines.save()
        self.report.extend(registry.take())
        targets: list[Target] = []
        try:
            heads, result.superseded = self._chosen()
            wanted = self.components.wanted(heads, self.report) if request.out is not None else []
            agents = [h.name for h in (*self.gathered.heads, *heads)]
            tell_missing(wanted, agents, registry, self.report)
            heads = gathering.with_calls(heads, wanted)
            if (heads or self.components.some) and (request.skip_bad or not self.report.errors()):
                targets = self._targets(heads, wanted)
        except Problem as problem:  # a source that changed between two looks at it
            self.report.add_problem(problem)
            targets = []
        result.partial = any(d.code == "name-collision" for d in self.report.diagnostics)
        result.read, result.skipped = self.gathered.files, self.gathered.skipped
        self.report.extend(registry.take())
        result.summaries = [
            _summary(t.name, t.agents, len(t.outputs), t.diagnostics, t.components) for t in targets
        ]
        result.diagnostics = self.report.diagnostics
        if request.out is None:
            result.conversions = [_conversion(t) for t in targets]
        elif targets and (request.skip_bad or not result.failed):
            self._write(request.out, targets, result)
            result.diagnostics = self.report.diagnostics
        return result

    def _read(self, step: Callable[[], None]) -> None:
        """Read and convert every file that is a source."""
        request, registry = self.request, self.workshop.registry
        sought = sources.seek(request.sources, registry, self.report, request.out, request.choice)
        found = self.workshop.survey = survey.survey(sought.files, registry, judged=request.format is None)

        def take(files: Sequence[Found], *, counted: bool) -> None:
            self._process(files, step if counted else lambda: None)

        def again(files: Sequence[Found]) -> list[Found]:
            carries = self.workshop.loader.carries
            return survey.survey_again(files, registry, carries, found, sought.generated)

        sources.take_all(sought, found.files, self.gathered, take, again, request.kinds)
        self.gathered.paths = list(dict.fromkeys(self.gathered.agent_paths()))
        self.gathered.drop_companions(self.report)
        if request.out is not None:
            asked = {*request.kinds, *held_components.NEEDED}
            if request.format is None:
                those = left_named(found.files, registry, self.report, request.kinds)
                self.gathered.skipped += those
            packages = {f.shown: f.package for f in found.files if f.package}
            self.components = Components(request.kinds, packages=packages)
            self.components.found = held_components.held(
                found, self.gathered.skipped, asked, self.report, request.out
            )
            self.components.take(self.gathered)
            sources.mark_own(self.gathered.skipped, found.files, sought.generated)
        sources.tell(self.gathered.skipped, self.report)

    def _process(self, files: Sequence[Found], step: Callable[[], None]) -> None:
        numbered = list(enumerate(files, len(self.files)))
        self.files += files
        for part in run.process(numbered, self.workshop, run.jobs_for(files, self.request.jobs)):
            self.gathered.add(part, self.report)
            self.workshop.keep(part)
            step()

    def _chosen(self) -> tuple[list[Head], list[choose.Superseded]]:
        """The newest version of each agent, and what gave way to it."""
        gathered, report = self.gathered, self.report
        if gathered.heads and not yaml.HAS_LIBYAML:
            what = "PyYAML was built without libyaml: reading YAML takes about 13 times as long"
            report.add("no-libyaml", what, hint="install a wheel of pyyaml, or build it with libyaml")
        heads, superseded = gathering.newest(gathered.heads, self.workshop, self.files, report)
        if AGENT not in self.request.kinds:
            heads = []
        read = len(heads)
        heads = behind_filters(heads, self.workshop, self.files, report)
        if not heads and not self.components.some and not report.errors():
            shown = ", ".join(self.request.sources[:3]) + (", ..." if len(self.request.sources) > 3 else "")
            what = f"no source defines an agent: {shown}"
            if read:
                what = f"the filters leave out all of {read} agents: {shown}"
            if self.request.kinds != {AGENT}:
                what = f"no source holds anything of the kinds that were asked for: {shown}"
            if gathered.skipped:
                what += f"; {len(gathered.skipped)} file(s) looked at"
            hint = "--verbose lists why each file was skipped" if gathered.skipped else None
            skipped = {one.kind for one in gathered.skipped} - {AGENT}
            there = {*skipped, *([AGENT] if gathered.heads else [])} - {*self.request.kinds}
            if kinds := ",".join(f"{kind}s" for kind in KINDS if kind in there):
                hint = f"--kinds {kinds} takes what is there" + (f"; {hint}" if hint else "")
            report.add("no-agents", what, hint=plugins_for(gathered.skipped) or hint)
        return heads, superseded

    def _targets(self, heads: list[Head], those: Sequence[held_components.Wanted]) -> list[Target]:
        found = []
        for index in range(len(self.workshop.targets)):
            target = gathering.gather(index, heads, self.workshop, self.files, those)
            if self.request.skip_bad and not target.ok:
                bad = [d for d in target.diagnostics if d.severity is Severity.ERROR]
                names = {d.agent for d in bad}
                rest = [h for h in heads if h.name not in names]
                target = gathering.gather(index, rest, self.workshop, self.files, those)
                if not target.ok:  # what is left is no single agent's: nothing says which files are sound
                    target.outputs, target.agents = [], 0
                target.diagnostics = (*bad, *(d for d in target.diagnostics if d not in bad))
            self.report.extend(target.diagnostics)
            found.append(target)
        return found

    def _write(self, out: Path, targets: Sequence[Target], result: ExportResult) -> None:
        request, report, stage = self.request, self.report, self.workshop.stage
        wanted = [
            Wanted(o.path, o.content, t.name, o.agents, t.sources_of(o), o.executable)
            for t in targets
            for o in t.outputs
        ]
        spliced = [entry for t in targets for entry in t.entries]
        wanted = _check_one_owner(wanted, report)
        if RULE in request.kinds:
            _tell_twice({one.path: one.sha256 for one in wanted}, [t.name for t in targets], report)
        if request.carry:
            wanted += carry_file(targets, out, report)
        else:
            wanted += without_components(targets, out)
        if report.errors() and not request.skip_bad:
            return
        read = self.gathered.paths
        owned = [word for target in request.targets for word in self.workshop.registry.words(target)]
        plan = make_plan(wanted, out, owned, read, report, force=request.force, entries=spliced)
        if plan is None:
            return
        result.plan, result.diagnostics = plan, report.diagnostics
        result.stale = request.check and plan.changes
        if not (request.check or request.dry) and (request.skip_bad or not result.failed):
            result.written = apply.carry_out(plan, report, failed=stage.failed)


def _check(request: ExportRequest, registry: Registry) -> None:
    """Raise `UsageError` for an unknown target or filter, or a model's name that no file could hold."""
    words = dict[str, str]()
    for word in map(registry.word, request.targets):
        name = registry.get(word).name
        if (first := words.setdefault(name, word)) != word:
            what = (
                f"the targets {first!r} and {word!r} are both {name!r}, which has one generation in a folder"
            )
            raise UsageError(f"{what}: export one of them to another")
    chain = Chain(request.options.filters, registry, request.options.settings)
    names = {link.name for link in chain.links} | words.keys()
    if strange := next((name for name in request.options.settings if name not in names), None):
        raise UsageError(f"there are options for {strange!r}, which is no target or filter of this run")
    model = request.options.model
    if model is not None and not (model.strip() and model.isprintable()):
        raise UsageError("a model's name is empty or holds characters that cannot be printed")


def _check_one_owner(wanted: Sequence[Wanted], report: Report) -> list[Wanted]:
    """The files, each once: what several targets have alike is the first's."""
    seen: dict[str, Wanted] = {}
    for file in wanted:
        first = seen.setdefault(file.path.casefold(), file)
        if first is not file and first.sha256 != file.sha256:
            what = f"{file.path} would be written for both {first.target} and {file.target}"
            report.add("path-collision", what, hint="export one of them to another folder")
    return [*seen.values()]


def _tell_twice(digests: Mapping[str, str], targets: Sequence[str], report: Report) -> None:
    """Say which targets read several of the files of instructions that are written, and say the same."""
    found = (format_of(RULE, target) for target in dict.fromkeys(targets))
    rules = [fmt for fmt in found if isinstance(fmt, RuleFormat)]
    for target, paths in read_twice(rules, digests).items():
        same = [path for path in paths if digests[path] == digests[paths[0]]]
        if len(same) > 1:
            what = f"{target} reads {' and '.join(same)} together, and they say the same"
            report.add("rules-twice", what, target=target)


def _conversion(target: Target) -> Conversion:
    """A target's files with their texts, as the library gives them."""
    files = tuple(OutputFile(o.path, o.content.read().decode(), o.agents, o.is_index) for o in target.outputs)
    sources = {o.path: target.sources_of(o) for o in target.outputs}
    return Conversion(target.name, files, target.diagnostics, tuple(target.lost), target.agents, sources)


def _summary(
    target: str, agents: int, files: int, diagnostics: Iterable[Diagnostic], components: Mapping[str, int]
) -> Summary:
    counts = Counter(d.loss for d in diagnostics if d.loss)
    those = {kind: components[kind] for kind in KINDS if components.get(kind)}
    return Summary(target, agents, files, {loss: counts.get(loss, 0) for loss in Loss}, those)


def summaries(conversions: Iterable[Conversion]) -> list[Summary]:
    """One summary for each target."""
    return [
        _summary(c.target, c.agents, len(c.files), c.diagnostics, counts_of(c.outcomes)) for c in conversions
    ]
