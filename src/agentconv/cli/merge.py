"""`agentconv merge`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentconv.cli.options import STANDARD_OUTPUT, typed
from agentconv.frozen import frozen

if TYPE_CHECKING:
    from agentconv.diagnostics import Report
    from agentconv.merging.run import MergedTexts

NO_MERGE = 129
"""What git takes for a driver that failed, so that it does not take ours for the result."""


@frozen
class MergeOptions:
    """What the command takes."""

    files: tuple[str, ...]
    base: str | None
    git_driver: bool
    format: str | None
    target: str | None
    out: str
    union: bool
    bump: str | None
    force: bool
    as_json: bool


@click.command("merge")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--base", metavar="BASE", help="What OURS and THEIRS both started from.")
@click.option("--git-driver", is_flag=True, help="Work as a merge driver of git: %O %A %B %P.")
@click.option("--from", "format", metavar="FORMAT", help="What the files are, if it cannot be told.")
@click.option("-t", "--target", metavar="FORMAT", help="What to write, if not the newest one's format.")
@click.option("-o", "--out", metavar="FILE", default=STANDARD_OUTPUT, help="File to write; - prints it.")
@click.option("--union", is_flag=True, help="Keep sections and fields that a newer version dropped.")
@click.option("--bump", type=click.Choice(["major", "minor", "patch"]), help="Set the next version.")
@click.option("--force", is_flag=True, help="Merge files that do not look like versions of one agent.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the result.")
@typed(MergeOptions)
def command(options: MergeOptions) -> None:
    """Merge versions of an agent.

    OLD NEW [NEWER...]: the newest version, with a changelog of the steps that lead to it. The order is that
    of the versions, then of the dates, then as given.

    --base BASE OURS THEIRS: what both sides made of BASE. What truly conflicts gets git's markers and exit
    status 1.
    """
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.merging import run

    if options.git_driver:
        sys.exit(_driver(options.files))
    if options.base is not None and len(options.files) != 2:
        raise click.UsageError("--base takes two files: OURS THEIRS")
    if options.base is not None and options.union:
        raise click.UsageError("--union is for a stack of versions, without --base")
    if options.base is None and len(options.files) < 2:
        raise click.UsageError("a merge takes at least two versions")
    report = Report()
    request = run.MergeRequest(
        options.files,
        options.base,
        format=options.format,
        target=options.target,
        union=options.union,
        bump=options.bump,
        force=options.force,
    )
    merged = run.merge(request, Registry(), report)
    _put(merged, options, report)
    _show(merged, options, report)
    sys.exit(1 if report.errors() else 0)


def _put(merged: MergedTexts, options: MergeOptions, report: Report) -> None:
    """Print the merged file, or write it."""
    from agentconv.cli import printing
    from agentconv.folder.apply import save_file

    count, printed = len(merged.files), options.out == STANDARD_OUTPUT
    if count > 1 and printed:
        raise click.UsageError(f"-o - prints one file, and there are {count}: give -t another format")
    if count > 1:
        raise click.UsageError(f"-o names one file, and {options.target} has {count}: use agentconv export")
    if not merged.files or merged.broken:
        return
    data = merged.files[0].text.encode()
    if not printed:
        save_file(Path(options.out), data, report)
    elif not options.as_json:
        printing.out_bytes(data)


def _show(merged: MergedTexts, options: MergeOptions, report: Report) -> None:
    from agentconv.cli import comparing, findings, printing

    if options.as_json:
        data = printing.machine(not report.errors(), report.diagnostics)
        data["conflicts"] = [comparing.conflict_json(c) for c in merged.conflicts]
        printing.out_json(data)
    else:
        findings.diagnostics(report.diagnostics, verbose=True)


def _driver(files: tuple[str, ...]) -> int:
    """Git's merge driver: %O %A %B [%P]; the result goes to %A. 1 = conflicts, as git expects."""
    from agentconv.cli import findings
    from agentconv.diagnostics import Report
    from agentconv.folder.apply import save_file
    from agentconv.host.registry import Registry
    from agentconv.merging import run

    if len(files) not in (3, 4):
        raise click.UsageError("--git-driver takes %O %A %B %P")
    report = Report()
    shown = files[3] if len(files) == 4 else files[1]
    merged = run.merge_for_git(files[:3], shown, Registry(), report)
    text = None if merged is None else merged.text
    written = text is not None and save_file(Path(files[1]), text.encode(), report)
    findings.diagnostics(report.diagnostics, verbose=True)
    if merged is None or not written:
        return NO_MERGE
    return 0 if merged.clean else 1
