"""`agentconv diff`."""

from __future__ import annotations

import sys

import click

from agentconv.cli.options import AS_JSON, FROM, KINDS


@click.command("diff")
@click.argument("old")
@click.argument("new")
@FROM
@KINDS
@click.option("--stat", is_flag=True, help="Print one line for each agent, skill and so on.")
@AS_JSON
def command(
    old: str, new: str, format: str | None, kinds: tuple[str, ...], stat: bool, as_json: bool
) -> None:
    """Say what differs between two versions of an agent, of a folder of agents, or of a bundle, by meaning.

    OLD and NEW may be of any formats. Of two bundles all kinds are compared, of anything else agents, unless
    --kinds says which. Exit status 1 when they differ, 0 when they say the same.
    """
    from agentconv.cli import comparing, findings, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.merging.collections import compare_collections
    from agentconv.model.components import kinds_named

    report = Report()
    asked = kinds_named(kinds) if kinds else frozenset()
    found = compare_collections(old, new, Registry(), report, format=format, kinds=asked)
    differ = [pair for pair in found.agents if pair.differs]
    others = [pair for pair in found.components if pair.differs]
    same = not differ and not others and not report.errors()
    if as_json:
        data = printing.machine(same, report.diagnostics)
        both = map(comparing.comparison_json, differ), map(comparing.component_json, others)
        data["comparisons"] = [*both[0], *both[1]]
        printing.out_json(data)
    else:
        findings.diagnostics(report.diagnostics, verbose=True)
        for pair in differ:
            comparing.comparison(pair, stat=stat)
        for other in others:
            comparing.component(other, stat=stat)
    sys.exit(0 if same else 1)
