"""`agentconv check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections import Counter

    from agentconv.checking.run import Result


@click.command("check")
@click.argument("sources", metavar="SRC...", nargs=-1)
@click.option(
    "-t", "--target", "targets", metavar="FORMAT", multiple=True, help="Say also what it would lose."
)
@click.option("--from", "format", metavar="FORMAT", help="What the sources are, if it cannot be told.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Fail also for what targets would lose.")
@click.option("--fix", is_flag=True, help="Repair what is safe; only those bytes change.")
@click.option("--select", metavar="CODES", multiple=True, help="Only these codes (commas, and * for any).")
@click.option("--ignore", metavar="CODES", multiple=True, help="All but these codes.")
@click.option("--baseline", metavar="FILE", help="Leave out the findings that FILE lists.")
@click.option("--update-baseline", is_flag=True, help="Write what is found to the baseline file.")
@click.option("--power", is_flag=True, help="Say of each agent what it can do, and why.")
@click.option("--explain", "code", metavar="CODE", help="Say what a code means, with examples.")
@click.option(
    "--response",
    nargs=2,
    metavar="AGENT REPLY",
    help="Hold a reply (- for standard input) against the agent's output contract.",
)
def command(sources: tuple[str, ...], code: str | None, **given: Any) -> None:
    """Find what is wrong with agents, and repair what is safe.

    SRC is a file, a folder, a glob, or - for standard input. Findings go to standard output. Exit status 1
    when there is an error or a warning, 0 when there are only notes.
    """  # fmt: skip
    from agentconv.checking import run
    from agentconv.checking.explain import explain
    from agentconv.cli import findings, printing
    from agentconv.host.registry import Registry

    if code is not None:
        findings.explanation(explain(code))
        return
    baseline = given["baseline"]
    if given["update_baseline"] and baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    if given["response"] is not None:
        if sources or given["fix"] or given["targets"] or baseline:
            raise click.UsageError("--response takes an agent and a reply, and nothing to check besides")
        agent, reply = given["response"]
        result = run.check_reply_file(agent, reply, Registry(), format=given["format"])
        _show(result, given, summary=False)
        sys.exit(0 if result.ok else 1)
    if not sources:
        raise click.UsageError("Missing argument 'SRC...'.")
    progress = printing.Progress("files read")
    request = run.Request(
        sources,
        given["targets"],
        format=given["format"],
        select=_codes(given["select"]),
        ignore=_codes(given["ignore"]),
        known=None if baseline is None or given["update_baseline"] else _known(baseline),
        fix=given["fix"],
        quiet=not given["power"],
    )
    result = run.check(request, Registry(), step=progress.step)
    result.strict = given["strict"]
    progress.done()
    if given["update_baseline"]:
        _update(baseline, result)
        return
    _show(result, given, summary=True)
    sys.exit(0 if result.ok else 1)


def _show(result: Result, given: dict[str, Any], *, summary: bool) -> None:
    from agentconv.cli import findings, printing

    style = "json" if given["as_json"] else given["style"]
    if style == "json":
        printing.out_json(findings.summary_json(result))
    elif style == "sarif":
        from agentconv.checking.sarif import to_sarif

        printing.out_json(to_sarif(result.diagnostics))
    elif style == "github":
        findings.github(result.diagnostics)
    else:
        printing.findings(result.diagnostics)
        if summary:
            findings.summary(result)


def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip() for words in given for code in words.split(",") if code.strip())


def _known(path: str) -> Counter[str]:
    from agentconv.checking import baseline
    from agentconv.cli.printing import safe
    from agentconv.errors import Problem, UsageError
    from agentconv.folder.opening import read_bytes
    from agentconv.text.source import decode

    try:
        return baseline.from_text(decode(read_bytes(Path(path), Path(path))))
    except (Problem, UsageError) as problem:
        hint = "; --update-baseline writes it" if "cannot be opened" in str(problem) else ""
        raise click.UsageError(f"--baseline {safe(path)}: {problem}{hint}") from None


def _update(path: str, result: Result) -> None:
    from agentconv.checking import baseline
    from agentconv.cli import printing
    from agentconv.folder.apply import write_file

    text = baseline.to_text(result.diagnostics)
    try:
        write_file(Path(path), text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise click.UsageError(f"--baseline {printing.safe(path)}: {error.strerror or error}") from None
    printing.out(f"{printing.safe(path)}: {len(result.diagnostics)} finding(s) are known now", err=True)
