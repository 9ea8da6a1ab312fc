"""What the vendors' clients make of commands: which they load, and what a call of one sends to the model.

Observed with OpenCode 1.18.33, Kilo 7.7.9, Claude Code 2.1.332, Codex 0.171.0 and Qwen Code 0.24.4
(2026-11-28).
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agentconv.proving.node_asked import SCRIPTS, asked
from agentconv.proving.opencode import Served
from agentconv.proving.values import ClientFailed
from tests.clients import claude, codex, opencode, qwen
from tests.clients.common import installed

_SECONDS = 60


@dataclass(frozen=True)
class Loaded:
    """A command as a client has it."""

    description: str | None
    text: str
    """With its places, or filled in, as the client says it."""
    asks: tuple[str, ...] = ()
    """The shell commands for which a person is asked."""
    by_model: bool | None = None


def put(project: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a project, which is a repository of its own."""
    (project / ".git").mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        place = project / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def of_opencode(project: Path, home: Path, name: str = "opencode") -> dict[str, Loaded]:
    """The commands that OpenCode or Kilo has, with the text as it is kept."""
    with opencode.served(home, project.parent, name) as server:
        commands, error = server.get("/command", project)
    assert error is None, error
    return {c["name"]: Loaded(c.get("description"), c["template"]) for c in commands}


def sent_by_opencode(
    project: Path, home: Path, calls: Mapping[str, str], name: str = "opencode"
) -> dict[str, str]:
    """Command -> the text that a call with arguments sends, all at once: no model answers."""
    sent: dict[str, str] = {}
    with opencode.served(home, project.parent, name) as server:
        sessions = {command: _post(server, "/session", project, {})["id"] for command in calls}
        for command, typed in calls.items():
            place, data = f"/session/{sessions[command]}/command", {"command": command, "arguments": typed}
            threading.Thread(target=_call, args=(server, place, project, data), daemon=True).start()
        for _ in range(_SECONDS):
            for command in calls.keys() - sent:
                messages, _error = server.get(f"/session/{sessions[command]}/message", project)
                if texts := [*_of_user(messages or ())]:
                    sent[command] = texts[0]
            if len(sent) == len(calls):
                break
            threading.Event().wait(1)
    return sent


def _of_user(messages: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for message in messages:
        if message["info"]["role"] == "user":
            yield from (part["text"] for part in message["parts"] if part["type"] == "text")


def _post(server: Served, path: str, project: Path, data: object) -> Any:
    answer, error = server.post(path, project, data)
    assert error is None, error
    return answer


def _call(server: Served, path: str, project: Path, data: object) -> None:
    # it waits for a model that there is not, until the server is ended
    with contextlib.suppress(ClientFailed):
        _post(server, path, project, data)


def of_claude(project: Path, home: Path, *options: str) -> set[str]:
    """The names of all commands and skills that Claude Code says when it starts."""
    run = claude.ask(project, home, *options, launch=False)
    first = next(event for event in run.events if event.get("subtype") == "init")
    return set(first["slash_commands"])


def sent_by_claude(project: Path, home: Path, call: str) -> str:
    """The text that a call sends, such as `/git:commit x`."""
    run = claude.ask(project, home, launch=False, prompt=call)
    for message in (message for request in run.requests for message in request.get("messages", ())):
        content = message["content"]
        blocks = [{"text": content}] if isinstance(content, str) else content
        for text in (block.get("text", "") for block in blocks if message["role"] == "user"):
            if text.strip() and not text.startswith("<") and "system-reminder" not in text:
                return str(text)
    return ""


def sent_by_codex(project: Path, home: Path, words: str) -> str:
    """All that Codex sends to the model for what a person typed, from a home folder that is new."""
    home.mkdir()
    with codex.Model(()) as server:
        codex.set_up(project, home, codex.MODEL, server.address)
        done = codex.run(project, home, "exec", "--skip-git-repo-check", "--ephemeral", words)
    assert server.root, done.said
    return json.dumps(server.root[0], ensure_ascii=False)


def of_qwen(project: Path, home: Path, typed: str) -> dict[str, Loaded]:
    """The commands that Qwen Code has, filled in for what was typed where it need not ask first."""
    folder = project / ".qwen" / "commands"
    names = (p.relative_to(folder).with_suffix("").as_posix() for p in folder.rglob("*.*"))
    calls = json.dumps({name.replace("/", ":"): typed for name in names})
    said = asked(installed("qwen"), SCRIPTS / "qwen_commands.mjs", project, home, calls)
    return {c["name"]: _of_qwen(c) for c in said}


def _of_qwen(command: Mapping[str, Any]) -> Loaded:
    text = command.get("refused", command.get("text"))
    return Loaded(command["description"], text, tuple(command.get("asks", ())), command["byModel"])


__all__ = [
    "Loaded",
    "of_claude",
    "of_opencode",
    "of_qwen",
    "put",
    "qwen",
    "sent_by_claude",
    "sent_by_codex",
    "sent_by_opencode",
]
