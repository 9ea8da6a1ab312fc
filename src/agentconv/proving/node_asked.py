"""Asking a client that is a library: a script of ours imports it under Node, and writes down what it has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agentconv.proving import running, scratch
from agentconv.proving.values import ClientFailed, Installed

SCRIPTS = Path(__file__).parent / "scripts"
GUARD = SCRIPTS / "guard.mjs"
"""Keeps Node from connecting to any other machine."""


def asked(client: Installed, script: Path, project: Path, home: Path, *more: str) -> Any:
    """What a script says of a project: it is called with the package, the project and a file to write."""
    if client.package is None:
        raise ClientFailed("it is asked as a library, and its package is not known")
    with scratch.folder() as folder:
        output = folder / "said.json"
        done = running.run(
            [
                running.node(),
                "--import",
                GUARD.as_uri(),
                script,
                client.package,
                project.resolve(),
                output,
                *more,
            ],
            cwd=project,
            env=running.environment(home.resolve()),
            timeout=client.timeout,
        )
        said = scratch.text_of(output)
    if not said:
        raise ClientFailed(f"says {done.said}")
    return running.parsed(said)
