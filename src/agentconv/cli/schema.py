"""`agentconv schema`."""

from __future__ import annotations

import click


@click.command("schema")
@click.argument("name", default="agent")
def command(name: str) -> None:
    """Print a JSON Schema.

    NAME is agent (a neutral agent), manifest (agentconv.toml), bundle (the index of a prompt bundle) or
    report (what --json prints).
    """
    from agentconv import manifest
    from agentconv.cli import render
    from agentconv.registry import Registry
    from agentconv.report_schema import report_schema

    found = {p.format.schema_name: p.format.schema for p in Registry().all() if p.format.schema_name}
    schemas = {**found, "manifest": manifest.schema, "report": report_schema}
    if name not in schemas:
        raise click.UsageError(f"no schema {name!r}; there are {', '.join(sorted(schemas))}")
    render.out_json(schemas[name]())
