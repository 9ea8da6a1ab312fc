"""Finding and reading source files: folders, globs, standard input, and what is never read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem, UsageError
from agentconv.folder import record
from agentconv.frozen import frozen, slotted
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.reading import kinds
from agentconv.reading.beside import Beside
from agentconv.reading.carried import Carries
from agentconv.reading.detect import read_source
from agentconv.reading.excluding import ALL, Choice, inside, is_for_another, without
from agentconv.reading.finding import STANDARD_INPUT, Found, find
from agentconv.reading.kinds import Place
from agentconv.reading.left import DOCUMENT, OWN, Left, summary
from agentconv.reading.recorded import Recorded
from agentconv.reading.survey import ALONE, NO_SURVEY, Survey, left_by_place, settled, survey, survey_again
from agentconv.text.source import MAX_BYTES, Source, decode

OF_BUNDLES = "agentconv"
"""The format of the agents in a bundle."""


@slotted
class Loaded:
    """What the sources hold."""

    documents: list[Document] = field(default_factory=list)
    skipped: list[Left] = field(default_factory=list)
    """The files of a folder that define no agent."""
    undecided: list[tuple[Found, str]] = field(default_factory=list)
    """Files of which those beside them say whether they are agents, each with why."""
    survey: Survey = field(default_factory=lambda: NO_SURVEY)
    files: int = 0
    parts: list[str] = field(default_factory=list)
    """Files that belong to one without an agent, and define none themselves."""
    unreadable: set[str] = field(default_factory=set)
    """The files that have an error."""

    def agent_paths(self) -> list[str]:
        """The path of the file of each agent."""
        return [d.path for d in self.documents]

    @property
    def is_empty(self) -> bool:
        """Whether there is neither an agent nor a file that may have been meant for one."""
        return not self.documents and not self.unreadable


def load(
    arguments: Sequence[str],
    registry: Registry,
    report: Report,
    *,
    format: str | None = None,
    out: Path | None = None,
    choice: Choice = ALL,
    read: Callable[[], bytes] | None = None,
    step: Callable[[], None] = lambda: None,
) -> Loaded:
    """The documents of all sources, in the order of the arguments, then of the sorted paths.

    `choice` says which of them are wanted. `out` is the folder that will be written to: what agentconv
    wrote there is no source. `read` gives standard input. Problems go to the report.
    """
    sought = seek(arguments, registry, report, out, choice)
    loader = Loader(registry, report, format, read, choice.only)
    loaded = Loaded(survey=survey(sought.files, registry, judged=format is None))

    def take(files: Sequence[Found], *, counted: bool) -> None:
        for found in files:
            load_file(found, loader, loaded)
            if counted:
                step()

    def again(files: Sequence[Found]) -> list[Found]:
        return survey_again(files, registry, loader.carries, loaded.survey, sought.generated)

    take_all(sought, loaded.survey.files, loaded, take, again)
    report.take_back(_drop_companions(loaded), ALONE)
    tell(loaded.skipped, report)
    report.extend(registry.take())
    return loaded


@frozen
class Sought:
    """The files below the sources, in the order of the arguments, then of the sorted paths."""

    files: list[Found]
    own: list[tuple[Found, str]]
    """Those that agentconv wrote, each with what says so."""
    generated: record.Generated

    def given_back(self) -> tuple[list[Found], list[tuple[Found, str]]]:
        """What agentconv wrote, as sources after all, and what is none even so.

        A folder that agentconv wrote, and nothing else: whoever names it wants its agents, the carry file
        restores what they lost. Not so where the output goes: the next run would read what the last one
        wrote.
        """
        again = [found for found, _ in self.own if not self.generated.in_out(found.real)]
        return again, [(found, why) for found, why in self.own if self.generated.in_out(found.real)]

    def has_others(self, files: Iterable[Found], wanted: Collection[str]) -> bool:
        """Whether there are sources of other kinds than agents that are wanted: files that people wrote."""
        others = {*wanted} - {kinds.AGENT}
        placed = ((f, f.place) for f in files if f.place is not None and not f.place.part)
        there = (f for f, p in placed if not others.isdisjoint((p.kind, p.otherwise)))
        return any(not self.generated.entries(f.real, f.root) for f in there)

    def spliced(self) -> list[Found]:
        """The sources that hold entries which agentconv wrote elsewhere than where the output goes."""
        inside = (f for f in self.files if not f.named and not self.generated.in_out(f.real))
        return [f for f in inside if self.generated.entries(f.real, f.root)]


def seek(
    arguments: Sequence[str], registry: Registry, report: Report, out: Path | None, choice: Choice = ALL
) -> Sought:
    """What is to be read. Raises `UsageError` for arguments that cannot be meant."""
    if arguments.count(STANDARD_INPUT) > 1:
        raise UsageError("standard input (-) can be read only once")
    if "" in arguments:
        raise UsageError("a source has an empty name")
    sought = Sought([], [], record.Generated(out))
    if choice.only is not None:
        registry.get(choice.only)
    everything = find(arguments, registry, report, loose=choice.loose)
    own: set[str] = set()
    for found in inside(without(everything, choice.exclude, report, base=choice.base), report):
        if found.named or not (why := sought.generated.why(found.real, found.root)):
            sought.files.append(found)
        elif found.real not in own:
            own.add(found.real)
            sought.own.append((found, why))
    return sought


@frozen
class Loader:
    """What reading one file needs."""

    registry: Registry
    report: Report
    format: str | None
    read: Callable[[], bytes] | None
    """Gives standard input."""
    only: str | None = None
    """The one format whose agents are wanted."""
    carries: Carries = field(default_factory=Carries)
    """What carry files know."""
    asked: list[str] = field(default_factory=list)
    """The files that formats asked for beside their own."""
    recorded: Recorded = field(default_factory=Recorded)
    """What agentconv's records say of files."""

    def telling(self, report: Report) -> Loader:
        """The same, with another report."""
        same = (self.format, self.read, self.only, self.carries, self.asked, self.recorded)
        return Loader(self.registry, report, *same)


