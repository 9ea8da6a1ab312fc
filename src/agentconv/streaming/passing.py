"""The agents of an export behind its filters: which are left, and what they call themselves and others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agentconv.diagnostics import Report
from agentconv.model.components import AGENT
from agentconv.reading.finding import Found
from agentconv.streaming.parts import Done, Head
from agentconv.streaming.workshop import Workshop
from agentconv.writing.filtering import Passed, settle


def behind_filters(
    heads: Sequence[Head], workshop: Workshop, files: Sequence[Found], report: Report
) -> list[Head]:
    """The agents that the filters leave, under their names; what was done to them goes to the report.

    Raises `Problem` when a file that has to be read again was changed since.
    """
    if not workshop.chain:
        return list(heads)
    rows = [_row(head, workshop, files) for head in heads]
    kept = {id(row) for row in settle(rows, report, keep_first=workshop.task.skip_bad)}
    return [_settled(head, row) for head, row in zip(heads, rows, strict=True) if id(row) in kept]


def _row(head: Head, workshop: Workshop, files: Sequence[Found]) -> Passed:
    if head.passed is None or head.own_name is not None:  # it is called otherwise than when it was read
        return workshop.filtered_again(head, files[head.file])
    return head.passed


def _settled(head: Head, row: Passed) -> Head:
    own_name = None if head.own_name is None else row.own_name or None
    called = {(AGENT, said): name for said, name in row.said.items()}
    refers = tuple((kind, called.get((kind, said), said)) for kind, said in head.refers)
    found = replace(
        head, name=row.name, own_name=own_name, refers=refers, passed=row, before=(head.name, head.own_name)
    )
    if not row.said:
        return found
    nothing: list[Done | None] = [None] * len(head.done)
    return replace(found, unchanged=False, done=nothing)
