"""`agentconv diff`."""

from __future__ import annotations

import sys
from typing import Any

import click


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--from", "format", metavar="FORMAT", help="What the sources are, if it cannot be told.")
@click.option("--stat", is_flag=True, help="Print one line for each agent.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(old: str, new: str, format: str | None, stat: bool, as_json: bool) -> None:
    """Say what differs between two versions of an agent, or of a folder of agents, by meaning.

    OLD and NEW may be of any formats. Exit status 1 when they differ, 0 when they say the same.
    """
    from agentconv.cli import comparing, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.merging.compare import Comparison, compare
    from agentconv.reading.sources import load

    registry, report = Registry(), Report()
    sides = [load([side], registry, report, format=format).documents for side in (old, new)]
    for side, path in zip(sides, (old, new), strict=True):
        if not side and not report.errors():
            report.add("no-agents", "no source defines an agent", path=path)
    pairs = _pairs(*sides) if not report.errors() else []
    found: list[tuple[Any, Any, Comparison | None]] = [
        (a, b, compare(a.agent, b.agent) if a and b else None) for a, b in pairs
    ]
    differ = [(a, b, c) for a, b, c in found if c is None or not c.same]
    bad = bool(report.errors())
    if as_json:
        data = printing.machine(not differ and not bad, report.diagnostics)
        data["comparisons"] = [comparing.comparison_json(*item) for item in differ]
        printing.out_json(data)
    else:
        printing.diagnostics(report.diagnostics, verbose=True)
        for item in differ:
            comparing.comparison(*item, stat=stat)
    sys.exit(1 if differ or bad else 0)


def _pairs(old: list[Any], new: list[Any]) -> list[tuple[Any, Any]]:
    """The versions of each agent; two single ones whatever their names."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])]
    was, now = ({d.agent.name: d for d in side} for side in (old, new))
    return [(was.get(name), now.get(name)) for name in dict.fromkeys((*was, *now))]
