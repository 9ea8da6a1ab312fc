"""From sources to batches: the components that lie in a client's own places, or all, exported to it first."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import PurePosixPath
from typing import cast

from agentconv.diagnostics import Diagnostic, Report
from agentconv.errors import Problem, WrongType
from agentconv.frozen import slotted
from agentconv.host.components import AnyFormat, format_of
from agentconv.host.registry import Registry
from agentconv.kit.component import (
    ComponentFile,
    ComponentReading,
    ComponentWriting,
    Entry,
    Material,
    Written,
)
from agentconv.kit.exchange import PROJECT
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.table import place_pattern
from agentconv.model.agent import Value
from agentconv.model.components import AGENT, COMMAND, RULE, SKILL, Component, File
from agentconv.model.names import unsafe_path
from agentconv.model.rule import Rule
from agentconv.model.server import Server
from agentconv.proving import scratch
from agentconv.proving.component_values import Batch, Subject
from agentconv.proving.stubs import entry_of, stubbed
from agentconv.reading import components, sources
from agentconv.reading.excluding import ALL, Choice
from agentconv.reading.held import Held
from agentconv.reading.servers_beside import is_told
from agentconv.reading.survey import Survey
from agentconv.writing.components import How, placed


@slotted
class Components:
    """What the sources hold beside agents."""

    survey: Survey
    found: list[Held]
    said: tuple[Diagnostic, ...]
    """What is said of them."""
    root: str = ""
    """The scratch folder with the files of a bundle, which are asked as they lie and shown without it."""

    @property
    def is_empty(self) -> bool:
        """Whether there is none, nor a file that may be meant as one."""
        return not self.found and not self.said

    def batches(
        self, kind: str, target: str, registry: Registry, report: Report, *, as_is: bool
    ) -> tuple[list[Batch], bool]:
        """The batches of a kind for a target, and whether they had to be exported."""
        fmt = format_of(kind, target, registry)
        if fmt is None:
            return [], False
        found = [held for held in self.found if held.kind == kind]
        own, rest = list[Subject](), list[Held]()
        for held in found:
            lying = [
                replace(one, shown=one.shown.removeprefix(self.root))
                for one in _as_it_lies(held, fmt, self.said)
            ]
            own += lying
            if not lying and held.format is fmt:  # it stands among other settings
                rest.append(held)
        own += _exported(rest, target, fmt, registry, report) if own else ()
        loose = dict(self._loose(fmt, report))
        if own or loose or as_is or self.root:
            return _with_loose(_batched(own, target, kind, report), loose, Batch(target, kind)), False
        return _batched([*_exported(found, target, fmt, registry, report)], target, kind, report), True

    def _loose(self, fmt: AnyFormat, report: Report) -> Iterator[tuple[str, tuple[str, bytes]]]:
        """Path in the project -> files at a format's places of which no component is read."""
        if fmt.kind not in (SKILL, COMMAND) or not fmt.reads:
            return
        read = {held.source for held in self.found}
        for found in self.survey.files:
            place = _place(found.shown, fmt.paths)
            if place and found.shown not in read and not found.outside:
                shown = found.shown.removeprefix(self.root)
                try:
                    yield place, (shown, found.read())
                except Problem as problem:  # such as a link out of the project
                    if not is_told(problem, shown, report):
                        report.add_problem(problem, path=shown)


@contextmanager
def laid_out(
    files: Mapping[str, bytes], kinds: Collection[str], registry: Registry, report: Report
) -> Iterator[Components]:
    """The components in the files of a bundle for one target, within a `with` block."""
    with scratch.folder() as folder:
        scratch.put(folder, files)
        yield replace(gathered([str(folder)], kinds, registry, report), root=f"{folder}/")


def gathered(
    arguments: Sequence[str],
    kinds: Collection[str],
    registry: Registry,
    report: Report,
    *,
    format: str | None = None,
    choice: Choice = ALL,
) -> Components:
    """The components of some kinds in files and folders; what cannot be read goes to the report."""
    loaded = sources.load(arguments, registry, Report(), format=format, choice=choice)
    own = Report()
    found = components.held(loaded.survey, loaded.skipped, set(kinds) - {AGENT}, own)
    report.extend(own.errors())
    return Components(loaded.survey, found, own.diagnostics)


def _place(path: str, globs: Iterable[str]) -> str:
    """The end of a path that is one of some places; empty where it is none."""
    matches = (match for glob in globs if (match := place_pattern(glob).search(path)))
    return next((path[match.start() :].lstrip("/") for match in matches), "")


def _moved(path: str, fmt: AnyFormat) -> str:
    """The place in a project of what lies in a home folder."""
    starts = (glob.partition("*")[0] for glob in fmt.user_paths if "*" in glob)
    below = next((path.removeprefix(start) for start in starts if path.startswith(start)), "")
    return f"{fmt.paths[0].partition('*')[0]}{below}"


def _in_folder(path: str, fmt: AnyFormat) -> str:
    """The end of a path from a tool's own folder on, where it is no place; empty where it is in none."""
    folders = {glob.partition("/")[0] for glob in fmt.paths if glob.startswith(".")}
    parts = PurePosixPath(path).parts
    starts = (at for at, part in enumerate(parts[:-1]) if part in folders)
    return next(("/".join(parts[at:]) for at in starts), "")


