"""`agentconv schema`."""

from __future__ import annotations

import click

SCHEMAS = ("agent", "bundle", "report")


@click.command("schema")
@click.argument("name", type=click.Choice(SCHEMAS), default="agent")
def command(name: str) -> None:
    """Print a JSON Schema: of a neutral agent, of a prompt bundle's index, or of what --json prints."""
    from agentconv.cli import render
    from agentconv.formats import prompts
    from agentconv.neutral import schema
    from agentconv.report_schema import report_schema

    found = {"agent": schema, "bundle": prompts.schema, "report": report_schema}[name]()
    render.out_json(found)
