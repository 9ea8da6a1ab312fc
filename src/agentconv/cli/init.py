"""`agentconv init`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentconv.cli.options import FORMAT

if TYPE_CHECKING:
    from agentconv.release.starter import Started


@click.command("init")
@click.argument("folder", default=".")
@click.option("-t", "--target", "targets", type=FORMAT, multiple=True, help="Targets to list.")
@click.option("--force", is_flag=True, help="Replace an agentconv.toml that is there.")
def command(folder: str, targets: tuple[str, ...], force: bool) -> None:
    """Write a commented agentconv.toml for what is found in a folder, and try whether it builds.

    It takes the agents and what they name; where there are none, the skills, commands and servers.

    Name, version, authors and so on are those that the folder's own manifest of a plugin, an extension or a
    marketplace says.
    """
    from agentconv.cli import findings, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.release import manifest, starter

    registry, report = Registry(), Report()
    for target in targets:
        registry.get(target)
    if not Path(folder).is_dir():
        raise click.UsageError(f"{printing.safe(folder)} is no folder")
    started = starter.start(Path(folder), targets, registry, report, force=force)
    findings.diagnostics(
        report.errors() if started.written else report.diagnostics, verbose=not started.written
    )
    if started.written:
        place = (Path(folder) / manifest.NAME).as_posix()
        printing.out(f"{printing.safe(place)}: {printing.safe(_what(started))}")
        for target, count in started.refused.items():
            what = f"{target} is left out: it refuses {count} {_refused(started)}"
            printing.out(printing.safe(what), err=True)
        if line := _kinds(started):
            printing.out(printing.safe(line))
        what = "build it with: agentconv build"
        if not started.builds:
            what = "agentconv build stops at these errors; --skip-bad leaves out what has them"
        printing.out(what, err=not started.builds)
    sys.exit(0 if started.builds else 1)


def _what(started: Started) -> str:
    """What was found, by kind, and what the manifest makes of it."""
    from agentconv.reading.left import counted, summary

    agents = [f"{count} in {name}" for name, count in started.agents.items()]
    those = [("agent", sum(started.agents.values()))] if not started.kinds else []
    what = counted([*those, *started.components.items()])
    if started.packages:
        what += f" of {counted([('package', started.packages)])}"
    if len(agents) > 1:
        what += f" ({', '.join(agents)})"
    left = summary(started.left)
    return f"{what}, for {', '.join(started.targets)}" + (f"; {left}" if left else "")


def _kinds(started: Started) -> str:
    """What the manifest says of kinds, and why; empty where there are agents alone."""
    from agentconv.release.starter import kinds_line

    if started.kinds:
        return f"{kinds_line(started.kinds)}: there are no agents here"
    line = kinds_line(started.more)
    return f"it takes agents and what they name; {line} takes those along, too" if started.more else ""


def _refused(started: Started) -> str:
    return "of what is here" if started.kinds else "of the agents"
