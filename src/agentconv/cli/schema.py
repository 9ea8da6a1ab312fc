"""`agentconv schema`."""

from __future__ import annotations

import click


@click.command("schema")
@click.argument("name", default="agent")
def command(name: str) -> None:
    """Print a JSON Schema.

    NAME is agent (a neutral agent), bundle (the index of a prompt bundle) or report (what --json prints).
    """
    from agentconv.cli import render
    from agentconv.registry import Registry
    from agentconv.report_schema import report_schema

    found = {p.format.schema_name: p.format.schema for p in Registry().all() if p.format.schema_name}
    schemas = {**found, "report": report_schema}
    if name not in schemas:
        raise click.UsageError(f"no schema {name!r}; there are {', '.join(sorted(schemas))}")
    render.out_json(schemas[name]())
