"""Text to documents: the container, the format, what is odd about either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv import names
from agentconv.containers import SUFFIXES, container
from agentconv.containers.base import Tree
from agentconv.diagnostics import Report
from agentconv.document import Document
from agentconv.errors import NotAnAgent, PluginFailed, SyntaxProblem, UsageError, WrongType
from agentconv.format import BY_PATH, Format, Native, Reading
from agentconv.model import Agent
from agentconv.registry import Registry
from agentconv.source import MAX_BYTES, Source, mojibake

MANY = 20
"""So many findings of one kind are listed for a file."""

PLUGIN_HINT = "tell its author, with the file; other formats are not concerned"

Sibling = Callable[[str], Source]


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
        if found is None:
            return []
        fmt, tree = found
    except SyntaxProblem as problem:
        syntax = container_of(path, source.text)
        if not named and format is None and syntax != "frontmatter" and not _expected(path, registry):
            raise NotAnAgent(problem.message) from None
        line, column = source.position(problem.offset)
        report.add(problem.code, problem.message, hint=problem.hint, line=line, column=column)
        return []
    try:
        return _documents(fmt, tree, path, report, sibling)
    except SyntaxProblem as problem:  # of a file beside this one
        report.add(problem.code, problem.message, hint=problem.hint)
    except PluginFailed as failure:
        report.add("plugin-raised", str(failure), hint=PLUGIN_HINT)
    return []


def container_of(path: PurePosixPath, text: str) -> str | None:
    """The syntax of a text, by its file name or, for text without one, by how it starts."""
    if path.suffix:
        return SUFFIXES.get(path.suffix.lower())
    return "json" if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else "frontmatter"


def container_for(fmt: Format, path: PurePosixPath, text: str) -> str:
    """The syntax in which a format has a text."""
    syntax = container_of(path, text)
    return syntax if syntax in fmt.containers else fmt.containers[0]


def _parse(
    source: Source, path: PurePosixPath, registry: Registry, report: Report, name: str | None
) -> tuple[Format, Tree] | None:
    if name is not None:
        fmt = registry.get(name)
        if not fmt.reads:
            raise UsageError(f"the format {name!r} is for writing only")
        return fmt, _tree(fmt, path, source)
    syntax = container_of(path, source.text)
    if not path.suffix and path.name in registry.plain_names():
        owner = next(fmt for fmt in registry.known() if fmt.lies_at(path))
        syntax = container_for(owner, path, source.text)
    if syntax is None:
        return _by_ending(source, path, registry, report)
    for built_in in (True, False):
        candidates = list(registry.readers(syntax, built_in=built_in))
        if not candidates:
            continue
        keys = frozenset[str]().union(*(c.known_keys for c in candidates))
        try:
            tree = container(syntax).read(source, keys)
        except (NotAnAgent, SyntaxProblem):
            if (other := _resident(path, syntax, registry)) is None:
                raise
            fmt, looser = other
            candidates, tree = [fmt], container(looser).read(source, fmt.known_keys)
        sure = [(c.recognises(path, tree), c) for c in candidates]
        best = max(score for score, _ in sure)
        chosen = [c for score, c in sure if score == best > 0]
        if built_in and 0 < best < BY_PATH and (tenant := _tenant(path, tree, syntax, registry)):
            return tenant, tree
        if len(chosen) == 1:
            return chosen[0], tree
        if chosen:
            several = ", ".join(c.name for c in chosen)
            report.add("format-ambiguous", f"may be any of {several}", hint="say which with --from")
            return None
    raise NotAnAgent("no format recognises it")


def _tree(fmt: Format, path: PurePosixPath, source: Source) -> Tree:
    """A text in the syntax that a format has it in; a looser one where the file's own does not do."""
    syntax = container_for(fmt, path, source.text)
    try:
        return container(syntax).read(source, fmt.known_keys)
    except (NotAnAgent, SyntaxProblem):
        looser = (n for n in fmt.containers if n != syntax and _may_be(path, n))
        if (other := next(looser, None)) is None:
            raise
        return container(other).read(source, fmt.known_keys)


