"""Many agents from anywhere: pairs of path and bytes in, rows out, and no file system.

For process pools, databases and clusters, which have files of their own: nothing is read or written, and a
row is a plain value that can be pickled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from agentconv.api import Result
from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.door import told
from agentconv.errors import NotAnAgent, Problem
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.reading.detect import read_source
from agentconv.reading.kinds import Layout, OtherKind
from agentconv.text.source import Source, decode
from agentconv.writing.convert import convert_documents
from agentconv.writing.options import Options


@frozen
class Row:
    """What became of one agent in one target, or why a file gives none."""

    source: str
    """The path that was given with the bytes."""
    agent: str = ""
    """The agent's name; empty where the file defines none."""
    format: str = ""
    """What the file was read as."""
    target: str = ""
    path: str = ""
    """Where the target's file belongs in a project; empty where there is none."""
    text: str = ""
    """The target's file."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What there is to say of the agent in this target; what was found in reading is in its first row."""
    why: str = ""
    """Why the file defines no agent: it is of another kind, or of none that is known."""

    @property
    def ok(self) -> bool:
        """Whether no error stands against it; a file that is no agent is none."""
        return not any(d.severity is Severity.ERROR for d in self.diagnostics)


@told
def batch(
    files: Iterable[tuple[str, bytes]],
    targets: Sequence[str],
    *,
    format: str | None = None,
    options: Options | None = None,
    registry: Registry | None = None,
) -> Iterator[Row]:
    r"""Convert files one by one: a row for each agent and target, as soon as it is known.

    A path says what a file is, as in a folder that is given to `agentconv export` (`commands/x.md` is no
    agent), and nothing is read from it; `format` says it of all. Each file stands for itself: what depends on
    others (two agents of one name, the index of a target, skills that go along) is not looked at. A file
    without an agent, or with errors, gives one row that says why. Raises `UsageError` for an unknown format,
    when the first row is asked for.

    >>> text = b"---\nname: tidy\ndescription: Tidies\ntools: Read\n---\nTidy up.\n"
    >>> rows = batch([(".claude/agents/tidy.md", text), ("commands/go.md", text)], ["opencode", "prompts"])
    >>> for row in rows:
    ...     print(row.source, row.target, row.path or row.why)
    .claude/agents/tidy.md opencode .opencode/agents/tidy.md
    .claude/agents/tidy.md prompts prompts/tidy.md
    commands/go.md  it lies in commands/
    """
    return _rows(files, targets, format, options, registry or Registry())


def _rows(
    files: Iterable[tuple[str, bytes]],
    targets: Sequence[str],
    format: str | None,
    options: Options | None,
    registry: Registry,
) -> Iterator[Row]:
    names = [registry.word(target) for target in targets]
    layout = None
    if format is None:
        layout = Layout(PurePosixPath(), frozenset(), frozenset(), registry=registry)
    for path, data in map(_pair, files):
        result, why = _read(path, data, format, layout, registry)
        if not result.documents:
            yield Row(path, diagnostics=result.diagnostics, why=why)
        found = result.diagnostics
        for document in result.documents:
            for target in names:
                yield from _converted(document, target, registry, options, found)
                found = ()


def _read(
    path: str, data: bytes, format: str | None, layout: Layout | None, registry: Registry
) -> tuple[Result, str]:
    """What a file defines, and why it defines nothing."""
    report, why = Report(), ""
    documents: list[Document] = []
    below = _below(path)
    place = layout.place(below) if layout is not None and below else None
    try:
        if place is not None and not place.read:
            raise OtherKind(place.kind, place.why)
        source = Source(path, decode(data))
        documents = read_source(source, registry, report, format=format, place=place)
    except NotAnAgent as reason:
        why = str(reason)
    except Problem as problem:
        report.add_problem(problem, path=path)
    report.extend(registry.take())
    return Result(tuple(documents), report.diagnostics), why


def _pair(given: object) -> tuple[str, bytes]:
    """A path and bytes. Raises `TypeError` for anything else."""
    if isinstance(given, (tuple, list)) and len(given) == 2:
        path, data = given
        if isinstance(path, str) and isinstance(data, bytes):
            return path, data
        what = f"{type(path).__name__} and {type(data).__name__}"
    else:
        what = type(given).__name__
    raise TypeError(f"'files' takes pairs of path (str) and bytes, not {what}")


def _below(path: str) -> str:
    """The path as one below a folder, wherever it is: of a disk, an archive or a bucket."""
    return "/".join(part for part in PurePosixPath(path).parts if part.strip("/.") or len(part) > 2)


def _converted(
    document: Document,
    target: str,
    registry: Registry,
    options: Options | None,
    found: tuple[Diagnostic, ...],
) -> Iterator[Row]:
    """The rows of one agent in one target: one for each file that is its own."""
    conversion = convert_documents([document], target, registry, options)
    found += conversion.diagnostics
    about = (document.path, document.agent.name, document.format, conversion.target)
    files = [file for file in conversion.files if not file.is_index] if conversion.ok else []
    for file in files:
        yield Row(*about, file.path, file.text, found)
        found = ()
    if not files:
        yield Row(*about, diagnostics=found)
