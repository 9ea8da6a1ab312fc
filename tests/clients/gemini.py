"""Ask Gemini CLI, offline, which agents it loads and with which tools and prompt they would run.

Observed with `@google/gemini-cli-core` 0.61.0. The client's own configuration, agent registry and
executor do the work; the agents of the project are acknowledged as a user who trusts them does. No model is
called, and no MCP server that an agent names is started.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .common import MODULES, Answer, Loaded

CLIENT = MODULES / "@google" / "gemini-cli-core"
SCRIPT = Path(__file__).with_suffix(".mjs")
TIMEOUT = 300
ALWAYS = "complete_task"
"""The tool that the client gives every agent, so that it can end."""


def missing() -> str | None:
    """Why the client cannot be asked; None = it can."""
    if shutil.which("node") is None:
        return "Node is not installed"
    found = (CLIENT / "package.json").is_file()
    return None if found else "gemini-cli-core is not installed in tests/clients/node_modules"


def load(project: Path, home: Path) -> Answer:
    """What the client loads from `.gemini/agents` of a project and of a home folder.

    `more["refused"]` is what every call of an agent ends with; the prompt is what it would be given, with
    the client's own words in place of `${query}` and its like as `<query>`.
    """
    said = _ask(project, home)
    agents = {agent["name"]: _loaded(agent) for agent in said["agents"]}
    return Answer(agents, tuple(said["errors"]))


def of_extension(extension: Path, home: Path) -> Answer:
    """What the client loads from the folder of an extension: names alone."""
    said = _ask(extension, home, SCRIPT.with_name("gemini_extension.mjs"))
    return Answer({name: Loaded(name) for name in said["agents"]}, tuple(said["errors"]))


def skills_of_extensions(
    extensions: Iterable[Path], project: Path, home: Path
) -> tuple[list[str], list[str]]:
    """The names of the skills that the client has of several extensions, and what it says of them."""
    said = _ask(project, home, SCRIPT.with_name("gemini_extensions.mjs"), *map(str, extensions))
    return said["skills"], said["errors"]


def _loaded(agent: dict[str, Any]) -> Loaded:
    tools = [name for name in agent.get("tools", ()) if name != ALWAYS]
    keys = (
        "displayName",
        "kind",
        "temperature",
        "maxTurns",
        "maxTimeMinutes",
        "servers",
        "listed",
        "refused",
    )
    more = {key: agent[key] for key in keys if agent.get(key) is not None}
    return Loaded(agent["name"], agent["description"], agent.get("prompt"), agent.get("model"), tools, more)


def _ask(project: Path, home: Path, script: Path = SCRIPT, *more: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "said.json"
        done = subprocess.run(
            ["node", script, CLIENT, project.resolve(), output, *more],
            env={"PATH": os.environ["PATH"], "HOME": str(home.resolve())},
            cwd=project,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        if not output.is_file():
            raise RuntimeError(f"the client failed: {done.stderr[-2000:]}")
        said: dict[str, Any] = json.loads(output.read_text("utf-8"))
        return said
