"""The options that hold a bundle against what is said of it elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

_OPTIONS = (
    click.option(
        "--provenance", metavar="FILE", help="The statement that must name each archive by its SHA-256."
    ),
    click.option("--builder", metavar="ID", help="Who must have built it."),
    click.option("--source", metavar="URI", help="What it must have been built from."),
    click.option(
        "--identity",
        metavar="NAME",
        help="Whose Sigstore signature it must bear (extra 'sign').",
    ),
    click.option("--issuer", metavar="URL", help="Who must have vouched for that identity."),
)


def asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a provenance."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
