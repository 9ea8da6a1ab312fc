"""Merges that nobody finished: their markers in an agent's files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from agentconv.checking.subject import MANY, Texts
from agentconv.diagnostics import Diagnostic, Report
from agentconv.text.conflicts import find
from agentconv.text.source import Source

CODE = "merge-unresolved"
_WHAT = "the markers of a merge: nobody chose between the two sides"
_HINT = "keep what is meant and delete the three lines; a model reads both sides and the markers"


def look(subject: Texts) -> None:
    """Report conflicts in texts."""
    for source in subject.sources:
        for conflict in islice(find(source.text), MANY):
            subject.add_at(CODE, _WHAT, source, conflict.offset, _HINT)


def in_unreadable(source: Source) -> Iterator[Diagnostic]:
    """Conflicts in a text that cannot be read as an agent, which they may be the cause of."""
    report = Report(path=source.path)
    for conflict in islice(find(source.text), MANY):
        line, column = source.position(conflict.offset)
        report.add(CODE, _WHAT, hint=_HINT, line=line, column=column)
    yield from report.diagnostics
