"""Commands of OpenCode, and of Kilo Code which derives from it.

Facts: OpenCode 1.18.33 and Kilo 7.7.9 observed offline, their patterns read in the programs (2026-11-28).

* The name is the path (`git/commit`), and a key `name` goes over it. A key of a wrong type refuses the
  whole configuration in OpenCode, and the file in Kilo.
* A head that is not YAML is tried once more with values that hold a colon as blocks; then it is text.
* Words are counted from 1; the highest number takes all that is left, a missing word is empty. Nothing
  escapes a number: `$5.00` becomes `.00`, a backslash before one stays.
* Shell commands run after that, unescaped and unasked, also where `permission.bash` says deny.
* What was typed is put at the end where the text has no place for it.
* `opencode.json` has commands, too: a map `command` (`commands` in version 2, where `subtask` is `subagent`:
  its migration guide and source, 2026-11-28) of name -> the same keys, and `template` for the text. An entry
  without one refuses the whole configuration. `{file:x}` in it stands for the text of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from agentconv.containers import container
from agentconv.containers.base import BODY, Plain, Tree
from agentconv.diagnostics import Report, Severity
from agentconv.errors import NotAnAgent, Problem
from agentconv.formats.opencode.client import misread
from agentconv.kit.codecs import BOOLEAN
from agentconv.kit.command_heads import DESCRIPTION, headless
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import Beside, ComponentReading, Material
from agentconv.kit.live_text import PATH, Grammar
from agentconv.kit.skill_text import Row
from agentconv.model import names
from agentconv.model.agent import Value
from agentconv.model.components import File
from agentconv.text.source import Source

GROUPS = ("command", "commands")
"""The keys of the settings under which commands stand: in version 1, in version 2."""
SECOND = {"subagent": "subtask"}
"""Key of version 2 -> that of version 1."""

_FILE = re.compile(r"\s*\{file:(?:\./)?(?P<path>[^}]+)\}\s*")
_LIVE = re.compile(r"\{(?:env|file):[^}]+\}")

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
    elsewhere: ClassVar[tuple[str, ...]] = (
        "opencode.json",
        "opencode.jsonc",
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

    def parts(self, material: Material, reading: ComponentReading, beside: Beside) -> Sequence[Material]:
        try:
            values = container("jsonc").read(Source(material.path, material.text)).values
        except NotAnAgent:
            return ()
        groups = {group: values.get(group) for group in GROUPS}
        found = {group: entries for group, entries in groups.items() if isinstance(entries, dict)}
        return [
            Material(path, (File(path.rpartition("/")[2], text.encode()),), material.shown, material.package)
            for group, entries in found.items()
            for path, text in self._files(group, entries, reading, beside)
        ]

    def _files(
        self, group: str, entries: Mapping[str, Value], reading: ComponentReading, beside: Beside
    ) -> Iterator[tuple[str, str]]:
        """The commands of a map, each as the file that says the same."""
        for name, entry in entries.items():
            template = entry.get("template") if isinstance(entry, dict) else None
            if not isinstance(entry, dict) or not isinstance(template, str) or names.unsafe_path(name):
                what = f"{group}.{name} takes a map with a text under 'template', and a name for a file"
                reading.report.add("wrong-type", what, severity=Severity.WARNING, field=group)
                continue
            if place := _FILE.fullmatch(template):
                try:
                    template = beside(place["path"])
                except Problem as problem:
                    reading.report.add_problem(problem, severity=Severity.WARNING)
                    continue
            elif live := _LIVE.search(template):
                what = (
                    f"{group}.{name}: {self.target} puts something else for {live[0]} when it reads this file"
                )
                hint = "the text is taken as it is written"
                reading.report.add("live-text", what, field=group, hint=hint)
            head = {SECOND.get(key, key): value for key, value in entry.items() if key != "template"}
            yield self.path_of(name), container("frontmatter").write({**head, BODY: template})

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
    elsewhere = ("kilo.json", "kilo.jsonc")
    reference = "https://kilo.ai/docs/customize/workflows"
    checked = "2026-11-28, Kilo 7.7.9"
    validated = "Kilo itself: its list of commands"
    models = "kilo"
