"""Ask Qwen Code of agents and extensions: the product's own code, and what only tests ask."""

from __future__ import annotations

import itertools
from pathlib import Path

from agentconv.proving import qwen, running
from tests.clients import common
from tests.clients.common import Answer, installed


def missing() -> str | None:
    """Why the client cannot be asked; None = it can."""
    return common.missing("qwen")


def package() -> Path:
    """The folder of the client's package."""
    found = installed("qwen").package
    assert found is not None
    return found


def load(project: Path, home: Path) -> Answer:
    return qwen.load(installed("qwen"), project, home)


def of_extension(extension: Path, home: Path) -> set[str]:
    """The agents of an extension that the client links, as it lists them."""
    _extensions(home, "link", str(extension.resolve()))
    listed = _extensions(home, "list")
    lines = listed.partition("\n Agents:\n")[2].splitlines()
    return {line.strip() for line in itertools.takewhile(lambda line: line.startswith("  "), lines)}


def _extensions(home: Path, *arguments: str) -> str:
    client, env = installed("qwen"), running.environment(home.resolve())
    command = [running.node(), package() / "cli.js", "extensions", *arguments]
    done = running.run(command, cwd=home, env=env, timeout=client.timeout, typed="Y\n")
    if done.status:
        raise RuntimeError(f"qwen extensions {' '.join(arguments)}: {done.out}{done.err}")
    return done.out