def _may_be(path: PurePosixPath, syntax: str) -> bool:
    """Whether a file may be in a syntax that its ending does not say: one without an ending in any."""
    return not path.suffix or path.suffix in container(syntax).also


def _resident(path: PurePosixPath, syntax: str, registry: Registry) -> tuple[Format, str] | None:
    """The format at whose place a file lies, and its syntax, when that is not what the file's ending says."""
    for fmt in registry.known():
        if fmt.lies_at(path):
            for name in fmt.containers:
                if name != syntax and _may_be(path, name):
                    return fmt, name
    return None


def _tenant(path: PurePosixPath, tree: Tree, syntax: str, registry: Registry) -> Format | None:
    """The plugin's format at whose place a file lies that a built-in one would take for its looks alone.

    Only a tool's own folder (`.NAME/`) is such a place: elsewhere plugins are not loaded for what is ours.
    """
    if not any(part.startswith(".") and part.strip(".") for part in path.parts[:-1]):
        return None
    owners = [f for f in registry.readers(syntax, built_in=False) if f.recognises(path, tree) == BY_PATH]
    return owners[0] if len(owners) == 1 else None


def _by_ending(
    source: Source, path: PurePosixPath, registry: Registry, report: Report
) -> tuple[Format, Tree] | None:
    """The plugin's format that has files with this ending, which no built-in format has."""
    owners = registry.owners(path.suffix.lower())
    if not owners:
        raise NotAnAgent(f"no format has files that end in {path.suffix!r}")
    trees = {f.containers[0]: container(f.containers[0]).read(source, f.known_keys) for f in owners}
    if len(owners) > 1:
        sure = [(f.recognises(path, trees[f.containers[0]]), f) for f in owners]
        best = max(score for score, _ in sure)
        owners = [f for score, f in sure if score == best]
    if len(owners) > 1:
        several = ", ".join(f.name for f in owners)
        report.add("format-ambiguous", f"may be any of {several}", hint="say which with --from")
        return None
    return owners[0], trees[owners[0].containers[0]]


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
        if name not in companions:
            companions[name] = sibling(name)
            if sum(len(c.text) for c in companions.values()) > 4 * MAX_BYTES:
                raise SyntaxProblem("file-too-large", "the files of the bundle are too large together", 0)
        return companions[name]

    reading = Reading(
        own.scoped(path=str(path)),
        tree,
        stem=fmt.stem_of(path),
        sibling=recording,
        in_place=fmt.lies_at(path),
    )
    remark_tree(fmt, reading)
    found = []
    try:
        agents = list(fmt.agents(reading))
    except WrongType as problem:  # a value that has no exact form, in a place that the format keeps as it is
        reading.add("wrong-type", str(problem))
        agents = []
    for nameless in agents:
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
    if (wrong := mojibake(tree.source.text)) is not None:
        line, column = tree.source.position(wrong)
        what = "the text was decoded wrongly at some time"
        reading.report.add(
            "mojibake",
            what,
            line=line,
            column=column,
            hint="UTF-8 was read as Windows-1252",
        )
    ignored = bool(tree.recoveries) and fmt.client_ignores(tree)
    for index, recovery in enumerate(tree.recoveries[:MANY]):
        line, column = tree.source.position(recovery.offset)
        what = f"the frontmatter is not YAML at {recovery.key!r}: {recovery.step}"
        if index == MANY - 1 < len(tree.recoveries) - 1:
            what += f"; {len(tree.recoveries) - MANY} more keys were recovered"
        hint = "put the value in quotes"
        if ignored:
            hint += f"; a {fmt.title} in this state is not loaded by its own client"
        reading.report.add("frontmatter-not-yaml", what, line=line, column=column, hint=hint)


def shown(text: str, limit: int = 60) -> str:
    """A text as it can be shown in a message."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


def decode_native(fmt: Format, native: Native, stem: str = "") -> Agent:
    """What a format reads from its own native values; no text is parsed.

    `stem` is the name of the file that they are written to, for a format that takes identity from it.
    """
    named = stem if fmt.named_by_file else ""
    return fmt.decode(native, Reading(Report(), Tree(Source("", ""), native), stem=named))
