"""`agentconv verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from agentconv.diagnostics import Report


@click.command("verify")
@click.argument("bundles", metavar="BUNDLE...", nargs=-1, required=True)
@click.option(
    "--provenance", metavar="FILE", help="The statement that must name each archive by its SHA-256."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(bundles: tuple[str, ...], provenance: str | None, as_json: bool) -> None:
    """Check bundles, archives or folders: every file listed, every hash right, nothing that leads out.

    With --provenance, also that the archives are those that the statement was made on: a plain one, or one
    in a Sigstore bundle. Whose signature that bears is for the sigstore client to say.
    """
    from agentconv.bundle import opening
    from agentconv.cli import printing
    from agentconv.diagnostics import Report
    from agentconv.errors import Problem

    report = Report()
    good = []
    named = _subjects(provenance, report) if provenance is not None else None
    for bundle in bundles:
        try:
            index, entries = opening.open_bundle(Path(bundle))
            known = named is None or _is_subject(Path(bundle), named, report)
        except Problem as problem:
            report.add_problem(problem, path=bundle)
        except OSError as error:
            report.add("unreadable", f"cannot be read: {error.strerror}", path=bundle)
        else:
            if known:
                good.append((bundle, index, len(entries)))
    if as_json:
        printing.out_json(
            printing.machine(not report.errors(), report.diagnostics) | {"verified": [b for b, _, _ in good]}
        )
    else:
        for bundle, index, files in good:
            what = f"{index['name']} {index['bundle_version']}: {len(index['agents'])} agents, {files} files"
            printing.out(f"{printing.safe(bundle)}: good: {printing.safe(what)}")
        printing.diagnostics(report.diagnostics, verbose=True)
    sys.exit(1 if report.errors() else 0)


def _subjects(file: str, report: Report) -> dict[str, str]:
    """What a statement names; nothing, and an error in the report, when it cannot be read."""
    from agentconv.errors import Problem
    from agentconv.folder.opening import read_bytes
    from agentconv.release import provenance

    try:
        return provenance.subjects(read_bytes(Path(file), Path(file)))
    except Problem as problem:
        report.add_problem(problem, path=file)
        return {}


def _is_subject(bundle: Path, named: dict[str, str], report: Report) -> bool:
    from agentconv.bundle import archive
    from agentconv.bundle.contents import digest
    from agentconv.folder.opening import read_bytes

    if bundle.is_dir():
        what = "a folder has no hash of its own: a provenance names archives"
        report.add("provenance-mismatch", what, path=str(bundle))
        return False
    known = named.get(bundle.name)
    if known == digest(read_bytes(bundle, bundle, limit=archive.MAX_BYTES)):
        return True
    what = "has another SHA-256 than the provenance says" if known else "is not named by the provenance"
    hint = None if known else f"it names {', '.join(sorted(named)) or 'nothing'}"
    report.add("provenance-mismatch", what, path=str(bundle), hint=hint)
    return False
