"""Two collections, bundles or folders, with all kinds that they hold: the call behind `agentconv diff`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from agentconv.bundle import contents
from agentconv.bundle.opening import open_bundle
from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.merging.components import ComponentPair, compare_components
from agentconv.merging.sides import Pair, compare_sides
from agentconv.model.components import AGENT, KINDS
from agentconv.reading.components import held, wanted
from agentconv.reading.held import Held
from agentconv.reading.sources import load
from agentconv.release import components, proof


@frozen
class Compared:
    """What two collections hold."""

    agents: list[Pair]
    components: list[ComponentPair]


@frozen
class Side:
    """What one of them holds."""

    agents: list[Document]
    components: list[Held]


def compare_collections(
    old: str,
    new: str,
    registry: Registry,
    report: Report,
    *,
    format: str | None = None,
    kinds: Collection[str] = (),
) -> Compared:
    """What two files, folders or bundles hold, with what differs; nothing when the report has errors.

    `kinds` are those to compare; without any, agents, and of two bundles everything.
    """
    if not kinds:
        kinds = KINDS if all(contents.is_bundle(Path(path)) for path in (old, new)) else (AGENT,)
    sides = [_side(path, registry, report, format, kinds) for path in (old, new)]
    for side, path in zip(sides, (old, new), strict=True):
        if not side.agents and not side.components and not report.errors():
            report.add("no-agents", _nothing(kinds), path=path)
    if report.errors():
        return Compared([], [])
    was, now = sides
    pairs = compare_sides(was.agents, now.agents)
    return Compared(pairs, compare_components(was.components, now.components))


def _nothing(kinds: Collection[str]) -> str:
    if {*kinds} == {AGENT}:
        return "no source defines an agent"
    return "there is nothing of the kinds that were asked for"


def _side(path: str, registry: Registry, report: Report, format: str | None, kinds: Collection[str]) -> Side:
    rest = {*kinds} - {AGENT}
    if contents.is_bundle(Path(path)):
        return _of_bundle(path, registry, report, kinds)
    said = Report()
    loaded = load([path], registry, said, format=format)
    # What was not asked for is left as was meant.
    report.extend(d for d in said.diagnostics if not rest or d.code != "kinds-left")
    agents = loaded.documents if AGENT in kinds else []
    found = held(loaded.survey, loaded.skipped, rest, report) if rest else []
    return Side(agents, [one.held for one in wanted(found, rest, (), report)])


def _of_bundle(path: str, registry: Registry, report: Report, kinds: Collection[str]) -> Side:
    found: list[Held] = []
    try:
        index, entries = open_bundle(Path(path))
        if {*kinds} - {AGENT}:
            agents, _ = proof.agents_of(index, entries)
            those, _ = components.checked(index, agents, entries)
            found = [one.held for one in those if one.held.kind in kinds]
    except Problem as problem:
        report.add_problem(problem, path=path)
        return Side([], [])
    except OSError as error:
        report.add("unreadable", f"cannot be read: {error.strerror}", path=path)
        return Side([], [])
    some = AGENT in kinds and index["agents"]
    return Side(load([path], registry, report).documents if some else [], found)
