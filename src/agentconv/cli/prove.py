"""`agentconv prove`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentconv.cli.options import AS_JSON, EXCLUDE, FORMAT, FROM, KINDS, ONLY, typed
from agentconv.frozen import frozen

if TYPE_CHECKING:
    from agentconv.proving.run import ProofRequest


@frozen
class ProveOptions:
    """What the command takes."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    format: str | None
    only: str | None
    exclude: tuple[str, ...]
    kinds: tuple[str, ...]
    clients: tuple[str, ...]
    as_is: bool
    timeout: int
    as_json: bool
    verbose: bool


@click.command("prove")
@click.argument("sources", metavar="[SRC|BUNDLE]...", nargs=-1)
@click.option(
    "-t",
    "--target",
    "targets",
    type=FORMAT,
    multiple=True,
    help="Whose client to ask; may be given several times. By default all that are installed.",
)
@FROM
@ONLY
@EXCLUDE
@KINDS
@click.option(
    "--client",
    "clients",
    metavar="NAME=PATH",
    multiple=True,
    help="Take this program, or folder of a package, for a client.",
)
@click.option("--as-is", is_flag=True, help="Export nothing: prove only files that are a target's own.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.IntRange(1, 3600),
    default=300,
    show_default=True,
    help="How long one start of a client may take.",
)
@AS_JSON
@click.option("-v", "--verbose", is_flag=True, help="Show each agent by itself, and every finding.")
@typed(ProveOptions)
def command(options: ProveOptions) -> None:
    """Ask the vendors' own clients, on this machine and offline, what they make of agents and other kinds.

    SRC is a file, a folder, a glob or a bundle; by default the current folder. Files that are in the
    target's format are proved as they lie; what is in other formats is exported first, into a scratch folder.
    Each client runs there with an empty home, none of your settings, keys or variables, and a model that is a
    server on this machine.

    Exit status 1 when a client ignores an agent or another component, complains of one, or has one otherwise
    than agentconv reads it.
    """  # fmt: skip
    from agentconv.cli import printing, proofs
    from agentconv.host.registry import Registry
    from agentconv.proving.run import prove

    progress = printing.Progress("answers")
    with proofs.ended_by_signals():
        result = prove(_request(options), Registry(), step=progress.step)
    progress.done()
    if options.as_json:
        printing.out_json(proofs.proofs_json(result))
    else:
        proofs.proved(result, verbose=options.verbose)
    sys.exit(0 if result.ok else 1)


def _request(options: ProveOptions) -> ProofRequest:
    from agentconv.model.components import kinds_named
    from agentconv.proving.run import ProofRequest
    from agentconv.reading.excluding import Choice

    clients = dict(map(_named, options.clients))
    return ProofRequest(
        options.sources or (".",),
        options.targets,
        format=options.format,
        choice=Choice(options.only, options.exclude),
        clients=clients,
        as_is=options.as_is,
        timeout=options.timeout,
        kinds=kinds_named(options.kinds),
        projects=(Path.cwd(),),
    )


def _named(words: str) -> tuple[str, str]:
    name, sign, path = words.partition("=")
    if not (name and sign and path):
        raise click.UsageError("--client takes NAME=PATH")
    return name, path
