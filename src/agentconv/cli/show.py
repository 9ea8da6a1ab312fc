"""`agentconv show`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentconv.cli.options import EXCLUDE, FROM, ONLY, typed
from agentconv.frozen import frozen

if TYPE_CHECKING:
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.kit.document import Document
    from agentconv.kit.format import Format

LONGEST = 100
"""So many characters of a value are shown."""


@frozen
class ShowOptions:
    """What the command takes."""

    sources: tuple[str, ...]
    format: str | None
    only: str | None
    exclude: tuple[str, ...]
    agents: tuple[str, ...]
    as_json: bool


@click.command("show")
@click.argument("sources", metavar="SRC...", nargs=-1, required=True)
@FROM
@ONLY
@EXCLUDE
@click.option(
    "--agent", "agents", metavar="NAME", multiple=True, help="Only this agent; may be given several times."
)
@click.option("--json", "as_json", is_flag=True, help="Print the neutral JSON.")
@typed(ShowOptions)
def command(options: ShowOptions) -> None:
    """Print the neutral model of agents: what agentconv read, and the power it gives them.

    Of a bundle: a catalogue of its agents; --agent shows one of them in full. With --json: the neutral JSON
    of the agent, or a list of them for several.
    """
    from agentconv.bundle import contents
    from agentconv.cli import findings, printing
    from agentconv.diagnostics import Report
    from agentconv.host.registry import Registry
    from agentconv.model import neutral

    report, registry = Report(), Registry()
    bundles = all(contents.is_bundle(Path(source)) for source in options.sources)
    if bundles and not options.as_json and not options.agents:
        _catalogue(options.sources, report)
    else:
        documents = _documents(options, registry, report)
        findings.diagnostics(report.diagnostics, verbose=True)
        if not options.as_json:
            for document in documents:
                fmt = registry.loaded(document.format)
                _agent(document, fmt)
        elif len(documents) == 1:
            printing.out_json(neutral.document(documents[0].agent))
        elif documents:
            printing.out_json([neutral.document(d.agent) for d in documents])
    sys.exit(1 if report.errors() else 0)


def _documents(options: ShowOptions, registry: Registry, report: Report) -> list[Document]:
    """The agents that are to be shown."""
    from agentconv.reading.excluding import Choice
    from agentconv.reading.sources import load

    choice = Choice(options.only, options.exclude)
    found = load(options.sources, registry, report, format=options.format, choice=choice).documents
    if not found and not report.errors():
        report.add("no-agents", "no source defines an agent")
    if not options.agents:
        return found
    known = {document.agent.name for document in found}
    for name in options.agents:
        if name not in known:
            report.add(
                "no-agents", f"no source defines an agent {name!r}", hint="`agentconv list` names them"
            )
    return [document for document in found if document.agent.name in options.agents]


def _catalogue(bundles: Sequence[str], report: Report) -> None:
    """Print what bundles hold."""
    from agentconv.bundle.opening import open_bundle
    from agentconv.cli import catalogue, findings
    from agentconv.errors import Problem

    for path in bundles:
        try:
            index, _ = open_bundle(Path(path))
        except Problem as problem:
            report.add_problem(problem, path=path)
        except OSError as error:
            report.add("unreadable", f"cannot be read: {error.strerror}", path=path)
        else:
            catalogue.bundle(index)
    findings.diagnostics(report.diagnostics, verbose=True)


def _agent(document: Document, fmt: Format | None) -> None:
    """Print an agent as people read it, with what its client makes of it."""
    from agentconv.cli.printing import out, safe
    from agentconv.model.agent import field_value, set_fields
    from agentconv.model.powers import consent

    found = document.agent
    out(f"{click.style(safe(found.name), bold=True)}  ({document.format}, {safe(document.path)})")
    for name in set_fields(found):
        text = _text(field_value(found, name))
        if name == "prompt":
            text = f"{len(found.prompt):,} characters in {len(found.prompt.splitlines()):,} line(s)"
        if len(text) > LONGEST:
            text = f"{text[: LONGEST - 3]}..."
        out(f"  {safe(name):<18} {safe(text)}")
    out(f"  {'power':<18} {safe(fmt.power_of(found) if fmt else consent(found))}")
    if fmt and (unheld := fmt.unheld(found)):
        out(f"  {'unenforced':<18} {safe(unheld)}")


def _text(value: object) -> str:
    """A field's value as people read it: tools by their names, as `power` has them; else text or JSON."""
    from agentconv.model.agent import Tool
    from agentconv.model.neutral import to_json
    from agentconv.model.powers import words

    if isinstance(value, tuple) and all(isinstance(item, Tool) for item in value):
        return ", ".join(word for tool in value for word in words(tool)) or "none"
    data = to_json(value)
    return data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
