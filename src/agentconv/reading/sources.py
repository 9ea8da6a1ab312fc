"""Finding and reading source files: folders, globs, standard input, and what is never read.

Only regular files inside the folder that was given are opened; nothing is followed out of it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from agentconv.diagnostics import Diagnostic, Report
from agentconv.errors import NotAnAgent, Problem, UsageError, WrongType
from agentconv.folder import record
from agentconv.folder.opening import read_bytes
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.reading import carry, kinds
from agentconv.reading.detect import read_source
from agentconv.reading.finding import STANDARD_INPUT, Found, as_shown, find
from agentconv.reading.kinds import Left, Place
from agentconv.reading.survey import Survey, left_by_place, settled, survey
from agentconv.text.source import MAX_BYTES, Source, decode

OF_BUNDLES = "agentconv"
"""The format of the agents in a bundle."""


@dataclass(slots=True)
class Loaded:
    """What the sources hold."""

    documents: list[Document] = field(default_factory=list)
    skipped: list[Left] = field(default_factory=list)
    """The files of a folder that define no agent."""
    undecided: list[tuple[Found, str]] = field(default_factory=list)
    """Files of which those beside them say whether they are agents, each with why it is not known."""
    survey: Survey = field(default_factory=lambda: Survey([]))
    files: int = 0
    unreadable: set[str] = field(default_factory=set)
    """The files that have an error."""

    def add(self, other: Loaded) -> None:
        """Take over what further files hold."""
        self.documents += other.documents
        self.skipped += other.skipped
        self.undecided += other.undecided
        self.files += other.files
        self.unreadable |= other.unreadable


def load(
    arguments: Sequence[str],
    registry: Registry,
    report: Report,
    *,
    format: str | None = None,
    out: Path | None = None,
    read: Callable[[], bytes] | None = None,
    step: Callable[[], None] = lambda: None,
    jobs: int = 1,
) -> Loaded:
    """The documents of all sources, in the order of the arguments, then of the sorted paths.

    `out` is the folder that will be written to: what agentconv wrote there is no source. `read` gives
    standard input. Problems go to the report.
    """
    if arguments.count(STANDARD_INPUT) > 1:
        raise UsageError("standard input (-) can be read only once")
    if "" in arguments:
        raise UsageError("a source has an empty name")
    generated = record.Generated(out)
    files, own = _found(arguments, registry, report, generated)
    loader = Loader(registry, report, format, read)
    surveyed = survey(files, registry, judged=format is None)
    files = surveyed.files
    loaded = _read_all([f for f in files if f.place is None or f.place.read], loader, step, jobs)
    loaded.skipped += left_by_place(files)
    taken, left = settled(loaded.undecided, [d.path for d in loaded.documents], files)
    loaded.skipped += left
    loaded.add(_read_all(taken, loader, lambda: None, 1))
    if not loaded.documents and not loaded.unreadable:
        # A folder that agentconv wrote, and nothing else: whoever names it wants its agents, the carry file
        # restores what they lost. Not so where the output goes: the next run would read what the last one
        # wrote.
        again = [found for found, _ in own if not generated.in_out(found.real)]
        own = [(found, why) for found, why in own if generated.in_out(found.real)]
        loaded.add(_read_all(again, loader, step, jobs))
    loaded.skipped += [Left(found.shown, why, kinds.OWN) for found, why in own]
    loaded.survey = surveyed
    _drop_companions(loaded)
    _tell(loaded, report)
    report.extend(registry.take())
    return loaded


def _found(
    arguments: Sequence[str], registry: Registry, report: Report, generated: record.Generated
) -> tuple[list[Found], list[tuple[Found, str]]]:
    """The files to read, each once, and those that agentconv wrote, each with what says so."""
    files: list[Found] = []
    own: list[tuple[Found, str]] = []
    seen: set[str] = set()
    for found in find(arguments, registry, report):
        if found.real in seen:
            continue
        seen.add(found.real)
        if not found.named and (why := generated.why(found.real, found.root)):
            own.append((found, why))
        else:
            files.append(found)
    return files, own


_Carried = tuple[frozenset[str], Mapping[str, Mapping[str, Mapping[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Loader:
    """What reading one file needs."""

    registry: Registry
    report: Report
    format: str | None
    read: Callable[[], bytes] | None
    """Gives standard input."""
    carries: dict[tuple[Path, Path], tuple[Path, ...]] = field(default_factory=dict)
    """Folder and root -> the folders from there up that hold a carry file."""
    entries: dict[Path, _Carried] = field(default_factory=dict)
    """Folder -> what its carry file knows, read once."""


FEW = 64
"""Up to so many files, other processes cost more than they bring."""


def _read_all(files: Sequence[Found], loader: Loader, step: Callable[[], None], jobs: int) -> Loaded:
    loaded = Loaded()
    if jobs > 1 and len(files) > FEW and not any(f.shown == STANDARD_INPUT for f in files):
        from concurrent.futures import ProcessPoolExecutor

        size = max(FEW // 2, len(files) // (jobs * 4))
        chunks = [files[i : i + size] for i in range(0, len(files), size)]
        with ProcessPoolExecutor(jobs) as pool:
            given = (loader.format, loader.registry.plugins)
            for part, remarks in pool.map(_read_chunk, chunks, [given] * len(chunks)):
                loaded.add(part)
                loader.report.extend(remarks)
                for _ in range(part.files):
                    step()
        return loaded
    for found in files:
        load_file(found, loader, loaded)
        step()
    return loaded


def _read_chunk(
    files: Sequence[Found], given: tuple[str | None, bool]
) -> tuple[Loaded, tuple[Diagnostic, ...]]:
    """What some files hold, read in another process; `given`: the format, whether plugins may be loaded."""
    name, plugins = given
    loader, loaded = Loader(Registry(plugins=plugins), Report(), name, None), Loaded()
    for found in files:
        load_file(found, loader, loaded)
    trees = {id(d.tree): d.tree.without_places() for d in loaded.documents}
    loaded.documents = [replace(d, tree=trees[id(d.tree)]) for d in loaded.documents]
    return loaded, loader.report.diagnostics


def _drop_companions(loaded: Loaded) -> None:
    """A file that belongs to another's agents is no source of its own."""
    parts = {(Path(d.path).parent / name).as_posix() for d in loaded.documents for name, _ in d.companions}
    if parts:
        loaded.documents = [d for d in loaded.documents if d.path not in parts]
        loaded.skipped = [left for left in loaded.skipped if left.path not in parts]


