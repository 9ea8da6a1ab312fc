"""Projects with components, and a client that stands for one and lists skills as it is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.proving.component_gathering import Components, gathered
from agentconv.reading.excluding import ALL
from tests.proving.fakes import fake

REGISTRY = Registry(plugins=False)
SKILL = "---\nname: fill\ndescription: Fills forms.\n---\nFill them.\n"
BROKEN = '---\nname: broken\ndescription: "Fills\n  [: x\n---\nFill them.\n'


def put(folder: Path, files: Mapping[str, str]) -> Path:
    """Write the files of a project."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def read(folder: Path, *kinds: str, report: Report | None = None) -> Components:
    """The components of some kinds in a project."""
    report = report or Report()
    return gathered([str(folder)], kinds, REGISTRY, report, format=None, choice=ALL)


def copilot(folder: Path, skills: Mapping[str, str], status: int = 0) -> Path:
    """A client that lists these skills with their descriptions, and ends with a status."""
    listed = [{"name": n, "description": text, "source": "project"} for n, text in skills.items()]
    code = f"print({json.dumps(json.dumps({'skills': listed}))})\nsys.exit({status})\n"
    return fake(folder / "bin", code, name="copilot")
