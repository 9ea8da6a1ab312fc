"""What commands take: the options that several of them share, and all of a command's as one typed value."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TypeVar

import click

T = TypeVar("T")

STANDARD_OUTPUT = "-"

FROM = click.option("--from", "format", metavar="FORMAT", help="What the sources are, if it cannot be told.")
ONLY = click.option("--only", metavar="FORMAT", help="Take the agents of this format alone.")
EXCLUDE = click.option(
    "--exclude", metavar="PATTERN", multiple=True, help="Leave out files, as a line of .gitignore says."
)
STRICT = click.option("--strict", is_flag=True, help="Take every warning for an error.")
FORCE = click.option("--force", is_flag=True, help="Replace files that were edited or are not agentconv's.")
SKIP_BAD = click.option(
    "--skip-bad",
    is_flag=True,
    help="Leave out what has errors, and the second of two agents with one name; write the rest, exit 1.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Show every finding and skipped file.")


def typed(kind: Callable[..., T]) -> Callable[[Callable[[T], None]], Callable[..., None]]:
    """Hand a command its options as one value of `kind`: a dataclass with a field for each of them."""

    def decorated(command: Callable[[T], None]) -> Callable[..., None]:
        @wraps(command)
        def called(**given: object) -> None:
            command(kind(**given))

        return called

    return decorated


def text_of(path: str, option: str) -> str:
    """The text of a file that an option names; a usage error when it cannot be read."""
    from agentconv.cli.printing import safe
    from agentconv.errors import Problem
    from agentconv.folder.opening import read_bytes
    from agentconv.text.source import decode

    try:
        return decode(read_bytes(Path(path), Path(path)))
    except Problem as problem:
        raise click.UsageError(f"{option} {safe(path)}: {problem}") from None
