"""Ask Gemini CLI and Qwen Code, which are libraries, which skills, commands, servers and rules they have.

Observed with gemini-cli-core 0.61.0 and Qwen Code 0.24.4 (2026-11-28). Their own loaders do the work, in a
process that may not reach any other machine.
"""

from __future__ import annotations

from pathlib import Path

from agentconv.proving.component_values import Answered, Batch
from agentconv.proving.node_asked import SCRIPTS, asked
from agentconv.proving.values import Installed


def skills(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The skills of a project, with their texts."""
    listed = asked(client, SCRIPTS / "skills.mjs", project, home, client.client)
    found = {}
    for one in listed:
        hidden = one.get("disableModelInvocation")
        found[one["name"]] = {"description": one["description"], "text": one["body"]}
        if client.client == "qwen":
            found[one["name"]]["invocation"] = "people" if hidden else "all"
    return Answered(found)
