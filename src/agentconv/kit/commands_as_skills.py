"""Commands of tools that have skills alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from agentconv.kit.command_heads import DESCRIPTION
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import ComponentFile, ComponentWriting, Written
from agentconv.kit.skill_text import Row
from agentconv.model import names
from agentconv.model.agent import Value
from agentconv.model.command import Command

_SIDE = "policy:\n  allow_implicit_invocation: false\n"


class CommandsAsSkills(CommandFormat):
    """Commands of a tool that has skills alone: one folder for each, kept from being called by the model."""

    becomes = "skill"
    reads = False
    needs_description = True
    rows: ClassVar[tuple[Row, ...]] = (DESCRIPTION,)
    side_file: ClassVar[bool] = True
    """Whether Codex reads the folder, which keeps the switch in a side file."""

    def name_of(self, path: str) -> str:
        return path.rpartition("/")[0].rpartition("/")[2]

    def segment(self, part: str) -> str:
        return names.slug(part)

    def own_keys(self, command: Command) -> Mapping[str, Value]:
        return {"name": command.name}

    def write(self, command: Command, writing: ComponentWriting) -> Sequence[Written]:
        what = f"{self.target} has no commands: it becomes the skill {command.name!r}"
        writing.report.add("kind-changed", what)
        written = list(super().write(command, writing))
        if self.side_file:
            folder = self.path_of(command.name, writing.scope).rpartition("/")[0]
            written.append(ComponentFile(f"{folder}/agents/openai.yaml", _SIDE.encode()))
        return written
