"""Rules of Mistral Vibe.

Facts: the guide that mistral-vibe 3.0.2 brings (2026-11-28): `AGENTS.md` of the project and of its folders,
and `~/.vibe/AGENTS.md`; no folder of rules.
"""

from __future__ import annotations

from agentconv.kit.rules import RuleFormat


class Rules(RuleFormat):
    """The main file."""

    target = "vibe"
    paths = ("AGENTS.md",)
    user_paths = (".vibe/AGENTS.md",)
    main_files = ("AGENTS.md",)
    user_main = ".vibe/AGENTS.md"
    reference = "https://docs.mistral.ai/mistral-vibe/agents-skills"
    checked = "2026-11-28, mistral-vibe 3.0.2, its guide"
