"""Codex plugins: a folder with `.codex-plugin/plugin.json`; the roles lie beside, where a project has them.

Facts: Codex 0.169.0 and 0.171.0, observed offline on 2026-11-28 with `codex plugin marketplace add` and
`codex plugin add`, and public repositories that ship such plugins:

* A plugin holds skills, servers, hooks and apps. Its `agents/`, as Markdown or TOML, are not loaded, so that
  roles go to `.codex/agents`, where Codex looks in a trusted project and in a user's home folder.
* `plugin.json` has `name`, `version`, `description`, `author`, `skills` and `mcpServers` (paths), `hooks`,
  `apps`, and `interface` with what people see. An unknown key is ignored.
* `.agents/plugins/marketplace.json` lists plugins: each with a `source` that is a map (`local` and its
  `path`: `./` and a folder, or `.` for the folder of the list itself; `./` alone is passed over), a `policy`
  with `installation` and `authentication`, and a `category`.
* Roles have no name space: the agents of all packages have the names of the run.
"""

from __future__ import annotations

from agentconv.formats.codex.roles import Codex
from agentconv.kit.format import Native
from agentconv.kit.manifests import Fact, Manifest
from agentconv.kit.packaged import ABOUT, PARTS, Listing, Packaged, Parts

MANIFEST = Manifest(
    (
        *ABOUT,
        Fact(("interface", "displayName"), "display_name"),
        Fact(("interface", "category"), "category"),
    ),
    PARTS,
)
MARKETPLACE = Manifest(
    (Fact("name", "name"), Fact(("interface", "displayName"), "display_name")), frozenset({"plugins"})
)
ENTRY = Manifest(
    (Fact("name", "name"), Fact("description", "description"), Fact("category", "category")),
    PARTS | {"source", "strict"},
)
POLICY: Native = {"installation": "AVAILABLE", "authentication": "ON_INSTALL"}


class CodexPlugin(Packaged, Codex):
    """Codex plugin with its list of plugins, and the roles beside it."""

    name = "codex-plugin"
    agents_of = models_of = "codex"
    title = "Codex plugin (a folder)"
    paths = (".codex/agents/*.toml",)
    reference = "https://developers.openai.com/codex/plugins"
    checked = "2026-11-28, Codex 0.169.0"
    sure = "client"
    validated = "Codex 0.169.0: `plugin marketplace add`, `plugin add`, and every role started"
    beside = True
    manifest_path = ".codex-plugin/plugin.json"
    manifest = MANIFEST
    listing = Listing(
        ".agents/plugins/marketplace.json", MARKETPLACE, ENTRY, local=True, usual={"policy": POLICY}
    )
    run_note = (
        "agents-beside",
        "Codex loads no agents from a plugin: the roles lie beside it, in .codex/agents",
        "a trusted project has them there, and so has a home folder",
    )

    def named_parts(self, parts: Parts) -> Native:
        said = {"skills": ("skill", "./skills/"), "mcpServers": ("server", "./.mcp.json")}
        return {key: path for key, (kind, path) in said.items() if parts.get(kind)}
