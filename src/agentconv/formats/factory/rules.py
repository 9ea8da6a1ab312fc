"""Rules of Factory's droid.

Facts: https://docs.factory.ai/cli/configuration/agents-md (2026-11-28); droid itself was not run.
"""

from __future__ import annotations

from agentconv.kit.rules import RuleFormat


class Rules(RuleFormat):
    """The main file, of the project and of folders."""

    target = "factory"
    paths = ("AGENTS.md",)
    user_paths = (".factory/AGENTS.md",)
    main_files = ("AGENTS.md",)
    user_main = ".factory/AGENTS.md"
    reference = "https://docs.factory.ai/cli/configuration/agents-md"
    checked = "2026-11-28, documentation"
