"""The server that stands for Copilot's model: its session starts every agent, and each agent says a word."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from agentconv.proving.chat import Chat, Said, call

BATCH = 20
"""Agents that are started at once."""
ROOT = "ROOT-PROMPT"


class Model(Chat):
    """Has agents of some names started, a few at a time."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = names
        self.session: list[dict[str, Any]] = []
        self.agents: dict[int, dict[str, Any]] = {}
        self.asked = 0
        self.opening = ""
        """How the session's own instructions begin."""

    def answer(self, request: dict[str, Any]) -> Said:
        """What the model says to a request, and why it ends."""
        words = json.dumps([m["content"] for m in request["messages"] if m["role"] == "user"])
        with self.turn:
            system = request["messages"][0]["content"]
            self.opening = self.opening or system[:500]
            errand = re.search(r"ERRAND-(\d+)-END", words)
            # the session itself may sum up what it started
            if errand and not system.startswith(self.opening):
                self.agents.setdefault(int(errand[1]), request)
                return {"role": "assistant", "content": "ok"}, "stop"
            self.session.append(request)
            start, self.asked = self.asked, self.asked + BATCH
        calls = [_errand(i, name) for i, name in enumerate(self.names)][start : start + BATCH]
        if not calls:
            return {"role": "assistant", "content": "ok"}, "stop"
        return {"role": "assistant", "tool_calls": calls}, "tool_calls"


def _errand(index: int, name: str) -> dict[str, Any]:
    """What the model says to start an agent."""
    arguments = {
        "name": f"n{index}",
        "description": "x",
        "prompt": f"ERRAND-{index}-END",
        "agent_type": name,
        "mode": "sync",
    }
    return call(index % BATCH, f"call_{index}", "task", arguments)
