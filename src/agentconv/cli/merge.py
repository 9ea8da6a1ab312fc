"""`agentconv merge`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentconv.cli.options import FORMAT, STANDARD_OUTPUT, typed
from agentconv.frozen import frozen

if TYPE_CHECKING:
    from agentconv.diagnostics import Report
    from agentconv.merging.marks import Labels
    from agentconv.merging.run import MergedTexts

NO_MERGE = 129
"""What git takes for a driver that failed, so that it does not take ours for the result."""

STYLES = ("merge", "diff3", "zdiff3")
"""git's words for how conflicts are shown; all but the first show the base, too."""

NOT_GIVEN = ("", "%S", "%X", "%Y")
"""What an older git, which has no names for the sides, hands over."""


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
    conflict_style: str | None
    marker_size: int | None
    label: tuple[str, ...]
    place: str | None
    as_json: bool


@click.command("merge")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--base", metavar="BASE", help="What OURS and THEIRS both started from.")
@click.option("--git-driver", is_flag=True, help="Work as a merge driver of git: %O %A %B %P %L %S %X %Y.")
@click.option("--from", "format", type=FORMAT, help="What the files are, if it cannot be told.")
@click.option("-t", "--target", type=FORMAT, help="What to write, if not the newest one's format.")
@click.option("-o", "--out", metavar="FILE", default=STANDARD_OUTPUT, help="File to write; - prints it.")
@click.option("--union", is_flag=True, help="Keep sections and fields that a newer version dropped.")
@click.option("--bump", type=click.Choice(["major", "minor", "patch"]), help="Set the next version.")
@click.option("--force", is_flag=True, help="Merge files that do not look like versions of one agent.")
@click.option("--conflict-style", type=click.Choice(STYLES), help="How to show conflicts; as git is told to.")
@click.option("--marker-size", metavar="N", type=click.IntRange(1, 200), help="Signs of a conflict's marker.")
@click.option("-L", "--label", metavar="NAME", multiple=True, help="What OURS, BASE and THEIRS are called.")
@click.option("--place", metavar="PATH", help="Where such a file lies, if OURS lies elsewhere: .mcp.json")
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
        sys.exit(_driver(options))
    if options.base is not None and len(options.files) != 2:
        raise click.UsageError("--base takes two files: OURS THEIRS")
    if options.base is not None and options.union:
        raise click.UsageError("--union is for a stack of versions, without --base")
    if options.base is None and len(options.files) < 2:
        raise click.UsageError("a merge takes at least two versions")
    if len(options.label) > 3:
        raise click.UsageError("--label names up to three sides: OURS, BASE, THEIRS")
    report = Report()
    request = run.MergeRequest(
        options.files,
        options.base,
        format=options.format,
        target=options.target,
        union=options.union,
        bump=options.bump,
        force=options.force,
        place=options.place,
        labels=_labels(options.label, options.marker_size, options.conflict_style),
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


def _labels(names: tuple[str, ...], size: int | None, style: str | None) -> Labels:
    """How conflicts are shown: ours, base and theirs by name, as `git merge-file -L` has them."""
    from agentconv.merging.marks import Labels

    default = Labels()
    sides = [default.ours, default.base, default.theirs]
    for index, name in enumerate(names):
        sides[index] = sides[index] if name in NOT_GIVEN else name
    return Labels(sides[0], sides[1], sides[2], size or default.size, with_base=style in STYLES[1:])


@frozen
class DriverCall:
    """What git hands over to its driver."""

    paths: tuple[str, ...]
    """The base, ours, where the result goes, and theirs."""
    shown: str
    labels: tuple[str, ...]
    size: int | None


def _driver(options: MergeOptions) -> int:
    """Git's merge driver; the result goes to %A. 1 = conflicts, as git expects."""
    from agentconv.cli import findings
    from agentconv.diagnostics import Report
    from agentconv.folder.apply import save_file
    from agentconv.host.registry import Registry
    from agentconv.merging import run

    call = _call(options.files)
    report = Report()
    style = options.conflict_style or _style_of_git()
    names = (*options.label, *call.labels[len(options.label) :])
    labels = _labels(names, options.marker_size or call.size, style)
    merged = run.merge_for_git(call.paths, call.shown, Registry(), report, labels)
    text = None if merged is None else merged.text
    written = text is not None and save_file(Path(call.paths[1]), text.encode(), report)
    findings.diagnostics(report.diagnostics, verbose=True)
    if merged is None or not written:
        return NO_MERGE
    return 0 if merged.clean else 1


def _call(words: tuple[str, ...]) -> DriverCall:
    """What the words of a driver's command line are: %O %A %B, and if given %P and %L, and %S %X %Y.

    %L is known by its digits and may stand before %P, as in git's own list.
    """
    paths, more = words[:3], list(words[3:])
    numbers = [i for i, word in enumerate(more[:2]) if word.isdecimal()]
    size = int(more.pop(numbers[-1])) if numbers else None
    shown = more.pop(0) if len(more) in (1, 4) else ""
    if len(paths) < 3 or len(more) not in (0, 3):
        raise click.UsageError("--git-driver takes %O %A %B %P %L %S %X %Y")
    base, ours, theirs = more or ("", "", "")
    return DriverCall(paths, shown or paths[1], (ours, base, theirs), size)


def _style_of_git() -> str:
    """How the user has told git to show conflicts; the driver is not told."""
    import subprocess

    try:
        command = ["git", "config", "--get", "merge.conflictStyle"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:  # run by hand, where no git is
        return STYLES[0]
    return done.stdout.strip()
