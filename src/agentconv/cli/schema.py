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
    from agentconv.cli import printing
    from agentconv.cli.schema_of_json import report_schema
    from agentconv.host.registry import Registry
    from agentconv.release import manifest

    found = {p.format.schema_name: p.format.schema for p in Registry().all() if p.format.schema_name}
    schemas = {**found, "manifest": manifest.schema, "report": report_schema}
    if name not in schemas:
        raise click.UsageError(f"no schema {name!r}; there are {', '.join(sorted(schemas))}")
    printing.out_json(schemas[name]())
