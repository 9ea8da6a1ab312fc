"""What commands take: the options that several of them share, and all of a command's as one typed value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

T = TypeVar("T")


class FormatName(click.types.StringParamType):
    """The name of a format; a word that people use for one becomes its name, in any capitals."""

    name = "format"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from agentconv.formats import BUILT_IN
        from agentconv.host.aliases import meant
        from agentconv.host.registry import Registry

        if value in BUILT_IN or (found := meant(value)) is None:
            return value
        return value if value in Registry().names() else found  # a plugin's own name goes first

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from agentconv.formats import GENERATIONS
        from agentconv.host.registry import Registry

        return completed(sorted([*Registry().names(), *GENERATIONS]), incomplete)


class CodeName(click.types.StringParamType):
    """The code of a finding."""

    name = "code"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from agentconv.diagnostics import CODES

        return completed(sorted(CODES), incomplete)


def completed(words: Iterable[str], begun: str) -> list[CompletionItem]:
    """What a shell offers: the words that begin with what was typed."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(word) for word in words if word.startswith(begun)]


FORMAT, CODE = FormatName(), CodeName()

STANDARD_OUTPUT = "-"

LOSING = click.option(
    "-t",
    "--target",
    "targets",
    type=FORMAT,
    metavar="FORMAT",
    multiple=True,
    help="Say also what it would lose.",
)
FROM = click.option("--from", "format", type=FORMAT, help="What the sources are, if it cannot be told.")
ONLY = click.option("--only", type=FORMAT, help="Take the agents of this format alone.")
EXCLUDE = click.option(
    "--exclude", metavar="PATTERN", multiple=True, help="Leave out files, as a line of .gitignore says."
)
KINDS = click.option(
    "--kinds",
    metavar="KINDS",
    multiple=True,
    help="What to take: agents (default), skills, commands, servers, rules, hooks, with commas; or all.",
)
FILTER = click.option(
    "--filter",
    "filters",
    metavar="NAME",
    multiple=True,
    help="Change agents first, by a plugin's filter or ./FILE.py; several are applied in their order.",
)
OPTION = click.option(
    "--option",
    "given",
    metavar="NAME.KEY=VALUE",
    multiple=True,
    help="Set an option of a target or a filter; `formats NAME` lists those of a target.",
)
STRICT = click.option("--strict", is_flag=True, help="Take every warning for an error.")
FORCE = click.option("--force", is_flag=True, help="Replace files that were edited or are not agentconv's.")
SKIP_BAD = click.option(
    "--skip-bad",
    is_flag=True,
    help="Leave out what has errors, and the second of two agents with one name; write the rest, exit 1.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def _hush(ctx: click.Context, param: click.Parameter, chosen: bool) -> None:
    from agentconv.cli import printing

    printing.hush(ctx, param, chosen)


QUIET = click.Option(
    ["-q", "--quiet"],
    is_flag=True,
    expose_value=False,
    callback=_hush,
    help="Print results and errors only.",
)
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
