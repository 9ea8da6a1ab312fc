"""`agentconv show`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from agentconv.cli.options import FROM

if TYPE_CHECKING:
    from agentconv.kit.document import Document
    from agentconv.kit.format import Format

LONGEST = 100
"""So many characters of a value are shown."""


@click.command("show")
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@FROM
@click.option("--json", "as_json", is_flag=True, help="Print the neutral JSON.")
def command(sources: tuple[str, ...], format: str | None, as_json: bool) -> None:
    """Print the neutral model of agents: what agentconv read, and the power it gives them.

    With --json: the neutral JSON of the agent, or a list of them for several.
    """
    from agentconv.cli import findings, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.model import neutral
    from agentconv.reading.sources import load

    report, registry = Report(), Registry()
    documents = load(sources, registry, report, format=format).documents
    if not documents and not report.errors():
        report.add("no-agents", "no source defines an agent")
    findings.diagnostics(report.diagnostics, verbose=True)
    if not as_json:
        for document in documents:
            fmt = registry.loaded(document.format)
            _agent(document, fmt)
    elif len(documents) == 1:
        printing.out_json(neutral.document(documents[0].agent))
    elif documents:
        printing.out_json([neutral.document(d.agent) for d in documents])
    sys.exit(1 if report.errors() else 0)


def _agent(document: Document, fmt: Format | None) -> None:
    """Print an agent as people read it, with what its client makes of it."""
    from agentconv.cli.printing import out, safe
    from agentconv.model.agent import field_value, set_fields
    from agentconv.model.neutral import to_json
    from agentconv.model.powers import consent

    found = document.agent
    out(f"{click.style(safe(found.name), bold=True)}  ({document.format}, {safe(document.path)})")
    for name in set_fields(found):
        value = to_json(field_value(found, name))
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if name == "prompt":
            text = f"{len(found.prompt):,} characters in {len(found.prompt.splitlines()):,} line(s)"
        if len(text) > LONGEST:
            text = f"{text[: LONGEST - 3]}..."
        out(f"  {safe(name):<18} {safe(text)}")
    out(f"  {'power':<18} {safe(fmt.power_of(found) if fmt else consent(found))}")
    if fmt and (unheld := fmt.unheld(found)):
        out(f"  {'unenforced':<18} {safe(unheld)}")
