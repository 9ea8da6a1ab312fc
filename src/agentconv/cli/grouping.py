"""Options of a command under headings, in its help, where there are many of them."""

from __future__ import annotations

import click

MANY = 9
"""From so many options on, a command's help has headings."""

SOURCES, RESULT, LIMITS, WORK, PRINTED = (
    "What is taken",
    "What is written",
    "What stops it",
    "How it runs",
    "What is printed",
)

GROUPS = {
    SOURCES: (
        "from only exclude kinds agent select ignore ignores config baseline base label place response "
        "locked provenance builder source identity issuer sha256 bundle as-is"
    ),
    RESULT: (
        "target out scope model models template filter option shorten carry fix update-baseline union bump "
        "conflict-style marker-size into uninstall sign"
    ),
    LIMITS: "check strict allow-wider force skip-bad fail-on",
    WORK: "jobs cache watch dry-run git-driver client timeout no-plugins help",
    PRINTED: "format json verbose quiet diff power statistics explain",
}
"""Heading -> the options that stand below it, without their dashes; any other stands below the first."""


def sections(command: click.Command, ctx: click.Context) -> dict[str, list[tuple[str, str]]]:
    """Heading -> the lines of the options below it; one heading where there are few options."""
    options = [param for param in command.get_params(ctx) if isinstance(param, click.Option)]
    shown = [(param, param.get_help_record(ctx)) for param in options]
    records = [(param, record) for param, record in shown if record is not None]
    if len(records) < MANY:
        return {"Options": [record for _, record in records]}
    found: dict[str, list[tuple[str, str]]] = {title: [] for title in GROUPS}
    for param, record in records:
        found[_title(param)].append(record)
    return {title: lines for title, lines in found.items() if lines}


def _title(param: click.Parameter) -> str:
    names = {name.removeprefix("--") for name in param.opts if name.startswith("--")}
    return next((title for title, words in GROUPS.items() if names & {*words.split()}), SOURCES)


def write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write a command's options under their headings."""
    for title, lines in sections(command, ctx).items():
        with formatter.section(title):
            formatter.write_dl(lines)
