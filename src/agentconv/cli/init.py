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
    from agentconv.cli import printing
    from agentconv.diagnostics import Report
    from agentconv.folder import apply
    from agentconv.host.registry import Registry
    from agentconv.reading import sources
    from agentconv.release import manifest, starter

    registry, report, place = Registry(), Report(), Path(folder) / manifest.NAME
    for target in targets:
        registry.get(target)
    if not Path(folder).is_dir():
        raise click.UsageError(f"{printing.safe(folder)} is no folder")
    if place.exists() and not force:
        report.add("kept-foreign", "there is one already, and it is kept", path=place.as_posix())
        printing.diagnostics(report.diagnostics, verbose=True)
        sys.exit(1)
    loaded = sources.load([folder], registry, Report())
    text = starter.manifest_text(Path(folder), loaded.documents, targets)
    try:
        apply.write_file(place, text.encode())
    except OSError as error:
        report.add("unwritable", f"cannot be written: {error.strerror}", path=place.as_posix())
        printing.diagnostics(report.diagnostics, verbose=True)
        sys.exit(1)
    count = len({d.agent.name for d in loaded.documents})
    printing.out(f"{printing.safe(place.as_posix())}: {count} agents; build them with: agentconv build")
