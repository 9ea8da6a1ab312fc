"""`agentconv diff`."""

from __future__ import annotations

import sys

import click

from agentconv.cli.options import AS_JSON, FROM


@click.command("diff")
@click.argument("old")
@click.argument("new")
@FROM
@click.option("--stat", is_flag=True, help="Print one line for each agent.")
@AS_JSON
def command(old: str, new: str, format: str | None, stat: bool, as_json: bool) -> None:
    """Say what differs between two versions of an agent, or of a folder of agents, by meaning.

    OLD and NEW may be of any formats. Exit status 1 when they differ, 0 when they say the same.
    """
    from agentconv.cli import comparing, findings, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.merging.sides import compare_paths

    report = Report()
    pairs = compare_paths(old, new, Registry(), report, format=format)
    differ = [pair for pair in pairs if pair.differs]
    same = not differ and not report.errors()
    if as_json:
        data = printing.machine(same, report.diagnostics)
        data["comparisons"] = [comparing.comparison_json(pair) for pair in differ]
        printing.out_json(data)
    else:
        findings.diagnostics(report.diagnostics, verbose=True)
        for pair in differ:
            comparing.comparison(pair, stat=stat)
    sys.exit(0 if same else 1)
