"""What OpenCode, and Kilo Code which derives from it, load from a project; observed with 1.18.33 and 7.7.9.

The real program is started as a local server on a copy of the project, with an empty home, and asked for
its agents: one start (about two seconds) for any number of files. OpenCode stops at the first file that it
refuses; then no agent is loaded and the error names the file. Kilo Code leaves that file out.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.clients.common import MODULES, Answer, Loaded

_PLATFORMS = ("linux-x64", "linux-arm64", "darwin-arm64", "darwin-x64")
_PROGRAMS = {"opencode": "opencode-{}/bin/opencode", "kilo": "@kilocode/cli-{}/bin/kilo"}
_SECONDS = 120


def program(name: str = "opencode") -> Path | None:
    """The program, where it is installed: `opencode` or `kilo`."""
    places = (MODULES / _PROGRAMS[name].format(platform) for platform in _PLATFORMS)
    return next((place for place in places if place.is_file()), None)


def missing(name: str = "opencode") -> str | None:
    """Why the program cannot be asked; None when it can."""
    return None if program(name) else f"{name} is not installed: run `npm install` in tests/clients"


def load(project: Path, home: Path, name: str = "opencode") -> Answer:
    """The agents that a project defines, as the program has them."""
    found = program(name)
    assert found is not None, missing(name)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"  # the program writes into the folders that it reads
        shutil.copytree(project, copy)
        (copy / ".git").mkdir(exist_ok=True)  # it looks for settings up to here
        with _Server(found, home, Path(folder)) as server:
            config, error = server.get("/config", copy)
            agents, later = server.get("/agent", copy) if error is None else (None, None)
    if error or later:
        return Answer({}, (_short(error or later, copy),))
    named = {str(agent.get("name", key)) for key, agent in config.get("agent", {}).items()}
    return Answer({a["name"]: _loaded(a) for a in agents if a["name"] in named})


def config(project: Path, home: Path, name: str = "opencode") -> dict[str, Any]:
    """The settings of a project, as the program has them; it is asked for them in its own words."""
    found = program(name)
    assert found is not None, missing(name)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(project, copy)
        with _Server(found, home, Path(folder)) as server:
            answer, error = server.get("/config", copy)
    assert error is None, error
    return dict(answer)


def _loaded(agent: Mapping[str, Any]) -> Loaded:
    model = agent.get("model")
    rules = [(r["permission"], r["pattern"], r["action"]) for r in agent["permission"]]
    keys = ("mode", "temperature", "topP", "steps", "color", "variant", "hidden", "options")
    return Loaded(
        name=agent["name"],
        description=agent.get("description"),
        prompt=agent.get("prompt"),
        model=f"{model['providerID']}/{model['modelID']}" if model else None,
        tools=rules,
        more={key: agent[key] for key in keys if agent.get(key) not in (None, {})},
    )


def _short(error: str | None, project: Path) -> str:
    return (error or "").replace(f"{project}/", "")


class _Server:
    """The program as a server on a free port of this machine, ended with the `with` block."""

    def __init__(self, found: Path, home: Path, folder: Path) -> None:
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(home),
            "DO_NOT_TRACK": "1",
        }
        for prefix in ("OPENCODE", "KILO"):
            environment |= {f"{prefix}_DISABLE_MODELS_FETCH": "1", f"{prefix}_DISABLE_AUTOUPDATE": "1"}
        self._process = subprocess.Popen(
            [str(found), "serve", "--hostname", "127.0.0.1", "--port", "0"],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        lines = iter(self._process.stdout.readline, "")
        place = next((m for line in lines if (m := re.search(r"http://\S+", line))), None)
        if place is None:
            self.__exit__()
            raise RuntimeError(f"{found} did not start as a server")
        self._url = place[0]

    def __enter__(self) -> _Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def get(self, path: str, project: Path) -> tuple[Any, str | None]:
        """What the server answers, and its error."""
        place = f"{self._url}{path}?directory={urllib.parse.quote(str(project))}"
        try:
            with urllib.request.urlopen(place, timeout=_SECONDS) as reply:  # noqa: S310, this machine
                return json.loads(reply.read()), None
        except urllib.error.HTTPError as error:
            with error:
                return None, error.read().decode()
