"""Open Agent Specification: an Agent component as YAML or JSON; no fixed folder.

Facts: the package pyagentspec 26.3.1, tried 2026-11-20, and oracle/agent-spec of 2026-06-12:

* `component_type`, `name`, `system_prompt` and `llm_config` are required. A plain `LlmConfig` takes any
  vendor's model and needs `agentspec_version` 26.1.2. A component without an `id` gets a random one at each
  load, so each is written with its own.
* Unknown keys are dropped in silence; `metadata` takes any JSON. What an agent has no place for goes to
  `metadata.agentconv`, without loss.
* `{{word}}` in a prompt is an input of the agent. Each gets its own text as the default, so that the
  agent needs no inputs; whether a runtime then fills it in was not tried.
* A tool is a component that the runtime has to have: plain tools of an agent are written as `BuiltinTool`.
  The tool policy itself, with bounds, deny list and mode, is in `metadata.agentconv`, and is read back as
  long as the list of tools is the one that belongs to it.
* A swarm, a manager with workers, a flow or a specialised agent is more than its agents: the `Agent`
  components inside are read, each with the note `part_of`; the rest is no agent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from types import NoneType

from agentconv.containers import container
from agentconv.containers.base import Tree
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, SyntaxProblem, WrongType
from agentconv.kit.codecs import TEXT
from agentconv.kit.format import (
    BY_MARK,
    BY_PATH,
    Field,
    Format,
    Native,
    OutputFile,
    Reading,
    Rendered,
    Writing,
)
from agentconv.kit.model_map import INHERIT
from agentconv.kit.tools import ToolNames, native_tools
from agentconv.kit.whole_files import whole_files
from agentconv.model import names, neutral
from agentconv.model.agent import FIELDS, Agent, Tool, Tools, Value, field_value, with_fields
from agentconv.model.powers import power
from agentconv.model.vocabulary import MCP, TOOLS
from agentconv.text.source import Source

VERSION = "26.1.2"
VERSIONS = ("25.3.0", "25.3.1", "25.4.0", "25.4.1", "25.4.2", "26.1.0", VERSION, "26.3.1")
"""Those that the package loads; its schema's 26.2.0 is not among them."""

BAG = "agentconv"
HOSTS_MODEL = "default"
"""The model id of an agent that takes its host's: the key is required."""

NAMES = ToolNames("agentspec", {n: n for n in TOOLS}, lambda _: None, lambda _s, _t: None, arguments=False)

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PLACED = frozenset({"name", "description", "prompt", "model", "temperature", "top_p"})

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
}
"""Component -> the keys that it must have besides a name."""

_KINDS = frozenset(["string", "number", "integer", "boolean", "array", "object", "null"])
_PARTS = ("client_transport", "client_config", "auth")
"""Keys whose value is a component or a map."""

_TRANSPORTS = {"StdioTransport": "command", "SSETransport": "url", "StreamableHTTPTransport": "url"}

ORDER = (
    "component_type",
    "agentspec_version",
    "id",
    "name",
    "description",
    "metadata",
    "inputs",
    "outputs",
    "llm_config",
    "system_prompt",
    "tools",
    "toolboxes",
    "human_in_the_loop",
    "$referenced_components",
)

REF, SHARED = "$component_ref", "$referenced_components"


