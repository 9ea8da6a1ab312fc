"""Agent Plugins 1.0: a folder with a root `plugin.json`; agents lie in the directory of one client.

Facts: spec/1.0.0.md and the schema of agentplugins/agent-plugins-spec (read 2026-11-28), and Copilot CLI
1.0.102, asked offline on 2026-11-28:

* Portable are skills (`skills/`) and servers (`mcp.json`), nothing else: there is no place for agents. What
  only one client knows lies in a directory that is called after its name space; Copilot CLI loads agents from
  `com.github.copilot/agents`, as `plugin:name`. No other client is known to have such a place, so that agents
  are written there, and a note says so. As skills they come from the target `skill`.
* The manifest is closed: `$schema`, `name` (a-z, 0-9, dots and dashes, at most 64, none doubled), `version`,
  `description`, `author`, `homepage`, `repository`, `license`, `keywords`, and `extensions` by name space. An
  unknown key is reported and ignored.
* No file lists plugins: each client has its own.
"""

from __future__ import annotations

import re

from agentconv.formats.copilot.agents import Copilot
from agentconv.kit.manifests import Manifest
from agentconv.kit.packaged import ABOUT, PARTS, Packaged

SCHEMA = "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json"
MANIFEST = Manifest(ABOUT, PARTS, frozenset({"extensions"}), fixed={"$schema": SCHEMA})


class AgentPlugin(Packaged, Copilot):
    """Agent Plugins 1.0, with agents for Copilot CLI."""

    name = "agent-plugin"
    agents_of = models_of = "copilot"
    title = "Agent Plugins 1.0 (a folder)"
    paths = ("com.github.copilot/agents/*.agent.md", "com.github.copilot/agents/*.md")
    reference = "https://agent-plugins.org"
    checked = "2026-11-28, spec 1.0.0 and Copilot CLI 1.0.102"
    sure = "client"
    validated = "the schema of manifests, and Copilot CLI 1.0.102: its discovery of agents"
    manifest_path = "plugin.json"
    manifest = MANIFEST
    package_name = re.compile(r"(?!.*(?:--|\.\.))[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
    name_told = "a name is a-z, 0-9, single dots and dashes"
    run_note = (
        "agents-beside",
        "Agent Plugins have no agents: these lie in com.github.copilot/agents, for Copilot CLI alone",
        "write the other clients' own targets, or `skill`, for them",
    )
