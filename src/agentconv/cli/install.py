"""`agentconv install`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click


@click.command("install")
@click.argument("bundle")
@click.option("-t", "--target", metavar="FORMAT", required=True, help="Which tool's files to install.")
@click.option("--into", metavar="DIR", required=True, help="The project's folder, or a home folder.")
@click.option(
    "--scope",
    type=click.Choice(["project", "user"]),
    default="project",
    show_default=True,
    help="Lay the files out for a project or for a home folder.",
)
@click.option("--uninstall", is_flag=True, help="Take the bundle's files out again.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--force", is_flag=True, help="Replace files that were edited or are not agentconv's.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(bundle: str, **given: Any) -> None:
    """Put a bundle's files for one tool into a project; the bundle is verified first.

    Files are owned by their hashes: what was edited since is kept, and reported.
    """
    from agentconv.bundle import opening
    from agentconv.cli import outcome, printing
    from agentconv.diagnostics import Report
    from agentconv.errors import Problem
    from agentconv.folder import apply
    from agentconv.host.registry import Registry
    from agentconv.release import install

    report, into, dry = Report(), Path(given["into"]), given["dry_run"]
    fmt = Registry().get(given["target"])
    made = None
    try:
        index, entries = opening.open_bundle(Path(bundle))
        if not into.is_dir():
            report.add("not-found", "there is no such folder", path=into.as_posix())
        elif given["uninstall"]:
            with apply.locked(into):
                made = install.uninstall(index["name"], fmt.name, into, report, dry=dry)
        else:
            files = install.wanted(index, entries, fmt, given["scope"])
            with apply.locked(into):
                made = install.install(files, into, report, force=given["force"], dry=dry)
    except Problem as problem:
        report.add_problem(problem, path=bundle)
    except OSError as error:
        report.add("unreadable", f"cannot be read: {error.strerror}", path=bundle)
    failed = bool(report.errors()) or made is None
    if given["as_json"]:
        data = printing.machine(not failed, report.diagnostics)
        data |= outcome.plan_json(made, dry=dry) if made else {}
        printing.out_json(data)
    else:
        printing.diagnostics(report.diagnostics, verbose=True)
        if made is not None:
            outcome.plan(made, dry=dry)
    sys.exit(1 if failed else 0)
