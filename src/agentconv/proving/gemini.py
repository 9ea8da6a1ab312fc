"""Ask Gemini CLI, offline, which agents it loads and with which tools and prompt they would run.

Observed with `@google/gemini-cli-core` and `@google/gemini-cli` 0.61.0 (2026-11-28). The client's own
configuration, agent registry and executor do the work; the agents of the project are acknowledged as a user
who trusts them does. No model is called, and no MCP server that an agent names is started.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agentconv.proving.node_asked import SCRIPTS, asked
from agentconv.proving.values import Answer, Installed, Loaded

ALWAYS = "complete_task"
"""The tool that the client gives every agent, so that it can end."""
_KEPT = ("displayName", "kind", "temperature", "maxTurns", "maxTimeMinutes", "servers", "listed", "refused")


def load(client: Installed, project: Path, home: Path) -> Answer:
    """What the client loads from `.gemini/agents` of a project and of a home folder.

    `more["refused"]` is what every call of an agent ends with; the prompt is what it would be given, with
    the client's own words in place of `${query}` and its like as `<query>`.
    """
    said = asked(client, SCRIPTS / "gemini.mjs", project, home)
    agents = {agent["name"]: _loaded(agent) for agent in said["agents"]}
    return Answer(agents, tuple(said["errors"]))


def _loaded(agent: Mapping[str, Any]) -> Loaded:
    tools = [name for name in agent.get("tools", ()) if name != ALWAYS]
    more = {key: agent[key] for key in _KEPT if agent.get(key) is not None}
    return Loaded(agent["name"], agent["description"], agent.get("prompt"), agent.get("model"), tools, more)
