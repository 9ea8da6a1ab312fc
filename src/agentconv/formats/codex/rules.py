"""Rules of Codex.

Facts: Codex 0.171.0 observed offline (2026-11-28). It reads the `AGENTS.md` of every folder from the root
to where it works, 32 KiB together, and neither `CLAUDE.md` nor imports. Its `.codex/rules` are policies of
commands, not instructions.
"""

from __future__ import annotations

from agentconv.kit.rules import RuleFormat


class Rules(RuleFormat):
    """The main file, of the project and of folders."""

    target = "codex"
    paths = ("AGENTS.md",)
    user_paths = (".codex/AGENTS.md",)
    main_files = ("AGENTS.md",)
    user_main = ".codex/AGENTS.md"
    most = 32 * 1024
    validated = "Codex itself: `debug prompt-input` shows it"
    reasons = {"text": "project_doc_max_bytes says how much Codex reads"}
    reference = "https://developers.openai.com/codex/guides/agents-md"
    checked = "2026-11-28, Codex 0.171.0"
