"""`agentconv init`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("init")
@click.argument("folder", default=".")
@click.option("-t", "--target", "targets", metavar="FORMAT", multiple=True, help="Targets to list.")
@click.option("--force", is_flag=True, help="Replace an agentconv.toml that is there.")
def command(folder: str, targets: tuple[str, ...], force: bool) -> None:
    """Write a commented agentconv.toml for the agents that are found in a folder."""
    from agentconv.cli import findings, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.release import manifest, starter

    registry, report = Registry(), Report()
    for target in targets:
        registry.get(target)
    if not Path(folder).is_dir():
        raise click.UsageError(f"{printing.safe(folder)} is no folder")
    count = starter.start(Path(folder), targets, registry, report, force=force)
    if count is None:
        findings.diagnostics(report.diagnostics, verbose=True)
        sys.exit(1)
    place = (Path(folder) / manifest.NAME).as_posix()
    what = "1 agent; build it" if count == 1 else f"{count} agents; build them"
    printing.out(f"{printing.safe(place)}: {what} with: agentconv build")
