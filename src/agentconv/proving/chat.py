"""A server that stands for a model of chat completions: what it says is whoever derives from it to decide."""

from __future__ import annotations

import json
from typing import Any

from agentconv.proving.loopback import Handler, Loopback
from agentconv.proving.running import parsed

Said = tuple[dict[str, Any], str]
"""A message of the model's, and why it ends."""


class Chat(Loopback):
    """Answers `/chat/completions`, in one piece or as a stream, as a client asks."""

    def __init__(self) -> None:
        super().__init__(_Handler)

    def answer(self, request: dict[str, Any]) -> Said:
        """What the model says to a request: `done`, unless it is told to say more."""
        return {"role": "assistant", "content": "done"}, "stop"


def call(index: int, key: str, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """A tool that the model calls: the `index` is its place in the message, `key` names the call."""
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {"index": index, "id": key, "type": "function", "function": function}


def names_of(request: dict[str, Any]) -> list[str]:
    """The tools that a request offers."""
    return [(tool.get("function") or tool)["name"] for tool in request.get("tools") or ()]


class _Handler(Handler):
    server: Chat

    def do_POST(self) -> None:
        request = parsed(self.body())
        message, end = self.server.answer(request)
        told = {"id": "1", "created": 1, "model": "m"}
        if not request.get("stream"):
            usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
            choices = [{"index": 0, "message": message, "finish_reason": end}]
            whole = {**told, "object": "chat.completion", "choices": choices, "usage": usage}
            self.reply(200, "application/json", json.dumps(whole).encode())
            return
        chunks = []
        for delta, reason in ((message, None), ({}, end)):
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            chunk = {**told, "object": "chat.completion.chunk", "choices": [choice]}
            chunks.append(f"data: {json.dumps(chunk)}\n\n")
        self.reply(200, "text/event-stream", "".join([*chunks, "data: [DONE]\n\n"]).encode())
