"""`agentconv check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentconv.cli.options import CODE, EXCLUDE, FROM, LOSING, ONLY, typed
from agentconv.frozen import frozen

if TYPE_CHECKING:
    from agentconv.checking.baseline import Known
    from agentconv.checking.run import CheckRequest, CheckResult
    from agentconv.diagnostics import Diagnostic
    from agentconv.release.checks import Settings


TEXTS = ("text", "concise")
"""The styles of `--format` that are for people."""


@frozen
class CheckOptions:
    """What the command takes."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    format: str | None
    only: str | None
    exclude: tuple[str, ...]
    kinds: tuple[str, ...]
    style: str
    as_json: bool
    strict: bool
    fix: bool
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    baseline: str | None
    update_baseline: bool
    power: bool
    verbose: bool
    statistics: bool
    code: str | None
    response: tuple[str, str] | None
    fail_on: str | None
    ignores: bool
    config: bool


@click.command("check")
@click.argument("sources", metavar="SRC...", nargs=-1)
@LOSING
@FROM
@ONLY
@EXCLUDE
@click.option(
    "--kinds",
    metavar="KINDS",
    multiple=True,
    help="What to look at: all (default), or agents, skills, commands, servers, rules, hooks, with commas.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "concise", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How findings are printed; concise has a line for each.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Fail also for what targets would lose.")
@click.option("--fix", is_flag=True, help="Repair what is safe; only those bytes change.")
@click.option("--select", metavar="CODES", multiple=True, help="Only these codes (commas, and * for any).")
@click.option("--ignore", metavar="CODES", multiple=True, help="All but these codes.")
@click.option("--baseline", metavar="FILE", help="Leave out the findings that FILE lists.")
@click.option("--update-baseline", is_flag=True, help="Write what is found to the baseline file.")
@click.option("--power", is_flag=True, help="Say of each agent, command and so on what it can do.")
@click.option("-v", "--verbose", is_flag=True, help="Show each finding by itself, and skipped files.")
@click.option("--statistics", is_flag=True, help="Say how often each code was found, and not where.")
@click.option("--explain", "code", type=CODE, help="Say what a code means, with examples.")
@click.option(
    "--response",
    nargs=2,
    metavar="AGENT REPLY",
    help="Hold a reply (- for standard input) against the agent's output contract.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    help="Exit with status 1 from this severity on; warning, when nothing else is said.",
)
@click.option("--ignores/--no-ignores", default=True, help="Heed comments in files that ignore findings.")
@click.option("--config/--no-config", default=True, help="Heed the table [check] of agentconv.toml.")
@typed(CheckOptions)
def command(options: CheckOptions) -> None:
    """Find what is wrong with agents and what comes with them, and repair what is safe.

    SRC is a file, a folder, a glob, or - for standard input. Findings go to standard output. Exit status 1
    when there is an error or a warning, 0 when there are only notes. The table [check] of the nearest
    agentconv.toml says the same as options do; what is said here goes first.
    """  # fmt: skip
    from agentconv.checking import run
    from agentconv.checking.explain import explain
    from agentconv.checking.reply import check_reply_file
    from agentconv.cli import findings, printing
    from agentconv.host.registry import Registry

    style = "json" if options.as_json else options.style
    if options.code is not None:
        findings.explanation(explain(options.code))
        return
    _refuse_contradictions(options, style)
    if options.response is not None:
        result = check_reply_file(*options.response, Registry(), format=options.format)
        findings.checked(result, style, summed=False, verbose=options.verbose, statistics=options.statistics)
        sys.exit(0 if result.ok else 1)
    if not options.sources:
        raise click.UsageError("Missing argument 'SRC...'.")
    settings, wrong = _settings(options)
    if wrong:
        findings.diagnostics(wrong, verbose=True)
        sys.exit(1)
    baseline = _baseline(options, settings)
    if options.update_baseline and baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    progress = printing.Progress("files read")
    request = _request(options, style, settings, baseline)
    result = run.check(request, Registry(), step=progress.step)
    progress.done()
    if options.update_baseline and baseline is not None:
        _update(baseline, request, result)
        return
    findings.checked(result, style, verbose=options.verbose, statistics=options.statistics)
    sys.exit(1 if _failed(result, options.fail_on or settings.fail_on or "warning") else 0)


def _failed(result: CheckResult, severity: str) -> bool:
    """Whether there is a finding that is as serious as that."""
    if severity == "warning":
        return not result.ok
    return any(severity in (d.severity, "note") for d in result.diagnostics)


def _refuse_contradictions(options: CheckOptions, style: str) -> None:
    """Raise `UsageError` for options that cannot be meant together."""
    if style not in TEXTS and (options.verbose or options.statistics):
        raise click.UsageError(f"--verbose and --statistics say how text is printed, and not {style}")
    if options.verbose and options.statistics:
        raise click.UsageError("--verbose shows each finding, --statistics none")
    besides = options.sources or options.fix or options.targets or options.baseline
    if options.response is not None and besides:
        raise click.UsageError("--response takes an agent and a reply, and nothing to check besides")


def _settings(options: CheckOptions) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """What the project says of checks, and what is wrong with that."""
    from agentconv.release import checks

    path = checks.find(Path.cwd()) if options.config else None
    return (checks.Settings(), ()) if path is None else checks.load(path)


def _baseline(options: CheckOptions, settings: Settings) -> str | None:
    """The file of known findings: what is said here, or in the project."""
    if options.baseline is not None or settings.baseline is None or settings.path is None:
        return options.baseline
    return str(settings.path.parent / settings.baseline)


def _request(options: CheckOptions, style: str, settings: Settings, baseline: str | None) -> CheckRequest:
    from agentconv.checking.run import CheckRequest
    from agentconv.model.components import KINDS, kinds_named
    from agentconv.reading.excluding import Choice

    return CheckRequest(
        options.sources,
        options.targets or settings.targets,
        format=options.format,
        choice=Choice(options.only, (*settings.exclude, *options.exclude)),
        kinds=kinds_named(options.kinds) if options.kinds else KINDS,
        select=_codes(options.select) or settings.select,
        ignore=(*settings.ignore, *_codes(options.ignore)),
        known=None if options.update_baseline else _known(baseline),
        fix=options.fix,
        quiet=not options.power,
        strict=options.strict or settings.strict,
        count_fixable=style in TEXTS and not options.fix,
        ignores=options.ignores,
        off=settings.files,
        base="." if settings.path is None else str(settings.path.parent),
    )


def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip() for words in given for code in words.split(",") if code.strip())


def _known(path: str | None) -> Known | None:
    from agentconv.checking import baseline
    from agentconv.cli.printing import safe
    from agentconv.errors import UsageError

    if path is None:
        return None
    try:
        return baseline.load(Path(path))
    except UsageError as problem:
        raise click.UsageError(f"--baseline {safe(path)}: {problem}") from None


def _update(path: str, request: CheckRequest, result: CheckResult) -> None:
    from agentconv.checking import baseline, run
    from agentconv.cli import printing

    file = Path(path)
    before = (_known(path) if file.exists() else None) or baseline.Known(base=str(file.parent))
    after = before.updated(result.diagnostics, run.asked_by(request, before.base))
    try:
        baseline.save(file, after)
    except OSError as error:
        raise click.UsageError(f"--baseline {printing.safe(path)}: {error.strerror or error}") from None
    count, others = after.count, after.count - len(result.diagnostics)
    said = f"{count} finding(s) are known now" + (f", {others} of them not looked for" if others else "")
    printing.out(f"{printing.safe(path)}: {printing.safe(said)}", err=True)
