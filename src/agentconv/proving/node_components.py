"""Ask Gemini CLI and Qwen Code, which are libraries, which skills, commands, servers and rules they have.

Observed with gemini-cli-core 0.61.0 and Qwen Code 0.24.4 (2026-11-28). Their own loaders do the work, in a
process that may not reach any other machine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agentconv.proving.component_values import Answered, Batch
from agentconv.proving.filling import typed_for
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


def commands(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The commands of a project, and what a call of each sends; what they would run is not run."""
    calls = {
        name: " ".join(typed_for(s.component.text, s.component.arguments))
        for name, s in batch.subjects.items()
    }
    found: dict[str, dict[str, Any]] = {}
    errors = []
    for one in asked(client, SCRIPTS / "qwen_commands.mjs", project, home, json.dumps(calls)):
        name = one["name"]
        found[name] = {
            "description": one["description"],
            "invocation": "all" if one["byModel"] else "people",
        }
        if one.get("refused"):
            errors.append(f"'{name}': {one['refused']}")
        elif not one["asks"]:
            found[name]["prompt"] = one["text"]
    untold = {"text": "the client keeps it", "prompt": "a person is asked first, since it runs commands"}
    return Answered(found, tuple(errors), untold)
