"""Gemini CLI extensions: a folder with `gemini-extension.json` and agents in `agents/*.md`.

Facts: the source of gemini-cli (5411f11) and `@google/gemini-cli-core` 0.61.0, its loader of agents run
offline on 2026-11-28:

* `name` (letters, digits and dashes) and `version` are required, or the extension is skipped. The rest that a
  package says of itself is `description`; other keys are `mcpServers`, `contextFileName`, `excludeTools`,
  `settings`, `themes`, `plan` and `migratedTo`.
* Agents are those of `.gemini/agents`, without folders below. One that is wrong is logged, the rest loads.
* Agents keep their names: of two extensions with an agent of one name, one is lost. So the agents of all
  packages have the names of the run.
* There is no file that lists extensions: each is linked or installed from its folder.
"""

from __future__ import annotations

import re

from agentconv.formats.gemini.gemini import Gemini
from agentconv.kit.manifests import Fact, Manifest
from agentconv.kit.packaged import Packaged

MANIFEST = Manifest(
    (Fact("name", "name"), Fact("version", "version"), Fact("description", "description")),
    frozenset({"mcpServers", "contextFileName"}),
    frozenset({"excludeTools", "settings", "themes", "plan", "migratedTo"}),
)


class GeminiExtension(Packaged, Gemini):
    """Gemini CLI extension."""

    name = "gemini-extension"
    agents_of = models_of = "gemini"
    title = "Gemini CLI extension (a folder)"
    paths = ("agents/*.md",)
    reference = "https://geminicli.com/docs/extensions/reference/"
    checked = "2026-11-28, gemini-cli 5411f11 and gemini-cli-core 0.61.0"
    sure = "client"
    validated = "gemini-cli-core 0.61.0: its loader of an extension's agents"
    manifest_path = "gemini-extension.json"
    manifest = MANIFEST
    package_name = re.compile(r"[a-zA-Z0-9-]+")
    name_told = "a name is letters, digits and dashes"
