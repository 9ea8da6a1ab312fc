"""Rules of OpenCode and Kilo.

Facts: OpenCode 1.18.33 and Kilo 7.7.9 (2026-11-28), https://opencode.ai/docs/rules/.

* OpenCode reads `AGENTS.md`, else `CLAUDE.md`; further files only where `instructions` in `opencode.json`
  names them.
* Kilo adds the plain texts of `.kilo/rules`, which always count.
"""

from __future__ import annotations

from agentconv.kit.rules import RuleFormat


class Rules(RuleFormat):
    """The main file of OpenCode."""

    target = "opencode"
    paths = ("AGENTS.md",)
    user_paths = (".config/opencode/AGENTS.md",)
    main_files = ("AGENTS.md",)
    user_main = ".config/opencode/AGENTS.md"
    reference = "https://opencode.ai/docs/rules/"
    checked = "2026-11-28, OpenCode 1.18.33"


class KiloRules(RuleFormat):
    """The main file of Kilo, and plain texts that always count."""

    target = "kilo"
    paths = (".kilo/rules/*.md", ".kilocode/rules/*.md", "AGENTS.md")
    folder = ".kilo/rules/*.md"
    main_files = ("AGENTS.md",)
    reference = "https://kilo.ai/docs/customize/custom-rules"
    checked = "2026-11-28, Kilo 7.7.9"
    reasons = {"when": "a rule of Kilo always counts", "globs": "a rule of Kilo counts for every file"}
