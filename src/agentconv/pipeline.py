"""Text to agents, and agents to files: container, format, measured loss, power, layout.

Everything here is in memory; `sources` finds files and `outputs` writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from agentconv import models, names
from agentconv.containers import SUFFIXES, container
from agentconv.containers.base import BODY, REMOVED, Removed, Tree
from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.document import Document
from agentconv.errors import NotAnAgent, SyntaxProblem, UsageError
from agentconv.format import Format, Native, OutputFile, Reading, Rendered, Writing
from agentconv.loss import report_losses
from agentconv.model import Agent, Difference, Value, diff, same
from agentconv.registry import Registry
from agentconv.source import Source

Sibling = Callable[[str], Source]

# reading


def read_source(
    source: Source,
    registry: Registry,
    report: Report,
    *,
    format: str | None = None,
    sibling: Sibling | None = None,
    named: bool = True,
) -> list[Document]:
    """The documents of one text; problems go to the report, and a broken agent is left out.

    Raises `NotAnAgent` for a text that defines none, `UsageError` for an unknown format. A data file
    that was not `named` itself and lies where no format looks is no agent when it is not valid.
    """
    report = report.scoped(path=source.path)
    path = PurePosixPath(source.path)
    try:
        found = _parse(source, path, registry, report, format)
    except SyntaxProblem as problem:
        syntax = container_of(path, source.text)
        if not named and format is None and syntax != "frontmatter" and not _expected(path, registry):
            raise NotAnAgent(problem.message) from None
        line, column = source.position(problem.offset)
        report.add(problem.code, problem.message, hint=problem.hint, line=line, column=column)
        return []
    if found is None:
        return []
    fmt, tree = found
    return _documents(fmt, tree, path, report, sibling)


def container_of(path: PurePosixPath, text: str) -> str | None:
    """The syntax of a text, by its file name or, for text without one, by how it starts."""
    if path.suffix:
        return SUFFIXES.get(path.suffix.lower())
    return "json" if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else "frontmatter"


def _parse(
    source: Source, path: PurePosixPath, registry: Registry, report: Report, name: str | None
) -> tuple[Format, Tree] | None:
    if name is not None:
        fmt = registry.get(name)
        if not fmt.reads:
            raise UsageError(f"the format {name!r} is for writing only")
        syntax = container_of(path, source.text)
        if syntax not in fmt.containers:
            syntax = fmt.containers[0]
        return fmt, container(syntax).read(source, fmt.known_keys)
    syntax = container_of(path, source.text)
    if syntax is None:
        raise NotAnAgent(f"no format has files that end in {path.suffix!r}")
    for built_in in (True, False):
        candidates = list(registry.readers(syntax, built_in=built_in))
        if not candidates:
            continue
        keys = frozenset[str]().union(*(c.known_keys for c in candidates))
        tree = container(syntax).read(source, keys)
        sure = [(c.recognises(path, tree), c) for c in candidates]
        best = max(score for score, _ in sure)
        chosen = [c for score, c in sure if score == best > 0]
        if len(chosen) == 1:
            return chosen[0], tree
        if chosen:
            several = ", ".join(c.name for c in chosen)
            report.add("format-ambiguous", f"may be any of {several}", hint="say which with --from")
            return None
    raise NotAnAgent("no format recognises it")


def _expected(path: PurePosixPath, registry: Registry) -> bool:
    return any(provided.format.lies_at(path) for provided in registry.all())


def _documents(
    fmt: Format, tree: Tree, path: PurePosixPath, report: Report, sibling: Sibling | None
) -> list[Document]:
    own = Report()
    companions: dict[str, Source] = {}

    def recording(name: str) -> Source:
        if sibling is None:
            raise SyntaxProblem("not-found", "text alone has no files beside it", 0)
        companions[name] = sibling(name)
        return companions[name]

    reading = Reading(
        own.scoped(path=str(path)),
        tree,
        stem=path.stem if path.suffix else "",
        sibling=recording,
        in_place=fmt.lies_at(path),
    )
    remark_tree(fmt, reading)
    found = []
    for nameless in fmt.agents(reading):
        agent = _named(nameless, reading)
        if agent.name and (why := names.unsafe(agent.name)):
            what = f"the name {shown(agent.name)} is not safe: {why}"
            reading.add("unsafe-name", what, "name")
        found.append(agent)
    report.extend(own.diagnostics)
    if own.errors():
        return []
    several = len(found)
    files = tuple(companions.items())
    return [Document(a, fmt.name, tree, i, several, files) for i, a in enumerate(found)]


def _named(agent: Agent, reading: Reading) -> Agent:
    """The agent, with the file's stem for a missing name."""
    if agent.name or reading.report.errors():
        return agent
    if not reading.stem:
        reading.add("unsafe-name", "the agent has no name")
        return agent
    what = f"no name; the file's stem {reading.stem!r} is taken"
    reading.add("name-missing", what)
    return replace(agent, name=reading.stem)


