"""Qwen Code extensions: a folder with `qwen-extension.json` and agents in `agents/*.md`.

Facts: the bundle of `@qwen-code/qwen-code` 0.24.4, read on 2026-11-28:

* `name` (letters, digits and `-_.`) and `version`; the further keys are `mcpServers`, `contextFileName`,
  `commands`, `skills`, `agents`, `hooks` and `settings`. Folders of the usual names are found without them.
* Agents are those of `.qwen/agents`, and keep their names: the agents of all packages have those of the run.
* There is no file of its own that lists extensions; Claude Code's is read.
"""

from __future__ import annotations

import re

from agentconv.formats.gemini.qwen import Qwen
from agentconv.kit.manifests import Fact, Manifest
from agentconv.kit.packaged import PARTS, Packaged

MANIFEST = Manifest(
    (Fact("name", "name"), Fact("version", "version"), Fact("description", "description")),
    PARTS | {"contextFileName"},
    frozenset({"settings", "excludeTools"}),
)


class QwenExtension(Packaged, Qwen):
    """Qwen Code extension."""

    name = "qwen-extension"
    agents_of = models_of = "qwen"
    title = "Qwen Code extension (a folder)"
    paths = ("agents/*.md",)
    reference = "https://qwenlm.github.io/qwen-code-docs/en/users/extension/introduction/"
    checked = "2026-11-28, Qwen Code 0.24.4"
    sure = "client"
    validated = "Qwen Code 0.24.4: its loader of extensions"
    manifest_path = "qwen-extension.json"
    manifest = MANIFEST
    package_name = re.compile(r"[a-zA-Z0-9_.-]+")
    name_told = "a name is letters, digits, dashes, dots and underscores"
