"""Rules of goose.

Facts: https://block.github.io/goose/docs/guides/context-engineering/using-goosehints (2026-11-28). goose
reads `.goosehints` and `AGENTS.md` together; it was not run.
"""

from __future__ import annotations

from agentconv.kit.rules import RuleFormat


class Rules(RuleFormat):
    """The main files; `.goosehints` is read, and `AGENTS.md` written, since goose reads both."""

    target = "goose"
    paths = ("AGENTS.md", ".goosehints")
    user_paths = (".config/goose/.goosehints",)
    main_files = ("AGENTS.md", ".goosehints")
    user_main = ".config/goose/.goosehints"
    reference = "https://block.github.io/goose/docs/guides/context-engineering/using-goosehints"
    checked = "2026-11-28, documentation"