def _as_it_lies(held: Held, fmt: AnyFormat, said: Iterable[Diagnostic]) -> Iterator[Subject]:
    """A component as it lies in the folder of a format's tool; none where it lies in another's alone."""
    source = PurePosixPath(held.source)
    shared = fmt.lies_at(source) and not held.format.is_package
    if not fmt.reads or (held.format is not fmt and held.format.lies_at(source) and not shared):
        return
    path, at_home = _place(held.source, fmt.paths), False
    if not path and (path := _place(held.source, fmt.user_paths)):
        at_home = held.kind == RULE
        path = path if at_home else _moved(path, fmt)
    if held.kind == COMMAND and source.name not in {PurePosixPath(f.path).name for f in held.material.files}:
        return  # it is an entry of settings, which no file of its own would say
    path = path or _in_folder(held.source, fmt)
    told = tuple(d for d in said if d.path == held.source)
    if path and isinstance(fmt, ServerFormat):
        entry = entry_of(cast(Server, held.component), fmt, path)
        yield from _of_server(entry, fmt, held.source, at_home=at_home, said=told)
    elif path and (component := held.component if held.format is fmt else _read(fmt, held.material)):
        inside = unsafe_path(held.material.path) is None  # a file that was named itself may lie anywhere
        if isinstance(component, Rule) and component.main and not at_home and inside:
            path = held.material.path  # its folder says when it counts
        folder = path.rpartition("/")[0]
        files = {f"{folder}/{file.path}".lstrip("/"): file.data for file in held.material.files}
        yield Subject(component, fmt, held.source, path, files, at_home=at_home, said=told)


def _read(fmt: AnyFormat, material: Material) -> Component | None:
    """What a format reads from a file that lies in none of its places."""
    try:
        found = fmt.read(material, ComponentReading(Report()))
    except Problem:  # in its own tool's words it is read, and told
        return None
    return found[0] if found else None


def _of_server(
    entry: Entry,
    fmt: ServerFormat,
    shown: str,
    *,
    at_home: bool = False,
    said: tuple[Diagnostic, ...] = (),
    also: tuple[Entry, ...] = (),
) -> Iterator[Subject]:
    """A server that starts and reaches nothing, as it is read then; `also` is what its file needs besides."""
    bare = stubbed(entry, zlib.crc32(entry.keys[-1].encode()))
    try:
        server = fmt.decode(entry.keys[-1], cast(dict[str, Value], bare.value))
    except WrongType:  # as before, which is told
        return
    if server is not None:
        yield Subject(server, fmt, shown, bare.path, {}, (*also, bare), at_home, said)


def _exported(
    found: Sequence[Held], target: str, fmt: AnyFormat, registry: Registry, report: Report
) -> Iterator[Subject]:
    """The components as a target has them; those that it does not take are told in the report."""
    said = Report()
    wanted = components.wanted(found, {fmt.kind}, (), said)
    written: dict[int, tuple[Held, list[Written]]] = {}
    for one in placed(wanted, target, {}, How(PROJECT, allow_wider=True), registry, said, outcomes=[]):
        written.setdefault(id(one.wanted), (one.wanted.held, []))[1].append(one.written)
    report.extend(said.errors())
    for held, those in written.values():
        entries = tuple(one for one in those if isinstance(one, Entry))
        files = {one.path: one.data for one in those if isinstance(one, ComponentFile)}
        back = fmt.read_back(those, ComponentWriting(Report(), source=held.format))
        if isinstance(fmt, ServerFormat):
            own = [entry for entry in entries if entry.keys[:-1] == fmt.keys]
            also = tuple(entry for entry in entries if entry not in own)
            for entry in own[:1]:
                yield from _of_server(entry, fmt, held.source, also=also)
        elif back is not None and files:
            place = next((path for path in files if fmt.lies_at(PurePosixPath(path))), next(iter(files)))
            yield Subject(back, fmt, held.source, place, files, entries, said=_said(fmt, place, files))
        elif back is not None:
            yield Subject(back, fmt, held.source, those[0].path, {}, entries)


def _said(fmt: AnyFormat, place: str, files: Mapping[str, bytes]) -> tuple[Diagnostic, ...]:
    """What is said of files that were written when they are read."""
    folder, _, name = place.rpartition("/")
    report, file = Report(), File(name, files[place])
    inside = (File(path.removeprefix(f"{folder}/"), data) for path, data in files.items() if path != place)
    with suppress(Problem):  # which writing them has told
        fmt.read(Material(place, (file, *inside)), ComponentReading(report))
    return report.diagnostics


def _batched(subjects: Iterable[Subject], target: str, kind: str, report: Report) -> list[Batch]:
    """Components in as few batches as hold them."""
    batches: list[Batch] = []
    for subject in subjects:
        batch = next((batch for batch in batches if batch.takes(subject)), None)
        if batch is None:
            batches.append(batch := Batch(target, kind))
        try:
            batch.add(subject)
        except Problem as problem:
            report.add_problem(problem, path=subject.shown, target=target)
    return [batch for batch in batches if batch.subjects]


def _with_loose(batches: list[Batch], loose: Mapping[str, tuple[str, bytes]], empty: Batch) -> list[Batch]:
    """The batches, with files of which no component is read in the first that has room."""
    for path, (shown, data) in loose.items():
        batch = next((one for one in batches if path not in one.files), empty)
        if batch is empty and empty not in batches:
            batches.append(empty)
        batch.files[path] = data
        batch.loose[path] = shown
    return batches
