"""Commands of Claude Code, in a project and in a plugin.

Facts: Claude Code 2.1.332 observed offline, its own patterns read in the client (2026-11-28).

* Folders give the namespace: `git/commit.md` is `/git:commit`. A head is not needed, and one that is not
  YAML is read line by line.
* Words are counted from 0: `$0` is the first, `$1` the second, also where there is no `$0`. A number is
  none with a letter behind it, `$ARGUMENTS[0]` always is. A backslash before one makes it plain text.
* Arguments are put in first, unescaped; then shell commands run, after the rules of permission were asked.
  Those in code spans are text. `allowed-tools` only spares questions; `disallowed-tools` is refused.
* What was typed is put at the end where the text has no place for it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from agentconv.errors import KeepNative
from agentconv.kit.codecs import as_text
from agentconv.kit.command_heads import BY_USER, DESCRIPTION, HINT, ONLY_PEOPLE
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import ComponentReading, Material
from agentconv.kit.live_text import PATH, Grammar
from agentconv.kit.skill_text import KNOWN, WORDS, Row, WordsCodec
from agentconv.model.agent import Value
from agentconv.model.command import EFFORT, PACKAGE, PACKAGE_DATA, PROJECT, SESSION, Command, pieces_in

GRAMMAR = Grammar(
    outer=(
        r"```!\s*\n?(?P<block>[\s\S]*?)\n?```"
        r"|(?<!\S)!`(?P<shell>[^`]+)`"
        rf'|(?<!\S)@"(?P<file>[^"\n]+)"|(?<!\S)@(?P<path>{PATH})'
        r"|`[^`\n]+`"
    ),
    inner=(
        r"(?<!\\)\\(?P<escaped>\$)(?=[0-9]|ARGUMENTS|(?:NAMES)(?![\[A-Za-z0-9_]))"
        r"|\$(?P<named>NAMES)(?![\[A-Za-z0-9_])"
        r"|\$ARGUMENTS\[(?P<index>[0-9]+)\]|\$(?P<position>[0-9]+)(?![A-Za-z0-9_])"
        r"|(?P<all>\$ARGUMENTS)"
    ),
    variables={
        PROJECT: "${CLAUDE_PROJECT_DIR}",
        SESSION: "${CLAUDE_SESSION_ID}",
        EFFORT: "${CLAUDE_EFFORT}",
    },
    first=0,
    all="$ARGUMENTS",
    position="${}",
    index="$ARGUMENTS[{}]",
    named="${}",
    output="!`{}`",
    output_block="```!\n{}\n```",
    file="@{}",
    quoted='@"{}"',
    apart=True,
    backslash=True,
)

IN_PLUGIN = replace(
    GRAMMAR,
    own=r"\$\{user_config\.[\w.-]+\}",
    variables={
        **GRAMMAR.variables,
        PACKAGE: "${CLAUDE_PLUGIN_ROOT}",
        PACKAGE_DATA: "${CLAUDE_PLUGIN_DATA}",
    },
)


class ContextCodec:
    """`fork` for a command that an agent of its own works off, `inline` for any other."""

    def decode(self, value: Value) -> bool:
        text = as_text(value)
        if text not in ("fork", "inline"):
            raise KeepNative
        return text == "fork"

    def encode(self, value: bool) -> Value:
        return "fork" if value else "inline"


_OPERATORS = re.compile(r"[;|&$()<>`\n\\]")
_RULE = re.compile(r"Bash(?:\((?P<pattern>.*)\))?", re.DOTALL)


class Commands(CommandFormat):
    """Commands of a project."""

    target = "claude"
    owner = "claude"
    paths: ClassVar[tuple[str, ...]] = (".claude/commands/**/*.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".claude/commands/**/*.md",)
    reference = "https://code.claude.com/docs/en/slash-commands"
    checked = "2026-11-28, Claude Code 2.1.332"
    validated = "Claude Code: the commands that it names when it starts, and `plugin validate`"
    grammar = GRAMMAR
    rows: ClassVar[tuple[Row, ...]] = (
        DESCRIPTION,
        HINT,
        Row("arguments", "arguments", WordsCodec(listed=True)),
        Row("allowed-tools", "allowed_tools", WORDS),
        Row("disallowed-tools", "disallowed_tools", WORDS),
        ONLY_PEOPLE,
        BY_USER,
        Row("model", "model"),
        Row("effort", "effort"),
        Row("context", "subtask", ContextCodec()),
        Row("agent", "agent"),
    )
    more_keys = KNOWN | {"version", "shell", "background"}  # those of a skill: the loader is the same
    nested = True
    repairs = True
    by_model = True
    models = "claude"
    reasons: ClassVar[dict[str, str]] = {
        "power": "Claude Code asks before a shell command of the text runs, unless allowed-tools names it",
    }

    def grammar_of(self, material: Material) -> Grammar:
        return IN_PLUGIN if material.package else self.grammar

    def remark(self, command: Command, reading: ComponentReading) -> None:
        found = {piece.position for piece in pieces_in(command.text) if not piece.text}
        if 2 in found and 1 not in found:
            what = "it has $1 and no $0: Claude Code counts from 0, so that $1 is the second word"
            hint = "write $0 for the first word, if that is what was meant; nothing is changed here"
            reading.report.add("counted-from-one", what, field="text", hint=hint)

    def is_allowed(self, shell: str, command: Command) -> bool:
        for rule in command.allowed_tools:
            if (match := _RULE.fullmatch(rule)) is None:
                continue
            pattern = match["pattern"] or "*"
            if pattern in ("*", ":*"):
                return True
            if not shell or _OPERATORS.search(shell):
                continue
            start = pattern.removesuffix(":*").removesuffix(" *")
            if shell == start or (pattern != start and shell.startswith(f"{start} ")):
                return True
        return False


class PluginCommands(Commands):
    """Commands of a plugin, called `plugin:git:commit`."""

    target = "claude-plugin"
    paths = ("commands/**/*.md",)
    user_paths = ()
    grammar = IN_PLUGIN
    needs_description = True  # `plugin validate --strict` misses it
