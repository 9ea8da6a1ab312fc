"""What a client should tell of a component, by what agentconv reads of it: field -> value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agentconv.kit.skill_text import first_line
from agentconv.model.components import COMMAND, SKILL
from agentconv.proving import claude_components
from agentconv.proving.component_values import Subject
from agentconv.proving.filling import filled

FIELDS: Mapping[str, tuple[str, ...]] = {
    SKILL: ("description", "text", "invocation"),
    COMMAND: ("description", "prompt"),
}
"""Kind -> what is asked of each; a client that tells a field in another form tells it under another name."""

INSTEAD: Mapping[str, tuple[str, ...]] = {"text": ("file",), "prompt": ("text", "file")}
"""Field -> the names under which a client tells the same, and more or less of it."""


def expected(subject: Subject) -> Mapping[str, Any]:
    """What agentconv reads of a component, in the fields that a client tells of its kind."""
    return _EXPECTED[subject.kind](subject)


def _of_skill(subject: Subject) -> Mapping[str, Any]:
    skill = subject.component
    found = {
        "description": skill.description or _without_description(subject, skill.body),
        "invocation": "people" if skill.disable_model_invocation else "all",
        "text": skill.body,
        "file": subject.text,
    }
    if subject.format.target == "claude":
        if skill.when_to_use:
            found["description"] = f"{found['description']} - {skill.when_to_use}"
        pieces = claude_components.pieces_in(subject)
        found["text"] = filled(pieces, skill.arguments, shell=claude_components.NOT_RUN)
    return found


def _without_description(subject: Subject, text: str) -> str | None:
    """What stands for a description where a file has none."""
    if subject.format.target == "claude":
        return first_line(text) or "Skill"  # 2.1.328, 2026-11-28
    return first_line(text) if subject.format.target == "copilot" else None


def _of_command(subject: Subject) -> Mapping[str, Any]:
    command, shell = subject.component, None
    if subject.format.target == "claude":
        shell = claude_components.NOT_RUN
    return {
        "description": command.description,
        "prompt": filled(command.text, command.arguments, shell=shell),
        "file": subject.text,
    }


_EXPECTED = {SKILL: _of_skill, COMMAND: _of_command}
