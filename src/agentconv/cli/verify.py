"""`agentconv verify`."""

from __future__ import annotations

import sys

import click

from agentconv.cli.asked import asked
from agentconv.cli.options import AS_JSON, typed
from agentconv.frozen import frozen


@frozen
class VerifyOptions:
    """What the command takes."""

    bundles: tuple[str, ...]
    provenance: str | None
    builder: str | None
    source: str | None
    identity: str | None
    issuer: str | None
    as_json: bool


@click.command("verify")
@click.argument("bundles", metavar="BUNDLE...", nargs=-1, required=True)
@asked
@AS_JSON
@typed(VerifyOptions)
def command(options: VerifyOptions) -> None:
    """Check bundles, archives or folders: every file listed, every hash right, nothing that leads out.

    Every target is written anew from the agents' neutral forms: a file that says more, or lies anywhere
    else, is refused.

    With --provenance, also that the archives are those that the statement was made on: a plain one, or one
    in a Sigstore bundle. Whose signature it bears is asked with --identity.
    """
    from agentconv.cli import findings, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.release.attested import Asked
    from agentconv.release.verify import verify

    report = Report()
    claims = Asked(
        provenance=options.provenance,
        builder=options.builder,
        source=options.source,
        identity=options.identity,
        issuer=options.issuer,
    )
    found = verify(options.bundles, Registry(), report, claims)
    if options.as_json:
        data = printing.machine(not report.errors(), report.diagnostics)
        data["verified"] = [item.bundle for item in found]
        printing.out_json(data)
    else:
        for item in found:
            holds = f"{printing.counted(item.agents, 'agent')}, {printing.counted(item.files, 'file')}"
            what = f"{item.name} {item.version}: {holds}"
            printing.out(f"{printing.safe(item.bundle)}: good: {printing.safe(what)}")
        findings.diagnostics(report.diagnostics, verbose=True)
    sys.exit(1 if report.errors() else 0)
