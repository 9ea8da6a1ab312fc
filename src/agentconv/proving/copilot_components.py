"""Ask Copilot CLI, offline, which skills, servers and rules it has.

Observed with version 1.0.102 (2026-11-28). Its own commands list them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agentconv.proving import running, scratch
from agentconv.proving.component_values import Answered, Batch
from agentconv.proving.server_told import told
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


def servers(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The servers of a project that is trusted; none is started."""
    trusted = json.dumps({key: [str(project)] for key in ("trusted_folders", "trustedFolders")})
    scratch.put(home, {".copilot/config.json": trusted.encode()})
    listed = _said(client, project, home, "mcp", "list", "--json")["mcpServers"]
    of = ("kind", "command", "args", "env", "url", "headers", "tools")
    found = {}
    for name, words in listed.items():
        if words.get("source") == "workspace":
            own = {key: value for key, value in words.items() if key not in _ADDED}
            found[name] = told(batch, name, own, of=of)
    return Answered(found, untold=dict.fromkeys(("timeout", "cwd"), "its list tells none"))


_ADDED = frozenset({"source", "sourcePath", "enabled"})
"""What the client says of an entry beside its own keys."""


def _said(client: Installed, project: Path, home: Path, *arguments: str) -> Any:
    """What the client prints as JSON."""
    env = running.environment(home)
    done = running.run([*client.command, *arguments], cwd=project, env=env, timeout=client.timeout)
    if done.status:
        raise ClientFailed(f"{' '.join(arguments)}: {done.said}")
    return running.parsed(done.out)
