"""Agents to files: native values, measured loss and power, and the text that an agent came from.

Everything here is in memory; `reading` finds and reads files, `folder` writes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Protocol

from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.errors import PluginFailed, UsageError
from agentconv.formats import APART, PACKAGED
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.carried import Carried
from agentconv.kit.document import Document
from agentconv.kit.exchange import Home
from agentconv.kit.format import USER, Format, OutputFile, Rendered, Writing
from agentconv.kit.restored import Restored
from agentconv.kit.retired import retired_target
from agentconv.model import names
from agentconv.reading.components import Wanted
from agentconv.reading.read import PLUGIN_HINT, shown
from agentconv.writing.components import How, Outcome, Placed, parts_of, placed, with_entries
from agentconv.writing.filtering import Chain, filtered
from agentconv.writing.options import Options, told_of
from agentconv.writing.packaging import Called, flat_kinds, homes, unpacked, with_calls
from agentconv.writing.readback import check_written
from agentconv.writing.rendering import at_home, render


@frozen
class Conversion:
    """What a target's files are."""

    target: str
    files: tuple[OutputFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    lost: tuple[Restored, ...] = ()
    agents: int = 0
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Output path -> the paths of the files that it was made from."""
    components: tuple[Placed, ...] = ()
    """The files and entries of skills, commands and so on."""
    outcomes: tuple[Outcome, ...] = ()
    """What became of each of them."""

    @property
    def carried(self) -> list[Carried]:
        """What the files do not say of them."""
        return [one.carried for one in self.outcomes if one.carried is not None]

    @property
    def ok(self) -> bool:
        """Whether nothing stands against writing the files."""
        return not any(d.severity is Severity.ERROR for d in self.diagnostics)


def convert_documents(
    documents: Sequence[Document],
    target: str,
    registry: Registry,
    options: Options | None = None,
    those: Sequence[Wanted] = (),
    *,
    carry: bool = False,
) -> Conversion:
    """The files that `target` has for some documents, with everything that is lost on the way.

    `those` are the skills, commands and so on that go along; `carry` asks what the files do not say of them.

    Raises `UsageError` for an unknown target or one that cannot be written.
    """
    options = options or Options()
    fmt, writing = start(target, registry, options)
    report, writing.carry = writing.report, carry
    documents = _filtered(documents, registry, options, report)
    documents, those = with_calls(documents, those, flat_kinds(fmt, registry if those else None))
    documents = unpacked(documents) if fmt.name in APART else documents
    places: dict[str, Home] = {}
    if fmt.name in PACKAGED:
        of = (*(d.package for d in documents), *(p for one in those for p in one.packages))
        places = homes(of, options.packages, options.package)
    stems = names.slugs(d.agent.name for d in documents)
    whole = _whole_files(documents)
    items: list[Rendered] = []
    lost: list[Restored] = []
    for document in documents:
        slug = stems[document.agent.name]
        origin = registry.loaded(document.origin or document.format)
        known_whole = id(document.tree) in whole and not document.calls
        done = render(document, fmt, writing, options, slug=slug, whole_file=known_whole, origin=origin)
        if home := places.get(document.package):
            own_name = "" if document.known_as else document.own_name
            origin_name = origin.name if origin else ""
            called = Called(document.known_as, own_name, document.package, origin_name, document.tool)
            done = at_home(done, fmt, home, called)
        report.extend(done.diagnostics)
        items += [done.item] if done.item else []
        lost += [done.lost] if done.lost else []
    if items:
        note_run(fmt, report)
    outcomes: list[Outcome] = []
    of_target = fmt, writing
    components = place_along(those, places, registry, of_target, options, outcomes=outcomes, carry=carry)
    files, components = with_entries(write_files(items, fmt, writing), components, report)
    lost += writing.kept
    check_paths(files, report)
    by_name = {d.known_as or d.agent.name: d.path for d in documents}
    made_from = {f.path: tuple(sorted({by_name[a] for a in f.agents if a in by_name})) for f in files}
    return Conversion(
        target,
        tuple(files),
        report.diagnostics,
        tuple(lost),
        len(items),
        made_from,
        components,
        tuple(outcomes),
    )


def _filtered(
    documents: Sequence[Document], registry: Registry, options: Options, report: Report
) -> list[Document]:
    """The documents as the filters give them that the options name."""
    chain = Chain(options.filters, registry, options.settings)

    def wider(name: str) -> bool:
        return options.for_one(name).allow_wider

    return filtered(documents, chain, report, wider=wider)


def start(target: str, registry: Registry, options: Options) -> tuple[Format, Writing]:
    """The format of this name, and what is the same for every agent that it writes.

    Raises `UsageError` for an unknown target or one that cannot be written, or options that it has not.
    """
    fmt = registry.get(target)
    told = told_of(target, registry, options)
    fmt = _writable(registry.writer(fmt, told), options)
    writing = Writing(
        Report(target=target),
        model_map.load(options.models, fmt.models),
        options.model,
        options.shorten,
        options.template,
        scope=options.scope,
        package=options.package,
        options=told,
    )
    return fmt, writing


def _writable(fmt: Format, options: Options) -> Format:
    """The format. Raises `UsageError` when it cannot be written, or not there."""
    if not fmt.writes:
        raise UsageError(f"the format {fmt.name!r} is for reading only")
    if options.scope == USER and not fmt.user_paths:
        raise UsageError(f"the format {fmt.name!r} has no folder for all projects of a user")
    return fmt


def note_run(fmt: Format, report: Report) -> None:
    """Add what is to be said once of every run: by the format, and of a target whose tool is gone."""
    if (gone := retired_target(fmt.name)) is not None:
        report.add("target-retired", gone.what, hint=gone.hint)
    if fmt.run_note:
        code, message, hint = fmt.run_note
        report.add(code, message, hint=hint)


def place_along(
    those: Sequence[Wanted],
    homes: Mapping[str, Home],
    registry: Registry,
    of: tuple[Format, Writing],
    options: Options,
    *,
    outcomes: list[Outcome],
    carry: bool,
) -> tuple[Placed, ...]:
    """What goes along with agents in a target; `writing` learns what the packages hold of it.

    `outcomes` get what became of each, and with `carry` what the files do not say of it.
    """
    fmt, writing = of
    how = How(options.scope, options.shorten, options.allow_wider, carry)
    found = tuple(placed(those, fmt.name, homes, how, registry, writing.report, outcomes=outcomes))
    writing.parts = parts_of(found)
    writing.homes = tuple(
        homes[p] for p in dict.fromkeys(p for one in those for p in one.packages) if p in homes
    )
    return found


def write_files(items: Sequence[Rendered], fmt: Format, writing: Writing) -> list[OutputFile]:
    """The files that a format has for its agents; none, and an error in the report, when it fails."""
    if not items and not writing.homes:
        return []
    try:
        files = fmt.files(items, writing)
        check_written(items, files, fmt, writing.report)
    except PluginFailed as failure:
        writing.report.add("plugin-raised", str(failure), hint=PLUGIN_HINT)
        return []
    return files


def _whole_files(documents: Sequence[Document]) -> set[int]:
    """The trees of which every agent is among the documents, unchanged."""
    count = Counter(id(d.tree) for d in documents if d.unchanged)
    return {id(d.tree) for d in documents if count[id(d.tree)] == d.of}


class HasPlace(Protocol):
    """What has a place and agents that it is for."""

    @property
    def path(self) -> str: ...
    @property
    def agents(self) -> tuple[str, ...]: ...


def check_paths(files: Iterable[HasPlace], report: Report) -> None:
    """Report output paths that are not safe, and those that two agents share."""
    seen: dict[str, HasPlace] = {}
    for file in files:
        if why := names.unsafe_path(file.path):
            report.add("unsafe-path", f"the output path {shown(file.path)} is not safe: {why}")
        folded = file.path.casefold()
        if folded in seen:
            both = ", ".join((*seen[folded].agents, *file.agents))
            what = f"{file.path} would be written twice, for {both}"
            report.add("path-collision", what, agent=file.agents[0] if file.agents else None)
        seen[folded] = file
