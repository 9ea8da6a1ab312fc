"""The part of `report.html` on skills, commands and so on: a table for each kind."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable

from agentconv.diagnostics import Diagnostic, Loss
from agentconv.frozen import frozen
from agentconv.model.components import KINDS as ALL_KINDS
from agentconv.release.built import Built
from agentconv.release.page_findings import BY_WORD, KINDS, NATIVE, REFUSED, Finding, Kind, finding, order
from agentconv.text.visible import visible
from agentconv.writing.components import Outcome
from agentconv.writing.convert import Conversion

LEFT = "component-left"
"""The code of what a target has no place for."""


@frozen
class Cell:
    """A component in a target."""

    findings: tuple[Finding, ...]
    counts: tuple[tuple[Kind, int], ...]
    """How often each kind of loss occurs, the most serious first."""
    there: bool

    @property
    def kind(self) -> Kind:
        """The most serious of all that happens to it."""
        return self.counts[0][0] if self.counts else NATIVE


@frozen
class Row:
    """What the page says of one component."""

    name: str
    path: str
    """Relative to its package, so that it is the same wherever the build ran."""
    package: str
    """Empty when it is none's."""
    cells: tuple[Cell, ...]

    @property
    def folder(self) -> str:
        """The folder that it lies in, below its package; of a skill its own folder's."""
        folder = posixpath.dirname(self.path)
        return posixpath.dirname(folder) if self.path.endswith("/SKILL.md") else folder

    @property
    def rank(self) -> int:
        """How serious the most serious is of all that happens to it."""
        return max((KINDS.index(cell.kind) for cell in self.cells), default=0)


@frozen
class Table:
    """The components of one kind."""

    kind: str
    rows: tuple[Row, ...]


def tables_of(built: Built) -> list[Table]:
    """A table for each kind that there is, in the order of the kinds."""
    became = [_by_component(conversion) for conversion in built.conversions]
    tables = []
    for kind in ALL_KINDS:
        rows = []
        for one in built.components:
            if one.held.kind != kind:
                continue
            cells = [
                _cell(found.get((kind, one.held.name)), kind, conversion.target)
                for found, conversion in zip(became, built.conversions, strict=True)
            ]
            place = visible(one.held.material.path), visible(one.held.package)
            rows.append(Row(visible(one.held.name), *place, tuple(cells)))
        if rows:
            tables.append(Table(kind, tuple(sorted(rows, key=lambda row: row.name))))
    return tables


def told_by_tables(conversion: Conversion) -> set[Diagnostic]:
    """What the tables say of a target, so that it is not told as one of its notes again."""
    told = {d for outcome in conversion.outcomes for d in outcome.diagnostics}
    return told | {d for d in conversion.diagnostics if d.code == LEFT}


def _by_component(conversion: Conversion) -> dict[tuple[str, str], Outcome]:
    return {(one.wanted.held.kind, one.wanted.held.name): one for one in conversion.outcomes}


def _cell(outcome: Outcome | None, kind: str, target: str) -> Cell:
    """What became of a component; one of which nothing is written, and nothing is said, stays behind."""
    if outcome is None or not (outcome.there or outcome.diagnostics):
        dropped = BY_WORD[Loss.DROPPED]
        why = Finding(dropped, f"left behind: {target} has no place for {kind}s", None)
        return Cell((why,), ((dropped, 1),), there=False)
    found = tuple(sorted(dict.fromkeys(map(finding, outcome.diagnostics)), key=order))
    return Cell(found, _counts(found, there=outcome.there), outcome.there)


def _counts(findings: Iterable[Finding], *, there: bool) -> tuple[tuple[Kind, int], ...]:
    found = Counter(f.kind for f in findings if f.kind)
    if not there and not found[REFUSED]:
        found[BY_WORD[Loss.DROPPED]] += 1
    return tuple((kind, found[kind]) for kind in reversed(KINDS) if found[kind])
