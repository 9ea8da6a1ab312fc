"""The library: read, convert and write agents as values. Nothing prints, nothing exits.

>>> text = '''---
... name: tidy
... description: Tidies code
... tools: Read, Grep
... ---
... You tidy code.
... '''
>>> result = read(text)
>>> [document.agent.name for document in result.documents]
['tidy']
>>> conversion = convert(text, "openai")
>>> [file.path for file in conversion.files]
['openai/assistants/tidy.json']
>>> sorted({str(d.loss) for d in conversion.diagnostics if d.loss})
['approximated', 'carried']
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from agentconv.diagnostics import BadInput, Diagnostic, Report, Severity
from agentconv.door import told
from agentconv.errors import NotAnAgent, Problem
from agentconv.folder import apply, working
from agentconv.folder.plan import Wanted
from agentconv.folder.plan import plan as make_plan
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Agent
from agentconv.reading import choose, sources
from agentconv.reading.detect import read_source
from agentconv.text.source import Source, decode
from agentconv.writing.convert import Conversion, convert_documents
from agentconv.writing.options import Options

__all__ = ["Conversion", "Result", "convert", "read", "save", "write"]


@frozen
class Result:
    """What was read."""

    documents: tuple[Document, ...]
    """Every agent that could be read, in a stable order."""
    diagnostics: tuple[Diagnostic, ...]
    skipped: tuple[tuple[str, str], ...] = ()
    """Files of a folder that define no agent: path and why."""

    @property
    def agents(self) -> tuple[Agent, ...]:
        """The agents alone."""
        return tuple(document.agent for document in self.documents)

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not any(d.severity is Severity.ERROR for d in self.diagnostics)


@told
def read(
    source: str | os.PathLike[str] | bytes,
    format: str | None = None,
    *,
    registry: Registry | None = None,
) -> Result:
    r"""Read agents from a file, a folder, or a text.

    A `str` that holds a line break, and `bytes`, are a text; anything else is a path. `format` says
    what the text is when it cannot be told. A broken file gives diagnostics, not an exception; raises
    `UsageError` for an unknown format.

    >>> read("---\nname: a\nname: b\n---\n").diagnostics[0].code
    'duplicate-key'
    """
    registry, report = registry or Registry(), Report()
    if isinstance(source, bytes) or (isinstance(source, str) and "\n" in source):
        documents = _read_text(source, format, registry, report.scoped(path="<text>"))
        report.extend(registry.take())
        return Result(tuple(documents), report.diagnostics)
    loaded = sources.load([os.fspath(source)], registry, report, format=format)
    return Result(
        tuple(loaded.documents), report.diagnostics, tuple((left.path, left.why) for left in loaded.skipped)
    )


def _read_text(source: str | bytes, format: str | None, registry: Registry, report: Report) -> list[Document]:
    if isinstance(source, bytes):
        try:
            text = decode(source)
        except Problem as problem:
            report.add_problem(problem, Source("<text>", source.decode("utf-8", "replace")))
            return []
    else:
        text = source
    try:
        return read_source(Source("<text>", text), registry, report, format=format)
    except NotAnAgent as reason:
        report.add("not-an-agent", f"this text defines no agent: {reason}")
        return []


@told
def convert(
    source: str | os.PathLike[str] | bytes,
    target: str,
    *,
    format: str | None = None,
    options: Options | None = None,
    registry: Registry | None = None,
) -> Conversion:
    r"""Read agents and give the files that `target` has for them, in memory.

    Of several documents with one name the newest version is taken. The diagnostics are those of reading
    and of writing. Raises `BadInput` when something cannot be read, `UsageError` for an unknown format.

    >>> convert("---\nname: a\ndescription: d\n---\nHi\n", "prompts").files[0]
    OutputFile(path='prompts/a.md', text='Hi\n', agents=('a',))
    """
    registry = registry or Registry()
    result = read(source, format, registry=registry)
    report = Report()
    documents, _ = choose.newest(result.documents, report)
    found = (*result.diagnostics, *report.diagnostics)
    errors = [d for d in found if d.severity is Severity.ERROR]
    if errors:
        raise BadInput(errors)
    conversion = convert_documents(documents, target, registry, options)
    return Conversion(
        conversion.target,
        conversion.files,
        (*found, *conversion.diagnostics),
        conversion.lost,
        conversion.agents,
        conversion.sources,
    )


@told
def write(
    agents: Agent | Iterable[Agent],
    target: str,
    *,
    onto: Document | None = None,
    options: Options | None = None,
    registry: Registry | None = None,
) -> Conversion:
    r"""Give the files that `target` has for agents, in memory.

    With `onto`, a document of the same format, the one agent is written into its text: only what differs
    changes, every other byte stays.

    >>> conversion = write(Agent("a", description="d", prompt="Hi\n"), "claude")
    >>> print(conversion.files[0].text, end="")
    ---
    name: a
    description: d
    ---
    Hi
    """
    from dataclasses import replace

    from agentconv.containers.base import Tree

    registry = registry or Registry()
    many = [agents] if isinstance(agents, Agent) else list(agents)
    for agent in many:
        if not isinstance(agent, Agent):
            raise TypeError(f"'agents' takes values of agentconv.Agent, not {type(agent).__name__}")
    if onto is not None and len(many) == 1:
        documents = [replace(onto, agent=many[0], original=onto.as_read)]
    else:
        documents = [Document(a, "", Tree(Source(a.name, ""), {})) for a in many]
    return convert_documents(documents, target, registry, options)


@told
def save(conversion: Conversion, folder: str | os.PathLike[str]) -> tuple[Diagnostic, ...]:
    """Write a conversion's files below a folder, as `agentconv export` does: all or none.

    Files that agentconv did not write, or that were edited since, are kept. Gives what there is to say, and
    errors among it when nothing was written.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = save(write(Agent("a", description="d"), "claude"), folder)
    ...     sorted(p.name for p in Path(folder).rglob("*.md")), found
    (['a.md'], ())
    """
    report, out = Report(), Path(folder)
    wanted = [Wanted(f.path, f.text, conversion.target, f.agents) for f in conversion.files]
    with working.locked(out):
        plan = make_plan(wanted, out, [conversion.target], [], report)
        if plan is not None:
            apply.carry_out(plan, report)
    return report.diagnostics
