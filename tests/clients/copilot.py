"""Ask Copilot CLI of agents, plugins and skills: the product's own code, and what only tests ask."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from agentconv.proving import copilot, running
from agentconv.proving.copilot import MODEL
from agentconv.proving.running import Done
from tests.clients import common
from tests.clients.common import Answer, Loaded, installed

__all__ = ["MODEL", "asked", "install", "load", "missing", "of_plugins", "plugins", "program", "run"]


def missing() -> str | None:
    """Why the client cannot be asked; None when it can."""
    return common.missing("copilot")


def program() -> str:
    """What starts the client."""
    return installed("copilot").command[-1]


def load(project: Path, home: Path) -> Answer:
    return copilot.load(installed("copilot"), project, home)


def run(project: Path, home: Path, agents: Sequence[str]) -> dict[str, Loaded]:
    return copilot.run(installed("copilot"), project, home, agents)


def asked(project: Path, home: Path, *arguments: str) -> Done:
    """One run of the client in a project."""
    client, env = installed("copilot"), running.environment(home)
    return running.run([*client.command, *arguments], cwd=project, env=env, timeout=client.timeout)


def plugins(market: Path, names: Sequence[str], home: Path) -> list[str]:
    """What the client says while it takes a list of plugins and installs some of it."""
    _plugin(home, "marketplace", "add", str(market.resolve()))
    listed = json.loads((market / ".github" / "plugin" / "marketplace.json").read_text("utf-8"))
    return [_plugin(home, "install", f"{name}@{listed['name']}") for name in names]


def install(plugin: Path, home: Path) -> str:
    """What the client says while it installs a plugin from its folder."""
    return _plugin(home, "install", str(plugin.resolve()))


def of_plugins(project: Path, home: Path) -> Answer:
    """The agents of the plugins that are installed, by their identity."""
    params = {"projectPaths": [str(project)], "excludeHostAgents": False}
    return copilot.discovered(installed("copilot"), project, home, params, "plugin")


def _plugin(home: Path, *arguments: str) -> str:
    done = asked(home, home, "--no-auto-update", "plugin", *arguments)
    if done.status:
        raise RuntimeError(f"copilot plugin {' '.join(arguments)}: {done.out}{done.err}")
    return done.out
