"""Ask Qoder CLI, offline, which agents it loads.

Observed with `@qoder-ai/qodercli` 1.1.52 (2026-11-28). `agents list` needs no account, and names the agents
that it loads; of those that it drops it tells how many there are. What a model is sent it does not tell:
without an account it asks none.
"""

from __future__ import annotations

import re
from pathlib import Path

from agentconv.proving import running
from agentconv.proving.values import Answer, ClientFailed, Installed, Loaded

_PART = re.compile(r"(?s)^Project:\n(.*?)(?:\n\n|\Z)", re.MULTILINE)
_ENTRY = re.compile(r"^  (.+) · [^·\n]*$", re.MULTILINE)
_COUNTED = re.compile(r"\d+ active agents")


def load(client: Installed, project: Path, home: Path) -> Answer:
    """The agents of a project by their names, and nothing more of them."""
    env = running.environment(home)
    done = running.run([*client.command, "agents", "list"], cwd=project, env=env, timeout=client.timeout)
    if _COUNTED.search(done.out) is None:
        raise ClientFailed(f"lists no agents: {done.said}")
    part = _PART.search(done.out)
    names = _ENTRY.findall(part[1]) if part else []
    return Answer({name: Loaded(name) for name in names})
