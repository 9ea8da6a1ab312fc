"""`agentconv build`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from agentconv.diagnostics import Report
    from agentconv.release.built import Built


@click.command("build")
@click.argument("manifest", default=".")
@click.option("-o", "--out", metavar="DIR", default="dist", show_default=True, help="Folder to write to.")
@click.option("-t", "--target", "targets", metavar="FORMAT", multiple=True, help="Build only this target.")
@click.option("--locked", is_flag=True, help="Fail when anything differs from agentconv.lock.")
@click.option("--force", is_flag=True, help="Replace files that were edited or are not agentconv's.")
@click.option("--strict", is_flag=True, help="Take every warning for an error.")
@click.option(
    "--sign", is_flag=True, help="Sign the provenance with Sigstore (extra 'sign'; needs the network)."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("-v", "--verbose", is_flag=True, help="Show every finding and skipped file.")
def command(manifest: str, targets: tuple[str, ...], **given: Any) -> None:
    """Build the bundle that agentconv.toml describes: a folder, and archives of it.

    Beside the archives: an SBOM (CycloneDX) and their provenance (in-toto, SLSA), which --sign signs.

    MANIFEST is the file, or the folder that holds agentconv.toml. The same input gives the same bytes
    everywhere; SOURCE_DATE_EPOCH sets the time that the archives' files carry.
    """  # fmt: skip
    from agentconv.cli import outcome, printing
    from agentconv.diagnostics import Report, Severity
    from agentconv.host.registry import Registry
    from agentconv.release import build as building

    registry, report = Registry(), Report()
    place = Path(manifest)
    folder = place if place.is_dir() else place.parent
    found = building.load_manifest(place, registry, report)
    built = None
    if found is not None:
        known = {target.name for target in found.targets}
        for target in targets:
            if target not in known:
                raise click.UsageError(f"the manifest has no target {target!r}; it has {', '.join(known)}")
        progress = printing.Progress("files read")
        built = building.build(
            found, folder, registry, report, only=targets, epoch=_epoch(), step=progress.step
        )
        progress.done()
    bad = {Severity.ERROR, Severity.WARNING} if given["strict"] else {Severity.ERROR}
    failed = any(d.severity in bad for d in report.diagnostics)
    if built is not None and not failed:
        if given["locked"]:
            _check_lock(built, folder, report)
        if given["sign"] and not report.errors():
            _sign(built, report)
        if not report.errors():
            _write(built, folder, report, given, whole=not targets)
        failed = any(d.severity in bad for d in report.diagnostics)
    if given["as_json"]:
        data = printing.machine(not failed, report.diagnostics)
        if built is not None and not failed:
            data["archives"] = dict(sorted(built.lock.tables["archives"].items()))
            data["beside"] = dict(sorted(built.lock.tables["beside"].items()))
        printing.out_json(data)
    else:
        printing.diagnostics(report.diagnostics, verbose=given["verbose"])
        if built is not None:
            printing.skipped(built.skipped, verbose=given["verbose"])
            if not failed:
                outcome.built(built, given["out"])
        if failed:
            printing.out("agentconv: nothing was built", err=True)
    sys.exit(1 if failed else 0)


def _epoch() -> int:
    """The time for the archives: `SOURCE_DATE_EPOCH`, in seconds since 1970."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "0")
    if not text.isdecimal() or int(text) >= 1 << 32:
        raise click.UsageError(f"SOURCE_DATE_EPOCH takes seconds since 1970, not {text!r}")
    return int(text)


def _check_lock(built: Built, folder: Path, report: Report) -> None:
    from agentconv.errors import Problem
    from agentconv.release import lock

    place = (folder / lock.NAME).as_posix()
    try:
        known = lock.load(folder)
    except Problem as problem:
        report.add_problem(problem, path=place, hint="build once without --locked")
        return
    for line in known.differences(built.lock):
        report.add("lock-changed", line, path=place)


def _sign(built: Built, report: Report) -> None:
    """Add a signature over the provenance to what is written beside the archives."""
    from agentconv.errors import Problem
    from agentconv.release import provenance, signing

    try:
        signature = signing.sign(built.beside[built.stem + provenance.ENDING])
    except Problem as problem:
        report.add_problem(problem)
    else:
        built.beside[built.stem + signing.ENDING] = signature


def _write(built: Built, folder: Path, report: Report, given: dict[str, Any], *, whole: bool) -> None:
    """Write the folder and the archives, and the lock of a whole build."""
    from agentconv.folder import apply
    from agentconv.folder.plan import Wanted, plan
    from agentconv.release import lock

    out = Path(given["out"])
    files = [Wanted(f"{built.stem}/{path}", data, "bundle") for path, data in built.entries.items()]
    files += [Wanted(name, data, "bundle") for name, data in {**built.archives, **built.beside}.items()]
    also = {folder / lock.NAME: built.lock.to_text().encode()} if whole and not given["locked"] else {}
    with apply.locked(out):
        made = plan(files, out, ["bundle"], [], report, force=given["force"])
        if made is not None:
            apply.carry_out(made, report, also)
