"""Commands of Gemini CLI and its extensions, and of Qwen Code.

Facts: the sources of gemini-cli 5411f11 and the bundle of Qwen Code 0.24.4 (2026-11-28).

* `a/b.toml` is `/a:b`. `prompt` is required, a file without one is skipped. Qwen has Markdown, too, and
  skips a file with a head that is not YAML.
* `@{path}` is put in first, then `!{command}` once a person has agreed, with its arguments quoted for the
  shell. Braces in both have to balance, or the command fails when it is called. There are no words by
  number.
* The whole line that was typed is put at the end where the text has no `{{args}}`.
* In a shell command Qwen takes `$ARGUMENTS`, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from agentconv.containers.base import Plain, Tree
from agentconv.diagnostics import Report
from agentconv.kit.command_heads import DESCRIPTION, HINT, ONLY_PEOPLE, headless
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import (
    ComponentFile,
    ComponentReading,
    ComponentWriting,
    Material,
    Written,
)
from agentconv.kit.live_text import BRACED, Grammar
from agentconv.kit.skill_text import Row
from agentconv.model.agent import Value
from agentconv.model.command import Command

GRAMMAR = Grammar(
    outer=rf"@\{{(?P<file>{BRACED})\}}|!\{{(?P<shell>{BRACED})\}}",
    inner=r"(?P<all>\{\{args\}\})",
    all="{{args}}",
    output="!{{}}",
    file="@{{}}",
    braces=True,
    arguments_in_files=False,
    escapes=True,
)


class Commands(CommandFormat):
    """Commands of Gemini CLI."""

    target = "gemini"
    owner = "gemini"
    paths: ClassVar[tuple[str, ...]] = (".gemini/commands/**/*.toml",)
    user_paths: ClassVar[tuple[str, ...]] = (".gemini/commands/**/*.toml",)
    reference = "https://geminicli.com/docs/cli/custom-commands/"
    checked = "2026-11-28, gemini-cli 5411f11"
    grammar = GRAMMAR
    syntax = "toml"
    body = "prompt"
    rows: ClassVar[tuple[Row, ...]] = (DESCRIPTION,)
    nested = True
    name_rule = re.compile(r"[A-Za-z0-9_.-]+")  # in place of any other character it has an underscore
    reasons: ClassVar[dict[str, str]] = {"power": "a person is asked before a shell command runs"}


class ExtensionCommands(Commands):
    """Commands of a Gemini extension."""

    target = "gemini-extension"
    paths = ("commands/**/*.toml",)
    user_paths = ()


QWEN = replace(GRAMMAR, in_shell=r"(?P<all>\{\{args\}\}|\$ARGUMENTS)")


class _QwenToml(Commands):
    """Commands of Qwen Code that are kept in TOML."""

    target = "qwen"
    owner = "qwen"
    paths = (".qwen/commands/**/*.toml",)
    user_paths = (".qwen/commands/**/*.toml",)
    grammar = QWEN
    by_model = True

    def is_own(self, writing: ComponentWriting) -> bool:
        return True  # it is asked for files alone that were read in TOML


_TOML = _QwenToml()


class QwenCommands(CommandFormat):
    """Commands of Qwen Code: written in Markdown, which holds more than TOML does."""

    target = "qwen"
    owner = "qwen"
    paths = (".qwen/commands/**/*.md", ".qwen/commands/**/*.toml")
    user_paths: ClassVar[tuple[str, ...]] = (".qwen/commands/**/*.md", ".qwen/commands/**/*.toml")
    reference = "https://qwenlm.github.io/qwen-code-docs/en/users/features/commands/"
    checked = "2026-11-28, Qwen Code 0.24.4"
    validated = "Qwen Code's own loader of commands"
    grammar = QWEN
    rows: ClassVar[tuple[Row, ...]] = (DESCRIPTION, HINT, ONLY_PEOPLE)
    nested = True
    by_model = True

    def read(self, material: Material, reading: ComponentReading) -> tuple[Command, ...]:
        if not material.path.endswith(".toml"):
            return super().read(material, reading)
        return tuple(replace(one, name=self.name_of(material.path)) for one in _TOML.read(material, reading))

    def write(self, command: Command, writing: ComponentWriting) -> Sequence[Written]:
        original = command.original
        if original is None or not original.path.endswith(".toml") or not self.is_own(writing):
            return super().write(command, writing)
        text = _TOML.text_of(command, writing).encode()
        path = self.path_of(command.name, writing.scope).removesuffix(".md")
        return [ComponentFile(f"{path}.toml", text)]

    def text_of(self, command: Command, writing: ComponentWriting) -> str:
        """The text of the file, with a line in an empty head: without one the next line of dashes ends it."""
        text = super().text_of(command, writing)
        body = text.removeprefix(_EMPTY)
        return (
            f"---\n\n---\n{body}" if body != text and "\n---" in body and not self.is_own(writing) else text
        )

    def refuses(self, values: Mapping[str, Value]) -> bool:
        found = values.get("description", "")
        return isinstance(found, (list, dict)) or (isinstance(found, Plain) and not found.is_null)

    def tree_of(self, material: Material, report: Report) -> Tree:
        """The file as the tool has it, which wants the lines with dashes to hold nothing else."""
        text = material.text.removeprefix("\ufeff")
        if text.startswith("---") and not _HEAD.match(text):
            report.add("frontmatter-unread", "the lines around the frontmatter are not --- alone")
            return headless(material)
        return super().tree_of(material, report)


_EMPTY = "---\n---\n"
_HEAD = re.compile(r"---\r?\n(?:[\s\S]*?\r?\n)?---(?:\r?\n|\Z)")


class QwenExtensionCommands(QwenCommands):
    """Commands of a Qwen extension."""

    target = "qwen-extension"
    paths = ("commands/**/*.md", "commands/**/*.toml")
    user_paths = ()
