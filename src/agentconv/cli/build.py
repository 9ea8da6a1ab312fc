"""`agentconv build`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentconv.cli.options import AS_JSON, FORCE, FORMAT, SKIP_BAD, STRICT, VERBOSE, typed
from agentconv.frozen import frozen

if TYPE_CHECKING:
    from agentconv.release.manifest import Manifest


@frozen
class BuildOptions:
    """What the command takes."""

    manifest: str
    out: str
    targets: tuple[str, ...]
    locked: bool
    force: bool
    strict: bool
    sign: bool
    skip_bad: bool
    as_json: bool
    verbose: bool


@click.command("build")
@click.argument("manifest", default=".")
@click.option("-o", "--out", metavar="DIR", default="dist", show_default=True, help="Folder to write to.")
@click.option("-t", "--target", "targets", type=FORMAT, multiple=True, help="Build only this target.")
@click.option("--locked", is_flag=True, help="Fail when anything differs from agentconv.lock.")
@FORCE
@STRICT
@click.option(
    "--sign", is_flag=True, help="Sign the provenance with Sigstore (extra 'sign'; needs the network)."
)
@SKIP_BAD
@AS_JSON
@VERBOSE
@typed(BuildOptions)
def command(options: BuildOptions) -> None:
    """Build the bundle that agentconv.toml describes: a folder, and archives of it.

    Beside the archives: an SBOM (CycloneDX) and their provenance (in-toto, SLSA), which --sign signs.

    MANIFEST is the file, or the folder that holds agentconv.toml. The same input gives the same bytes
    everywhere; SOURCE_DATE_EPOCH sets the time that the archives' files carry.
    """  # fmt: skip
    from agentconv.cli import outcome, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.release import run
    from agentconv.release.build import load_manifest

    registry, report = Registry(), Report()
    place = Path(options.manifest)
    manifest = load_manifest(place, registry, report)
    if manifest is None:
        result = run.BuildResult(None, report.diagnostics, failed=True)
    else:
        _check_targets(options.targets, manifest)
        request = run.BuildRequest(
            place if place.is_dir() else place.parent,
            Path(options.out),
            options.targets,
            _epoch(),
            locked=options.locked,
            force=options.force,
            strict=options.strict,
            sign=options.sign,
            skip_bad=options.skip_bad,
        )
        progress = printing.Progress("files read")
        result = run.release(manifest, request, registry, report, step=progress.step)
        progress.done()
    if options.as_json:
        printing.out_json(outcome.build_json(result))
    else:
        outcome.built(result, options.out, verbose=options.verbose)
    sys.exit(1 if result.failed else 0)


def _check_targets(targets: tuple[str, ...], manifest: Manifest) -> None:
    known = [target.name for target in manifest.targets]
    for target in targets:
        if target not in known:
            raise click.UsageError(f"the manifest has no target {target!r}; it has {', '.join(known)}")


def _epoch() -> int:
    """The time for the archives: `SOURCE_DATE_EPOCH`, in seconds since 1970."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "0")
    if not text.isdecimal() or int(text) >= 1 << 32:
        raise click.UsageError(f"SOURCE_DATE_EPOCH takes seconds since 1970, not {text!r}")
    return int(text)