class AgentSpec(Format):
    """Open Agent Specification agent."""

    name = "agentspec"
    title = "Open Agent Specification agent"
    containers = ("yaml", "json")
    paths = ("agentspec/*.yaml", "agentspec/*.json")
    marks = frozenset({"component_type"})
    reference = "https://oracle.github.io/agent-spec/"
    checked = "2026-11-20, pyagentspec 26.3.1"
    validated = "pyagentspec 26.3.1: load and compare"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("system_prompt", "prompt", TEXT),
    )
    more_keys = frozenset([*ORDER, "transforms"])
    carrier = "metadata.agentconv"

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        if "component_type" not in tree.values:
            return 0
        return BY_PATH if self.lies_at(path) else BY_MARK

    # reading

    def agents(self, reading: Reading) -> list[Agent]:
        root = reading.tree.values
        kind = str(root.get("component_type"))
        if kind == "Agent":
            return [self.decode(root, reading)]
        found = [self._part(root, kind, place, reading) for place in _inner(root)]
        if not found:
            raise NotAnAgent(f"a component of type {kind!r} holds no agent with a prompt")
        return found

    def _part(self, root: Native, kind: str, place: tuple[str | int, ...], reading: Reading) -> Agent:
        """One Agent component of a larger one."""
        value: Value = root
        for step in place:
            value = value[step]  # type: ignore[index]
        own = dict(value) if isinstance(value, dict) else {}
        shared = root.get(SHARED)
        if used := _reachable(own, shared if isinstance(shared, dict) else {}):
            own[SHARED] = used
        agent = self.decode(own, reading.below(*place))
        whole: Native = {"component_type": kind, "name": str(root.get("name", ""))}
        return with_fields(agent, {f"extensions.{self.name}.part_of": whole})

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = super().decode(native, reading)
        rest = dict(agent.extensions.get(self.name, {}))
        shared = rest.get(SHARED)
        components = shared if isinstance(shared, dict) else {}
        metadata, bag = rest.pop("metadata", None), None
        if isinstance(metadata, dict):
            bag = metadata.get(BAG)
            if kept := {key: value for key, value in metadata.items() if key != BAG}:
                rest["metadata"] = kept
        elif metadata is not None:
            reading.add("wrong-type", "'metadata' takes a map", "metadata")
        found = {**self._bag(bag, reading), **self._model(rest, components, bag, reading)}
        listed = self._tools(rest, components, reading)
        made = with_fields(agent, found)
        if "tools.allow" not in found or not _belongs(listed, made):
            made = with_fields(made, {"tools.allow": listed})
        usual: Native = {"component_type": "Agent", **_usual(made), "tools": _builtins(made)}
        usual |= {"human_in_the_loop": True}
        empty = ("inputs", "outputs", "tools", "toolboxes", "transforms", SHARED)
        gone = {
            k
            for k, v in rest.items()
            if v is None or (k in usual and v == usual[k]) or (k in empty and not v)
        }
        rest = {key: value for key, value in rest.items() if key not in gone}
        others = {owner: keys for owner, keys in made.extensions.items() if owner != self.name}
        return replace(made, extensions={**others, **({self.name: rest} if rest else {})})

    def _bag(self, bag: Value, reading: Reading) -> dict[str, object]:
        """The fields that `metadata.agentconv` holds."""
        found: dict[str, object] = {}
        if not isinstance(bag, dict):
            if bag is not None:
                reading.add("wrong-type", f"'{BAG}' takes a map", "metadata", BAG)
            return found
        for key, value in bag.items():
            try:
                if key == "extensions":
                    owners = neutral.from_json(Agent, {"name": "", key: value}).extensions
                    found |= {f"{key}.{o}.{k}": v for o, keys in owners.items() for k, v in keys.items()}
                elif key == "tools":
                    tools = neutral.from_json(Tools, value)
                    found |= {"tools.allow": tools.allow, "tools.deny": tools.deny}
                elif key in FIELDS and key not in _PLACED:
                    found[key] = neutral.field_from_json(key, value)
            except WrongType as problem:
                what = f"{'.'.join(map(str, (BAG, key, *problem.at)))!r} takes {problem.expected}"
                reading.add("wrong-type", what, "metadata", BAG, key)
        return found

    def _model(self, rest: Native, components: Native, bag: Value, reading: Reading) -> dict[str, object]:
        raw = rest.get("llm_config")
        config = _resolve(raw, components)
        if not isinstance(config, dict):
            if raw is not None and not isinstance(raw, dict):
                reading.add("wrong-type", "'llm_config' takes a component", "llm_config")
            return {}
        found: dict[str, object] = {}
        parts = [str(config[k]) for k in ("provider", "model_id") if isinstance(config.get(k), str)]
        hosts = bag.get("hosts_model") if isinstance(bag, dict) and parts == [HOSTS_MODEL] else None
        if hosts is not None:
            found["model"] = INHERIT if hosts == INHERIT else None
        elif parts:
            found["model"] = "/".join(parts)
        settings = config.get("default_generation_parameters")
        for key in ("temperature", "top_p"):
            number = settings.get(key) if isinstance(settings, dict) else None
            if isinstance(number, (int, float)) and not isinstance(number, bool):
                found[key] = float(number)
        return found

    def _tools(self, rest: Native, components: Native, reading: Reading) -> tuple[Tool, ...]:
        found: list[Tool] = []
        for key in ("tools", "toolboxes"):
            items = rest.get(key)
            if items is None:
                continue
            if not isinstance(items, list):
                reading.add("wrong-type", f"{key!r} takes a list of components", key)
                continue
            for index, item in enumerate(items):
                component = _resolve(item, components)
                if isinstance(component, dict):
                    found += _tool(component, components)
                else:
                    reading.add("wrong-type", "a tool takes a component", key, index)
        return tuple(dict.fromkeys(found))

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        self._remark_text(agent.prompt, writing)
        own, usual = agent.extensions.get(self.name, {}), _usual(agent)
        shared = own.get(SHARED)
        components = (
            shared if isinstance(shared, dict) and all(_component(c, shared) for c in shared.values()) else {}
        )
        out: Native = {"component_type": "Agent", "agentspec_version": VERSION, "id": usual["id"]}
        out |= {"system_prompt": "", **super().encode(replace(agent, extensions={}), writing)}
        if isinstance(own.get("id"), str) and own["id"]:
            out["id"] = own["id"]
        inputs = own.get("inputs")
        out["inputs"] = inputs if _matches(inputs, agent.prompt) else usual["inputs"]
        for key, kind in (("outputs", list), ("human_in_the_loop", bool)):
            if isinstance(own.get(key), kind) and (key != "outputs" or _properties(own[key])):
                out[key] = own[key]
        out["llm_config"] = usual["llm_config"]
        llm, aside = own.get("llm_config"), Reading(Report(), Tree(Source("", ""), {}))
        if _loads(llm, components):
            said = self._model({"llm_config": llm}, components, None, aside)
            if all(said.get(key) == field_value(agent, key) for key in ("model", "temperature", "top_p")):
                out["llm_config"] = llm
                if str(own.get("agentspec_version")) in VERSIONS:
                    out["agentspec_version"] = own["agentspec_version"]
        kept: Native = {k: items for k in ("tools", "toolboxes") if (items := _list(own.get(k)))}
        loads = all(_loads(item, components) for items in kept.values() for item in _list(items))
        if not (kept and loads and self._tools(kept, components, aside) == agent.tools.allow):
            kept = {"tools": made} if (made := _builtins(agent)) else {}
        out |= kept
        policy = Tools(self._tools(kept, components, aside)) != agent.tools
        metadata, bag = own.get("metadata"), _bag(agent, policy, self.name)
        out["metadata"] = {**(metadata if isinstance(metadata, dict) else {}), **({BAG: bag} if bag else {})}
        if used := _reachable(out, components):
            out[SHARED] = used
        return {key: out[key] for key in ORDER if key in out and (out[key] != [] and out[key] != {})}

    def _remark_text(self, prompt: str, writing: Writing) -> None:
        spelled: dict[str, set[str]] = {}
        for match in _PLACEHOLDER.finditer(prompt):
            spelled.setdefault(match[1], set()).add(match[0])
        if several := sorted(name for name, texts in spelled.items() if len(texts) > 1):
            what = f"a runtime that fills in inputs writes {', '.join(several)} in one spelling everywhere"
            writing.report.add("live-text", what, field="prompt")

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        kept, rest = whole_files(self, items, writing.scope)
        return [_with_ending(file) for file in kept + super().files(rest, writing)]

    def is_native(self, name: str) -> bool:
        return name in ("model", "temperature", "top_p", "tools.allow") or super().is_native(name)


