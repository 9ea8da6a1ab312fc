"""`agentconv verify`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("verify")
@click.argument("bundles", metavar="BUNDLE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(bundles: tuple[str, ...], as_json: bool) -> None:
    """Check bundles, archives or folders: every file listed, every hash right, nothing that leads out."""
    from agentconv.bundle import install
    from agentconv.cli import render
    from agentconv.diagnostics import Report
    from agentconv.errors import SyntaxProblem

    report = Report()
    good = []
    for bundle in bundles:
        try:
            index, entries = install.open_bundle(Path(bundle))
        except SyntaxProblem as problem:
            report.add(problem.code, problem.message, path=bundle, hint=problem.hint)
        except OSError as error:
            report.add("unreadable", f"cannot be read: {error.strerror}", path=bundle)
        else:
            good.append((bundle, index, len(entries)))
    if as_json:
        render.out_json(
            {
                "agentconv": 1,
                "ok": not report.errors(),
                "diagnostics": [d.to_json() for d in report.diagnostics],
                "verified": [b for b, _, _ in good],
            }
        )
    else:
        for bundle, index, files in good:
            what = f"{index['name']} {index['bundle_version']}: {len(index['agents'])} agents, {files} files"
            render.out(f"{render.safe(bundle)}: good: {render.safe(what)}")
        render.diagnostics(report.diagnostics, verbose=True)
    sys.exit(1 if report.errors() else 0)
