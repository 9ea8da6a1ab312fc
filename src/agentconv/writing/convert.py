"""Agents to files: native values, measured loss and power, and the text that an agent came from.

Everything here is in memory; `reading` finds and reads files, `folder` writes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import PurePosixPath
from typing import Protocol

from agentconv.diagnostics import Diagnostic, Loss, Report, Severity
from agentconv.errors import PluginFailed, UsageError
from agentconv.formats import APART, PACKAGED
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.carried import Carried
from agentconv.kit.document import Document
from agentconv.kit.exchange import NEUTRAL, Home
from agentconv.kit.format import PROJECT, USER, Format, Native, OutputFile, Package, Rendered, Writing
from agentconv.kit.options import settled
from agentconv.kit.packaged import Packaged
from agentconv.kit.restored import Restored
from agentconv.kit.retired import retired_target, tell_ending
from agentconv.kit.served import within_servers
from agentconv.model import names
from agentconv.model.agent import Agent, Difference, Value, diff
from agentconv.reading.components import Wanted
from agentconv.reading.read import PLUGIN_HINT, shown
from agentconv.writing.components import How, Outcome, Placed, parts_of, placed, with_entries
from agentconv.writing.filtering import Chain, filtered
from agentconv.writing.loss import report_losses
from agentconv.writing.packaging import Called, calling, flat_kinds, homes, in_package, unpacked, with_calls
from agentconv.writing.patch import spliced
from agentconv.writing.readback import check_written
from agentconv.writing.withheld import without_withheld


@frozen
class Options:
    """How to write."""

    model: str | None = None
    """The model for every agent."""
    models: str | None = None
    """TOML text of a models file that goes over agentconv's own."""
    template: str | None = None
    """Jinja2 source that wraps the prompt, for formats that take one."""
    shorten: bool = False
    scope: str = PROJECT
    """Whose folder the files are for: the project's, or `user` for those of all projects."""
    allow_wider: bool = False
    for_agent: Mapping[str, AgentOptions] = field(default_factory=dict)
    """What is different for an agent, by its name."""
    package: Package | None = None
    """What the files belong to, for targets that are packages."""
    packages: Mapping[str, Package] = field(default_factory=dict)
    """What the packages of the sources say of themselves, by name."""
    filters: tuple[str, ...] = ()
    """What changes the agents, or leaves some out, before they are written: filters by name, in order."""
    settings: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """Name of a filter or a target -> the values of its options; for the kind `file` the text itself."""


@frozen
class AgentOptions:
    """How to write one agent, where that is different from the others."""

    model: str | None = None
    allow_wider: bool = False


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
    report = writing.report
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
        return _for_one(options, name).allow_wider

    return filtered(documents, chain, report, wider=wider)


def start(target: str, registry: Registry, options: Options) -> tuple[Format, Writing]:
    """The format of this name, and what is the same for every agent that it writes.

    Raises `UsageError` for an unknown target or one that cannot be written, or options that it has not.
    """
    fmt = _writable(registry.get(target), options)
    writing = Writing(
        Report(target=target),
        model_map.load(options.models, fmt.models),
        options.model,
        options.shorten,
        options.template,
        scope=options.scope,
        package=options.package,
        options=settled(fmt.options, options.settings.get(fmt.name, {}), f"the format {fmt.name!r}"),
    )
    return fmt, writing


def _writable(fmt: Format, options: Options) -> Format:
    """The format. Raises `UsageError` when it cannot be written, or not there."""
    if not fmt.writes:
        raise UsageError(f"the format {fmt.name!r} is for reading only")
    if options.scope == USER and not fmt.user_paths:
        raise UsageError(f"the format {fmt.name!r} has no folder for all projects of a user")
    return fmt


@frozen
class Written:
    """What became of one agent in a target."""

    item: Rendered | None
    """Its form; None when the target's format failed."""
    lost: Restored | None
    """What that form does not say."""
    diagnostics: tuple[Diagnostic, ...]


def render(
    document: Document,
    fmt: Format,
    writing: Writing,
    options: Options,
    *,
    slug: str,
    whole_file: bool,
    origin: Format | None,
    carry: bool = True,
    texts: bool = False,
) -> Written:
    """One agent in the target's form, under a file stem that no other agent of the run has.

    `whole_file` says that every agent of the document's file is there and as it was read; `origin` is the
    format that it was read as, where there is one; `carry` asks for what the form does not say, `texts` also
    for the text that it was read from, where the target is a package.
    """
    name = document.known_as or document.agent.name
    as_found = document
    chosen = _for_one(options, name)
    # A report for each agent, since what its format said itself of it is not said again.
    report = Report(target=fmt.name, path=document.path, agent=name)
    # An agent of a package of the same tool means what it says there, wherever it was in between.
    at_home = document.tool == fmt.name
    own = writing.one(report, slug, fmt.dialect if at_home else document.format)
    own.model, own.wider = chosen.model, chosen.allow_wider
    item, lost = None, None
    said = document.agent
    try:
        if origin is not None:
            own.unasked, own.family = origin.unasked, origin.family
            own.lets, own.withheld = origin.lets(said), origin.withholds(said)
            if origin.models and origin is not fmt:
                own.models = model_map.load(options.models, fmt.models, origin.models)
            own.bounds = origin.name not in NEUTRAL and origin.is_native("tools.allow")
        if document.calls:
            document = calling(document, report)
        # Where packages are kept, an agent comes back to where others have the names that it said.
        kept = said if isinstance(fmt, Packaged) else document.agent
        back = kept if carry else None
        item, lost = _render(document, fmt, own, chosen, whole_file=whole_file, carry=back)
        if item is not None and texts and fmt.name in PACKAGED:
            lost = _with_source(as_found, item, lost)
    except PluginFailed as failure:
        report.add("plugin-raised", str(failure), hint=PLUGIN_HINT)
    return Written(item, lost, report.diagnostics)


