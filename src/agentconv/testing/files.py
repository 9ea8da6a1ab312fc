"""What the suite's checks share: written files read back, snapshots for other tests, failures in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension

from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import OutputFile
from agentconv.model.agent import Agent, Difference, diff
from agentconv.reading.detect import read_source
from agentconv.text.source import Source
from agentconv.writing.convert import Conversion

SHOWN = 5
"""So many failures of one check are shown."""

_LONG = 1_500


def text_snapshot(suffix: str) -> type[SingleFileSnapshotExtension]:
    """For tests of your own: a snapshot of syrupy's in a file of its own, to the byte, with this suffix."""

    class Snapshot(SingleFileSnapshotExtension):
        file_extension = suffix
        _file_extension = suffix  # its name before syrupy 5

    return Snapshot


def read_files(conversion: Conversion, registry: Registry) -> tuple[Agent, ...]:
    """The agents that the files of a conversion hold, read as a tool would read them."""
    return tuple(d.agent for d in read_documents(conversion, registry))


def read_documents(conversion: Conversion, registry: Registry) -> Iterator[Document]:
    """The documents that the files of a conversion hold."""
    texts = {file.path: Source(file.path, file.text) for file in conversion.files}
    has_index = any(file.is_index for file in conversion.files)
    for file in conversion.files:
        if has_index and not file.is_index:
            continue
        folder = file.path.rpartition("/")[0]
        report = Report()

        def sibling(name: str, folder: str = folder) -> Source:
            path = f"{folder}/{name}" if folder else name
            if path not in texts:
                raise Problem("not-found", "the conversion has no such file")
            return texts[path]

        documents: Any = read_source(
            texts[file.path], registry, report, format=conversion.target, sibling=sibling
        )
        if report.errors():
            raise AssertionError(f"{file.path} cannot be read back: {report.errors()[0]}\n{shown([file])}")
        yield from documents


def shown(files: Iterable[OutputFile]) -> str:
    """Files as a failure shows them."""
    return "\n".join(f"--- {file.path}\n{shortened(file.text)}" for file in files)


def shortened(text: str) -> str:
    """A text as a failure shows it: not all of a long one."""
    return text if len(text) <= _LONG else f"{text[:_LONG]}... ({len(text):,} characters)"


def sides(differences: Sequence[Difference], files: Iterable[OutputFile] = ()) -> str:
    """What differs between two agents, each side in a line of its own, and the text in question."""
    lines = []
    for difference in differences:
        lines += [f"  {difference.field}", f"    meant: {difference.old!r}", f"    reads: {difference.new!r}"]
    return "\n".join([*map(shortened, lines), shown(files)])


def check_same(meant: Agent, back: Agent, what: str, files: Iterable[OutputFile] = ()) -> None:
    """Raise `AssertionError`, with both sides and the text, for agents that are not the same."""
    if differences := diff(meant, back):
        raise AssertionError(f"{what}\n{sides(differences, files)}")


def check_none(failures: Sequence[str], what: str) -> None:
    """Raise `AssertionError` with all that failed, the first of them in full."""
    if failures:
        more = f"\n... and {len(failures) - SHOWN} more" if len(failures) > SHOWN else ""
        listed = "\n\n".join(failures[:SHOWN])
        raise AssertionError(f"{len(failures)} times: {what}\n\n{listed}{more}")
