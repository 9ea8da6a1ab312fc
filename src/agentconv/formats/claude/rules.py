"""Rules of Claude Code.

Facts: Claude Code 2.1.332 observed offline, https://code.claude.com/docs/en/memory (2026-11-28).

* `CLAUDE.md` of the project and of folders; `.claude/rules/**/*.md`, loaded at the start, or with `paths`
  once a file that they fit is touched. `@path` stands for what the file holds.
* `AGENTS.md` is read where no `CLAUDE.md` stands beside it; older versions do not read it.
"""

from __future__ import annotations

from collections.abc import Mapping

from agentconv.kit.rules import Head, RuleFormat, globs_of, with_globs
from agentconv.model.agent import Value
from agentconv.model.rule import BY_FILE, Rule


class Rules(RuleFormat):
    """The main file, and rules that count always or by file."""

    target = "claude"
    paths = (".claude/rules/**/*.md", "CLAUDE.md", ".claude/CLAUDE.md")
    user_paths = (".claude/rules/**/*.md", ".claude/CLAUDE.md")
    folder = ".claude/rules/**/*.md"
    main_files = ("CLAUDE.md", ".claude/CLAUDE.md")
    user_main = ".claude/CLAUDE.md"
    keys = frozenset({"paths"})
    imports = True
    reference = "https://code.claude.com/docs/en/memory"
    checked = "2026-11-28, Claude Code 2.1.332"
    reasons = {
        "when": "a rule of Claude Code counts always, or by file",
        "description": "a rule of Claude Code has none",
    }

    def told(self, head: Mapping[str, Value]) -> Head:
        return with_globs(globs_of(head.get("paths")))

    def head(self, rule: Rule) -> Head:
        return {"paths": list(rule.globs)} if rule.when == BY_FILE and rule.globs else {}
