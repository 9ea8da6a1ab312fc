"""What the requests of Codex tell of its roles."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from agentconv.proving.values import Loaded

_NOTE = re.compile(
    r"\n- This role's (?:model|reasoning effort) is set to `[^`]*`.*cannot be changed\.\Z", re.DOTALL
)
_BUILT_IN = ("default", "explorer", "worker")
_LIST = "Available roles:"


def loaded(name: str, description: str | None, requests: Sequence[Mapping[str, Any]]) -> Loaded:
    """A role as its requests show it."""
    first = requests[0]
    said = list(texts(first))
    permissions = next((t for t in said if t.startswith("<permissions instructions>")), "")
    more = {
        "effort": (first.get("reasoning") or {}).get("effort"),
        "sandbox": next(iter(re.findall(r"`sandbox_mode` is `([\w-]+)`", permissions)), None),
        "skills": next((t for t in said if t.startswith("<skills_instructions>")), ""),
        "results": list(_results(requests[-1])),
    }
    return Loaded(name, description, _prompt(first), first.get("model"), _tools(first), more)


def _prompt(request: Mapping[str, Any]) -> str | None:
    """A role's own instructions: the first block of the second message, behind a remark on the model."""
    told = [i for i in request["input"] if i.get("type") == "message" and i.get("role") == "developer"]
    blocks = [block["text"] for block in told[1]["content"]] if len(told) > 1 else []
    own = blocks[1:] if blocks and blocks[0].startswith("<model_switch>") else blocks
    return own[0] if own else None


def texts(request: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a request's messages."""
    for item in request.get("input", ()):
        if item.get("type") == "message":
            yield from (block.get("text", "") for block in item.get("content", ()))


def _results(request: Mapping[str, Any]) -> Iterator[str]:
    for item in request.get("input", ()):
        if str(item.get("type", "")).endswith("_output"):
            output = item.get("output")
            yield output if isinstance(output, str) else json.dumps(output)


def _tools(request: Mapping[str, Any]) -> list[str]:
    """The names of the tools that a request offers; those of a namespace as `namespace.name`."""
    given = list(request.get("tools") or ())
    for item in request.get("input", ()):
        given += item.get("tools", ()) if item.get("type") == "additional_tools" else ()
    nested = re.findall(r"### `(\w+)`", json.dumps(given))
    return [*_names(given), *nested]


def _names(tools: Iterable[Mapping[str, Any]], prefix: str = "") -> Iterator[str]:
    for tool in tools:
        if tool.get("type") == "namespace":
            yield from _names(tool["tools"], f"{tool['name']}.")
        else:
            yield prefix + (tool.get("name") or tool["type"])


def descriptions(request: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    """Name -> description, from the list of roles that the model is shown; it is sorted by name."""
    text = next(_role_lists(request.get("tools")), "")
    found: dict[str, str] = {}
    at = text.find(f"{_LIST}\n") + len(_LIST)
    starts = []
    for name in names:
        place = text.find(f"\n{name}: {{\n", at)
        if place >= 0:
            starts.append((place, name))
            at = place + 1
    for index, (place, name) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else _first_built_in(text, place)
        body = text[place + len(f"\n{name}: {{\n") : end].removesuffix("\n}")
        found[name] = _NOTE.sub("", body)
    return found


def _first_built_in(text: str, at: int) -> int:
    """Where the roles begin that the client brings itself."""
    places = [text.find(f"\n{name}: {{\n", at + 1) for name in _BUILT_IN]
    return min((place for place in places if place >= 0), default=len(text))


def _role_lists(tools: Any) -> Iterator[str]:
    for tool in tools or ():
        yield from _role_lists(tool.get("tools"))
        if tool.get("name") == "spawn_agent":
            yield tool["parameters"]["properties"].get("agent_type", {}).get("description", "")
