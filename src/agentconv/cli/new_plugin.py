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
@click.option("-o", "--out", default=".", metavar="DIR", help="Where to put the package's folder.")
def command(name: str, container: str, out: str) -> None:
    """Write a package that adds the format NAME: it installs, and passes its own tests, at once."""
    from agentconv.cli import printing
    from agentconv.conformance import scaffold
    from agentconv.diagnostics import Report
    from agentconv.folder import apply

    files = scaffold.plugin(name, container)
    folder, report = Path(out) / f"agentconv-{name}", Report()
    if folder.exists():
        report.add("kept-foreign", "there is one already, and it is kept", path=folder.as_posix())
    else:
        try:
            for path, text in files.items():
                apply.write_file(folder / path, text.encode())
        except OSError as error:
            report.add("unwritable", f"cannot be written: {error.strerror}", path=folder.as_posix())
    if report.diagnostics:
        printing.diagnostics(report.diagnostics, verbose=True)
        sys.exit(1)
    shown = folder.as_posix()
    printing.out(
        f"{printing.safe(shown)}: {len(files)} files; try them: "
        f"cd {printing.safe(shown)} && pip install -e '.[test]' && pytest"
    )
