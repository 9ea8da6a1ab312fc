"""The server that stands for Claude Code's model, and one run of the client against it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import Any

from agentconv.frozen import slotted
from agentconv.proving.loopback import Handler, Loopback
from agentconv.proving.running import listener, parsed, started
from agentconv.proving.values import ClientFailed

BATCH = 20
"""Agents that are started at once."""
CONTROL = "agentconv-control"
"""An agent of ours in every run: what stands behind its prompt is what the client appends to each."""
CONTROL_PROMPT = "The prompt of the control agent."
_USAGE = {"input_tokens": 1, "output_tokens": 1}
_SECONDS_TO_NAME = 20


@slotted
class Run:
    """What one run of the client showed."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """The agents that the client named when it started, its own among them."""
    log: str = ""
    stderr: str = ""


def run_of(
    command: Sequence[str],
    project: Path,
    timeout: float,
    launch: bool,
    environment: Callable[[str], dict[str, str]],
    *,
    typed: str | None = None,
) -> Run:
    """Run the client to its end; the names in its first event are the agents to start.

    `typed` is what it is given on its standard input, which is little.
    """
    run, hears = Run(), typed is not None
    with (
        _Model(run, launch) as model,
        started(command, cwd=project, env=environment(model.address), timeout=timeout, hears=hears) as client,
    ):
        errors = listener(client.stderr)
        if typed is not None and client.stdin is not None:
            with suppress(OSError):  # it ended without asking
                client.stdin.write(typed.encode())
                client.stdin.close()
        for line in client.stdout or ():
            with suppress(ClientFailed):  # a line that is no event, which no answer stands on
                event = parsed(line) if line.startswith(b"{") else {}
                run.events.append(event)
                if event.get("subtype") == "init":
                    run.names = list(event.get("agents", []))
                    model.named.set()
        client.wait()
        run.stderr = errors()
    return run


class _Model(Loopback):
    """Starts every agent that the client named, a few at a time, and says a word to each."""

    def __init__(self, run: Run, launch: bool) -> None:
        super().__init__(_Handler)
        self.run = run
        self.named = threading.Event()
        self.launch = launch
        self.asked = 0

    def reply(self, request: Mapping[str, Any]) -> tuple[list[dict[str, Any]], str]:
        """The content of the answer to a request, and why it ends."""
        words = json.dumps(request.get("messages", [])[:1])
        if not self.launch or "AGENT-" in words or not self.named.wait(_SECONDS_TO_NAME):
            return [{"type": "text", "text": "ok"}], "end_turn"
        with self.turn:
            at, self.asked = self.asked, self.asked + BATCH
        calls = [
            {"type": "tool_use", "id": f"toolu_{i}", "name": "Agent", "input": _errand(i, name)}
            for i, name in list(enumerate(self.run.names))[at : at + BATCH]
        ]
        return (calls, "tool_use") if calls else ([{"type": "text", "text": "ok"}], "end_turn")


def _errand(index: int, name: str) -> dict[str, Any]:
    """What the model says to start an agent."""
    return {
        "description": "x",
        "prompt": f"AGENT-{index}-",
        "subagent_type": name,
        "run_in_background": False,
    }


class _Handler(Handler):
    server: _Model

    def do_POST(self) -> None:
        body = self.body()
        if "/messages" not in self.path:
            return self.reply(404, "application/json", b"{}")
        if "count_tokens" in self.path:
            return self.reply(200, "application/json", b'{"input_tokens": 1}')
        request = parsed(body)
        self.server.run.requests.append(request)
        content, stop = self.server.reply(request)
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": request.get("model")}
        message |= {"content": [], "stop_reason": None, "stop_sequence": None, "usage": _USAGE}
        if not request.get("stream"):
            message |= {"content": content, "stop_reason": stop}
            return self.reply(200, "application/json", json.dumps(message).encode())
        events = "".join(
            f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"
            for kind, data in _events(message, content, stop)
        )
        return self.reply(200, "text/event-stream", events.encode())


def _events(
    message: Mapping[str, Any], content: Iterable[dict[str, Any]], stop: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """A message as the events of a stream."""
    yield "message_start", {"message": message}
    for index, block in enumerate(content):
        if block["type"] == "text":
            start, delta = {**block, "text": ""}, {"type": "text_delta", "text": block["text"]}
        else:
            text = json.dumps(block["input"])
            start, delta = {**block, "input": {}}, {"type": "input_json_delta", "partial_json": text}
        yield "content_block_start", {"index": index, "content_block": start}
        yield "content_block_delta", {"index": index, "delta": delta}
        yield "content_block_stop", {"index": index}
    yield "message_delta", {"delta": {"stop_reason": stop, "stop_sequence": None}, "usage": _USAGE}
    yield "message_stop", {}
