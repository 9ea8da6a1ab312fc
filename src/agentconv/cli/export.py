"""`agentconv export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

STANDARD_OUTPUT = "-"


@click.command("export")
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@click.option(
    "-t",
    "--target",
    "targets",
    metavar="FORMAT",
    multiple=True,
    required=True,
    help="What to write; may be given several times.",
)
@click.option(
    "-o",
    "--out",
    metavar="DIR",
    default="build",
    show_default=True,
    help="Folder to write to; - prints a single file.",
)
@click.option("--from", "format", metavar="FORMAT", help="What the sources are, if it cannot be told.")
@click.option(
    "--scope",
    type=click.Choice(["project", "user"]),
    default="project",
    show_default=True,
    help="Lay the files out for a project, or for a user's home folder (with -o ~).",
)
@click.option("--model", metavar="MODEL", help="Model for every agent.")
@click.option("--models", metavar="FILE", help="TOML file that maps models; goes over the built-in map.")
@click.option(
    "--template",
    metavar="FILE",
    help="Jinja2 file that wraps each prompt, for targets that take one; or 'default'.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if anything would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--strict", is_flag=True, help="Take every warning for an error.")
@click.option("--allow-wider", is_flag=True, help="Write agents that could do more than their source.")
@click.option("--shorten", is_flag=True, help="Cut what is over a target's limit at a sentence end.")
@click.option("--carry", is_flag=True, help="Keep beside the files what they cannot hold.")
@click.option("--force", is_flag=True, help="Replace files that were edited or are not agentconv's.")
@click.option("--skip-bad", is_flag=True, help="Leave out what has errors, write the rest, exit 1.")
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that read.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("-v", "--verbose", is_flag=True, help="Show every finding and skipped file.")
def command(sources: tuple[str, ...], targets: tuple[str, ...], out: str, **given: Any) -> None:
    """Convert agents to other formats.

    SRC is a file, a folder, a glob, or - for standard input. Results and a summary go to standard
    output, findings to standard error. Nothing is written when anything is wrong.
    """  # fmt: skip
    from agentconv import export
    from agentconv.cli import outcome, printing
    from agentconv.host.registry import Registry
    from agentconv.writing.convert import Options

    to_stdout = out == STANDARD_OUTPUT
    if not out:
        raise click.UsageError("-o needs a folder; the current one is .")
    options = Options(
        model=given["model"],
        models=_text_of(given["models"], "--models"),
        template=_template(given["template"]),
        shorten=given["shorten"],
        scope=given["scope"],
        allow_wider=given["allow_wider"],
    )
    request = export.Request(
        sources,
        targets,
        None if to_stdout else Path(out),
        format=given["format"],
        options=options,
        dry=given["show_diff"],
        **{k: given[k] for k in ("check", "strict", "carry", "force", "skip_bad", "jobs")},
    )
    progress = printing.Progress("files read")
    result = export.export(request, Registry(), step=progress.step)
    progress.done()
    quiet = to_stdout or given["show_diff"]
    single = outcome.single_file(result) if to_stdout else b""
    if given["as_json"]:
        printing.out_json(outcome.result_json(result))
    else:
        printing.skipped(result.skipped, verbose=given["verbose"])
        printing.diagnostics(result.diagnostics, verbose=given["verbose"])
        if given["show_diff"] and result.plan is not None:
            outcome.diff(result.plan)
        outcome.summary(result, err=quiet)
    if not given["as_json"] and (given["skip_bad"] or not result.failed):
        printing.out_bytes(single)
    sys.exit(0 if result.ok else 1)


def _text_of(path: str | None, option: str) -> str | None:
    if path is None:
        return None
    from agentconv.cli.printing import safe
    from agentconv.errors import Problem
    from agentconv.folder.opening import read_bytes
    from agentconv.text.source import decode

    try:
        return decode(read_bytes(Path(path), Path(path)))
    except Problem as problem:
        raise click.UsageError(f"{option} {safe(path)}: {problem}") from None


def _template(path: str | None) -> str | None:
    from agentconv import templates

    return templates.load(path) if path == templates.DEFAULT else _text_of(path, "--template")