def _drop_companions(loaded: Loaded) -> set[str]:
    """Leave out the files that belong to another's agents: they are no sources of their own."""
    asked = {(Path(d.path).parent / name).as_posix() for d in loaded.documents for name, _ in d.companions}
    if parts := asked | {*loaded.parts}:
        loaded.documents = [d for d in loaded.documents if d.path not in parts]
        loaded.skipped = [left for left in loaded.skipped if left.path not in parts]
    return parts


class Taking(Protocol):
    """What came of the files that were taken so far."""

    skipped: list[Left]
    undecided: list[tuple[Found, str]]
    files: int

    def agent_paths(self) -> list[str]: ...
    @property
    def is_empty(self) -> bool: ...


class Take(Protocol):
    """Takes some files; `counted` = for the first time."""

    def __call__(self, files: Sequence[Found], *, counted: bool) -> None: ...


def take_all(
    sought: Sought,
    files: Sequence[Found],
    so_far: Taking,
    take: Take,
    survey_again: Callable[[Sequence[Found]], list[Found]],
    wanted: Collection[str] = (),
) -> None:
    """Take every file that is a source, and say of the others what they are.

    First those whose place does not say that they are no agents, then the undecided among them that are
    agents as most beside them are, and what agentconv wrote where there is nothing else of the kinds that
    are wanted.
    """
    take([f for f in files if f.place is None or f.place.read], counted=True)
    so_far.skipped += left_by_place(files)
    agents, left = settled(so_far.undecided, so_far.agent_paths(), files)
    so_far.skipped += left
    so_far.files -= len(agents)  # they are taken again
    take(agents, counted=False)
    own = sought.own
    if so_far.is_empty and not sought.has_others(files, wanted):
        again, own = sought.given_back()
        spliced = sought.spliced()
        seen = {found.real for found in spliced}
        found = [f for f in survey_again([*again, *spliced]) if f.real not in seen]
        take([f for f in found if f.place is None or f.place.read], counted=True)
        so_far.skipped += left_by_place(found)
    so_far.skipped += [Left(f.shown, why, OWN, part=sought.generated.is_expected(f.real)) for f, why in own]


def mark_own(left: list[Left], files: Iterable[Found], generated: record.Generated) -> None:
    """Of the files that are left, count those as agentconv's own in which nothing is but its entries."""
    held = {f.shown: f for f in files if generated.entries(f.real, f.root)}
    for index, one in enumerate(left):
        if (found := held.get(one.path)) is not None and not one.part:
            expected = generated.is_expected(found.real)
            left[index] = Left(one.path, "what it holds is agentconv's", OWN, part=expected)


def tell(left: list[Left], report: Report) -> None:
    """Sort what is no agent by its path, and add one note on all of it, by kind."""
    left.sort(key=lambda one: one.path)
    told = {d.path for d in report.diagnostics if d.code == "agent-disabled"}
    if what := summary([one for one in left if one.path not in told]):
        hint = (
            "--verbose lists them; --kinds takes other kinds along; "
            "a file that is named itself, or --from, is taken for an agent"
        )
        if {one.kind for one in left if not one.part} <= {OWN, DOCUMENT}:
            hint = "--verbose lists them; a folder that holds nothing else is a source when it is named"
        report.add("kinds-left", what, hint=hint)


