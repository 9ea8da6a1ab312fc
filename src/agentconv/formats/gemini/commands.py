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

from dataclasses import replace
from typing import ClassVar

from agentconv.kit.command_heads import DESCRIPTION, HINT, ONLY_PEOPLE
from agentconv.kit.commands import CommandFormat
from agentconv.kit.live_text import BRACED, Grammar
from agentconv.kit.skill_text import Row

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
    reasons: ClassVar[dict[str, str]] = {"power": "a person is asked before a shell command runs"}


class ExtensionCommands(Commands):
    """Commands of a Gemini extension."""

    target = "gemini-extension"
    paths = ("commands/**/*.toml",)
    user_paths = ()


class QwenCommands(CommandFormat):
    """Commands of Qwen Code: written in Markdown, which holds more than TOML does."""

    target = "qwen"
    paths = (".qwen/commands/**/*.md",)
    user_paths = (".qwen/commands/**/*.md",)
    reference = "https://qwenlm.github.io/qwen-code-docs/en/users/features/commands/"
    checked = "2026-11-28, Qwen Code 0.24.4"
    validated = "Qwen Code's own loader of commands"
    grammar = replace(GRAMMAR, in_shell=r"(?P<all>\{\{args\}\}|\$ARGUMENTS)")
    rows: ClassVar[tuple[Row, ...]] = (DESCRIPTION, HINT, ONLY_PEOPLE)
    nested = True
    by_model = True
