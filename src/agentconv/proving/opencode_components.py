"""Ask OpenCode, and Kilo Code which derives from it, which skills, commands, servers and rules they have.

Observed with OpenCode 1.18.33 and Kilo 7.7.9 (2026-11-28). The program is started as a server on this machine
and asked. Asked for its commands it starts the servers of a project; those that it is given do not exist.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from agentconv.model.command import SHELL, pieces_in
from agentconv.proving import scratch
from agentconv.proving.component_values import Answered, Batch, Subject
from agentconv.proving.filling import typed_for
from agentconv.proving.opencode import Served, served
from agentconv.proving.server_told import told
from agentconv.proving.values import ClientFailed, Installed


def skills(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The skills of a project, with their texts."""
    with served(client, home, project.parent) as server:
        listed, error = server.get("/skill", project)
    if error is not None:
        return Answered({}, (error,))
    inside = [one for one in listed if str(one.get("location", "")).startswith(f"{project}/")]
    return Answered(
        {one["name"]: {"description": one.get("description"), "text": one["content"]} for one in inside}
    )


def commands(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The commands of a project, with their texts, and what a call of each sends.

    One that runs shell commands is not called: the program would run them unasked.
    """
    (empty,) = scratch.homes(project.parent, "empty")
    with served(client, home, project.parent) as server:
        listed, error = server.get("/command", project)
        own, _ = server.get("/command", empty)
        if error is not None:
            return Answered({}, (error,))
        known = {one["name"] for one in own or ()} - batch.subjects.keys()
        found: dict[str, dict[str, Any]] = {}
        for one in listed:
            if one.get("source") != "skill" and one["name"] not in known:
                found[one["name"]] = {"text": one["template"], "subtask": bool(one.get("subtask"))}
                found[one["name"]] |= {key: one.get(key) for key in ("description", "agent")}
        called = [s for name, s in batch.subjects.items() if name in found and _is_called(s)]
        for start in range(0, len(called), CALLS):
            for name, text in _sent(server, called[start : start + CALLS], project):
                found[name]["prompt"] = text
    return Answered(found, untold={"prompt": "it runs commands, or an agent of its own works it off"})


CALLS = 20
"""Calls at once, each in a session of its own."""
_ROUNDS, _PAUSE = 240, 0.25
"""How often a session is asked for what was sent, and the seconds between."""


def _is_called(subject: Subject) -> bool:
    """Whether a call starts nothing, and its text comes to the session that it is made in."""
    command = subject.component
    apart = command.agent or command.subtask
    return not apart and not any(piece.kind == SHELL for piece in pieces_in(command.text))


def _sent(server: Served, called: Sequence[Subject], project: Path) -> Iterator[tuple[str, str]]:
    """Command -> the text that a call sends, all at once: no model answers."""
    sessions: dict[str, tuple[str, threading.Thread]] = {}
    for subject in called:
        session = _posted(server, "/session", project, {})["id"]
        typed = " ".join(typed_for(subject.component.text, subject.component.arguments))
        data = {"command": subject.called, "arguments": typed}
        thread = threading.Thread(
            target=_call, args=(server, f"/session/{session}/command", project, data), daemon=True
        )
        thread.start()
        sessions[subject.called] = session, thread
    for _ in range(_ROUNDS):
        ended = {name for name, (_, thread) in sessions.items() if not thread.is_alive()}
        for name, (session, _) in [*sessions.items()]:
            messages, _error = server.get(f"/session/{session}/message", project)
            texts = [*_of_user(messages or ())]
            if texts:
                yield name, texts[0]
            if texts or name in ended:
                del sessions[name]
        if not sessions:
            return
        threading.Event().wait(_PAUSE)


def _of_user(messages: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for message in messages:
        if message["info"]["role"] == "user":
            yield from (part["text"] for part in message["parts"] if part["type"] == "text")


def _posted(server: Served, path: str, project: Path, data: object) -> Any:
    answer, error = server.post(path, project, data)
    if error is not None:
        raise ClientFailed(f"refuses {path}: {error}")
    return answer


def _call(server: Served, path: str, project: Path, data: object) -> None:
    # it waits for a model that there is not, until the server is ended
    with suppress(ClientFailed):
        _posted(server, path, project, data)


def servers(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The servers of a project's settings, as the program has them."""
    with served(client, home, project.parent) as server:
        config, error = server.get("/config", project)
    if error is not None:
        return Answered({}, (error,))
    return Answered({name: told(batch, name, words) for name, words in (config.get("mcp") or {}).items()})
