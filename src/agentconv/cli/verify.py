"""`agentconv verify`."""

from __future__ import annotations

import sys

import click

from agentconv.cli.options import AS_JSON


@click.command("verify")
@click.argument("bundles", metavar="BUNDLE...", nargs=-1, required=True)
@click.option(
    "--provenance", metavar="FILE", help="The statement that must name each archive by its SHA-256."
)
@AS_JSON
def command(bundles: tuple[str, ...], provenance: str | None, as_json: bool) -> None:
    """Check bundles, archives or folders: every file listed, every hash right, nothing that leads out.

    With --provenance, also that the archives are those that the statement was made on: a plain one, or one
    in a Sigstore bundle. Whose signature that bears is for the sigstore client to say.
    """
    from agentconv.cli import findings, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.release.verify import verify

    report = Report()
    found = verify(bundles, Registry(), report, provenance=provenance)
    if as_json:
        data = printing.machine(not report.errors(), report.diagnostics)
        data["verified"] = [item.bundle for item in found]
        printing.out_json(data)
    else:
        for item in found:
            what = f"{item.name} {item.version}: {item.agents} agents, {item.files} files"
            printing.out(f"{printing.safe(item.bundle)}: good: {printing.safe(what)}")
        findings.diagnostics(report.diagnostics, verbose=True)
    sys.exit(1 if report.errors() else 0)
