"""Rules of Roo Code.

Facts: https://docs.roocode.com/features/custom-instructions (2026-11-28); Roo itself was not run.
"""

from __future__ import annotations

from agentconv.kit.rules import RuleFormat


class Rules(RuleFormat):
    """The main file, and plain texts that always count."""

    target = "roo"
    paths = (".roo/rules/**/*.md", "AGENTS.md", ".roorules")
    user_paths = (".roo/rules/**/*.md",)
    folder = ".roo/rules/**/*.md"
    main_files = ("AGENTS.md", ".roorules")
    reasons = {"when": "a rule of Roo always counts", "globs": "a rule of Roo counts for every file"}
    reference = "https://docs.roocode.com/features/custom-instructions"
    checked = "2026-11-28, documentation"
