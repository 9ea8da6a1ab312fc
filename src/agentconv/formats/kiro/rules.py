"""Rules of Kiro, which it calls steering.

Facts: https://kiro.dev/docs/steering/ (2026-11-28); Kiro itself was not run.

* `inclusion` is `always` (or left out), `fileMatch` with `fileMatchPattern`, `auto` with `name` and
  `description`, or `manual`. `AGENTS.md` is read, too.
"""

from __future__ import annotations

from collections.abc import Mapping

from agentconv.kit.rules import Head, RuleFormat, described, globs_of, text_of
from agentconv.model.agent import Value
from agentconv.model.rule import ALWAYS, BY_FILE, MANUAL, ON_DEMAND, Rule

_WORDS = {"always": ALWAYS, "fileMatch": BY_FILE, "auto": ON_DEMAND, "manual": MANUAL}


class Rules(RuleFormat):
    """The main file, and steering of every kind."""

    target = "kiro"
    paths = (".kiro/steering/*.md", "AGENTS.md")
    user_paths = (".kiro/steering/*.md",)
    folder = ".kiro/steering/*.md"
    main_files = ("AGENTS.md",)
    keys = frozenset({"inclusion", "fileMatchPattern", "name", "description"})
    reference = "https://kiro.dev/docs/steering/"
    checked = "2026-11-28, documentation"

    def told(self, head: Mapping[str, Value]) -> Head:
        when = _WORDS.get(text_of(head, "inclusion") or "always", ALWAYS)
        globs = globs_of(head.get("fileMatchPattern"))
        return {"when": when, "globs": globs, **described(head)}  # type: ignore[dict-item]

    def head(self, rule: Rule) -> Head:
        if rule.when == ALWAYS and not rule.description:
            return {}
        head: Head = {"inclusion": next(word for word, when in _WORDS.items() if when == rule.when)}
        if rule.globs:
            head["fileMatchPattern"] = rule.globs[0] if len(rule.globs) == 1 else list(rule.globs)
        if rule.when == ON_DEMAND:
            head["name"] = rule.name
        return {**head, "description": rule.description} if rule.description else head
