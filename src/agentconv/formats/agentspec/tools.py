"""The tools of an Open Agent Specification agent: components that its runtime has to have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agentconv.errors import WrongType
from agentconv.formats.agentspec.components import (
    OWNER,
    REF,
    SHARED,
    resolve,
    shared_of,
)
from agentconv.kit.codecs import Joint, exact
from agentconv.kit.format import Native
from agentconv.kit.shapes import list_or_empty, map_or_empty
from agentconv.kit.tools import Limit, ToolNames
from agentconv.model import names
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.vocabulary import (
    DELEGATE,
    EXECUTE,
    MCP,
    NETWORK,
    PERMISSION_MODES,
    READ,
    TOOLS,
    WRITE,
)

NAMES = ToolNames(OWNER, {n: n for n in TOOLS}, lambda _: None, lambda _s, _t: None, arguments=False)


def builtins_for(agent: Agent) -> list[Value]:
    """The components for an agent's plain tools, each within its power."""
    stem = names.slug(agent.name)
    return [
        {
            "component_type": "BuiltinTool",
            "id": f"{stem}-{name}",
            "name": name,
            "tool_type": name,
            **({CONFIRM: True} if _is_asked(name, agent.permission_mode) else {}),
        }
        for name in _named(agent)
    ]


def _named(agent: Agent) -> tuple[str, ...]:
    """The names of an agent's plain tools; none for one that has what its host gives."""
    listed = None if agent.tools.allow is None else Limit(agent).listed(NAMES)
    return listed or ()


CONFIRM = "requires_confirmation"
"""Whether a person is asked before a tool is used (pyagentspec 26.3.1, read 2026-11-28: false by default)."""

_FREED = {WRITE: "unasked:write", EXECUTE: "unasked:execute", NETWORK: "unasked:all"}
"""Capability that a client asks for -> what lets it happen unasked in a permission mode."""


def _is_asked(name: str, mode: str | None) -> bool:
    """Whether an agent is to ask before a tool, by its permission mode."""
    freed = _FREED.get(str(TOOLS.get(name)))
    return mode is not None and freed is not None and freed not in PERMISSION_MODES.get(mode, ())


def asking(agent: Agent, lets: frozenset[str]) -> str | None:
    """The mode for an agent whose client asks by itself; None where none is needed, or it asks for some only.

    A mode that frees something goes on to clients that ask, so none is taken from a client's habits.
    """
    asks = lets.isdisjoint(("unasked:write", "unasked:execute"))
    return "default" if asks and any(TOOLS.get(name) in _FREED for name in _named(agent)) else None


def consent_of(agent: Agent, host: frozenset[str]) -> frozenset[str]:
    """What of the host's consent the components of an agent's tools leave, and what they ask for besides."""
    shared = shared_of(agent.extensions.get(OWNER, {}))
    asked: set[str] = set()
    free: set[str] = set()
    for codec in TOOLS_KEYS.values():
        for item in list_or_empty(codec.write(agent)):
            component = map_or_empty(resolve(item, shared))
            words = {word for tool in tools_of(component, shared) for word in _about(tool)}
            (asked if exact(component.get(CONFIRM)) is True else free).update(words)
    asks = {f"asks:{word}" for word in (READ, DELEGATE) if word in asked - free}
    return frozenset({word for word in host if word.removeprefix("unasked:") not in asked - free} | asks)


def _about(tool: Tool) -> set[str]:
    """What consent to a tool is about, as a host's words name it: whoever fetches pages can search."""
    if tool.name == "web_search":
        return {"search"}
    return {"network", "search"} if tool.name == "web_fetch" else {str(TOOLS.get(tool.name))}


def given_tools(values: Mapping[str, Value], shared: Native) -> tuple[Tool, ...]:
    """The tools of the components under `tools` and `toolboxes`."""
    found: list[Tool] = []
    for key, codec in TOOLS_KEYS.items():
        found += codec.decode(values.get(key), {SHARED: shared}).get("tools.allow", ())  # type: ignore[arg-type]
    return tuple(dict.fromkeys(found))


def listed_tools(agent: Agent) -> tuple[Tool, ...]:
    """The tools of the components that are written for an agent."""
    written = {key: codec.write(agent) for key, codec in TOOLS_KEYS.items()}
    return given_tools(written, shared_of(agent.extensions.get(OWNER, {})))


def tools_of(component: Native, shared: Native) -> list[Tool]:
    """The tools that a component gives."""
    kind, name = component.get("component_type"), str(component.get("name", ""))
    if kind == "BuiltinTool":
        return [NAMES.decode(str(component.get("tool_type", name)))]
    if kind not in ("MCPTool", "MCPToolBox"):
        return [Tool(name, native=OWNER)]
    transport = component.get("client_transport")
    place = resolve(transport, shared)
    label = place.get("name") or place.get(REF) if isinstance(place, dict) else None
    server = str(label or name)
    if kind == "MCPTool":
        return [Tool(MCP, server=server, tool=name or None)]
    listed = [
        v.get("name") if isinstance(v, dict) else v for v in list_or_empty(component.get("tool_filter"))
    ]
    return [Tool(MCP, server=server, tool=str(v)) for v in listed if v] or [Tool(MCP, server=server)]


def belongs(listed: tuple[Tool, ...], agent: Agent) -> bool:
    """Whether a list of tools is one that is written for an agent's policy."""
    wanted = {tool for item in builtins_for(agent) for tool in tools_of(map_or_empty(item), {})}
    return wanted <= set(listed) and Limit(agent).allows(*listed)


@dataclass(frozen=True)
class ToolsCodec(Joint):
    """`tools` or `toolboxes`: components, of which only built-in tools are made anew."""

    key: str

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        items, shared = exact(value), shared_of(beside)
        if items is None:
            return {}
        if not isinstance(items, list):
            raise WrongType("a list of components")
        found: list[Tool] = []
        for index, item in enumerate(items):
            component = resolve(item, shared)
            if not isinstance(component, dict):
                raise WrongType("components", (index,))
            found += tools_of(component, shared)
        return {"tools.allow": tuple(dict.fromkeys(found))}

    def rest(self, value: Value, agent: Agent) -> Value:
        return super().rest(value, agent) or None

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get(OWNER, {})
        if "tools" in own or "toolboxes" in own:
            return own.get(self.key)
        return (builtins_for(agent) or None) if self.key == "tools" else None


TOOLS_KEYS = {key: ToolsCodec(key) for key in ("tools", "toolboxes")}
