"""Rules of Gemini CLI and Qwen Code.

Facts: the sources of gemini-cli 5411f11 and the bundle of Qwen Code 0.24.4 (2026-11-28).

* Gemini: `GEMINI.md` of the project and of folders; `@file.md` is an import. An extension has one, too.
* Qwen: `QWEN.md`, and `.qwen/rules/*.md` with `paths`; it reads `AGENTS.md`, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agentconv.kit.rules import Head, RuleFormat, described, globs_of, with_globs
from agentconv.model.agent import Value
from agentconv.model.rule import BY_FILE, Rule


class Rules(RuleFormat):
    """The main file of Gemini CLI."""

    target = "gemini"
    owner = "gemini"
    paths = ("GEMINI.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".gemini/GEMINI.md",)
    main_files = ("GEMINI.md",)
    user_main = ".gemini/GEMINI.md"
    imports = True
    reference = "https://geminicli.com/docs/cli/gemini-md/"
    checked = "2026-11-28, gemini-cli 5411f11"


class ExtensionRules(Rules):
    """The main file of an extension."""

    target = "gemini-extension"
    user_paths = ()
    user_main = ""


class QwenRules(RuleFormat):
    """The main file of Qwen Code, and rules that count always or by file."""

    target = "qwen"
    owner = "qwen"
    paths: ClassVar[tuple[str, ...]] = (".qwen/rules/**/*.md", "QWEN.md")
    user_paths: ClassVar[tuple[str, ...]] = (".qwen/rules/**/*.md", ".qwen/QWEN.md")
    folder: ClassVar[str] = ".qwen/rules/**/*.md"
    main_files = ("QWEN.md",)
    user_main: ClassVar[str] = ".qwen/QWEN.md"
    also_reads = ("AGENTS.md",)
    keys = frozenset({"paths", "description"})
    imports = True
    reference = "https://qwenlm.github.io/qwen-code-docs/en/users/configuration/memory/"
    checked = "2026-11-28, Qwen Code 0.24.4"
    reasons = {"when": "a rule of Qwen Code counts always, or by file"}

    def told(self, head: Mapping[str, Value]) -> Head:
        return {**with_globs(globs_of(head.get("paths"))), **described(head)}

    def head(self, rule: Rule) -> Head:
        head: Head = {"description": rule.description} if rule.description else {}
        return {**head, "paths": list(rule.globs)} if rule.when == BY_FILE and rule.globs else head


class QwenExtensionRules(QwenRules):
    """The main file of an extension for Qwen Code."""

    target = "qwen-extension"
    paths = ("QWEN.md",)
    user_paths = ()
    folder = ""
    user_main = ""
