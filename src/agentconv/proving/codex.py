"""Ask Codex, offline, which agent roles it loads and with which power they run.

Observed with versions 0.169.0 and 0.171.0 (2026-11-28). `codex doctor --json` names the files that are
refused. Then one run of `codex exec` against a server that stands for the model starts every role: the first
request of each carries its instructions, its model, its sandbox and the tools that it really has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from agentconv.containers import container
from agentconv.errors import SyntaxProblem
from agentconv.proving import running, scratch
from agentconv.proving.codex_model import ROOT, Call, Model
from agentconv.proving.codex_told import descriptions, loaded
from agentconv.proving.running import Done
from agentconv.proving.values import Answer, ClientFailed, Installed
from agentconv.text.source import Source

MODEL = "gpt-5.4"
"""A model that is not in the client's list, so that its tools are listed one by one."""


def load(
    client: Installed, project: Path, home: Path, *, model: str = MODEL, calls: Sequence[Call] = ()
) -> Answer:
    """What the client loads from `.codex/agents` of a project that is trusted, and of a home folder.

    `home/.codex/config.toml`, where it exists, sets up the session that starts the roles. Each role makes
    `calls`, whose results are in `more["results"]`.
    """
    project, home = project.resolve(), home.resolve()
    names = _candidates(project, home)
    with Model(names, calls) as server:
        set_up(project, home, model, server.address)
        doctor = run(client, project, home, "doctor", "--json")
        done = run(client, project, home, "exec", "--skip-git-repo-check", "--ephemeral", ROOT)
    if not server.root:
        raise ClientFailed(f"asked no model: {done.said}")
    found = {name: requests for index, name in enumerate(names) if (requests := server.roles.get(index))}
    described = descriptions(server.root[0], sorted(names, key=str.encode))
    agents = {name: loaded(name, described.get(name), requests) for name, requests in found.items()}
    return Answer(agents, (*_warnings(doctor), *server.refusals()))


def set_up(project: Path, home: Path, model: str, server: str) -> None:
    """Write the settings of a session that asks `server`, before those that are there."""
    own = scratch.text_of(home / ".codex" / "config.toml")
    limit = "" if "[agents]" in own else "[agents]\nmax_threads = 100000\n"
    text = (
        f'model_provider = "loopback"\nmodel = "{model}"\n{own}\n{limit}'
        f'[model_providers.loopback]\nname = "loopback"\nwire_api = "responses"\n'
        f'base_url = "{server}/v1"\n'
        f'[projects.{json.dumps(str(project))}]\ntrust_level = "trusted"\n'
    )
    scratch.put(home, {".codex/config.toml": text.encode()})


def run(client: Installed, project: Path, home: Path, *arguments: str) -> Done:
    """Run the client to its end in a project, with a home of its own."""
    env = running.environment(home)
    return running.run([*client.command, *arguments], cwd=project, env=env, timeout=client.timeout)


def _candidates(project: Path, home: Path) -> list[str]:
    """The names that the role files give themselves, as the client trims them."""
    found = {}
    for folder in (project, home):
        for path in sorted((folder / ".codex" / "agents").rglob("*.toml")):
            text = scratch.text_of(path).removeprefix("\ufeff")
            try:
                name = container("toml").read(Source(path.name, text)).values.get("name")
            except SyntaxProblem:  # which the client says, too
                continue
            if isinstance(name, str):
                found[name.strip()] = True
    return list(found)


def _warnings(doctor: Done) -> Iterator[str]:
    details = running.parsed(doctor.out)["checks"]["config.load"]["details"]
    warnings = details.get("startup warning", [])
    yield from [warnings] if isinstance(warnings, str) else warnings
