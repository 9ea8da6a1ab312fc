"""Ask Qwen Code, offline, which agents it loads and with which tools and prompt they would run.

Observed with `@qwen-code/qwen-code` 0.24.4, under Node 20 though it asks for 22 (2026-11-28). The client's
own configuration, subagent manager and agent core do the work. No model is called, and no MCP server or hook
that an agent names is started.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agentconv.proving.node_asked import SCRIPTS, asked
from agentconv.proving.values import Answer, Installed, Loaded

_KNOWN = ("name", "description", "prompt", "runs", "tools")


def load(client: Installed, project: Path, home: Path) -> Answer:
    """What the client loads from `.qwen/agents` of a project and of a home folder.

    `more["refused"]` is what every call of an agent ends with; `more["approval"]` the mode in which it runs
    when its session asks, in a trusted folder. The client's own words stand in the prompt as `<task_prompt>`.
    """
    said = asked(client, SCRIPTS / "qwen.mjs", project, home)
    agents = {agent["name"]: _loaded(agent) for agent in said["agents"]}
    return Answer(agents, tuple(said["errors"]))


def _loaded(agent: Mapping[str, Any]) -> Loaded:
    more = {key: value for key, value in agent.items() if key not in _KNOWN and value is not None}
    model, tools = agent.get("runs"), agent.get("tools")
    return Loaded(agent["name"], agent["description"], agent.get("prompt"), model, tools, more)
