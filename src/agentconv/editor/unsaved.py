"""Findings and repairs of a text that an editor holds: what `check` says of its file once it is saved."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from agentconv.checking.fixes import Repair, repair
from agentconv.checking.inspector import Inspector
from agentconv.checking.run import CheckRequest, chosen_codes
from agentconv.checking.subject import Everyone
from agentconv.diagnostics import Diagnostic
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.reading.finding import Found
from agentconv.reading.kinds import Layout
from agentconv.streaming.parts import Head


class Unsaved(Found):
    """A file as an editor has it."""

    __slots__ = ("data",)
    data: bytes

    def read(self) -> bytes:
        """What the editor holds."""
        return self.data


@frozen
class Looked:
    """What there is to say of a text."""

    diagnostics: tuple[Diagnostic, ...] = ()
    """Sorted by line and column."""
    repaired: Repair | None = None
    """The text after the repairs that are safe; None where there is none."""


def look(path: Path, text: str, root: Path | None, registry: Registry, targets: Sequence[str] = ()) -> Looked:
    """Look at the text of a file below the folder that is open; no file of its name is read.

    A file in which no agent belongs has nothing to say. Raises `UsageError` for an unknown target.
    """
    found = _found(path, text, root, registry)
    if found is None:
        return Looked()
    everyone = Everyone(registry)
    inspector = _Keeping(
        [*map(registry.word, targets)],
        None,
        registry,
        None,
        wanted=chosen_codes(CheckRequest(())),
        everyone=everyone,
    )
    (part,) = inspector.work([(0, found)])
    if not part.heads and not part.unreadable:
        return Looked()  # a file of another kind
    said = [*part.diagnostics]
    for one in inspector.looked:
        said += filter(everyone.unanswered({h.name.casefold() for h in part.heads}), one.found)
    said += [d for head in part.heads for d in _lost(head)]
    registry.take()  # what is wrong with plugins is none of the text's
    order = sorted(dict.fromkeys(said), key=lambda d: (d.line or 0, d.column or 0, d.target or ""))
    return Looked(tuple(order), _repaired(inspector.documents, registry))


def _found(path: Path, text: str, root: Path | None, registry: Registry) -> Found | None:
    """The file; None where its place says that it is no agent."""
    base = root if root is not None and path.is_relative_to(root) else path.parent
    below = path.relative_to(base).as_posix()
    place = Layout(PurePosixPath(base.name), frozenset(), frozenset(), registry=registry).place(below)
    if not place.read:
        return None
    found = Unsaved(str(path), path.as_posix(), base, os.path.realpath(path), direct=True, place=place)
    object.__setattr__(found, "data", text.encode("utf-8", "surrogatepass"))
    return found


class _Keeping(Inspector):
    """Keeps what was read, for repairs."""

    documents: tuple[Document, ...] = ()

    def _read(self, number: int, found: Found) -> tuple[object, list[Document]]:  # type: ignore[override]
        part, documents = super()._read(number, found)
        self.documents = tuple(documents)
        return part, documents


def _lost(head: Head) -> tuple[Diagnostic, ...]:
    return tuple(d for done in head.done if done is not None for d in done.diagnostics)


def _repaired(documents: Sequence[Document], registry: Registry) -> Repair | None:
    if not documents:
        return None
    found = repair(documents[0], registry.get(documents[0].format))
    return found if found.done else None
