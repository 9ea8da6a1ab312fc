"""Commands of OpenCode, and of Kilo Code which derives from it.

Facts: OpenCode 1.18.33 and Kilo 7.7.9 observed offline, their patterns read in the programs (2026-11-28).

* The name is the path (`git/commit`), and a key `name` goes over it. A key of a wrong type refuses the
  whole configuration in OpenCode, and the file in Kilo.
* A head that is not YAML is tried once more with values that hold a colon as blocks; then it is text.
* Words are counted from 1; the highest number takes all that is left, a missing word is empty. Nothing
  escapes a number: `$5.00` becomes `.00`, a backslash before one stays.
* Shell commands run after that, unescaped and unasked, also where `permission.bash` says deny.
* What was typed is put at the end where the text has no place for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agentconv.containers.base import Plain, Tree
from agentconv.diagnostics import Report
from agentconv.formats.opencode.client import misread
from agentconv.kit.codecs import BOOLEAN
from agentconv.kit.command_heads import DESCRIPTION, headless
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import Material
from agentconv.kit.live_text import PATH, Grammar
from agentconv.kit.skill_text import Row
from agentconv.model.agent import Value

GRAMMAR = Grammar(
    outer=rf"!`(?P<shell>[^`]+)`|(?<![\w`])@(?P<file>{PATH})",
    inner=r"\$(?P<position>[0-9]+)|(?P<all>\$ARGUMENTS)",
    all="$ARGUMENTS",
    position="${}",
    output="!`{}`",
    file="@{}",
    unasked=True,
)


class Commands(CommandFormat):
    """Commands of OpenCode."""

    target = "opencode"
    paths: ClassVar[tuple[str, ...]] = (".opencode/commands/**/*.md", ".opencode/command/**/*.md")
    user_paths: ClassVar[tuple[str, ...]] = (
        ".config/opencode/commands/**/*.md",
        ".config/opencode/command/**/*.md",
    )
    reference = "https://opencode.ai/docs/commands/"
    checked = "2026-11-28, OpenCode 1.18.33"
    validated = "OpenCode itself: its list of commands, and the text that it sends"
    grammar = GRAMMAR
    rows: ClassVar[tuple[Row, ...]] = (
        DESCRIPTION,
        Row("agent", "agent"),
        Row("model", "model"),
        Row("subtask", "subtask", BOOLEAN),
    )
    nested = True
    key_names = True
    repairs = True
    models = "opencode"
    reasons: ClassVar[dict[str, str]] = {
        "power": "it runs the shell commands of a text at once, whatever its permissions say",
        "argument_hint": "it shows people the places of the text instead",
        "allowed_tools": "a command cannot spare questions here",
    }

    def refuses(self, values: Mapping[str, Value]) -> bool:
        return isinstance(values.get("description", ""), (Plain, list, dict))

    def tree_of(self, material: Material, report: Report) -> Tree:
        """The file as the program has it, which takes a head for text that it cannot repair its own way."""
        tree = super().tree_of(material, report)
        why = misread(tree) if tree.recoveries else None
        if why is None:
            return tree
        if why.startswith("skips"):
            report.add("client-ignores", "the frontmatter is not YAML, and the file is skipped")
            return tree
        report.add("frontmatter-unread", "the frontmatter is not YAML, and is taken for text")
        return headless(material)


class KiloCommands(Commands):
    """Commands of Kilo Code; its workflows are commands, too."""

    target = "kilo"
    paths = (
        ".kilo/commands/**/*.md",
        ".kilo/command/**/*.md",
        ".kilo/workflows/*.md",
        ".kilocode/commands/**/*.md",
        ".kilocode/command/**/*.md",
        ".kilocode/workflows/*.md",
    )
    user_paths = (".config/kilo/commands/**/*.md", ".config/kilo/command/**/*.md")
    reference = "https://kilo.ai/docs/customize/workflows"
    checked = "2026-11-28, Kilo 7.7.9"
    validated = "Kilo itself: its list of commands"
    models = "kilo"
