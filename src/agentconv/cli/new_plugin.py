"""`agentconv new-plugin`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("new-plugin")
@click.argument("name")
@click.option(
    "--container",
    type=click.Choice(["frontmatter", "yaml", "json", "toml"]),
    default="frontmatter",
    show_default=True,
    help="The syntax of the format's files.",
)
@click.option("--write-only", is_flag=True, help="A format that is written and never read.")
@click.option("-o", "--out", default=".", metavar="DIR", help="Where to put the package's folder.")
def command(name: str, container: str, write_only: bool, out: str) -> None:
    """Write a package that adds the format NAME: it installs, and passes its own tests, at once."""
    from agentconv.cli import findings, printing
    from agentconv.conformance import scaffold
    from agentconv.diagnostics import Report

    report = Report()
    made = scaffold.write_plugin(name, container, Path(out), report, write_only=write_only)
    if made is None:
        findings.diagnostics(report.diagnostics, verbose=True)
        sys.exit(1)
    folder, count = made
    shown = folder.as_posix()
    printing.out(
        f"{printing.safe(shown)}: {count} files; try them: "
        f"cd {printing.safe(shown)} && pip install -e '.[test]' && pytest"
    )
