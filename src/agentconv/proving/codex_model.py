"""The server that stands for Codex's model: it has every role started, and keeps what it is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agentconv.proving.codex_told import texts
from agentconv.proving.loopback import Handler, Loopback
from agentconv.proving.running import parsed

BATCH = 20
"""Roles that are started at once."""
ROOT, ERRAND = "ROOT-PROMPT", "ERRAND-%d-END"
NAMESPACE = "multi_agent_v1"
ID = re.compile(r'"agent_id":\s*"([0-9a-f-]{36})"')
Call = tuple[str, Mapping[str, Any]]


class Model(Loopback):
    """Starts the roles of some names; each makes `calls` before it says a word."""

    def __init__(self, names: Sequence[str], calls: Sequence[Call] = ()) -> None:
        super().__init__(_Handler)
        self.names = names
        self.calls = calls
        self.root: list[dict[str, Any]] = []
        self.roles: dict[int, list[dict[str, Any]]] = {}
        self.replies = 0

    def refusals(self) -> Iterator[str]:
        """Why roles that have a name were not started."""
        for item in self.root[-1].get("input", ()):
            call, output = item.get("call_id", ""), item.get("output")
            if output is not None and call.startswith("start_") and not ID.search(str(output)):
                yield f"{self.names[int(call[6:])]}: {output}"

    def reply(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        """The items of the answer to a request."""
        words = "\n".join(texts(request))
        with self.turn:
            self.replies += 1
            if ROOT not in words and (errand := re.search(r"ERRAND-(\d+)-END", words)):
                requests = self.roles.setdefault(int(errand[1]), [])
                requests.append(request)
                if len(requests) <= len(self.calls):
                    return [_call(f"call_{len(requests)}", *self.calls[len(requests) - 1])]
                return [_message("done")]
            self.root.append(request)
            return self._lead(request, len(self.root) - 1)

    def _lead(self, request: Mapping[str, Any], turn: int) -> list[dict[str, Any]]:
        """Start a batch, wait for it, close it; say a word at the end."""
        batch, step = divmod(turn, 3)
        indexes = range(len(self.names))[batch * BATCH : (batch + 1) * BATCH]
        if not indexes:
            return [_message("done")]
        if step == 0:
            return [_start(i, self.names[i]) for i in indexes]
        outputs = (i for i in request["input"] if i.get("call_id", "") in {f"start_{i}" for i in indexes})
        ids = [found[1] for item in outputs if (found := ID.search(str(item.get("output", ""))))]
        if step == 1:
            calls = [("wait_agent", {"targets": [name], "timeout_ms": 60000}) for name in ids]
        else:
            calls = [("close_agent", {"target": name}) for name in ids]
        named = [_call(f"{step}_{turn}_{n}", *call, NAMESPACE) for n, call in enumerate(calls)]
        return named or [_call(f"pause_{turn}", "get_goal", {})]


def _start(index: int, name: str) -> dict[str, Any]:
    arguments = {"message": ERRAND % index, "agent_type": name}
    return _call(f"start_{index}", "spawn_agent", arguments, NAMESPACE)


def _message(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}


def _call(call: str, name: str, arguments: Mapping[str, Any], namespace: str | None = None) -> dict[str, Any]:
    where = {"namespace": namespace} if namespace else {}
    return {
        "type": "function_call",
        "call_id": call,
        "name": name,
        "arguments": json.dumps(arguments),
        **where,
    }


class _Handler(Handler):
    server: Model

    def do_POST(self) -> None:
        items = self.server.reply(parsed(self.body()))
        name = f"resp_{self.server.replies}"
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        events = [
            {"type": "response.created", "response": {"id": name}},
            *({"type": "response.output_item.done", "item": item} for item in items),
            {"type": "response.completed", "response": {"id": name, "usage": usage}},
        ]
        text = "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)
        self.reply(200, "text/event-stream", text.encode())
