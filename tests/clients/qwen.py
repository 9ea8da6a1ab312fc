"""Ask Qwen Code, offline, which agents it loads and with which tools and prompt they would run.

Observed with `@qwen-code/qwen-code` 0.24.4, under Node 20 though it asks for 22. The client's own
configuration, subagent manager and agent core do the work. No model is called, and no MCP server or hook that
an agent names is started.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from .common import MODULES, Answer, Loaded

CLIENT = MODULES / "@qwen-code" / "qwen-code"
SCRIPT = Path(__file__).with_suffix(".mjs")
TIMEOUT = 300


def missing() -> str | None:
    """Why the client cannot be asked; None = it can."""
    if shutil.which("node") is None:
        return "Node is not installed"
    found = (CLIENT / "package.json").is_file()
    return None if found else "qwen-code is not installed in tests/clients/node_modules"


def load(project: Path, home: Path) -> Answer:
    """What the client loads from `.qwen/agents` of a project and of a home folder.

    `more["refused"]` is what every call of an agent ends with; `more["approval"]` the mode in which it runs when
    its session asks, in a trusted folder. The client's own words stand in the prompt as `<task_prompt>`.
    """
    said = _ask(project, home)
    agents = {agent["name"]: _loaded(agent) for agent in said["agents"]}
    return Answer(agents, tuple(said["errors"]))


def of_extension(extension: Path, home: Path) -> set[str]:
    """The agents of an extension that the client links, as it lists them."""
    _extensions(home, "link", str(extension.resolve()))
    listed = _extensions(home, "list")
    lines = listed.partition("\n Agents:\n")[2].splitlines()
    return {line.strip() for line in itertools.takewhile(lambda line: line.startswith("  "), lines)}


def _extensions(home: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["node", CLIENT / "cli.js", "extensions", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(home.resolve())},
        input="Y\n",
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"qwen extensions {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def _loaded(agent: dict[str, Any]) -> Loaded:
    known = ("name", "description", "prompt", "runs", "tools")
    more = {key: value for key, value in agent.items() if key not in known and value is not None}
    model = agent.get("runs")
    return Loaded(agent["name"], agent["description"], agent.get("prompt"), model, agent.get("tools"), more)


def _ask(project: Path, home: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "said.json"
        done = subprocess.run(
            ["node", SCRIPT, CLIENT, project.resolve(), output],
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
