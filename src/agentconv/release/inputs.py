"""What a bundle is made from: the agents of the sources, as the manifest wants them, and some files."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Sequence
from dataclasses import field, replace
from pathlib import Path

from agentconv.diagnostics import Report, Severity
from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import with_field
from agentconv.model.components import kinds_named
from agentconv.model.package import Package
from agentconv.reading import choose, sources
from agentconv.reading.calls import tell_missing
from agentconv.reading.components import NEEDED, Naming, Wanted, held, still_left, wanted
from agentconv.reading.excluding import Choice
from agentconv.reading.left import Left
from agentconv.reading.servers_beside import names_in
from agentconv.reading.sources import Loaded
from agentconv.release.filters import Filters, behind, filters_of
from agentconv.release.manifest import NAME, Manifest
from agentconv.text import conflicts, hidden
from agentconv.text.source import Source


@frozen
class Inputs:
    """What a build starts from."""

    documents: list[Document]
    skipped: list[Left]
    """Files of the sources that define no agent."""
    packages: dict[str, Package] = field(default_factory=dict)
    """What the packages of the agents say of themselves, by name."""
    usable: bool = True
    """Whether there is something to build, and nothing wrong with the manifest itself."""
    components: tuple[Wanted, ...] = ()
    """The skills and so on that go along."""
    filters: Filters = field(default_factory=Filters)
    """What changed the agents."""


def read_inputs(
    manifest: Manifest,
    folder: Path,
    registry: Registry,
    report: Report,
    *,
    step: Callable[[], None] = lambda: None,
    skip_bad: bool = False,
) -> Inputs:
    """The agents of the sources, with what the manifest says of them; what is wrong goes to the report.

    With `skip_bad` they come without those that have errors, and without the second of two with one name.
    """
    given = _paths(manifest, folder, report)
    loose = frozenset(path for path, is_pattern in given.items() if is_pattern)
    choice = Choice(None, manifest.exclude, folder, loose)
    loaded = _loaded([*given], choice, registry, report, step)
    documents, _ = choose.newest(loaded.documents, report, keep_first=skip_bad)
    for document in documents:
        if document.index == 0:  # the file is looked at with its first agent
            for source in (document.tree.source, *(companion for _, companion in document.companions)):
                _look(source, report.scoped(path=source.path))
    wrong, failed = Report(), bool(report.errors())
    _check_names(manifest, documents, (folder / NAME).as_posix(), wrong, failed=failed)
    changed = [_overridden(document, manifest) for document in documents]
    taken = [document for document in changed if document is not None]
    chain, filters = filters_of(manifest, folder, registry, wrong)
    before, did = len(taken), Report()
    taken = behind(taken, chain, manifest, did, skip_bad=skip_bad)
    report.extend(did.diagnostics)
    if before and not taken and not did.errors():
        what = f"the filters leave out all of {before} agents"
        wrong.add("no-agents", what, path=(folder / NAME).as_posix())
    components = _components(manifest, taken, loaded, report)
    agents = [d.agent.name for d in (*loaded.documents, *documents)]
    tell_missing(components, agents, registry, report)
    left = still_left(loaded.skipped, (one.held for one in components))
    sources.tell(left, report)
    if not documents and not components and not failed and not wrong.errors():
        wrong.add("no-agents", "no source defines an agent", path=(folder / NAME).as_posix())
    report.extend(wrong.diagnostics)
    known = loaded.survey.facts()
    used = {d.package for d in taken} | {one.held.package for one in components}
    packages = {name: known[name] for name in sorted(known) if name in used}
    usable = not wrong.errors() and (bool(taken or components) or not failed)
    filters = replace(filters, found=did.diagnostics)
    return Inputs(taken, left, packages, usable, components, filters)


def _loaded(
    given: Sequence[str], choice: Choice, registry: Registry, report: Report, step: Callable[[], None]
) -> sources.Loaded:
    """The sources; which files are left is told when it is known what goes along."""
    said = Report()
    loaded = sources.load(given, registry, said, choice=choice, step=step)
    report.extend(d for d in said.diagnostics if d.code != "kinds-left")
    return loaded


def _components(
    manifest: Manifest, documents: Sequence[Document], loaded: Loaded, report: Report
) -> tuple[Wanted, ...]:
    """What goes along: the kinds that the manifest asks for, and what agents name."""
    asked = kinds_named(manifest.kinds)
    found = held(loaded.survey, loaded.skipped, {*asked, *NEEDED}, report)
    naming = [Naming(d.path, d.agent.name, d.agent.skills, names_in(d.agent), d.package) for d in documents]
    return tuple(wanted(found, asked, naming, report))


def _look(source: Source, report: Report) -> None:
    """Refuse a merge that nobody finished, and warn of text that nobody sees."""
    if conflict := next(conflicts.find(source.text), None):
        line, column = source.position(conflict.offset)
        what = "the markers of a merge: nobody chose between the two sides"
        report.add("merge-unresolved", what, line=line, column=column)
    if found := next((h for h in hidden.find(source.text) if not h.slip), None):
        line, column = source.position(found.offset)
        hint = "agentconv check tells of all such places"
        scoped = report.scoped(severity=Severity.WARNING, line=line, column=column)
        scoped.add("hidden-text", found.what, hint=hint)


def _paths(manifest: Manifest, folder: Path, report: Report) -> dict[str, bool]:
    """The files, folders and patterns of the sources, in the manifest's order -> whether it is a pattern."""
    found: dict[str, bool] = {}
    for pattern in manifest.sources:
        if os.path.isabs(pattern) or ".." in Path(pattern).parts:
            what = f"the source {pattern!r} leads out of the manifest's folder"
            report.add("link-outside", what, path=(folder / NAME).as_posix())
            continue
        place = folder / pattern
        below = os.path.join(glob.escape(str(folder)), pattern)
        if place.exists():
            found[str(place)] = False
        elif glob.glob(below, recursive=True):
            found[below] = True
        else:
            report.add("not-found", f"no file fits {pattern!r}", path=(folder / NAME).as_posix())
    return found


def _check_names(
    manifest: Manifest, documents: Sequence[Document], path: str, report: Report, *, failed: bool
) -> None:
    """Report tables of the manifest for agents that are not there.

    `failed` = some files could not be read, so that a table may be for an agent of those.
    """
    known = {d.agent.name for d in documents}
    for name in manifest.agents:
        if name not in known and not failed:
            report.add("unknown-key", f"[agents.{name!r}] fits no agent of the sources", path=path)


def _overridden(document: Document, manifest: Manifest) -> Document | None:
    """The document with the fields that the manifest sets; None when it leaves the agent out."""
    entry = manifest.agents.get(document.agent.name)
    if entry is None:
        return document
    if entry.skip:
        return None
    agent = document.agent
    for name, value in entry.fields.items():
        agent = with_field(agent, name, value)
    if agent == document.agent:
        return document
    return replace(document, agent=agent, original=document.as_read)


def files_along(manifest: Manifest, folder: Path, report: Report) -> dict[str, bytes]:
    """The licence and the history of the bundle, by their names in it."""
    found = {}
    for name, given in (("LICENSE", manifest.license_file), ("CHANGELOG.md", manifest.changelog)):
        place = folder / (given or name)
        if given is None and not place.is_file():
            continue
        try:
            found[name] = read_bytes(place, folder)
        except Problem as problem:
            report.add_problem(problem, path=place.as_posix())
    return found
