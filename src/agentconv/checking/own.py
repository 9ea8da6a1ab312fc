"""What a format itself has to say of an agent of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from agentconv.checking.subject import Subject
from agentconv.errors import SyntaxProblem
from agentconv.host.guard import overrides
from agentconv.kit.document import Document
from agentconv.kit.format import Reading
from agentconv.text.source import Source


def look(subject: Subject) -> None:
    """Report what the format finds; where a format finds nothing of its own, nobody asks."""
    document, fmt = subject.document, subject.format
    if not overrides(fmt, "review"):
        return
    report = subject.report.scoped(path=document.path, agent=document.agent.name)
    reading = Reading(
        report,
        document.tree,
        stem=fmt.stem_of(PurePosixPath(document.path)),
        sibling=_sibling(document),
        in_place=fmt.lies_at(PurePosixPath(document.path)),
    )
    fmt.review(document.as_read, reading)


def _sibling(document: Document) -> Callable[[str], Source]:
    """The files beside the agent's own that it was read from."""
    known = dict(document.companions)

    def found(name: str) -> Source:
        if name not in known:
            raise SyntaxProblem("not-found", f"the agent was read from no file {name!r}", 0)
        return known[name]

    return found
