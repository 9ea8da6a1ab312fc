"""What is decided once all files were read: which agents are written, under which names, in which files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.folder.entries import WantedEntry
from agentconv.formats import APART, PACKAGED
from agentconv.frozen import slotted
from agentconv.kit.carried import Carried
from agentconv.kit.component import Entry
from agentconv.kit.exchange import Home, Rendered
from agentconv.kit.format import Format, Writing
from agentconv.kit.restored import Restored
from agentconv.model import names
from agentconv.reading import choose
from agentconv.reading.calls import Names, of_kinds, said_of
from agentconv.reading.components import Wanted
from agentconv.reading.finding import Found
from agentconv.reading.left import Left
from agentconv.reading.references import Calls
from agentconv.reading.survey import ALONE
from agentconv.streaming.parts import Done, Head, Output, Part
from agentconv.streaming.workshop import Workshop
from agentconv.writing.components import Outcome, Placed, counts_of, with_entries
from agentconv.writing.convert import check_paths, note_run, place_along, write_files
from agentconv.writing.packaging import Called, flat_kinds, homes, own_names, with_texts
from agentconv.writing.rendering import Written, at_home


@slotted
class Target:
    """A target's files, and what there is to say of them."""

    name: str
    agents: int = 0
    outputs: list[Output] = field(default_factory=list)
    diagnostics: tuple[Diagnostic, ...] = ()
    lost: list[Restored] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    """What the files do not say of components."""
    paths: dict[str, str] = field(default_factory=dict)
    """Agent -> the path of the file that defines it."""
    homes: Mapping[str, Home] = field(default_factory=dict)
    """Package -> where its files go, for a target that keeps packages apart."""
    entries: list[WantedEntry] = field(default_factory=list)
    """What goes into files that hold other settings, too."""
    components: Counter[str] = field(default_factory=Counter)
    """Kind -> how many others than agents there are."""

    @property
    def ok(self) -> bool:
        """Whether nothing stands against writing the files."""
        return not any(d.severity is Severity.ERROR for d in self.diagnostics)

    def sources_of(self, output: Output) -> tuple[str, ...]:
        """The paths of the files that an output was made from."""
        return output.sources or tuple(
            sorted({self.paths[name] for name in output.agents if name in self.paths})
        )


