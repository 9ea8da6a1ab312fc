"""The components of the Open Agent Specification: which ones load, and how they refer to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from agentconv.kit.codecs import exact
from agentconv.kit.format import Native
from agentconv.kit.shapes import ANY, Shape, fits, map_or_empty
from agentconv.model.agent import Value

OWNER = "agentspec"


VERSION = "26.1.2"


VERSIONS = ("25.3.0", "25.3.1", "25.4.0", "25.4.1", "25.4.2", "26.1.0", VERSION, "26.3.1")
"""Those that the package loads; its schema's 26.2.0 is not among them."""


_NEEDS: dict[str, tuple[str, ...]] = {
    "LlmConfig": ("model_id",),
    "OpenAiConfig": ("model_id",),
    "OpenAiCompatibleConfig": ("model_id", "url"),
    "OllamaConfig": ("model_id", "url"),
    "VllmConfig": ("model_id", "url"),
    "GeminiConfig": ("model_id", "auth"),
    "OciGenAiConfig": ("model_id", "compartment_id", "client_config"),
    "ServerTool": (),
    "ClientTool": (),
    "RemoteTool": ("url", "http_method"),
    "BuiltinTool": ("tool_type",),
    "MCPTool": ("client_transport",),
    "MCPToolBox": ("client_transport",),
    "StdioTransport": ("command",),
    "SSETransport": ("url",),
    "StreamableHTTPTransport": ("url",),
}
"""Component -> the keys that it must have besides a name."""


_KINDS = {"string", "number", "integer", "boolean", "array", "object", "null"}


_PARTS = ("client_transport", "client_config", "auth")
"""Keys whose value is a component or a map."""


_COMPONENTS: dict[str, Shape] = {
    kind: {
        "name!": str,
        **{f"{key}!": dict if key in _PARTS else str for key in needs},
        "id": str,
        **dict.fromkeys(("description", "provider", "api_key"), (str, None)),
        "default_generation_parameters": ({"*": float}, None),
        "requires_confirmation": bool,
        "*": ANY,
    }
    for kind, needs in _NEEDS.items()
}


_PROPERTY: Shape = {"title!": re.compile(r"[^.,{} \n'\"]+"), "type": _KINDS, "*": ANY}
"""A JSON Schema property with a title that the client takes."""


REF = "$component_ref"


SHARED = "$referenced_components"


SHAPES: dict[str, Shape] = {
    "component_type": (),
    "agentspec_version": {*VERSIONS},
    "id": re.compile("(?s).+"),
    "name": str,
    "description": str,
    "metadata": dict,
    "inputs": [_PROPERTY],
    "outputs": [_PROPERTY],
    "llm_config": dict,
    "system_prompt": str,
    "tools": list,
    "toolboxes": list,
    "human_in_the_loop": bool,
    SHARED: dict,
    "transforms": (),
}
"""The keys of an agent in the order in which they are written, with what of its own comes back there."""


def inner_agents(value: Value, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all Agent components inside a component."""
    items: list[tuple[str | int, Value]] = []
    if isinstance(value, dict):
        if value.get("component_type") == "Agent" and "system_prompt" in value:
            yield at
            return
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for step, item in items:
        yield from inner_agents(item, (*at, step))


def reachable(value: Value, shared: Native) -> Native:
    """The shared components that a value refers to, directly or through others."""
    found: Native = {}
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            ref = item.get(REF)
            if isinstance(ref, str) and ref in shared and ref not in found:
                found[ref] = shared[ref]
                waiting.append(shared[ref])
            waiting += [v for k, v in item.items() if k != SHARED]
    return {key: found[key] for key in shared if key in found}


def resolve(value: Value, shared: Native) -> Value:
    """A component, or the shared one that it refers to."""
    ref = value.get(REF) if isinstance(value, dict) else None
    return shared.get(ref, value) if isinstance(ref, str) else value


def shared_of(beside: Mapping[str, Value]) -> Native:
    """The shared components that stand beside a value."""
    return map_or_empty(exact(beside.get(SHARED)))


def is_component(value: Value, shared: Native) -> bool:
    """Whether a value is a component that can stand in an agent, as far as its known keys go."""
    kind = str(map_or_empty(value).get("component_type"))
    if kind not in _COMPONENTS or not isinstance(value, dict) or not fits(value, _COMPONENTS[kind]):
        return False
    lists = [value[key] for key in ("inputs", "outputs") if value.get(key) is not None]
    transport = "client_transport" not in _NEEDS[kind] or loads_as(value["client_transport"], shared)
    return transport and all(fits(items, [_PROPERTY]) for items in lists)


def loads_as(value: Value, shared: Native) -> bool:
    """Whether a component, or the one that is referred to, can be loaded."""
    found = resolve(value, shared)
    if REF in map_or_empty(value):
        return found is not value and REF not in map_or_empty(found) and is_component(found, shared)
    return is_component(found, shared)
