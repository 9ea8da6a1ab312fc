"""Ask OpenCode, and Kilo Code which derives from it, what they load.

Observed with 1.18.33 and 7.7.9 (2026-11-28).

The program is started as a server on a copy of the project, with an empty home, and asked for its agents: one
start (about two seconds) for any number of files. OpenCode stops at the first file that it refuses; then no
agent is loaded and the error names the file. Kilo Code leaves that file out.
"""

from __future__ import annotations

import re
import shutil
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from agentconv.frozen import frozen
from agentconv.proving import running, scratch
from agentconv.proving.loopback import fetched
from agentconv.proving.values import Answer, ClientFailed, Installed, Loaded

_KEPT = ("mode", "temperature", "topP", "steps", "color", "variant", "hidden", "options")


def load(client: Installed, project: Path, home: Path) -> Answer:
    """The agents that a project defines, as the program has them."""
    with scratch.folder() as folder:
        copy = folder / "project"  # the program writes into the folders that it reads
        shutil.copytree(project, copy)
        scratch.homes(copy, ".git")  # it looks for settings up to here
        with served(client, home, folder) as server:
            config, error = server.get("/config", copy)
            agents, later = server.get("/agent", copy) if error is None else (None, None)
    if error or later:
        return Answer({}, ((error or later or "").replace(f"{copy}/", ""),))
    named = {str(agent.get("name", key)) for key, agent in config.get("agent", {}).items()}
    return Answer({a["name"]: _loaded(a) for a in agents or () if a["name"] in named})


def _loaded(agent: Mapping[str, Any]) -> Loaded:
    model = agent.get("model")
    rules = [(r["permission"], r["pattern"], r["action"]) for r in agent["permission"]]
    return Loaded(
        name=agent["name"],
        description=agent.get("description"),
        prompt=agent.get("prompt"),
        model=f"{model['providerID']}/{model['modelID']}" if model else None,
        tools=rules,
        more={key: agent[key] for key in _KEPT if agent.get(key) not in (None, {})},
    )


@frozen
class Served:
    """The program as a server on this machine."""

    address: str
    timeout: float

    def get(self, path: str, project: Path) -> tuple[Any, str | None]:
        """What the server answers of a project, and its error."""
        return self._asked("GET", path, project, None)

    def post(self, path: str, project: Path, data: object) -> tuple[Any, str | None]:
        """The same for what is sent along."""
        return self._asked("POST", path, project, data)

    def _asked(self, method: str, path: str, project: Path, data: object) -> tuple[Any, str | None]:
        place = f"{path}?directory={urllib.parse.quote(str(project))}"
        status, body = fetched(self.address, method, place, data, timeout=self.timeout)
        if status >= 400:
            return None, body.decode("utf-8", "replace")
        return running.parsed(body or b"null"), None


@contextmanager
def served(client: Installed, home: Path, folder: Path) -> Iterator[Served]:
    """The program as a server on a free port of this machine, ended with the `with` block."""
    more: dict[str, str] = {}
    for prefix in ("OPENCODE", "KILO"):
        more |= {f"{prefix}_DISABLE_MODELS_FETCH": "1", f"{prefix}_DISABLE_AUTOUPDATE": "1"}
    command = [*client.command, "serve", "--hostname", "127.0.0.1", "--port", "0"]
    env = running.environment(home, **more)
    with running.started(command, cwd=folder, env=env, timeout=client.timeout) as process:
        running.listener(process.stderr)
        lines = iter(process.stdout.readline, b"") if process.stdout else iter(())
        place = next((m for line in lines if (m := re.search(rb"http://127\.0\.0\.1:\d+", line))), None)
        if place is None:
            raise ClientFailed("did not start as a server")
        yield Served(place[0].decode(), client.timeout)
