"""Text to documents: the container, the format, what is odd about either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers import SUFFIXES, container
from agentconv.containers.base import OVER_LIMIT, Tree
from agentconv.diagnostics import Report, Severity
from agentconv.errors import NotAnAgent, PluginFailed, Problem, SyntaxProblem, UsageError, WrongType
from agentconv.formats import AS_FRONTMATTER, USUAL_NAMES
from agentconv.kit.document import Document
from agentconv.kit.format import Format, Native, Reading
from agentconv.model import names
from agentconv.model.agent import Agent, Value
from agentconv.text import conflicts
from agentconv.text.source import MAX_BYTES, Source, mojibake

MANY = 20
"""So many findings of one kind are listed for a file."""

PLUGIN_HINT = "tell its author, with the file; other formats are not concerned"

Sibling = Callable[[str], Source]


def container_of(path: PurePosixPath, text: str) -> str | None:
    """The syntax of a text, by its file name or, for text without one, by how it starts."""
    if path.suffix:
        syntax = SUFFIXES.get(path.suffix.lower())
        return "frontmatter" if syntax == "yaml" and str(path.parent).endswith(AS_FRONTMATTER) else syntax
    return "json" if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else "frontmatter"


def container_for(fmt: Format, path: PurePosixPath, text: str) -> str:
    """The syntax in which a format has a text."""
    syntax = container_of(path, text)
    return syntax if syntax in fmt.containers else fmt.containers[0]


def tree_of(fmt: Format, path: PurePosixPath, source: Source) -> Tree:
    """A text in the syntax that a format has it in; a looser one where the file's own does not do."""
    syntax = container_for(fmt, path, source.text)
    try:
        return container(syntax).read(source, fmt.known_keys)
    except (NotAnAgent, SyntaxProblem) as problem:
        if isinstance(problem, SyntaxProblem) and problem.code in OVER_LIMIT:
            raise
        looser = (n for n in fmt.containers if n != syntax and may_be(path, n))
        if (other := next(looser, None)) is None:
            raise
        return container(other).read(source, fmt.known_keys)


def may_be(path: PurePosixPath, syntax: str) -> bool:
    """Whether a file may be in a syntax that its ending does not say: one without an ending in any."""
    return not path.suffix or path.suffix in container(syntax).also


def read_as(fmt: Format, source: Source, report: Report, sibling: Sibling | None = None) -> list[Document]:
    """The documents of a text whose format is known; problems go to the report.

    Raises `NotAnAgent` for a text that defines none, `UsageError` for a format that is only written.
    """
    if not fmt.reads:
        raise UsageError(f"the format {fmt.name!r} is for writing only")
    return read_text(fmt, source, report, sibling)


def read_text(fmt: Format, source: Source, report: Report, sibling: Sibling | None = None) -> list[Document]:
    """The same for a format that takes its agents from another one, which reads them elsewhere."""
    report = report.scoped(path=source.path)
    try:
        tree = tree_of(fmt, PurePosixPath(source.path), source)
    except (NotAnAgent, SyntaxProblem) as problem:
        # What a conflict makes of the syntax says nothing of what is wrong.
        why = conflict_in(source) or problem
        if isinstance(why, NotAnAgent):
            raise
        report.add_problem(why, source)
        return []
    return documents_of(fmt, tree, report, sibling)


def conflict_in(source: Source) -> SyntaxProblem | None:
    """What stands against a text that holds both sides of a merge; None when it does not."""
    found = next(conflicts.find(source.text), None)
    if found is None:
        return None
    hint = "take one side, or write what both mean, and remove the markers"
    return SyntaxProblem(
        "merge-unresolved", "a conflict of a merge starts here and is not settled", found.offset, hint
    )


def documents_of(fmt: Format, tree: Tree, report: Report, sibling: Sibling | None = None) -> list[Document]:
    """The documents that a format finds in a tree; problems go to the report, a broken agent is left out."""
    if (conflict := conflict_in(tree.source)) is not None:
        report.add_problem(conflict, tree.source)
        return []
    try:
        return _documents(fmt, tree, PurePosixPath(tree.source.path), report, sibling)
    except Problem as problem:  # of a file beside this one, so its place is none in this text
        report.add_problem(problem)
    except PluginFailed as failure:
        report.add("plugin-raised", str(failure), hint=PLUGIN_HINT)
    return []


