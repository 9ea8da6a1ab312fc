"""`agentconv schema`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentconv.model.agent import Value


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
    formats = [p.format for p in registry.all()]
    found = {fmt.schema_name: fmt.schema for fmt in formats if fmt.schema_name}
    options = {fmt.name: fmt.options for fmt in formats if fmt.writes}
    schemas: dict[str, Callable[[], dict[str, Value]]] = {
        **found,
        "manifest": partial(manifest_keys.schema, options),
        "report": report_schema,
    }
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