def _with_source(document: Document, item: Rendered, lost: Restored | None) -> Restored | None:
    """What a form does not say of an agent, with the text that says this agent and nothing else."""
    found = diff(document.as_read, document.agent)
    text = document.tree.source.text
    alone = document.of == 1 and not document.companions
    if not alone or item.text == text or any(difference.field != "name" for difference in found):
        return lost
    lost = lost or Restored("", "", (), item.agent.name)
    return replace(lost, text=text, file=PurePosixPath(document.tree.source.path).name)


def at_home(written: Written, fmt: Format, home: Home, called: Called) -> Written:
    """What became of an agent, in its package's folder."""
    if written.item is None:
        return written
    item = replace(written.item, home=home, known_as=called.known_as)
    return replace(written, item=item, lost=in_package(item, written.lost, fmt, called))


def note_run(fmt: Format, report: Report) -> None:
    """Add what is to be said once of every run: by the format, and of a target whose tool is gone."""
    if (gone := retired_target(fmt.name)) is not None:
        report.add("target-retired", gone.what, hint=gone.hint)
    if fmt.run_note:
        code, message, hint = fmt.run_note
        report.add(code, message, hint=hint)


def _for_one(options: Options, name: str) -> Options:
    """How to write the agent of this name."""
    special = options.for_agent.get(name)
    if special is None:
        return options
    wider = special.allow_wider or options.allow_wider
    return replace(options, model=special.model or options.model, allow_wider=wider)


def _render(
    document: Document,
    fmt: Format,
    writing: Writing,
    options: Options,
    *,
    whole_file: bool,
    carry: Agent | None,
) -> tuple[Rendered, Restored | None]:
    """One agent in the target's form, and what that form does not say of it.

    `whole_file` says that every agent of the document's file is there and as it was read; `carry` is the
    agent that is to come back one day, with the names by which its package calls others.
    """
    agent, slug = document.agent, writing.slug
    if slug != agent.name:
        what = f"the file of {shown(agent.name)} is named {slug!r}"
        writing.report.add("name-slugged", what, field="name")
    same_format = document.format == fmt.dialect or (
        document.tool == fmt.name and document.format == fmt.agents_of
    )
    stays = same_format and fmt.keeps(document.tree)
    alone = document.of == 1 and not document.companions
    told = options.model is not None or options.template is not None or bool(options.settings.get(fmt.name))
    if stays and whole_file and not told:
        # Nothing is to change, so the text is kept as it is: no rule of the format can spoil a byte.
        text = document.tree.source.text if alone else None
        native = {} if alone else fmt.encode(agent, writing)
        if alone and fmt.is_native("model"):
            tell_ending(agent.model, writing.report)
        return Rendered(agent, slug, native, text, document, document), None
    if options.model is not None:
        agent = replace(agent, model=options.model)
    meant = agent if same_format else within_servers(agent)
    native, back = without_withheld(meant, fmt, writing)
    found = report_losses(meant, back, fmt, writing)
    if meant is not agent:
        found = diff(agent, back)
        _note_servers(found, writing.report)
    lost = None
    if carry is not None and carry is not document.agent:
        found = diff(replace(carry, model=agent.model), back)
    if found and carry is not None:
        missing = tuple(Difference(d.field, d.new, d.old) for d in found)
        lost = Restored(fmt.path_of(slug, writing.scope), back.name, missing, agent.name)
    patched = stays and alone and not fmt.shared_file
    text = _patched(document, fmt, native, writing) if patched else None
    kept = stays and not options.settings.get(fmt.name)
    unchanged = document if kept and agent is document.agent and document.unchanged else None
    return Rendered(agent, slug, native, text, unchanged, document if stays else None), lost


def _note_servers(found: Iterable[Difference], report: Report) -> None:
    """Say that a list names more of the agent's own servers than they give, where nothing else does."""
    named = {name for d in report.diagnostics if d.loss for name in d.fields}
    for name in ("tools.allow", "tools.deny"):
        if name not in named and any(d.field == name for d in found):
            what = f"{name} is written without what the agent's own servers do not give it"
            loss = Loss.APPROXIMATED
            report.add("field-approximated", what, severity=Severity.NOTE, field=name, loss=loss)


def _patched(document: Document, fmt: Format, native: Native, writing: Writing) -> str | None:
    """The agent's own file with what changed; None, and a word on it, when its layout cannot be kept."""
    before = fmt.encode(document.as_read, replace(writing, report=Report(), model=None))
    text = spliced(document, fmt, before, native)
    if text is None:
        writing.report.add("layout-lost", "the file is written anew: its layout cannot be kept")
    return text


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
