"""Ask OpenCode, and Kilo Code which derives from it, which skills, commands, servers and rules they have.

Observed with OpenCode 1.18.33 and Kilo 7.7.9 (2026-11-28). The program is started as a server on this machine
and asked. Asked for its commands it starts the servers of a project; those that it is given do not exist.
"""

from __future__ import annotations

from pathlib import Path

from agentconv.proving.component_values import Answered, Batch
from agentconv.proving.opencode import served
from agentconv.proving.values import Installed


def skills(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The skills of a project, with their texts."""
    with served(client, home, project.parent) as server:
        listed, error = server.get("/skill", project)
    if error is not None:
        return Answered({}, (error,))
    inside = [one for one in listed if str(one.get("location", "")).startswith(f"{project}/")]
    return Answered(
        {one["name"]: {"description": one.get("description"), "text": one["content"]} for one in inside}
    )
