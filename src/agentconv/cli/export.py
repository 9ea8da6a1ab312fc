"""`agentconv export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from agentconv.cli.options import (
    AS_JSON,
    EXCLUDE,
    FILTER,
    FORCE,
    FORMAT,
    FROM,
    KINDS,
    ONLY,
    OPTION,
    SKIP_BAD,
    STANDARD_OUTPUT,
    STRICT,
    VERBOSE,
    text_of,
    typed,
)
from agentconv.frozen import frozen

if TYPE_CHECKING:
    from agentconv.export import ExportRequest
    from agentconv.host.registry import Registry


@frozen
class ExportOptions:
    """What the command takes."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    out: str
    format: str | None
    only: str | None
    exclude: tuple[str, ...]
    kinds: tuple[str, ...]
    scope: str
    model: str | None
    models: str | None
    template: str | None
    filters: tuple[str, ...]
    given: tuple[str, ...]
    check: bool
    show_diff: bool
    strict: bool
    allow_wider: bool
    shorten: bool
    carry: bool
    force: bool
    skip_bad: bool
    jobs: int | None
    cache: bool
    watch: bool
    as_json: bool
    verbose: bool


@click.command("export")
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@click.option(
    "-t",
    "--target",
    "targets",
    type=FORMAT,
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
@FROM
@ONLY
@EXCLUDE
@KINDS
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
@FILTER
@OPTION
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if anything would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change.")
@STRICT
@click.option("--allow-wider", is_flag=True, help="Write agents that could do more than their source.")
@click.option("--shorten", is_flag=True, help="Cut what is over a target's limit at a sentence end.")
@click.option("--carry", is_flag=True, help="Keep beside the files what they cannot hold.")
@FORCE
@SKIP_BAD
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 64),
    help="Processes that read and convert; by default as many as the number of files is worth.",
)
@click.option(
    "--cache/--no-cache",
    default=True,
    help="Take what did not change since the last run from the cache folder of the user (default), or not.",
)
@click.option("--watch", is_flag=True, help="Export again whenever a source changes, until Ctrl-C.")
@AS_JSON
@VERBOSE
@typed(ExportOptions)
def command(options: ExportOptions) -> None:
    """Convert agents, and what belongs to them, to other formats.

    SRC is a file, a folder, a glob, or - for standard input. Results and a summary go to standard
    output, findings to standard error. Nothing is written when anything is wrong.
    """  # fmt: skip
    if not options.out:
        raise click.UsageError("-o needs a folder; the current one is .")
    if options.watch:
        _watch(options)
    sys.exit(0 if _export(options) else 1)


def _watch(options: ExportOptions) -> NoReturn:
    """Export at once, and again at each change, until the user ends it."""
    from agentconv.cli import printing, watching

    once = {"--check": options.check, "--diff": options.show_diff, "--json": options.as_json}
    for name, given in once.items():
        if given:
            raise click.UsageError(f"--watch goes on and on, and {name} says something once")
    if STANDARD_OUTPUT in (options.out, *options.sources):
        raise click.UsageError("--watch reads files and writes files, and - is none")
    try:
        _export(options)
        printing.out("agentconv: watching the sources; Ctrl-C ends it", err=True)
        for changed in watching.changes(options.sources, options.out):
            more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
            printing.out(f"agentconv: changed: {printing.safe(changed[0])}{more}", err=True)
            _export(options)
    except KeyboardInterrupt:
        printing.out(err=True)
    sys.exit(0)


def _export(options: ExportOptions) -> bool:
    """Export once, and print what came of it; gives whether all is well."""
    from agentconv.cli import outcome, printing
    from agentconv.export import export
    from agentconv.host.registry import Registry

    registry = Registry()
    request = _request(options, registry)
    progress = printing.Progress("files read")
    result = export(request, registry, step=progress.step)
    progress.done()
    printed = request.out is None
    single = outcome.single_file(result) if printed else b""
    if options.as_json:
        printing.out_json(outcome.export_json(result))
    else:
        outcome.exported(
            result,
            verbose=options.verbose,
            show_diff=options.show_diff,
            err=printed or options.show_diff,
        )
        if printed and (options.skip_bad or not result.failed):
            printing.out_bytes(single)
    return result.ok


def _request(options: ExportOptions, registry: Registry) -> ExportRequest:
    from agentconv.cli.settings import settings_of
    from agentconv.export import ExportRequest
    from agentconv.model.components import kinds_named
    from agentconv.reading.excluding import Choice
    from agentconv.writing.options import Options

    how = Options(
        model=options.model,
        models=None if options.models is None else text_of(options.models, "--models"),
        template=_template(options.template),
        shorten=options.shorten,
        scope=options.scope,
        allow_wider=options.allow_wider,
        filters=options.filters,
        settings=settings_of(options.given, options.targets, options.filters, registry),
    )
    return ExportRequest(
        options.sources,
        options.targets,
        None if options.out == STANDARD_OUTPUT else Path(options.out),
        format=options.format,
        options=how,
        check=options.check,
        dry=options.show_diff,
        strict=options.strict,
        carry=options.carry,
        force=options.force,
        skip_bad=options.skip_bad,
        jobs=options.jobs,
        cache=options.cache,
        choice=Choice(options.only, options.exclude),
        kinds=kinds_named(options.kinds),
    )


def _template(path: str | None) -> str | None:
    from agentconv import templates

    if path == templates.DEFAULT:
        return templates.load(templates.DEFAULT)
    return None if path is None else text_of(path, "--template")
