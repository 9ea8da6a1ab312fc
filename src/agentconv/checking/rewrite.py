"""Putting repaired texts in the place of the files that were named, unless one changed meanwhile."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from agentconv.checking.component_fixes import repair_component
from agentconv.checking.fixes import repair
from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.folder.apply import write_file
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.reading.held import Held
from agentconv.text.source import Source


@frozen
class Fixed:
    """A file that was repaired."""

    path: str
    done: tuple[str, ...]


def fix_files(
    documents: Sequence[Document], sources: Sequence[str], registry: Registry, report: Report
) -> list[Fixed]:
    """Repair the files of documents, each once; what is not repaired is told with its reason.

    Nothing is written but what lies where `sources`, as they were given, say.
    """
    roots = [Path(os.path.realpath(_root(source))) for source in sources]
    fixed = []
    for document in documents:
        if document.index:
            continue  # the file was repaired with its first agent
        found = repair(document, registry.get(document.format))
        scoped = report.scoped(path=document.path, agent=document.agent.name)
        for why in found.left:
            scoped.add("not-fixed", why)
        if found.done and _put(found.text, document.tree.source, roots, scoped):
            fixed.append(Fixed(document.path, found.done))
    return fixed


def fix_components(
    those: Sequence[tuple[Held, Source]], sources: Sequence[str], report: Report
) -> list[Fixed]:
    """The same for the files of components; the text of each is what was read of it."""
    roots = [Path(os.path.realpath(_root(source))) for source in sources]
    fixed = []
    for held, source in those:
        found = repair_component(held, source)
        scoped = report.scoped(path=source.path)
        for why in found.left:
            scoped.add("not-fixed", why)
        if found.done and _put(found.text, source, roots, scoped):
            fixed.append(Fixed(source.path, found.done))
    return fixed


def _root(source: str) -> Path:
    """What a source names: a file, a folder, or for a glob the folder before its first wildcard."""
    path = Path(source)
    while not os.path.lexists(path) and path != path.parent:
        path = path.parent
    return path


def _put(text: str, source: Source, roots: Sequence[Path], report: Report) -> bool:
    """Put a repaired text in the place of another; False when the report says why not."""
    try:
        why = _why_left(source, roots)
        if why is None:
            write_file(Path(source.path), text.encode("utf-8"))
            return True
        report.add("not-fixed", f"left as it is: {why}")
    except OSError as error:
        report.add("unwritable", f"cannot be written: {error.strerror or error}")
    return False


def _why_left(source: Source, roots: Sequence[Path]) -> str | None:
    """Why a file is not to be replaced; None when it is. Raises `OSError` for one that is gone."""
    place = Path(source.path)
    try:
        facts = place.lstat()
        if place.is_symlink() or facts.st_nlink > 1:  # a new file would take only one of its names
            return "the file is a link, or has other names"
        real = Path(os.path.realpath(place))
        if not any(real == root or real.is_relative_to(root) for root in roots):
            return "a link on the way to it leads elsewhere"
        if read_bytes(place, place) != source.data:
            return "it changed while it was read"
    except Problem as problem:
        return problem.message
    return None
