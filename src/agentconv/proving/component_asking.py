"""Asking a client of the components of a batch, or why it cannot be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from agentconv.model.components import COMMAND, HOOK, RULE, SERVER, SKILL
from agentconv.proving import (
    claude_components,
    codex_components,
    copilot_components,
    node_components,
    opencode_components,
    rule_asking,
    scratch,
)
from agentconv.proving.asking import repository
from agentconv.proving.clients import client_of
from agentconv.proving.component_values import Answered, Batch
from agentconv.proving.values import ClientFailed, Installed

Asker = Callable[[Installed, Batch, Path, Path], Answered]

ASKERS: Mapping[str, Mapping[str, Asker]] = {
    SKILL: {
        "claude": claude_components.skills,
        "codex": codex_components.skills,
        "copilot": copilot_components.skills,
        "gemini": node_components.skills,
        "kilo": opencode_components.skills,
        "opencode": opencode_components.skills,
        "qwen": node_components.skills,
    },
    COMMAND: {
        "claude": claude_components.commands,
        "codex": codex_components.skills,
        "kilo": opencode_components.commands,
        "opencode": opencode_components.commands,
        "qwen": node_components.commands,
    },
    SERVER: {
        "claude": claude_components.servers,
        "codex": codex_components.servers,
        "copilot": copilot_components.servers,
        "gemini": node_components.servers_of_gemini,
        "kilo": opencode_components.servers,
        "opencode": opencode_components.servers,
        "qwen": node_components.servers_of_qwen,
    },
    HOOK: {"codex": codex_components.hooks},
    RULE: {
        "claude": rule_asking.asker(rule_asking.of_claude),
        "codex": rule_asking.asker(rule_asking.of_codex),
        "copilot": rule_asking.asker(rule_asking.of_copilot),
        "gemini": rule_asking.asker(rule_asking.of_library),
        "kilo": rule_asking.asker(rule_asking.of_opencode),
        "opencode": rule_asking.asker(rule_asking.of_opencode),
        "qwen": rule_asking.asker(rule_asking.of_library),
    },
}
"""Kind -> target -> how its client is asked."""

WHY_NOT: Mapping[tuple[str, str], str] = {
    (COMMAND, "copilot"): "the command line does not read the prompt files of VS Code",
    (COMMAND, "gemini"): "its loader of commands is in no package that can be asked",
}
"""Kind and target -> why its client is not asked."""


def why_not(kind: str, target: str) -> str:
    """Why a client is not asked of a kind; empty = it is."""
    if target in ASKERS.get(kind, {}):
        return ""
    client = client_of(target)
    title = client.title if client else target
    return WHY_NOT.get((kind, target), f"{title} tells nothing of {kind}s when it is asked")


def ask(client: Installed, batch: Batch) -> Answered:
    """What a client has of a batch. Raises `ClientFailed` when it cannot be started, or is not understood.

    One that has nothing of a file in which one entry is wrong is asked of each entry alone.
    """
    answer = _ask(client, batch)
    if answer.found or batch.kind != SERVER or len(batch.subjects) < MANY:
        return answer
    alone = [_ask(client, batch.alone(subject)) for subject in batch.subjects.values()]
    found = {name: told for one in alone for name, told in one.found.items()}
    errors = []
    for subject, one in zip(batch.subjects.values(), alone, strict=True):
        errors += [f"'{subject.called}': {error}" for error in one.errors]
    return Answered(found, tuple(errors), answer.untold)


MANY = 2


def _ask(client: Installed, batch: Batch) -> Answered:
    with scratch.folder() as place:
        project, home = scratch.homes(place, "project", "home")
        repository(project, home)
        scratch.put(project, batch.files)
        scratch.put(home, batch.home)
        try:
            answer = ASKERS[batch.kind][batch.target](client, batch, project, home)
        except (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            what = f"answers in a form that is not known ({type(error).__name__}: {error})"
            raise ClientFailed(what) from error
    inside = re.compile(rf"{re.escape(str(place))}/(project|home)/")
    return replace(answer, errors=tuple(inside.sub("", error) for error in answer.errors))
