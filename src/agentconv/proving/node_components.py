"""Ask Gemini CLI and Qwen Code, which are libraries, which skills, commands, servers and rules they have.

Observed with gemini-cli-core 0.61.0 and Qwen Code 0.24.4 (2026-11-28). Their own loaders do the work, in a
process that may not reach any other machine.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from agentconv.model.server import HTTP, SSE, STDIO
from agentconv.proving import running
from agentconv.proving.component_values import Answered, Batch
from agentconv.proving.filling import typed_for
from agentconv.proving.node_asked import GUARD, SCRIPTS, asked
from agentconv.proving.values import ClientFailed, Installed


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


# servers

_KINDS = {
    "StdioClientTransport": STDIO,
    "StreamableHTTPClientTransport": HTTP,
    "SSEClientTransport": SSE,
}


def servers_of_gemini(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """How each server of a project would be reached; none is."""
    said = asked(client, SCRIPTS / "servers.mjs", project, home)
    found = {}
    for name, made in said["found"].items():
        kind = made.pop("transport")
        found[name] = {key: value for key, value in made.items() if value is not None}
        found[name] |= {"kind": _KINDS.get(kind, kind)}
        if "args" in made:
            found[name]["args"] = tuple(made["args"])
    untold = dict.fromkeys(("tools", "timeout", "enabled"), "what makes a connection tells none")
    return Answered(found, tuple(said["errors"]), untold)


_LISTED = re.compile(r"(?m)^\S+ ([^\n]+?): ([^\n]*?) +\((stdio|http|sse)\) - ")


def servers_of_qwen(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The servers of a project that the client's own list has on; nobody has agreed to start them."""
    if client.package is None:
        raise ClientFailed("it is asked as a library, and its package is not known")
    command = [running.node(), "--import", GUARD.as_uri(), str(client.package / "cli.js"), "mcp", "list"]
    env = running.environment(home)
    done = running.run(command, cwd=project, env=env, timeout=client.timeout)
    if done.status:
        raise ClientFailed(f"mcp list: {done.said}")
    found = {}
    for name, line, kind in _LISTED.findall(_COLOURS.sub("", done.out)):
        found[name] = {"kind": kind, "line" if kind == STDIO else "url": line}
    others = ("env", "headers", "tools", "timeout", "cwd")
    return Answered(found, untold=dict.fromkeys(others, "`qwen mcp list` tells none"))


_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