def load_file(found: Found, loader: Loader, loaded: Loaded, data: bytes | None = None) -> None:
    """Add the documents of one file to `loaded`; `data` is what it holds, where that was read already."""
    report = Report()
    loaded.files += 1
    if loader.only is not None and is_for_another(found, loader.only, loader.registry):
        loaded.skipped.append(Left(found.shown, "another tool's agent, which --only leaves", kinds.AGENT))
        return
    try:
        documents = _read_file(found, loader, report, data)
        wanted = [d for d in documents if loader.only in (None, d.format)]
        if documents and not wanted:
            why = f"an agent in {documents[0].format}, which --only leaves"
            loaded.skipped.append(Left(found.shown, why, kinds.AGENT))
            return
        loaded.documents += wanted
    except kinds.Undecided as reason:
        loaded.undecided.append((found, str(reason)))
    except NotAnAgent as reason:
        if found.named:
            what = f"this file defines no agent: {reason}"
            hint = None if reason.kind else "say what it is with --from, if it is one"
            report.add("not-an-agent", what, path=found.shown, hint=hint)
        else:
            kind = reason.kind or (found.place.otherwise if found.place else DOCUMENT)
            loaded.skipped.append(Left(found.shown, str(reason), kind))
        loaded.parts += [(found.path.parent / name).as_posix() for name in reason.files]
    if report.errors():
        loaded.unreadable.add(found.shown)
    loader.report.extend(report.diagnostics)


def _read_file(found: Found, loader: Loader, report: Report, given: bytes | None) -> list[Document]:
    if found.bundle:
        return _read_bundle(found, loader, report)
    standard = found.shown == STANDARD_INPUT
    shown = "<stdin>" if standard else found.shown
    data = given or b""
    try:
        if given is None:
            data = (loader.read or standard_input)() if standard else found.read()
        source = Source(shown, decode(data))
    except Problem as problem:
        if found.place is not None and problem.code in _OF_TEXT and not _meant(found.place, data):
            raise kinds.Undecided(problem.message) from None
        report.add_problem(problem, Source(shown, data.decode("utf-8", "replace")), path=shown)
        return []

    home = loader.registry.get(found.tool).agents_of if found.tool else ""
    documents = read_source(
        source,
        loader.registry,
        report,
        format=loader.format or loader.recorded.format_of(found, loader.registry),
        sibling=None if standard else Beside(found, loader.asked),
        place=found.place,
        home=home,
    )
    if found.package or found.owner:
        documents = [_placed(d, found, home) for d in documents]
    if standard:
        return documents
    return loader.carries.restored(found, documents, report, partial(_again, loader.registry))


def _again(registry: Registry, format: str, source: Source) -> list[Document]:
    """The agents of a text in a format; none where it is none of that."""
    report = Report()
    fmt = registry.loaded(format)
    if fmt is None or not fmt.reads:
        return []
    try:
        documents = read_source(source, registry, report, format=format)
    except NotAnAgent:
        return []
    return [] if report.errors() else documents


def _placed(document: Document, found: Found, home: str) -> Document:
    """A document with what its file's place says; `home` is the format of agents of its package's tool."""
    tool = found.tool if document.format == home else ""
    return replace(document, package=found.package, owner=found.owner, tool=tool)


_OF_TEXT = ("not-utf8", "file-too-large")


def _meant(place: Place, data: bytes) -> bool:
    """Whether a file that is no text was meant as an agent."""
    return place.belongs or (place.direct and data.startswith(b"---"))


def _read_bundle(found: Found, loader: Loader, report: Report) -> list[Document]:
    """The agents of a bundle, in their neutral form, once all of it was checked."""
    from agentconv.bundle import opening

    try:
        files = opening.agent_files(*opening.open_bundle(found.path))
        texts = [Source(f"{found.shown}/{path}", decode(data)) for path, data in files.items()]
    except Problem as problem:
        report.add_problem(problem, path=found.shown)
        return []
    except OSError as error:
        report.add("unreadable", f"cannot be read: {error.strerror}", path=found.shown)
        return []
    documents = []
    for source in texts:
        documents += read_source(source, loader.registry, report, format=OF_BUNDLES)
    if not documents and not report.errors():
        raise NotAnAgent("the bundle holds no agent")
    return documents


def standard_input() -> bytes:
    """The bytes of standard input, up to the size of a file."""
    return sys.stdin.buffer.read(MAX_BYTES + 1)