def _with_ending(file: OutputFile) -> OutputFile:
    """A file under the ending that its text has: what was read as JSON stays JSON."""
    if not file.text.lstrip("\ufeff \t\r\n").startswith("{"):
        return file
    try:
        container("json").read(Source(file.path, file.text))
    except SyntaxProblem:
        return file  # YAML in flow style
    return replace(file, path=f"{file.path.removesuffix('.yaml')}.json")


def _inner(value: Value, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
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
        yield from _inner(item, (*at, step))


def _reachable(value: Value, shared: Native) -> Native:
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


def _resolve(value: Value, shared: Native) -> Value:
    """A component, or the shared one that it refers to."""
    ref = value.get(REF) if isinstance(value, dict) else None
    return shared.get(ref, value) if isinstance(ref, str) else value


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _component(value: Value, shared: Native) -> bool:
    """Whether a value is a component that can stand in an agent, as far as its known keys go."""
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        return False
    kind = str(value.get("component_type"))
    if kind in _TRANSPORTS:
        needs: tuple[str, ...] = (_TRANSPORTS[kind],)
    elif kind in _NEEDS:
        needs = _NEEDS[kind]
    else:
        return False
    settings = value.get("default_generation_parameters")
    return (
        all(isinstance(value.get(key), dict if key in _PARTS else str) for key in needs)
        and all(isinstance(value.get(key), (str, NoneType)) for key in ("description", "provider", "api_key"))
        and isinstance(value.get("id", ""), str)
        and all(_properties(value[key]) for key in ("inputs", "outputs") if value.get(key) is not None)
        and ("client_transport" not in needs or _loads(value["client_transport"], shared))
        and (settings is None or (isinstance(settings, dict) and all(map(_number, settings.values()))))
        and isinstance(value.get("requires_confirmation", False), bool)
    )


def _number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _loads(value: Value, shared: Native) -> bool:
    """Whether a component, or the one that is referred to, can be loaded."""
    found = _resolve(value, shared)
    if REF in _keys(value):
        return found is not value and REF not in _keys(found) and _component(found, shared)
    return _component(found, shared)


def _keys(value: Value) -> frozenset[str]:
    return frozenset(value) if isinstance(value, dict) else frozenset()


def _properties(value: Value) -> bool:
    """Whether a value is a list of JSON Schema properties with titles that the client takes."""
    maps = [v for v in _list(value) if isinstance(v, dict) and str(v.get("type", "string")) in _KINDS]
    titles = [v.get("title") for v in maps]
    plain = all(isinstance(t, str) and t and not re.search(r"[.,{} \n'\"]", t) for t in titles)
    return isinstance(value, list) and len(titles) == len(value) and plain


def _matches(inputs: Value, prompt: str) -> bool:
    """Whether inputs are those that the placeholders of a prompt make."""
    titles = {v["title"] for v in _list(inputs) if isinstance(v, dict) and isinstance(v.get("title"), str)}
    return _properties(inputs) and titles == {m[1] for m in _PLACEHOLDER.finditer(prompt)}


def _usual(agent: Agent) -> Native:
    """What is written for an agent that says nothing else."""
    stem = names.slug(agent.name)
    inputs: dict[str, Value] = {}
    for match in _PLACEHOLDER.finditer(agent.prompt):
        inputs.setdefault(match[1], {"title": match[1], "type": "string", "default": match[0]})
    model = HOSTS_MODEL if agent.model is None or agent.model == INHERIT else agent.model
    provider, _, rest = model.partition("/")
    llm: Native = {"component_type": "LlmConfig", "id": f"{stem}-model", "name": "model"}
    llm |= {"model_id": rest, "provider": provider} if provider and rest else {"model_id": model}
    settings = {
        key: getattr(agent, key) for key in ("temperature", "top_p") if getattr(agent, key) is not None
    }
    if settings:
        llm["default_generation_parameters"] = settings
    return {"agentspec_version": VERSION, "id": stem, "inputs": list(inputs.values()), "llm_config": llm}


def _builtins(agent: Agent) -> list[Value]:
    """The components for an agent's plain tools, each within its power."""
    if agent.tools.allow is None:
        return []
    stem = names.slug(agent.name)
    return [
        {"component_type": "BuiltinTool", "id": f"{stem}-{name}", "name": name, "tool_type": name}
        for name in native_tools(agent, NAMES) or ()
    ]


def _tool(component: Native, shared: Native) -> list[Tool]:
    """The tools that a component gives."""
    kind, name = component.get("component_type"), str(component.get("name", ""))
    if kind == "BuiltinTool":
        return [NAMES.decode(str(component.get("tool_type", name)))]
    if kind not in ("MCPTool", "MCPToolBox"):
        return [Tool(name, native="agentspec")]
    transport = component.get("client_transport")
    place = _resolve(transport, shared)
    label = place.get("name") or place.get(REF) if isinstance(place, dict) else None
    server = str(label or name)
    if kind == "MCPTool":
        return [Tool(MCP, server=server, tool=name or None)]
    listed = [v.get("name") if isinstance(v, dict) else v for v in _list(component.get("tool_filter"))]
    return [Tool(MCP, server=server, tool=str(v)) for v in listed if v] or [Tool(MCP, server=server)]


def _belongs(listed: tuple[Tool, ...], agent: Agent) -> bool:
    """Whether a list of tools is one that is written for an agent's policy."""
    wanted = {t for item in _builtins(agent) if isinstance(item, dict) for t in _tool(item, {})}
    return wanted <= set(listed) and power(Agent("", tools=Tools(listed))) <= power(agent)


def _bag(agent: Agent, policy: bool, owner: str) -> Native:
    """What an Agent component has no place for; the tools only if the listed ones do not say it all."""
    data = neutral.to_json(agent)
    kept = data if isinstance(data, dict) else {}
    bag = {k: v for k, v in kept.items() if k not in {*_PLACED, "tools", "extensions"}}
    if agent.model is None or agent.model == INHERIT:
        bag["hosts_model"] = agent.model or True
    if policy:
        bag["tools"] = neutral.to_json(agent.tools)
    if others := {o: dict(keys) for o, keys in agent.extensions.items() if o != owner}:
        bag["extensions"] = dict(others)
    return bag
