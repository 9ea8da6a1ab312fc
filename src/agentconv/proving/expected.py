"""What a client should tell of a component, by what agentconv reads of it: field -> value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agentconv.diagnostics import Report
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import Material
from agentconv.kit.skill_text import first_line
from agentconv.model.components import COMMAND, HOOK, RULE, SERVER, SKILL, File
from agentconv.proving import claude_components, server_told
from agentconv.proving.component_values import Subject
from agentconv.proving.filling import filled

FIELDS: Mapping[str, tuple[str, ...]] = {
    SKILL: ("description", "text", "invocation"),
    RULE: ("text",),
    HOOK: ("actions",),
    SERVER: server_told.FIELDS,
    COMMAND: ("description", "text", "prompt", "invocation", "agent", "subtask"),
}
"""Kind -> what is asked of each; a client that tells a field in another form tells it under another name."""

INSTEAD: Mapping[str, str] = {"text": "file", "command": "line"}
"""Field -> the name under which a client tells the same with what stands around it."""


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
        found["text"] = filled(pieces, skill.arguments, not_run=claude_components.NOT_RUN)
    return found


def _without_description(subject: Subject, text: str) -> str | None:
    """What stands for a description where a file has none."""
    target = subject.format.target
    if target == "claude":
        return first_line(text) or "Skill"  # 2.1.328, 2026-11-28
    if target == "qwen" and subject.kind == COMMAND:
        return f"Custom command from {subject.place.rpartition('/')[2]}"  # 0.24.4, 2026-11-28
    below = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return first_line(below) if target == "copilot" else None  # 1.0.102, 2026-11-28


def _of_command(subject: Subject) -> Mapping[str, Any]:
    command, target = subject.component, subject.format.target
    body = _body(subject) if target in _FILES else ""
    return {
        "description": command.description or _without_description(subject, body),
        "text": body,
        "prompt": filled(
            command.text,
            command.arguments,
            not_run=claude_components.NOT_RUN if target == "claude" else None,
            file=_FILES.get(target),
        ),
        "invocation": "people" if command.disable_model_invocation else "all",
        "agent": command.agent,
        "subtask": bool(command.subtask),
        "file": subject.text,
    }


_FILES = {"claude": "@{}", "kilo": "@{}", "opencode": "@{}"}
"""Target -> how a file that is named still stands in what is sent; in others its content is put there."""


def _body(subject: Subject) -> str:
    """The text of a command's file as its tool has it, with its places."""
    name = subject.place.rpartition("/")[2]
    material = Material(subject.place, (File(name, subject.files.get(subject.place, b"")),))
    fmt = subject.format
    return (
        str(fmt.tree_of(material, Report()).values.get(fmt.body, ""))
        if isinstance(fmt, CommandFormat)
        else ""
    )


def _of_server(subject: Subject) -> Mapping[str, Any]:
    return server_told.fields(subject.component)


def _of_rule(subject: Subject) -> Mapping[str, Any]:
    return {"text": subject.component.text}


def _of_hook(subject: Subject) -> Mapping[str, Any]:
    return {"actions": subject.component.actions}


_EXPECTED = {HOOK: _of_hook, RULE: _of_rule, SKILL: _of_skill, COMMAND: _of_command, SERVER: _of_server}