def remark_tree(fmt: Format, reading: Reading) -> None:
    """Report what was odd about a text, and how it was read."""
    tree = reading.tree
    for code, message, offset in tree.warnings:
        line, column = tree.source.position(offset)
        reading.report.add(code, message, line=line, column=column)
    for recovery in tree.recoveries:
        line, column = tree.source.position(recovery.offset)
        what = f"the frontmatter is not YAML at {recovery.key!r}: {recovery.step}"
        hint = "put the value in quotes"
        if fmt.client_ignores(recovery, tree):
            hint += f"; a {fmt.title} in this state is not loaded by its own client"
        reading.report.add("frontmatter-not-yaml", what, line=line, column=column, hint=hint)


def shown(text: str, limit: int = 60) -> str:
    """A text as it can be shown in a message."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


# writing


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
    allow_wider: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What a written file does not say of an agent, for `carry`."""

    path: str
    agent: str
    differences: tuple[Difference, ...]


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
    report = Report(target=target)
    writing = Writing(report, models.load(options.models), options.model, options.shorten, options.template)
    stems = names.slugs(d.agent.name for d in documents)
    items, backs = [], []
    for document in documents:
        name = document.agent.name
        own = Report(target=target, path=document.path, agent=name)
        item, back = _render(document, fmt, stems[name], replace(writing, report=own), registry, options)
        report.extend(own.diagnostics)
        items.append(item)
        backs.append(back)
    if fmt.run_note and items:
        code, message, hint = fmt.run_note
        report.add(code, message, hint=hint)
    files = fmt.files(items, writing) if items else []
    _check_paths(files, report)
    by_name = {d.agent.name: d.path for d in documents}
    return Conversion(
        target,
        tuple(files),
        report.diagnostics,
        _lost(fmt, items, backs),
        len(items),
        {f.path: tuple(sorted({by_name[a] for a in f.agents if a in by_name})) for f in files},
    )


def _render(
    document: Document,
    fmt: Format,
    slug: str,
    writing: Writing,
    registry: Registry,
    options: Options,
) -> tuple[Rendered, Agent]:
    """One agent in the target's form, and what that form says when it is read back."""
    agent = document.agent
    if slug != agent.name:
        what = f"the file of {shown(agent.name)} is named {slug!r}"
        writing.report.add("name-slugged", what, field="name")
    own = document.format == fmt.name
    if own and document.unchanged and options.model is None and options.template is None:
        text = document.tree.source.text if document.of == 1 and not document.companions else None
        native = {} if text is not None else fmt.encode(agent, writing)
        return Rendered(agent, slug, native, text, document), agent
    if options.model is not None:
        agent = replace(agent, model=options.model)
    native = fmt.encode(agent, writing)
    back = decode_native(fmt, native)
    report_losses(agent, back, fmt, writing.report, allow_wider=options.allow_wider)
    text = None
    if own and document.of == 1 and not document.companions:
        text = _spliced(document, fmt, native, back, writing, registry)
        if text is None:
            writing.report.add("layout-lost", "the file is written anew: its layout cannot be kept")
    return Rendered(agent, slug, native, text), back


def decode_native(fmt: Format, native: Native) -> Agent:
    """What a format reads from its own native values; no text is parsed."""
    return fmt.decode(native, Reading(Report(), Tree(Source("", ""), native)))


def _spliced(
    document: Document, fmt: Format, native: Native, back: Agent, writing: Writing, registry: Registry
) -> str | None:
    """The source's text with only the changed values replaced, proved by reading it back."""
    quiet = replace(writing, report=Report())
    before = fmt.encode(document.as_read, quiet)
    changes: dict[str, Value | Removed] = {
        key: native.get(key, REMOVED) for key in {**before, **native} if _changed(before, native, key)
    }
    if changes.get(BODY) is REMOVED:
        changes[BODY] = ""
    syntax = container(container_of(PurePosixPath(document.path), "") or fmt.containers[0])
    tree = document.tree
    if tree.locate is None:
        tree = syntax.read(tree.source, fmt.known_keys)
    text = syntax.edit(tree, changes)
    if text is None:
        return None
    try:
        again = read_source(Source(document.path, text), registry, Report(), format=fmt.name)
    except NotAnAgent:
        return None
    return text if [d.agent for d in again] == [back] else None


def _changed(before: Native, after: Native, key: str) -> bool:
    return key not in before or key not in after or not same(before[key], after[key])


def _lost(fmt: Format, items: Iterable[Rendered], backs: Iterable[Agent]) -> tuple[Restored, ...]:
    found = []
    for item, back in zip(items, backs, strict=True):
        if differences := diff(back, item.agent):
            found.append(Restored(fmt.path_of(item.slug), back.name, differences))
    return tuple(found)


def _check_paths(files: Iterable[OutputFile], report: Report) -> None:
    seen: dict[str, OutputFile] = {}
    for file in files:
        if why := names.unsafe_path(file.path):
            report.add("unsafe-path", f"the output path {shown(file.path)} is not safe: {why}")
        folded = file.path.casefold()
        if folded in seen:
            both = ", ".join((*seen[folded].agents, *file.agents))
            report.add("path-collision", f"{file.path} would be written twice, for {both}")
        seen[folded] = file
