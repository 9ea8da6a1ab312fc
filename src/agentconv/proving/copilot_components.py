"""Ask Copilot CLI, offline, which skills, servers and rules it has.

Observed with version 1.0.102 (2026-11-28). Its own commands list them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agentconv.proving import running
from agentconv.proving.component_values import Answered, Batch
from agentconv.proving.values import ClientFailed, Installed


def skills(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The skills of a project."""
    data = _said(client, project, home, "skill", "list", "--json")
    listed = data["skills"] if isinstance(data, dict) else data
    found = {
        one["name"]: {"description": one.get("description")}
        for one in listed
        if one.get("source") == "project"
    }
    return Answered(found, untold={"text": "its list tells none", "invocation": "its list tells none"})


def _said(client: Installed, project: Path, home: Path, *arguments: str) -> Any:
    """What the client prints as JSON."""
    env = running.environment(home)
    done = running.run([*client.command, *arguments], cwd=project, env=env, timeout=client.timeout)
    if done.status:
        raise ClientFailed(f"{' '.join(arguments)}: {done.said}")
    return running.parsed(done.out)
