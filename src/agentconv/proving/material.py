"""What is to be proved: the agents of files and folders, or what a bundle holds for a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from pathlib import Path

from agentconv.bundle import contents
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem
from agentconv.folder.opening import read_bytes
from agentconv.frozen import slotted
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.components import AGENT
from agentconv.proving.cases import Lot
from agentconv.proving.gathering import as_they_lie, exported
from agentconv.proving.placing import lies_at, placed
from agentconv.reading import choose, sources
from agentconv.reading.detect import read_source
from agentconv.reading.excluding import Choice
from agentconv.release.attested import Asked, open_attested
from agentconv.release.proof import prove
from agentconv.text.source import Source, decode


@slotted
class Material:
    """What the sources hold."""

    documents: list[Document] = field(default_factory=list)
    loose: list[tuple[Source, bool]] = field(default_factory=list)
    """Files of which no agent is read, each with whether it is broken."""
    chosen: list[Document] = field(default_factory=list)
    """One of each name, once that was asked."""
    bundle: dict[str, dict[str, bytes]] | None = None
    """Target -> its files, where the source is a bundle."""

    def lots(self, target: str, registry: Registry, report: Report, *, as_is: bool) -> tuple[list[Lot], bool]:
        """The lots for a target, and whether they had to be exported."""
        if self.bundle is not None:
            return _of_bundle(target, self.bundle.get(target, {}), registry, report), False
        fmt = registry.get(target)
        here = [d for d in self.documents if d.format == target]
        loose = [(s, broken) for s, broken in self.loose if lies_at(s.path, fmt)]
        if here or loose or as_is:
            return as_they_lie(target, here, loose, registry, report), False
        if not self.chosen and self.documents:
            self.chosen, _ = choose.newest(self.documents, report, keep_first=True)
        return exported(target, self.chosen, registry, report), True


def material(
    arguments: Sequence[str], registry: Registry, report: Report, *, format: str | None, choice: Choice
) -> Material | None:
    """What files, folders or one bundle hold; None when nothing can be read, and the report says why."""
    if len(arguments) == 1 and contents.is_bundle(Path(arguments[0])):
        found = bundled(arguments[0], registry, report)
        return None if found is None else Material(bundle=found)
    loaded = sources.load(arguments, registry, report, format=format, choice=choice)
    made = Material(list(loaded.documents))
    skipped = [left.path for left in loaded.skipped if left.kind != AGENT]
    for path in sorted({*loaded.unreadable, *skipped}):
        if any(lies_at(path, f) for f in map(registry.get, registry.names()) if f.reads):
            try:
                made.loose.append((Source(path, decode(read_bytes(path, path))), path in loaded.unreadable))
            except Problem:  # which reading has told
                continue
    if not made.documents and not made.loose:
        report.add("no-agents", "no source defines an agent")
        return None
    return made


def bundled(path: str, registry: Registry, report: Report) -> dict[str, dict[str, bytes]] | None:
    """Target -> the files of a bundle, all of which was checked first; None where the report says why."""
    try:
        index, entries = open_attested(Path(path), Asked(), report)
        prove(index, entries, registry)
    except Problem as problem:
        report.add_problem(problem, path=path)
        return None
    except OSError as error:
        report.add("unreadable", f"cannot be read: {error.strerror}", path=path)
        return None
    found: dict[str, dict[str, bytes]] = {}
    for target in index["targets"]:
        prefix = f"{contents.TARGETS}/{target}/"
        found[target] = {
            name.removeprefix(prefix): data for name, data in entries.items() if name.startswith(prefix)
        }
    return found


def _of_bundle(target: str, files: dict[str, bytes], registry: Registry, report: Report) -> list[Lot]:
    fmt = registry.get(target)
    documents: list[Document] = []
    for path, data in files.items():
        if lies_at(path, fmt) and placed(path, fmt) == path:
            try:
                documents += read_source(Source(path, decode(data)), registry, report, format=target)
            except NotAnAgent:  # a skill or another thing that lies there
                continue
    return as_they_lie(target, documents, (), registry, report)
