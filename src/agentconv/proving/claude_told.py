"""What a run of Claude Code tells: from the requests that it sent, and the events that it printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from agentconv.proving.claude_model import CONTROL_PROMPT, Run

_TOOLS = "(Tools: "


def listed(run: Run) -> dict[str, tuple[str, str]]:
    """Name -> description and tools, from the list of agents that the model is shown."""
    text = next((t for r in run.requests for t in texts(r) if _TOOLS in t and "\n- " in t), "")
    found = {}
    starts = [(text.find(f"\n- {name}: "), name) for name in run.names]
    starts = sorted((at, name) for at, name in starts if at >= 0)
    for index, (at, name) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(text)
        entry = text[at + len(f"\n- {name}: ") : end]
        description, _, rest = entry.rpartition(_TOOLS)
        found[name] = (description.removesuffix(" "), rest.split("\n")[0].removesuffix(")"))
    return found


def texts(request: Mapping[str, Any]) -> Iterator[str]:
    """The texts that a request holds: the description of the tool for agents, and the messages."""
    for tool in request.get("tools") or ():
        if tool.get("name") == "Agent":
            yield tool.get("description", "")
    for message in request.get("messages") or ():
        content = message.get("content")
        for block in content if isinstance(content, list) else [{"text": content}]:
            yield block.get("text") or ""


def system(request: Mapping[str, Any]) -> list[str]:
    """The texts of the system prompt, without the two that stand before every one."""
    blocks = request.get("system") or []
    return [block["text"] for block in blocks][2:] if isinstance(blocks, list) else [blocks]


def started(run: Run) -> dict[int, dict[str, Any]]:
    """Index of an agent -> the first request that it made."""
    found: dict[int, dict[str, Any]] = {}
    for request in run.requests:
        if match := re.search(r"AGENT-(\d+)-", json.dumps(request.get("messages", [])[:1])):
            found.setdefault(int(match[1]), request)
    return found


def appended(run: Run) -> str:
    """The first line of what the client appends to every agent's prompt."""
    controls = (t for r in run.requests if (t := "\n".join(system(r))).startswith(CONTROL_PROMPT))
    return next(controls, "").removeprefix(CONTROL_PROMPT).lstrip("\n").partition("\n")[0]


def prompt_of(request: Mapping[str, Any], tail: str) -> str:
    """An agent's own prompt, without what the client appends."""
    text = "\n".join(system(request))
    if not tail or tail not in text:
        return text
    return text[: text.rindex(tail)].removesuffix("\n\n")


def tool_names(request: Mapping[str, Any]) -> list[str]:
    """The tools that a request offers."""
    return [tool["name"] for tool in request.get("tools") or ()]


def refusals(run: Run) -> dict[str, str]:
    """Call -> why the client did not start the agent."""
    found = {}
    for event in run.events:
        for block in _blocks(event.get("message")):
            if block.get("type") == "tool_result" and block.get("is_error"):
                found[block["tool_use_id"]] = str(block.get("content"))
    return found


def _blocks(message: Any) -> Iterator[dict[str, Any]]:
    content = message.get("content") if isinstance(message, dict) else None
    for block in content if isinstance(content, list) else ():
        if isinstance(block, dict):
            yield block