def _documents(
    fmt: Format, tree: Tree, path: PurePosixPath, report: Report, sibling: Sibling | None
) -> list[Document]:
    own = Report()
    companions: dict[str, Source] = {}
    reading = Reading(
        own.scoped(path=str(path)),
        tree,
        stem=fmt.stem_of(path),
        sibling=_recording(sibling, companions),
        beside=getattr(sibling, "names", ()),
        in_place=fmt.lies_at(path),
    )
    remark_tree(fmt, reading)
    found: list[Agent] = []
    try:
        found += [_with_safe_name(agent, reading) for agent in list(fmt.agents(reading))]
        for agent in found:
            _settled(agent, reading)
    except NotAnAgent as reason:
        report.extend(tuple(d for d in own.diagnostics if d.severity is Severity.NOTE))
        reason.files = tuple(companions)
        raise
    except WrongType as problem:  # a value that has no exact form, in a place that the format keeps as it is
        reading.add("wrong-type", str(problem))
    report.extend(own.diagnostics)
    if own.errors():
        return []
    several = len(found)
    files = tuple(companions.items())
    documents = [Document(a, fmt.name, tree, i, several, files) for i, a in enumerate(found)]
    if usual := USUAL_NAMES.get(fmt.name):
        aliases = dict.fromkeys(usual, reading.stem)
        return [replace(d, alias=aliases.get(d.agent.name, "")) for d in documents]
    return documents


def _settled(agent: Agent, reading: Reading) -> None:
    """An error where a prompt that is not in its file as it is, such as one in JSON, holds a conflict."""
    if next(conflicts.find(agent.prompt), None) is None:
        return
    source = reading.tree.source
    line, column = source.position(max(source.text.find("<<<<<<<"), 0))
    what = "the prompt holds a conflict of a merge that is not settled"
    reading.report.add("merge-unresolved", what, line=line, column=column, agent=agent.name)


def _recording(sibling: Sibling | None, companions: dict[str, Source]) -> Sibling:
    """What gives a format the files beside its own; those that it asks for go to `companions`."""

    def found(name: str) -> Source:
        if sibling is None:
            raise Problem("not-found", "text alone has no files beside it")
        if name not in companions:
            companions[name] = sibling(name)
            if (conflict := conflict_in(companions[name])) is not None:
                line = companions[name].position(conflict.offset)[0]
                raise Problem(conflict.code, f"{name}, line {line}: {conflict.message}", conflict.hint)
            if sum(len(c.text) for c in companions.values()) > 4 * MAX_BYTES:
                raise Problem("file-too-large", "the files of the bundle are too large together")
        return companions[name]

    def given(name: str) -> Source:
        try:
            return found(name)
        except SyntaxProblem:
            raise
        except Problem as problem:  # a plugin's format knows the public `SyntaxProblem` alone
            raise SyntaxProblem(problem.code, problem.message, 0, problem.hint) from None

    return given


def _with_safe_name(agent: Agent, reading: Reading) -> Agent:
    agent = _named(agent, reading)
    if reading.tree.recoveries and not any(map(str.isalnum, agent.name)):
        reading.add("unsafe-name", f"what stands for a name is none: {shown(agent.name)}", "name")
        return agent
    if agent.name and (why := names.unsafe(agent.name)):
        reading.add("unsafe-name", f"the name {shown(agent.name)} is not safe: {why}", "name")
    return agent


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


def decode_native(
    fmt: Format, native: Native, stem: str = "", options: Mapping[str, Value] | None = None
) -> Agent:
    """What a format reads from its own native values; no text is parsed.

    `stem` is the name of the file that they are written to, for a format that takes identity from it, and
    `options` are what was said to it when they were written.
    """
    named = stem if fmt.named_by_file else ""
    return fmt.decode(native, Reading.aside(native, named, options))
