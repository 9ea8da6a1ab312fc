"""`agentconv list`."""

from __future__ import annotations

import sys

import click

from agentconv.cli.options import AS_JSON, EXCLUDE, ONLY, VERBOSE


@click.command("list")
@click.argument("sources", metavar="[SRC|BUNDLE]...", nargs=-1)
@ONLY
@EXCLUDE
@AS_JSON
@VERBOSE
def command(
    sources: tuple[str, ...], only: str | None, exclude: tuple[str, ...], as_json: bool, verbose: bool
) -> None:
    """List what a collection or a bundle holds: packages, and the agents, skills, commands and so on of each.

    SRC is a file, a folder or a glob; the current folder when absent. What does not fit the screen is listed
    more shortly; --verbose names everything.
    """
    from agentconv.cli import catalogue, findings, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.reading.excluding import Choice
    from agentconv.reading.listing import listing

    registry, report = Registry(), Report()
    found = listing(sources or (".",), registry, report, Choice(only, exclude))
    if not found.contents and not report.errors():
        report.add("no-agents", "there is nothing here that belongs to a tool")
    failed = bool(report.errors())
    if as_json:
        printing.out_json(printing.machine(not failed, report.diagnostics) | catalogue.listing_json(found))
    else:
        findings.diagnostics(report.errors(), verbose=verbose)
        catalogue.listed(found, verbose=verbose)
    sys.exit(1 if failed else 0)
