"""`agentconv install`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from agentconv.cli.asked import asked
from agentconv.cli.options import AS_JSON, FORCE, FORMAT, typed
from agentconv.frozen import frozen


@frozen
class InstallOptions:
    """What the command takes."""

    bundle: str
    target: str
    into: str
    scope: str
    agents: tuple[str, ...]
    uninstall: bool
    dry_run: bool
    force: bool
    sha256: str | None
    provenance: str | None
    builder: str | None
    source: str | None
    identity: str | None
    issuer: str | None
    as_json: bool


@click.command("install")
@click.argument("bundle")
@click.option("-t", "--target", type=FORMAT, required=True, help="Which tool's files to install.")
@click.option("--into", metavar="DIR", required=True, help="The project's folder, or a home folder.")
@click.option(
    "--scope",
    type=click.Choice(["project", "user"]),
    default="project",
    show_default=True,
    help="Lay the files out for a project or for a home folder.",
)
@click.option(
    "--agent",
    "agents",
    metavar="NAME",
    multiple=True,
    help="Only this agent, beside those that are there; may be given several times.",
)
@click.option("--uninstall", is_flag=True, help="Take the bundle's files out again.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--sha256", metavar="HEX", help="The SHA-256 that the archive must have.")
@asked
@FORCE
@AS_JSON
@typed(InstallOptions)
def command(options: InstallOptions) -> None:
    """Put a bundle's files for one tool into a project; the bundle is verified first.

    Files are owned by their hashes: what was edited since is kept, and reported, as is what belongs to
    another bundle; then the status is 1. What the release before had and this one has not is taken
    out.
    """
    from agentconv.cli import findings, outcome, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.release import install
    from agentconv.release.attested import Asked

    report = Report()
    request = install.InstallRequest(
        options.bundle,
        options.target,
        Path(options.into),
        scope=options.scope,
        agents=options.agents,
        uninstall=options.uninstall,
        dry=options.dry_run,
        force=options.force,
        asked=Asked(
            options.sha256,
            options.provenance,
            options.builder,
            options.source,
            options.identity,
            options.issuer,
        ),
    )
    made = install.run(request, Registry(), report)
    failed = made is None or bool(made.kept or report.errors())
    if options.as_json:
        data = printing.machine(not failed, report.diagnostics)
        if made is not None:
            data |= outcome.plan_json(made, dry=options.dry_run)
        printing.out_json(data)
    else:
        findings.diagnostics(report.diagnostics, verbose=True)
        if made is not None:
            outcome.installed(made, dry=options.dry_run)
    sys.exit(1 if failed else 0)
