"""Commands of GitHub Copilot: prompt files of VS Code, and the commands of a plugin.

Facts: https://code.visualstudio.com/docs/copilot/customization/prompt-files; Copilot CLI 1.0.102 observed
offline (2026-11-28).

* A prompt asks for what stands in `${input:name}`, `${input:name:hint}`; it has no words by number and runs
  nothing. `tools` bounds what it may use. The command line does not read prompt files.
* A plugin's `commands/*.md`, top level only, are listed as skills, and the text reaches the model as it
  stands. A name that does not start with a letter or digit is an error.
"""

from __future__ import annotations

import re
from typing import ClassVar

from agentconv.kit.command_heads import BY_USER, DESCRIPTION, HINT, ONLY_PEOPLE
from agentconv.kit.commands import CommandFormat
from agentconv.kit.live_text import PATH, Grammar
from agentconv.kit.skill_text import WORDS, Row
from agentconv.model.command import PROJECT, Command

GRAMMAR = Grammar(
    outer=rf"#file:(?P<file>{PATH})",
    inner=(
        r"\$\{input:(?:(?P<all>args)|arg(?P<position>[1-9][0-9]*)|(?P<named>[A-Za-z_][\w-]*))(?::[^}\n]*)?\}"
    ),
    own=r"\$\{(?:selection|selectedText|file|fileBasename|fileDirname|fileBasenameNoExtension"
    r"|workspaceFolderBasename)\}",
    variables={PROJECT: "${workspaceFolder}"},
    all="${input:args}",
    position="${input:arg{}}",
    named="${input:{}}",
    file="#file:{}",
    arguments_in_files=False,
)


class Commands(CommandFormat):
    """Prompt files of VS Code."""

    target = "copilot"
    owner = "copilot"
    paths: ClassVar[tuple[str, ...]] = (".github/prompts/*.prompt.md",)
    user_paths: ClassVar[tuple[str, ...]] = ()
    reference = "https://code.visualstudio.com/docs/copilot/customization/prompt-files"
    checked = "2026-11-28, its documentation"
    grammar = GRAMMAR
    rows: ClassVar[tuple[Row, ...]] = (
        DESCRIPTION,
        HINT,
        Row("agent", "agent"),
        Row("model", "model"),
    )
    key_names = True
    models = "copilot"
    more_keys = frozenset({"tools"})

    def withholds(self, command: Command) -> frozenset[str]:
        """What a prompt file's list of tools does not give, besides."""
        listed = command.extensions.get("copilot", {}).get("tools")
        more = {"withheld: tools that are not listed"} if isinstance(listed, list) else set()
        return super().withholds(command) | more


class PluginCommands(CommandFormat):
    """Commands of a plugin of the command line."""

    target = "copilot-plugin"
    owner = "copilot"
    paths = ("commands/*.md",)
    reference = "https://docs.github.com/en/copilot/reference/cli-plugin-reference"
    checked = "2026-11-28, Copilot CLI 1.0.102"
    validated = "Copilot CLI: `copilot skill list`"
    rows: ClassVar[tuple[Row, ...]] = (
        DESCRIPTION,
        HINT,
        Row("allowed-tools", "allowed_tools", WORDS),
        ONLY_PEOPLE,
        BY_USER,
    )
    name_rule = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
    by_model = True
