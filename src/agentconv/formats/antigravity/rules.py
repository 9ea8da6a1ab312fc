"""Rules of Antigravity, in a project and in a plugin.

Facts: https://antigravity.google/docs/rules-workflows (2026-11-28), and adapters that others tried; not run.

* `.agents/rules/*.md` with `trigger: always_on|glob|manual|model_decision`, `globs` and `description`; it
  reads `AGENTS.md` and `GEMINI.md`, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agentconv.kit.rules import Head, RuleFormat, described, globs_of, text_of
from agentconv.model.agent import Value
from agentconv.model.rule import ALWAYS, BY_FILE, MANUAL, ON_DEMAND, Rule

_WORDS = {"always_on": ALWAYS, "glob": BY_FILE, "model_decision": ON_DEMAND, "manual": MANUAL}


class Rules(RuleFormat):
    """The main file, and rules of every kind."""

    target = "antigravity"
    owner = "antigravity"
    paths: ClassVar[tuple[str, ...]] = (".agents/rules/*.md", "AGENTS.md")
    folder = ".agents/rules/*.md"
    main_files: ClassVar[tuple[str, ...]] = ("AGENTS.md",)
    also_reads = ("GEMINI.md",)
    keys = frozenset({"trigger", "globs", "description"})
    reference = "https://antigravity.google/docs/rules-workflows"
    checked = "2026-11-28, documentation"

    def told(self, head: Mapping[str, Value]) -> Head:
        when = _WORDS.get(text_of(head, "trigger") or "always_on", ALWAYS)
        return {"when": when, "globs": globs_of(head.get("globs")), **described(head)}  # type: ignore[dict-item]

    def head(self, rule: Rule) -> Head:
        head: Head = {"trigger": next(word for word, when in _WORDS.items() if when == rule.when)}
        if rule.globs:
            head["globs"] = ",".join(rule.globs)
        return {**head, "description": rule.description} if rule.description else head


class PluginRules(Rules):
    """Rules of a plugin."""

    target = "antigravity-plugin"
    paths = ("rules/*.md",)
    folder = "rules/*.md"
    main_files = ()
