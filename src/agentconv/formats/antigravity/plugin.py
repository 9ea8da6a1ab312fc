"""Antigravity plugins: a folder with a root `plugin.json` and agents in `agents/*.md`.

Facts: https://antigravity.google/docs/plugins as quoted in public repositories, and adapters that run `agy`
1.0 (read 2026-11-28). The client is closed and was not run:

* The schema of `plugin.json` has `$schema`, `name` (letters, digits, dashes and underscores) and
  `description`, and is closed: an author or a version is invalid there, not merely passed over.
* Agents are those of `.agents/agents`. That those of plugins have a name space is not documented: the agents
  of all packages have the names of the run.
* No file lists plugins.
"""

from __future__ import annotations

import re

from agentconv.formats.antigravity.agents import Antigravity
from agentconv.kit.manifests import Fact, Manifest
from agentconv.kit.packaged import Packaged

SCHEMA = "https://antigravity.google/schemas/v1/plugin.json"
MANIFEST = Manifest(
    (Fact("name", "name"), Fact("description", "description")),
    more=frozenset(),
    fixed={"$schema": SCHEMA},
)


class AntigravityPlugin(Packaged, Antigravity):
    """Antigravity plugin."""

    name = "antigravity-plugin"
    agents_of = models_of = "antigravity"
    title = "Antigravity plugin (a folder)"
    paths = ("agents/*.md",)
    reference = "https://antigravity.google/docs/plugins"
    checked = "2026-11-28, its documentation at second hand"
    sure = "told"
    manifest_path = "plugin.json"
    manifest = MANIFEST
    package_name = re.compile(r"[a-zA-Z0-9_-]+")
    name_told = "a name is letters, digits, dashes and underscores"
