"""`agentconv schema`."""

from __future__ import annotations

from functools import partial

import click


@click.command("schema")
@click.argument("name", default="agent")
def command(name: str) -> None:
    """Print a JSON Schema.

    NAME is agent (a neutral agent), skill, command, server, rule or hook (the same for those), manifest
    (agentconv.toml), bundle (the index of a prompt bundle) or report (what --json prints).
    """
    from agentconv.cli import printing
    from agentconv.cli.schema_of_json import report_schema
    from agentconv.host.registry import Registry
    from agentconv.model import neutral_components
    from agentconv.release import manifest_keys

    found = {p.format.schema_name: p.format.schema for p in Registry().all() if p.format.schema_name}
    schemas = {**found, "manifest": manifest_keys.schema, "report": report_schema}
    schemas |= {kind: partial(neutral_components.schema, kind) for kind in neutral_components.CLASSES}
    if name not in schemas:
        raise click.UsageError(f"no schema {name!r}; there are {', '.join(sorted(schemas))}")
    printing.out_json(schemas[name]())
