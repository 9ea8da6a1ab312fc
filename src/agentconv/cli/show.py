"""`agentconv show`."""

from __future__ import annotations

import sys

import click


@click.command("show")
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@click.option("--from", "format", metavar="FORMAT", help="What the sources are, if it cannot be told.")
@click.option("--json", "as_json", is_flag=True, help="Print the neutral JSON.")
def command(sources: tuple[str, ...], format: str | None, as_json: bool) -> None:
    """Print the neutral model of agents: what agentconv read, and the power it gives them.

    With --json: the neutral JSON of the agent, or a list of them for several.
    """
    from agentconv.cli import printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.model import neutral
    from agentconv.reading import sources as finding

    report = Report()
    loaded = finding.load(sources, Registry(), report, format=format)
    if not loaded.documents and not report.errors():
        report.add("no-agents", "no source defines an agent")
    printing.diagnostics(report.diagnostics, verbose=True)
    if as_json:
        data = [neutral.document(d.agent) for d in loaded.documents]
        if data:
            printing.out_json(data[0] if len(data) == 1 else data)
    else:
        for document in loaded.documents:
            printing.agent(document)
    sys.exit(1 if report.errors() else 0)
