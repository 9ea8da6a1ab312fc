"""Ask Codex of roles, plugins and skills: the product's own code, and what only tests ask."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from agentconv.proving import codex, codex_components
from agentconv.proving.codex import MODEL, set_up
from agentconv.proving.codex_model import Call, Model
from agentconv.proving.running import Done
from tests.clients import common
from tests.clients.common import Answer, installed

__all__ = ["MODEL", "Call", "Model", "load", "missing", "plugins", "program", "run", "set_up", "skills"]


def missing() -> str | None:
    """Why the client cannot be asked; None = it can."""
    return common.missing("codex")


def program() -> str:
    """What starts the client."""
    return installed("codex").command[-1]


def load(project: Path, home: Path, *, model: str = MODEL, calls: Sequence[Call] = ()) -> Answer:
    return codex.load(installed("codex"), project, home, model=model, calls=calls)


def run(project: Path, home: Path, *arguments: str) -> Done:
    return codex.run(installed("codex"), project, home, *arguments)


def plugins(market: Path, home: Path) -> dict[str, str]:
    """The plugins of a list of plugins that the client installs, each with its version.

    Raises `RuntimeError` with what the client says when it takes the list, or a plugin, not.
    """
    market, home = market.resolve(), home.resolve()
    _plugin(home, "marketplace", "add", str(market))
    listed = json.loads(_plugin(home, "list", "--json", "--available"))
    for plugin in listed["available"]:
        _plugin(home, "add", plugin["pluginId"])
    there = json.loads(_plugin(home, "list", "--json"))["installed"]
    return {plugin["name"]: plugin["version"] for plugin in there}


def skills(project: Path, home: Path) -> tuple[dict[str, str], list[str]]:
    """The skills that the client has, by name, those that only people call among them; and its errors."""
    found = codex_components.skills_listed(installed("codex"), project.resolve(), home.resolve())
    return {s["name"]: s["description"] for s in found["skills"]}, [str(e) for e in found["errors"]]


def _plugin(home: Path, *arguments: str) -> str:
    done = run(home, home, "plugin", *arguments)
    said = [line for line in done.err.splitlines() if "PATH aliases" not in line]
    if done.status or any("rror" in line or "WARN" in line for line in said):
        raise RuntimeError(f"codex plugin {' '.join(arguments)}: {done.out}{done.err}")
    return done.out
