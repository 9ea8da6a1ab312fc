"""Rules of GitHub Copilot: its command line, VS Code, and the cloud agent.

Facts: Copilot CLI 1.0.102 asked offline, https://code.visualstudio.com/docs/copilot/customization
(2026-11-28).

* The command line sends `.github/copilot-instructions.md`, `AGENTS.md`, `CLAUDE.md` and `GEMINI.md`
  together. So what is written is `AGENTS.md`, which other tools read, too.
* `.github/instructions/**/*.instructions.md` count for the files of `applyTo`, with commas; `**` is any file.
  Without it they count on demand, or when a person names them.
"""

from __future__ import annotations

from collections.abc import Mapping

from agentconv.kit.rules import Head, RuleFormat, demanded, described, globs_of, text_of
from agentconv.model.agent import Value
from agentconv.model.rule import ALWAYS, BY_FILE, MANUAL, Rule


class Rules(RuleFormat):
    """The main file, and instructions by file."""

    target = "copilot"
    paths = (".github/instructions/**/*.instructions.md", "AGENTS.md", ".github/copilot-instructions.md")
    folder = ".github/instructions/**/*.instructions.md"
    main_files = ("AGENTS.md", ".github/copilot-instructions.md")
    also_reads = ("CLAUDE.md", "GEMINI.md")
    keys = frozenset({"applyTo", "description"})
    reference = "https://code.visualstudio.com/docs/copilot/customization/custom-instructions"
    checked = "2026-11-28, Copilot CLI 1.0.102"
    reasons = {"when": "instructions without a description count when a person names them"}

    def told(self, head: Mapping[str, Value]) -> Head:
        globs = globs_of(head.get("applyTo"))
        if globs in (("**",), ("**/*",)):
            return {"when": ALWAYS, **described(head)}
        when = BY_FILE if globs else demanded(text_of(head, "description"), MANUAL)
        return {"when": when, "globs": globs, **described(head)}  # type: ignore[dict-item]

    def head(self, rule: Rule) -> Head:
        head: Head = {"description": rule.description} if rule.description else {}
        if rule.when == ALWAYS:
            return {**head, "applyTo": "**"}
        return {**head, "applyTo": ",".join(rule.globs)} if rule.when == BY_FILE and rule.globs else head
