"""Copilot CLI plugins: a folder with `.github/plugin/plugin.json` and agents in `agents/*.agent.md`.

Facts: https://docs.github.com/en/copilot/reference/cli-plugin-reference (read 2026-11-28) and Copilot CLI
1.0.102, asked offline on 2026-11-28 with `copilot plugin install` and its discovery of agents:

* The manifest is looked for as `.plugin/plugin.json`, `plugin.json`, `.github/plugin/plugin.json` and
  `.claude-plugin/plugin.json`, the list of plugins as `marketplace.json` in the same four places. The third
  place is written: it is Copilot's own, where the others are those of other tools as well.
* `name` is letters, digits and dashes, at most 64; `description` has at most 1,024 characters. The
  others are `version`, `author`, `homepage`, `repository`, `license`, `keywords`, `category`, `tags` and
  paths of what the plugin holds. An unknown key is ignored.
* An agent is called `plugin:name` after its file, in `agents/` itself; `.md` will do as well as `.agent.md`.
"""

from __future__ import annotations

from dataclasses import replace

from agentconv.formats.copilot.agents import Copilot
from agentconv.kit.manifests import Fact, Manifest
from agentconv.kit.packaged import ABOUT, PARTS, Listing, Packaged
from agentconv.model.package import Package

LONGEST = 1024
"""How long a description may be."""
MANIFEST = Manifest((*ABOUT, Fact("category", "category")), PARTS)
MARKETPLACE = Manifest(
    (
        Fact("name", "name"),
        Fact("owner", "authors"),
        Fact(("metadata", "description"), "description"),
        Fact(("metadata", "version"), "version"),
    ),
    frozenset({"plugins"}),
)
ENTRY = Manifest(
    (
        *(replace(row, read_only=row.attr not in ("name", "description", "version")) for row in ABOUT),
        Fact("category", "category"),
    ),
    PARTS | {"source", "strict"},
)


class CopilotPlugin(Packaged, Copilot):
    """Copilot CLI plugin with its list of plugins."""

    name = "copilot-plugin"
    agents_of = models_of = "copilot"
    title = "GitHub Copilot plugin (a folder)"
    paths = ("agents/*.agent.md", "agents/*.md")
    reference = "https://docs.github.com/en/copilot/reference/cli-plugin-reference"
    checked = "2026-11-28, Copilot CLI 1.0.102"
    sure = "client"
    validated = "Copilot CLI 1.0.102: `plugin install` and its discovery of agents"
    manifest_path = ".github/plugin/plugin.json"
    manifest = MANIFEST
    listing = Listing(".github/plugin/marketplace.json", MARKETPLACE, ENTRY)

    def in_manifest(self, package: Package) -> Package:
        return replace(package, description=(package.description or "")[:LONGEST])
