"""What the page "Try it" computes, in the browser: an agent in each target, with its losses and its power."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from agentconv import BadInput, Conversion, Diagnostic, Options, Registry, convert, read

REGISTRY = Registry(plugins=False)
"""The built-in formats."""


def targets() -> str:
    """The formats that can be written, as JSON: name and title."""
    formats = [REGISTRY.get(name) for name in REGISTRY.names()]
    return json.dumps([{"name": fmt.name, "title": fmt.title} for fmt in formats if fmt.writes])


def tried(text: str, wanted: Sequence[str]) -> str:
    """What becomes of the agents of a text in some targets, as JSON."""
    result = read(text.encode(), registry=REGISTRY)
    agents = [
        {
            "name": document.agent.name,
            "format": document.format,
            "power": REGISTRY.get(document.format).power_of(document.agent),
        }
        for document in result.documents
    ]
    ok = result.ok and bool(agents)
    found = [_finding(d) for d in result.diagnostics]
    return json.dumps(
        {
            "agents": agents,
            "findings": found,
            "targets": [_target(text, name) for name in wanted] if ok else [],
        }
    )


def _target(text: str, name: str) -> dict[str, object]:
    """One target; what would gain power is shown all the same, and marked as stopped."""
    try:
        done = convert(text.encode(), name, registry=REGISTRY)
        shown = (
            done
            if done.ok
            else convert(text.encode(), name, options=Options(allow_wider=True), registry=REGISTRY)
        )
    except BadInput as problem:
        return {"name": name, "stopped": True, "files": [], "findings": [*map(_finding, problem.diagnostics)]}
    own = [d for d in done.diagnostics if d.target == name or d.code == "target-retired"]
    return {
        "name": name,
        "stopped": not done.ok,
        "files": [{"path": file.path, "text": file.text} for file in shown.files],
        "power": _power(shown),
        "findings": [_finding(d) for d in own],
    }


def _power(done: Conversion) -> list[str]:
    """What the target's client lets the agents of the written files do."""
    fmt = REGISTRY.get(done.target)
    with TemporaryDirectory() as folder:  # of the browser's own memory: a file's place may name its agent
        for file in done.files:
            path = Path(folder, file.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8")
        named = read(folder, done.target, registry=REGISTRY).agents if fmt.reads else ()
        return [fmt.power_of(agent) for agent in named or read(folder, registry=REGISTRY).agents]


def _finding(found: Diagnostic) -> dict[str, str | None]:
    kind = str(found.loss) if found.loss else None
    where = f"line {found.line}: " if found.line else ""
    return {
        "code": found.code,
        "severity": str(found.severity),
        "loss": kind,
        "message": where + found.message,
        "hint": found.hint,
    }
