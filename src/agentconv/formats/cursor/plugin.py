"""Cursor plugins: a folder with `.cursor-plugin/plugin.json` and agents in `agents/*.md`.

Facts: the repository cursor/plugins, its schema of manifests (read 2026-11-28, at 100d651) and the list of
plugins in it; Cursor cannot be asked offline:

* The schema is closed: `name` (lower case letters, digits, dots and dashes), `displayName`, `description`,
  `version`, `author` (`name` and `email` only), `publisher`, `homepage`, `repository`, `license`, `logo`,
  `keywords`, `category`, `tags`, `variables`, and paths of what the plugin holds. A path that is stated
  replaces the usual folder, so that none is written.
* `.cursor-plugin/marketplace.json` has `name`, `owner`, `metadata` and `plugins`, each with `name`, `source`
  (a folder) and `description`.
* That agents of plugins have a name space is not documented: those of all packages have the names of the run.
"""

from __future__ import annotations

import re

from agentconv.formats.cursor.agents import Cursor
from agentconv.kit.manifests import Fact, Manifest
from agentconv.kit.packaged import ABOUT, PARTS, Listing, Packaged

MANIFEST = Manifest(
    (*ABOUT, Fact("displayName", "display_name"), Fact("category", "category")),
    PARTS,
    frozenset({"publisher", "logo", "tags", "variables"}),
    person=frozenset({"email"}),
)
MARKETPLACE = Manifest(
    (
        Fact("name", "name"),
        Fact("owner", "authors"),
        Fact(("metadata", "description"), "description"),
        Fact(("metadata", "version"), "version"),
    ),
    frozenset({"plugins"}),
    frozenset({"metadata"}),
    person=frozenset({"email"}),
)
ENTRY = Manifest(
    (Fact("name", "name"), Fact("description", "description")),
    PARTS | {"source", "strict"},
    frozenset({"minClientVersions"}),
)


class CursorPlugin(Packaged, Cursor):
    """Cursor plugin with its list of plugins."""

    name = "cursor-plugin"
    agents_of = models_of = "cursor"
    title = "Cursor plugin (a folder)"
    paths = ("agents/*.md",)
    reference = "https://cursor.com/docs/plugins/building"
    checked = "2026-11-28, the schema in cursor/plugins"
    sure = "schema"
    validated = "the schema of manifests in cursor/plugins"
    manifest_path = ".cursor-plugin/plugin.json"
    manifest = MANIFEST
    listing = Listing(".cursor-plugin/marketplace.json", MARKETPLACE, ENTRY)
    package_name = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
    name_told = "a name is a-z, 0-9, dots and dashes"
