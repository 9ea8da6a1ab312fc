"""Ask Factory's Droid, offline, which droids it loads and with which prompt and tools each runs.

Observed with `droid` 0.215.0 (2026-11-28). Its mode without a network (`FACTORY_AIRGAP_ENABLED`) needs no
account, and takes a model of the user's own: here a server on this machine. The session's first request
lists all droids; its replies start each, whose request carries prompt and tools. A droid is a process of
its own that takes two seconds, so that a few are started at a time. All run on that one model, so what a
droid says of a model is not told.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from agentconv.proving import running, scratch
from agentconv.proving.chat import Chat, Said, call, names_of
from agentconv.proving.values import Answer, ClientFailed, Installed, Loaded

BATCH = 4
"""Droids that are started at once: with many more the client gives up waiting for them."""
START = 20
"""Droids that one session starts, so that it ends in time."""
ROOT = "START-ALL"
_OPENING = "You are Droid, an AI software engineering agent built by Factory.\n\n"
_END = "\n\nSubagent contract:"
_LISTED = re.compile(r"(?s)^- (.+?): ?(.*?) ?\(location: \w+\)$", re.MULTILINE)


class Model(Chat):
    """Has droids of some names started, a few at a time."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = names
        self.session: dict[str, Any] = {}
        self.droids: dict[int, dict[str, Any]] = {}
        self.refused: dict[int, str] = {}

    def answer(self, request: dict[str, Any]) -> Said:
        messages = request["messages"]
        words = json.dumps([m["content"] for m in messages if m["role"] == "user"])
        with self.turn:
            errand = re.search(r"ERRAND-(\d+)-END", words)
            if errand and ROOT not in words:
                self.droids.setdefault(int(errand[1]), request)
                return super().answer(request)
            self.session = request
            answers = [m for m in messages if m["role"] == "tool"]
            for told in answers:
                self.refused[int(told["tool_call_id"].removeprefix("call_"))] = str(told["content"])
            some = list(enumerate(self.names))[len(answers) : len(answers) + BATCH]
        calls = [_errand(place, index, name) for place, (index, name) in enumerate(some)]
        if not calls or "Task" not in names_of(request):
            return super().answer(request)
        return {"role": "assistant", "tool_calls": calls}, "tool_calls"


def _errand(place: int, index: int, name: str) -> dict[str, Any]:
    arguments = {"subagent_type": name, "description": "x", "prompt": f"ERRAND-{index}-END", "await": True}
    return call(place, f"call_{index}", "Task", arguments)


def load(client: Installed, project: Path, home: Path) -> Answer:
    """The droids of a project by their names, each with what it runs with."""
    listed = _listed(_session(client, project, home, ()).session)
    agents: dict[str, Loaded] = {}
    names = list(listed)
    for start in range(0, len(names), START):
        some = names[start : start + START]
        model = _session(client, project, home, some)
        for index, name in enumerate(some):
            agents[name] = _loaded(name, listed[name], model, index)
    return Answer(agents)


def _session(client: Installed, project: Path, home: Path, names: Sequence[str]) -> Model:
    with Model(names) as model:
        own = {
            "model": "m",
            "displayName": "M",
            "baseUrl": f"{model.address}/v1",
            "apiKey": "none",
            "provider": "generic-chat-completion-api",
            "maxOutputTokens": 4096,
        }
        scratch.put(home, {".factory/settings.json": json.dumps({"customModels": [own]}).encode()})
        words = ["exec", "--auto", "high", "--disable-builtin-skills", "-m", "custom:M-0", ROOT]
        env = running.environment(
            home,
            FACTORY_AIRGAP_ENABLED="true",
            FACTORY_DISABLE_KEYRING="1",
            FACTORY_DROID_AUTO_UPDATE_ENABLED="false",
        )
        done = running.run([*client.command, *words], cwd=project, env=env, timeout=client.timeout)
    if not model.session:
        raise ClientFailed(f"asked no model: {done.said}")
    return model


def _listed(request: dict[str, Any]) -> dict[str, str]:
    """Name -> description of each droid that a session is told of."""
    marked = (text for text in _texts(request) if "Custom droids available" in text)
    found = _LISTED.findall(next(marked, "").partition("Custom droids available")[2])
    return {html.unescape(name): html.unescape(description) for name, description in found}


def _texts(request: dict[str, Any]) -> Iterable[str]:
    for message in request["messages"]:
        content = message["content"]
        for part in content if isinstance(content, list) else [{"text": content}]:
            yield str(part.get("text") or "")


def _loaded(name: str, description: str, model: Model, index: int) -> Loaded:
    request = model.droids.get(index)
    if request is None:
        return Loaded(name, description, more={"refused": model.refused.get(index, "")})
    text = next(iter(_texts(request))).removeprefix(_OPENING)
    return Loaded(name, description, text.rpartition(_END)[0], tools=names_of(request))
