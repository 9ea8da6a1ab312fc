"""Agents to files: native values, measured loss and power, layout.

Everything here is in memory; `reading` reads texts, `sources` finds files and `outputs` writes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.errors import PluginFailed, UsageError
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.document import Document
from agentconv.kit.format import PROJECT, USER, Format, OutputFile, Package, Rendered, Writing
from agentconv.kit.restored import Restored
from agentconv.model import names
from agentconv.model.agent import Difference
from agentconv.reading.read import PLUGIN_HINT, decode_native, shown
from agentconv.writing.loss import report_losses
from agentconv.writing.patch import spliced


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class AgentOptions:
    """How to write one agent, where that is different from the others."""

    model: str | None = None
    allow_wider: bool = False


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a target's files are."""

    target: str
    files: tuple[OutputFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    lost: tuple[Restored, ...] = ()
    agents: int = 0
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Output path -> the paths of the files that it was made from."""

    @property
    def ok(self) -> bool:
        """Whether nothing stands against writing the files."""
        return not any(d.severity is Severity.ERROR for d in self.diagnostics)


def convert_documents(
    documents: Sequence[Document], target: str, registry: Registry, options: Options | None = None
) -> Conversion:
    """The files that `target` has for some documents, with everything that is lost on the way.

    Raises `UsageError` for an unknown target or one that cannot be written.
    """
    options = options or Options()
    fmt = registry.get(target)
    if not fmt.writes:
        raise UsageError(f"the format {target!r} is for reading only")
    if options.scope == USER and not fmt.user_paths:
        raise UsageError(f"the format {target!r} has no folder for all projects of a user")
    report = Report(target=target)
    writing = Writing(
        report,
        model_map.load(options.models),
        options.model,
        options.shorten,
        options.template,
        scope=options.scope,
        package=options.package,
    )
    stems = names.slugs(d.agent.name for d in documents)
    items: list[Rendered] = []
    lost: list[Restored] = []
    whole = _whole_files(documents)
    for document in documents:
        name = document.agent.name
        own = Report(target=target, path=document.path, agent=name)
        told = replace(writing, report=own, slug=stems[name], source=document.format)
        chosen = options
        if special := options.for_agent.get(name):
            chosen = replace(
                options,
                model=special.model or options.model,
                allow_wider=special.allow_wider or options.allow_wider,
            )
            told.model = chosen.model
        try:
            item, missing = _render(document, fmt, told, chosen, kept=id(document.tree) in whole)
        except PluginFailed as failure:
            own.add("plugin-raised", str(failure), hint=PLUGIN_HINT)
        else:
            items.append(item)
            if missing:
                lost.append(missing)
        report.extend(own.diagnostics)
    if fmt.run_note and items:
        code, message, hint = fmt.run_note
        report.add(code, message, hint=hint)
    files: list[OutputFile] = []
    try:
        files = fmt.files(items, writing) if items else []
    except PluginFailed as failure:
        report.add("plugin-raised", str(failure), hint=PLUGIN_HINT)
    _check_paths(files, report)
    by_name = {d.agent.name: d.path for d in documents}
    return Conversion(
        target,
        tuple(files),
        report.diagnostics,
        tuple(lost),
        len(items),
        {f.path: tuple(sorted({by_name[a] for a in f.agents if a in by_name})) for f in files},
    )


def _render(
    document: Document,
    fmt: Format,
    writing: Writing,
    options: Options,
    *,
    kept: bool,
) -> tuple[Rendered, Restored | None]:
    """One agent in the target's form, and what that form does not say of it.

    `kept` says that every agent of the document's file is there and as it was read.
    """
    agent, slug = document.agent, writing.slug
    if slug != agent.name:
        what = f"the file of {shown(agent.name)} is named {slug!r}"
        writing.report.add("name-slugged", what, field="name")
    own = document.format == fmt.name
    if own and kept and options.model is None and options.template is None:
        text = document.tree.source.text if document.of == 1 and not document.companions else None
        native = {} if text is not None else fmt.encode(agent, writing)
        return Rendered(agent, slug, native, text, document, document), None
    if options.model is not None:
        agent = replace(agent, model=options.model)
    native = fmt.encode(agent, writing)
    back = decode_native(fmt, native, slug)
    found = report_losses(agent, back, fmt, writing.report, allow_wider=options.allow_wider)
    missing = tuple(Difference(d.field, d.new, d.old) for d in found)
    text = None
    if own and document.of == 1 and not document.companions and not fmt.shared_file:
        before = fmt.encode(document.as_read, replace(writing, report=Report(), model=None))
        text = spliced(document, fmt, before, native)
        if text is None:
            writing.report.add("layout-lost", "the file is written anew: its layout cannot be kept")
    lost = Restored(fmt.path_of(slug, writing.scope), back.name, missing, agent.name) if missing else None
    same = document if own and agent is document.agent and document.unchanged else None
    return Rendered(agent, slug, native, text, same, document if own else None), lost


def _whole_files(documents: Sequence[Document]) -> set[int]:
    """The trees of which every agent is among the documents, unchanged."""
    count = Counter(id(d.tree) for d in documents if d.unchanged)
    return {id(d.tree) for d in documents if count[id(d.tree)] == d.of}


def _check_paths(files: Iterable[OutputFile], report: Report) -> None:
    seen: dict[str, OutputFile] = {}
    for file in files:
        if why := names.unsafe_path(file.path):
            report.add("unsafe-path", f"the output path {shown(file.path)} is not safe: {why}")
        folded = file.path.casefold()
        if folded in seen:
            both = ", ".join((*seen[folded].agents, *file.agents))
            what = f"{file.path} would be written twice, for {both}"
            report.add("path-collision", what, agent=file.agents[0] if file.agents else None)
        seen[folded] = file
