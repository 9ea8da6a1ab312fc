"""`agentconv lsp`."""

from __future__ import annotations

import click

from agentconv.cli.options import LOSING


@click.command("lsp")
@LOSING
def command(targets: tuple[str, ...]) -> None:
    """Serve an editor over standard input and output (Language Server Protocol).

    It shows what check finds, as one types, says on hovering what a code means, and offers the repairs of
    check --fix. It needs the extra 'editor' (pygls).
    """
    try:
        from agentconv.editor.server import server
    except ModuleNotFoundError as missing:
        if missing.name not in ("pygls", "lsprotocol"):
            raise
        what = f"{missing.name} is not installed: the extra 'editor' brings it (pip install '.[editor]')"
        raise click.UsageError(what) from None
    server(targets).start_io()
