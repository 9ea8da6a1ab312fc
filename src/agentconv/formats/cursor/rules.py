"""Rules of Cursor, in a project and in a plugin.

Facts: https://cursor.com/docs/context/rules (2026-11-28); Cursor itself was not run.

* `alwaysApply: true` = always; `globs`, without quotes and with commas = by file; a description alone = on
  demand; none of them = only when a person names it. `AGENTS.md` is read, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from agentconv.kit.rules import Head, RuleFormat, demanded, described, globs_of, text_of
from agentconv.model.agent import Value
from agentconv.model.rule import ALWAYS, BY_FILE, MANUAL, Rule

_BARE = re.compile(r"[\w*?{}.!/,@+-]+")
"""Globs that are read the same without quotes."""


class Rules(RuleFormat):
    """The main file, and rules of every kind."""

    target = "cursor"
    owner = "cursor"
    paths: ClassVar[tuple[str, ...]] = (".cursor/rules/**/*.mdc", "AGENTS.md", ".cursorrules")
    folder = ".cursor/rules/**/*.mdc"
    main_files: ClassVar[tuple[str, ...]] = ("AGENTS.md", ".cursorrules")
    keys = frozenset({"description", "globs", "alwaysApply"})
    reference = "https://cursor.com/docs/context/rules"
    checked = "2026-11-28, documentation"
    reasons = {"when": "a rule of Cursor without globs and description counts when a person names it"}

    def told(self, head: Mapping[str, Value]) -> Head:
        if text_of(head, "alwaysApply") == "true":
            return {"when": ALWAYS, **described(head)}
        globs = globs_of(head.get("globs"))
        when = BY_FILE if globs else demanded(text_of(head, "description"), MANUAL)
        return {"when": when, "globs": globs, **described(head)}  # type: ignore[dict-item]

    def head(self, rule: Rule) -> Head:
        head: Head = {"description": rule.description} if rule.description else {}
        if rule.when == BY_FILE and rule.globs:
            head["globs"] = ",".join(rule.globs)
        return {**head, "alwaysApply": rule.when == ALWAYS}

    def written(self, head: Head, body: str) -> str:
        """The text of a head and a body; globs without quotes, as Cursor itself writes them."""
        text = super().written(head, body)
        globs = head.get("globs")
        if not isinstance(globs, str) or not _BARE.fullmatch(globs):
            return text
        others = super().written({k: v for k, v in head.items() if k not in ("globs", "alwaysApply")}, "")
        lead = others.removesuffix("---\n") if others != "---\n---\n" else "---\n"
        flag = "true" if head.get("alwaysApply") else "false"
        return f"{lead}globs: {globs}\nalwaysApply: {flag}\n---\n{body}"


class PluginRules(Rules):
    """Rules of a plugin."""

    target = "cursor-plugin"
    paths = ("rules/**/*.mdc",)
    folder = "rules/**/*.mdc"
    main_files = ()