@slotted
class Gathered:
    """What came of all files."""

    heads: list[Head] = field(default_factory=list)
    skipped: list[Left] = field(default_factory=list)
    undecided: list[tuple[Found, str]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    """Files that belong to others which define no agent."""
    unreadable: bool = False
    files: int = 0
    paths: list[str] = field(default_factory=list)
    """The files that define agents, each once."""

    def add(self, part: Part, report: Report) -> None:
        """Take over what came of a file."""
        self.heads += part.heads
        self.skipped += part.skipped
        self.undecided += part.undecided
        self.parts += part.parts
        self.unreadable |= part.unreadable
        self.files += 1
        report.extend(part.diagnostics)

    def agent_paths(self) -> list[str]:
        """The path of the file of each agent."""
        return [head.path for head in self.heads]

    @property
    def is_empty(self) -> bool:
        """Whether there is neither an agent nor a file that may have been meant for one."""
        return not self.heads and not self.unreadable

    def drop_companions(self, report: Report) -> None:
        """Leave out what belongs to another file's agents: it is no source of its own."""
        parts = {path for head in self.heads for path in head.companions} | {*self.parts}
        if parts:
            self.heads = [h for h in self.heads if h.path not in parts]
            self.skipped = [left for left in self.skipped if left.path not in parts]
            report.take_back(parts, ALONE)


def newest(
    heads: Sequence[Head],
    workshop: Workshop,
    files: Sequence[Found],
    report: Report,
) -> tuple[list[Head], list[choose.Superseded]]:
    """The newest version of each agent, and what gave way to it.

    Only files whose agents share a name are read again. Raises `Problem` when one was changed since.
    """
    groups: dict[str, list[Head]] = {}
    for head in heads:
        groups.setdefault(head.name, []).append(head)
    several = {name for name, group in groups.items() if len(group) > 1}
    if not several:
        return list(heads), []
    while True:
        found = Report()
        asked = [h for h in heads if h.name in several]
        documents = [workshop.again(h, files[h.file]) for h in asked]
        formats, keep = (h.format for h in heads), workshop.task.skip_bad
        best, left_out = choose.newest(documents, found, formats, keep_first=keep)
        # A name with its package's may be that of another agent: then that one has to be looked at as well.
        others = {d.agent.name for d in best} & groups.keys() - several
        if not others:
            break
        several |= others
    targets = {*workshop.task.targets}
    unseen = bool(targets) and targets <= APART  # then nobody sees the names of the run
    report.extend(tuple(d for d in found.diagnostics if d.code != "name-qualified" or not unseen))
    head_of = {(d.path, d.index): h for d, h in zip(documents, asked, strict=True)}
    chosen: dict[str, list[Head]] = {name: [] for name in several}
    for document in best:
        head = head_of[document.path, document.index]
        chosen[head.name].append(_called(head, document.agent.name))
    return [h for name, group in groups.items() for h in chosen.get(name, group)], left_out


def _called(head: Head, name: str) -> Head:
    """An agent under another name than its file gives it."""
    if name == head.name:
        return head
    nothing: list[Done | None] = [None] * len(head.done)
    return replace(head, name=name, own_name=head.name, unchanged=False, done=nothing)


def with_calls(heads: Sequence[Head], those: Sequence[Wanted] = ()) -> list[Head]:
    """Agents that know what those which they name are called where there are no packages."""
    if not any(h.refers or h.skills or h.servers for h in heads):
        return list(heads)
    names = _names(heads, those)
    said = [said_of(h.skills, h.servers, h.refers) for h in heads]
    return [_calling(h, names.of(h.package, s, h.name)) for h, s in zip(heads, said, strict=True)]


def _names(heads: Sequence[Head], those: Sequence[Wanted]) -> Names:
    return Names(((h.package, h.own_name or h.name, h.name) for h in heads), those)


def _calling(head: Head, calls: Calls) -> Head:
    if not calls:
        return head
    nothing: list[Done | None] = [None] * len(head.done)
    return replace(head, calls=calls, unchanged=False, done=nothing)


def gather(
    target: int,
    heads: Sequence[Head],
    workshop: Workshop,
    files: Sequence[Found],
    those: Sequence[Wanted] = (),
) -> Target:
    """A target's files for the agents that are left. Raises `Problem` when a source was changed since.

    `those` are the skills, commands and so on that go along.

    An agent is converted anew where another name or another company makes its file another one.
    """
    fmt, writing = workshop.fresh(target)
    kinds = flat_kinds(fmt, workshop.registry if those else None)
    those = _names(heads, those).calling(those, kinds)
    if fmt.name in APART:
        heads = [replace(h, calls=of_kinds(h.calls, kinds)) for h in heads]
        return _packed(target, heads, workshop, files, those)
    places = _homes(heads, workshop, writing, those) if fmt.name in PACKAGED else {}
    stems = names.slugs(h.name for h in heads)
    alone = Counter((h.file, h.path) for h in heads if h.unchanged)
    result = Target(fmt.name, homes=places)
    items: list[Rendered] = []
    meant = [(stems[head.name], alone[head.file, head.path] == head.of) for head in heads]
    # All agents of a file anew, or none: together they may be the file itself.
    pairs = zip(heads, meant, strict=True)
    stale = {head.file for head, as_meant in pairs if not _stands(head.done[target], as_meant)}
    for head, (slug, whole) in zip(heads, meant, strict=True):
        done = head.done[target]
        if done is None or head.file in stale:
            speaking = replace(head, calls=of_kinds(head.calls, kinds))
            document = workshop.again(speaking, files[head.file])
            done = head.done[target] = workshop.convert(document, target, slug, whole_file=whole)
        writing.report.extend(done.diagnostics)
        result.agents += bool(done.item or done.output)
        item, lost = done.item, done.lost
        if home := places.get(head.package):
            called = Called("", head.own_name or "", head.package, head.origin, head.tool)
            written = at_home(Written(item, lost, ()), fmt, home, called)
            item, lost = written.item, written.lost if workshop.task.carry else None
        result.lost += [lost] if lost else []
        result.outputs += [done.output] if done.output else []
        items += [item] if item else []
    return _finished(result, heads, (items, those), workshop, (fmt, writing))


def _finished(
    result: Target,
    heads: Sequence[Head],
    parts: tuple[Sequence[Rendered], Sequence[Wanted]],
    workshop: Workshop,
    of: tuple[Format, Writing],
) -> Target:
    """A target with the files that are put together of several agents, and with what goes along."""
    (fmt, writing), (items, those) = of, parts
    if result.agents:
        note_run(fmt, writing.report)
    options = workshop.task.options
    outcomes: list[Outcome] = []
    carry = workshop.task.carry
    components = place_along(
        those, result.homes, workshop.registry, of, options, outcomes=outcomes, carry=carry
    )
    files, components = with_entries(write_files(items, fmt, writing), components, writing.report)
    result.lost = with_texts(result.lost, files)
    result.outputs += [
        Output(f.path, workshop.stage.put(f.path, f.text), f.agents, f.is_index) for f in files
    ]
    for one in components:
        _add(one, result, workshop)
    result.components = counts_of(outcomes)
    result.carried = [one.carried for one in outcomes if one.carried is not None]
    result.lost += writing.kept if workshop.task.carry else []
    check_paths(result.outputs, writing.report)
    result.diagnostics = writing.report.diagnostics
    result.paths = {h.name: h.path for h in heads}
    return result


def _add(one: Placed, target: Target, workshop: Workshop) -> None:
    written, agents, sources = one.written, one.wanted.agents, (one.wanted.held.source,)
    if isinstance(written, Entry):
        where = (written.path, written.syntax, written.keys, written.value)
        target.entries.append(WantedEntry(*where, target.name, sources, written.instead))
        return
    staged = workshop.stage.put(written.path, written.data)
    output = Output(written.path, staged, agents, sources=sources, executable=written.executable)
    target.outputs.append(output)


def _homes(
    heads: Sequence[Head], workshop: Workshop, writing: Writing, those: Sequence[Wanted]
) -> dict[str, Home]:
    """Where the files of each package go; of several, `writing` learns what is said of all."""
    packages = [*(h.package for h in heads), *(p for one in those for p in one.packages)]
    if writing.package is None and len({*packages}) > 1:
        writing.package = workshop.survey.whole()
    return homes(packages, workshop.survey.facts(), writing.package)


def _packed(
    target: int,
    heads: Sequence[Head],
    workshop: Workshop,
    files: Sequence[Found],
    those: Sequence[Wanted],
) -> Target:
    """The same for a target that keeps packages apart: agents have the names that they have in theirs."""
    fmt, writing = workshop.fresh(target)
    own = own_names([(h.package, h.own_name or "", h.name) for h in heads])
    places, stems = _homes(heads, workshop, writing, those), names.slugs(own)
    result, items = Target(fmt.name, homes=places), list[Rendered]()
    for head, name in zip(heads, own, strict=True):
        done = head.done[target]
        if done is None or done.item is None or (done.slug, name) != (stems[name], head.name):
            as_there = replace(head, name=name, own_name=None if name == head.own_name else head.own_name)
            document = workshop.again(as_there, files[head.file])
            document = replace(document, known_as=head.name if name != head.name else "")
            done = workshop.convert(document, target, stems[name], whole_file=False)
        known_as = head.name if name != head.name else ""
        writing.report.extend(done.diagnostics)
        result.agents += bool(done.item)
        called = Called(known_as, "", head.package, head.origin, head.tool)
        written = at_home(Written(done.item, done.lost, ()), fmt, places[head.package], called)
        result.lost += [written.lost] if written.lost and workshop.task.carry else []
        items += [written.item] if written.item else []
    return _finished(result, heads, (items, those), workshop, (fmt, writing))


def _stands(done: Done | None, meant: tuple[str, bool]) -> bool:
    """Whether an agent was converted as it is meant: under this stem, and with its whole file or not."""
    return done is not None and (done.slug, done.whole_file) == meant