def _tell(loaded: Loaded, report: Report) -> None:
    """One note on all that is no agent, by kind."""
    loaded.skipped.sort(key=lambda left: left.path)
    if what := kinds.summary(loaded.skipped):
        hint = "--verbose lists them; a file that is named itself, or --from, is taken for an agent"
        report.add("kinds-left", what, hint=hint)


def load_file(found: Found, loader: Loader, loaded: Loaded) -> None:
    """Add the documents of one file to `loaded`."""
    report = Report()
    loaded.files += 1
    read = _read_bundle if found.bundle else _read_file
    try:
        loaded.documents += read(found, loader, report)
    except kinds.Undecided as reason:
        loaded.undecided.append((found, str(reason)))
    except NotAnAgent as reason:
        if found.named:
            what = f"this file defines no agent: {reason}"
            hint = "say what it is with --from, if it is one"
            report.add("not-an-agent", what, path=found.shown, hint=hint)
        else:
            kind = found.place.otherwise if found.place else kinds.DOCUMENT
            loaded.skipped.append(Left(found.shown, str(reason), getattr(reason, "kind", kind)))
    if report.errors():
        loaded.unreadable.add(found.shown)
    loader.report.extend(report.diagnostics)


def _read_file(found: Found, loader: Loader, report: Report) -> list[Document]:
    standard = found.shown == STANDARD_INPUT
    shown = "<stdin>" if standard else found.shown
    data = b""
    try:
        data = (loader.read or standard_input)() if standard else found.read()
        source = Source(shown, decode(data))
    except Problem as problem:
        if found.place is not None and problem.code in _OF_TEXT and not _meant(found.place, data):
            raise kinds.Undecided(problem.message) from None
        report.add_problem(problem, Source(shown, data.decode("utf-8", "replace")), path=shown)
        return []

    def sibling(name: str) -> Source:
        if os.path.isabs(name) or ".." in Path(name).parts or "\\" in name:
            raise Problem("link-outside", "the path leads out of the folder")
        folder = found.path.parent
        return Source(name, decode(read_bytes(folder / name, folder)))

    documents = read_source(
        source,
        loader.registry,
        report,
        format=loader.format,
        sibling=None if standard else sibling,
        place=found.place,
    )
    if found.package or found.owner:
        documents = [replace(d, package=found.package, owner=found.owner) for d in documents]
    return documents if standard else _carried(found, documents, loader, report)


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


def _carried(found: Found, documents: list[Document], loader: Loader, report: Report) -> list[Document]:
    """The documents with what a carry file in a folder above knows of them.

    A carry file counts only where the record beside it says that agentconv wrote both.
    """
    start = found.path.parent, found.root
    if start not in loader.carries:
        loader.carries[start] = tuple(_carry_folders(*start))
    for folder in loader.carries[start][:1]:
        documents = carry.restore(documents, _carry_entries(folder, found.path, loader, report), report)
    return documents


def _carry_folders(folder: Path, root: Path) -> Iterator[Path]:
    for _ in range(8):
        if os.path.lexists(folder / carry.NAME):
            yield folder
        if folder in (folder.parent, root, Path()):
            return
        folder = folder.parent


def _carry_entries(
    folder: Path, path: Path, loader: Loader, report: Report
) -> Mapping[str, Mapping[str, Any]]:
    if folder not in loader.entries:
        loader.entries[folder] = _read_carry(folder, report)
    known, entries = loader.entries[folder]
    relative = path.relative_to(folder).as_posix()
    if relative in entries and relative not in known:
        what = f"not taken into account: {record.NAME} does not list {relative}"
        report.add("carry-ignored", what, path=as_shown(folder / carry.NAME))
        return {}
    return entries.get(relative, {})


def _read_carry(folder: Path, report: Report) -> _Carried:
    """The files that the record of a folder lists, and what its carry file knows, if it lists that too."""
    file = folder / carry.NAME
    try:
        data = read_bytes(file, folder)
        known = record.load(folder)
        if not known.owns(carry.NAME, sha256(data).hexdigest()):
            raise WrongType(f"a file that {record.NAME} lists as it is")
        return frozenset(known.files), carry.from_text(decode(data))
    except (Problem, WrongType, OSError) as problem:
        report.add("carry-ignored", f"not taken into account: {problem}", path=as_shown(file))
        return frozenset(), {}
