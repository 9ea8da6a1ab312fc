"""`agentconv schema`."""

from __future__ import annotations

from functools import partial

import click


@click.command("schema")
@click.argument("name", default="agent")
def command(name: str) -> None:
    """Print a JSON Schema.

    NAME is agent (a neutral agent), skill, command, server, rule or hook (the same for those), manifest
    (agentconv.toml), bundle (the index of a prompt bundle), report (what --json prints), or a format's
    name: what its client takes in an agent's frontmatter or object, for editors.
    """
    from agentconv.cli import printing
    from agentconv.cli.schema_of_json import report_schema
    from agentconv.errors import UsageError
    from agentconv.host.registry import Registry
    from agentconv.kit.key_schema import schema_of
    from agentconv.model import neutral_components
    from agentconv.release import manifest_keys

    registry = Registry()
    found = {p.format.schema_name: p.format.schema for p in registry.all() if p.format.schema_name}
    schemas = {**found, "manifest": manifest_keys.schema, "report": report_schema}
    schemas |= {kind: partial(neutral_components.schema, kind) for kind in neutral_components.CLASSES}
    if name in schemas:
        printing.out_json(schemas[name]())
        return
    try:
        fmt = registry.get(name)
    except UsageError as problem:
        others = f"no schema {name!r}; there are {', '.join(sorted(schemas))}, and those of formats"
        raise click.UsageError(f"{others}: {problem}") from None
    printing.out_json(schema_of(fmt))
