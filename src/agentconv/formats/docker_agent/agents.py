"""Docker Agent (once cagent): YAML with a map of agents; no fixed folder.

Facts: docker/docker-agent's JSON schema for config version 7 (2026-03-14) and its Go source of 2026-03 to
2026-11 (loader, tool filter, expander, permissions), read 2026-11-20; no client was run:

* `version` is text. "7" is written, which every release since 2026-03 loads; today's own is "15".
* An agent has the tools of its `toolsets` and no others. `tools` narrows a toolset; an empty list narrows
  nothing. An MCP toolset's `name` is put before its tools' names, with `_`.
* `sub_agents`, `handoffs` and the `background_agents` toolset let an agent delegate.
* `permissions` hold for all agents of a file, so each agent is written to a file of its own.
* `${...}` is JavaScript in descriptions and, since 2026-05-06 (pull request 2652), in instructions; written
  as `${'$'}{...}` it comes out as it stands. Releases before that show the escape in instructions. A text
  that holds `${` is a template literal to the client, in which CR LF becomes LF (not tried).
* A model is `provider/id`, a key of `models`, or `auto`; the client does not start without one.
* Unknown keys are refused, so there is no place for what has no key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import KeepNative, NotAnAgent, WrongType
from agentconv.formats.docker_agent.tools import (
    OWNER,
    UNASKED,
    denied,
    deny_patterns,
    is_permissions,
    is_toolset,
    mode_of,
    server_of,
    tools_of,
    toolsets_for,
)
from agentconv.kit.codecs import INTEGER, TEXT, as_null, as_text, exact
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
from agentconv.kit.whole_files import whole_files
from agentconv.model.agent import Agent, Tool, Value, with_fields

VERSION = "7"
AUTO = "auto"
EFFORTS = ("none", "minimal", "low", "medium", "high")

_TEXT, _LIST, _MAP, _FLAG = (str,), (list,), (dict,), (bool,)
AGENT_KEYS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("model", "description", "instruction", "welcome_message"), _TEXT),
    **dict.fromkeys(("toolsets", "sub_agents", "handoffs", "rag", "add_prompt_files"), _LIST),
    **dict.fromkeys(("fallback", "structured_output", "hooks"), _MAP),
    **dict.fromkeys(
        ("add_date", "add_environment_info", "code_mode_tools", "add_description_parameter", "skills"), _FLAG
    ),
    "commands": (dict, list),
    "max_iterations": (int,),
    "num_history_items": (int,),
}
"""Keys of an agent with the types that the client takes."""
_SECTIONS: dict[str, dict[str, tuple[type, ...]]] = {
    "providers": dict.fromkeys(("api_type", "base_url", "token_key"), _TEXT),
    "models": {
        **dict.fromkeys(("provider", "model", "base_url", "token_key"), _TEXT),
        **dict.fromkeys(("temperature", "top_p", "frequency_penalty", "presence_penalty"), (int, float)),
        **dict.fromkeys(("parallel_tool_calls", "track_usage"), _FLAG),
        "max_tokens": (int,),
        "provider_opts": _MAP,
        "thinking_budget": (int, str),
        "routing": _LIST,
    },
}
"""Sections of the file -> the keys of their entries with the types that the client takes."""
_VERSION = re.compile(r"[0-9]|1[0-5]")
ROOT_KEYS = ("version", "providers", "models", "mcps", "rag", "metadata", "permissions", "agents")
_METADATA = {"version": "version", "license": "license", "author": "authors"}
_METADATA_KEYS = frozenset([*_METADATA, "readme", "description"])

_LIVE = re.compile(r"\$(?=\{)")
_INERT = re.compile(r"\$\{'\$'\}")


class InertText:
    """Text in which the client runs `${...}`: each is written so that it comes out as it stands."""

    def decode(self, value: Value) -> str | None:
        text = as_text(value)
        return None if text is None else _INERT.sub("$", text)

    def encode(self, value: str) -> Value:
        return _LIVE.sub("${'$'}", value)


class InstructionCodec(InertText):
    """The prompt: text, or in later versions a list of parts, which is kept."""

    def decode(self, value: Value) -> str | None:
        if isinstance(value, list):
            raise KeepNative
        return super().decode(value)


class DockerAgent(Format):
    """Docker Agent configuration."""

    name = OWNER
    title = "Docker Agent configuration"
    containers = ("yaml",)
    paths = ("docker-agent/*.yaml",)
    reference = "https://docs.docker.com/ai/docker-agent/configuration/overview/"
    checked = "2026-11-20, the vendor's JSON schema 7 and Go source"
    validated = "the vendor's JSON schema, version 7"
    fields = (
        Field("model", "model", TEXT),
        Field("description", "description", InertText()),
        Field("instruction", "prompt", InstructionCodec()),
        Field("max_iterations", "max_turns", INTEGER),
    )
    more_keys = frozenset([*ROOT_KEYS, *AGENT_KEYS])
    reasons = {
        "tools.allow": "an agent has the tools of its toolsets only; a bounded tool cannot be listed",
        "tools.deny": "permissions take whole tools away, or hold for one argument in another spelling",
        "permission_mode": "what needs no consent can be listed, for the file as a whole",
        "skills": "skills are on or off, for all that the workspace has",
        "model": "a model is written as provider/id",
        "authors": "metadata hold one author's name",
        "effort": "the effort belongs to a model that is named",
        "temperature": "the temperature belongs to a model that is named",
        "top_p": "top_p belongs to a model that is named",
        "mcp_servers": "a server needs a command or an address, and the agent must be allowed to use it",
        "*": "the client refuses files with keys that it does not know",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        agents = tree.values.get("agents")
        if not isinstance(agents, dict):
            return 0
        if self.lies_at(path):
            return BY_PATH
        maps = [a for a in agents.values() if isinstance(a, dict)]
        own = any({"instruction", "toolsets", "sub_agents"} & a.keys() for a in maps)
        return BY_MARK if own and len(maps) == len(agents) and tree.values.keys() <= {*ROOT_KEYS} else 0

    # reading

    def agents(self, reading: Reading) -> list[Agent]:
        agents = reading.tree.values.get("agents")
        if not isinstance(agents, dict):
            raise NotAnAgent("there is no map of agents")
        if not agents:
            raise NotAnAgent("the map of agents is empty")
        return [self._agent(name, reading.tree.values, reading) for name in agents]

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agents = native.get("agents")
        name = next(iter(agents), "") if isinstance(agents, dict) else ""
        return self._agent(name, native, reading)

    def _agent(self, name: str, root: Mapping[str, Value], reading: Reading) -> Agent:
        agents = root.get("agents")
        own = agents.get(name) if isinstance(agents, dict) else None
        below = reading.below("agents", name)
        if as_null(own):
            own = {}
        if not isinstance(own, dict):
            reading.add("wrong-type", "an agent takes a map", "agents", name)
            return Agent(name)
        agent = replace(super().decode(own, below), name=name)
        found = {**self._tools(own, root, below), **self._file(root, agent, reading)}
        agent = with_fields(agent, found)
        rest = {k: v for k, v in agent.extensions.get(OWNER, {}).items() if k != "toolsets"}
        toolsets = exact(own.get("toolsets"))
        if toolsets and toolsets != toolsets_for(agent):
            rest["toolsets"] = toolsets
        return replace(agent, extensions={OWNER: rest} if rest else {})

    def _tools(self, own: Native, root: Mapping[str, Value], reading: Reading) -> dict[str, object]:
        """The tools that an agent's keys give it, and its servers."""
        found: list[Tool] = []
        servers: dict[str, Value] = {}
        for index, toolset in enumerate(_items(own, "toolsets", reading)):
            if not isinstance(toolset, dict) or not isinstance(toolset.get("type"), str):
                reading.add("wrong-type", "a toolset takes a map with a 'type'", "toolsets", index)
                continue
            subset = toolset.get("tools")
            if not (as_null(subset) or _texts(subset)):
                reading.add("wrong-type", "'tools' takes a list of names", "toolsets", index, "tools")
                continue
            mcps = root.get("mcps")
            named = mcps if isinstance(mcps, dict) else {}
            found += tools_of(toolset, named)
            if toolset["type"] == "mcp":
                name, config = server_of(toolset, named)
                servers[name] = exact(config)
        others = [str(n) for key in ("sub_agents", "handoffs") for n in _items(own, key, reading)]
        if others:
            found.append(Tool("agent", ", ".join(dict.fromkeys(others))))
        if any(tool == Tool("background_agents", native=OWNER) for tool in found) and not others:
            found.append(Tool("agent"))
        found += [Tool(f"rag:{n}", native=OWNER) for n in _items(own, "rag", reading)]
        if exact(own.get("skills")) not in (None, False, []):
            found.append(Tool("skill"))
        return {"tools.allow": tuple(dict.fromkeys(found)), "mcp_servers": servers}

    def _file(self, root: Mapping[str, Value], agent: Agent, reading: Reading) -> dict[str, object]:
        """What the file's own keys say of an agent; what has no field is an extension, `file`."""
        found: dict[str, object] = {}
        rest = {k: exact(v) for k, v in root.items() if k not in ("agents", "metadata", "permissions")}
        if as_text_or_none(rest.get("version")) == VERSION:
            del rest["version"]
        found |= _model(agent.model, rest.get("models"))
        if found.get("model") != agent.model and agent.model != AUTO:
            found[f"extensions.{OWNER}.model"] = agent.model
        if rest.get("models") == _models_for(with_fields(agent, found)):
            del rest["models"]
            found.pop(f"extensions.{OWNER}.model", None)
        metadata = root.get("metadata")
        if isinstance(metadata, dict):
            for key, field in _METADATA.items():
                text = as_text_or_none(metadata.get(key))
                if text is not None:
                    found[field] = (text,) if field == "authors" else text
            if more := {k: exact(v) for k, v in metadata.items() if k not in _METADATA}:
                rest["metadata"] = more
        elif not as_null(metadata):
            reading.add("wrong-type", "'metadata' takes a map", "metadata")
        permissions = root.get("permissions")
        if is_permissions(permissions) and isinstance(permissions, dict):
            found["tools.deny"] = denied([str(p) for p in _list(permissions.get("deny"))])
            found["permission_mode"] = mode_of([str(p) for p in _list(permissions.get("allow"))])
            if permissions != _permissions_for(with_fields(agent, found)):
                rest["permissions"] = exact(permissions)
        elif not as_null(permissions):
            reading.add("wrong-type", "'permissions' takes lists of patterns", "permissions")
        if rest:
            found[f"extensions.{OWNER}.file"] = rest
        return found

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        extensions = dict(agent.extensions.get(OWNER, {}))
        file = extensions.pop("file", None)
        file = dict(file) if isinstance(file, dict) else {}
        raw, toolsets = extensions.pop("model", None), extensions.pop("toolsets", None)
        valid = {key: value for key, value in extensions.items() if _valid(key, value)}
        turns = agent.max_turns if (agent.max_turns or 0) >= 0 else None
        plain = replace(
            agent, extensions={OWNER: valid}, model=self.model_for(agent, writing), max_turns=turns
        )
        own = super().encode(replace(plain, model=None), writing)
        models = file.get("models")
        known = isinstance(models, dict) and raw in models and _valid_section("models", models)
        named = isinstance(raw, str) and known and _says(_model(raw, models), plain)
        made = {} if named else _models_for(plain)
        own["model"] = str(raw) if named else next(iter(made), plain.model or AUTO)
        listed = _list(toolsets)
        same = listed and all(map(is_toolset, listed)) and self._gives(listed, file, agent)
        if tools := listed if same else toolsets_for(plain):
            own["toolsets"] = tools
        keys = [*AGENT_KEYS]
        version = str(file.get("version", ""))
        out: Native = {"version": version if _VERSION.fullmatch(version) else VERSION}
        out |= {key: file[key] for key in ("providers", "mcps", "rag") if _valid_section(key, file.get(key))}
        if made or _valid_section("models", models):
            valid_models = models if isinstance(models, dict) and _valid_section("models", models) else {}
            out["models"] = {**valid_models, **made}
        out["agents"] = {agent.name: {k: own[k] for k in sorted(own, key=keys.index)}}
        return {**out, **_metadata_for(agent, file), **self._permissions(agent, file)}

    def _gives(self, toolsets: Sequence[Value], file: Native, agent: Agent) -> bool:
        """Whether toolsets still give what the agent is to have."""
        mcps = file.get("mcps")
        named = mcps if isinstance(mcps, dict) else {}
        maps = [t for t in toolsets if isinstance(t, dict)]
        servers = {name: config for t in maps if t["type"] == "mcp" for name, config in [server_of(t, named)]}
        given = {tool for t in maps for tool in tools_of(t, named)}
        return servers == agent.mcp_servers and given <= set(agent.tools.allow or ())

    def _permissions(self, agent: Agent, file: Native) -> Native:
        kept = file.get("permissions")
        if is_permissions(kept) and isinstance(kept, dict):
            deny, allow = ([str(p) for p in _list(kept.get(key))] for key in ("deny", "allow"))
            if denied(deny) == agent.tools.deny and mode_of(allow) == agent.permission_mode:
                return {"permissions": kept}
        made = _permissions_for(agent)
        return {"permissions": made} if made else {}

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        kept, rest = whole_files(self, items, writing.scope)
        return kept + super().files(rest, writing)

    def is_native(self, name: str) -> bool:
        fixed = ("name", "tools.allow", "tools.deny", "mcp_servers", "permission_mode", *_METADATA.values())
        return name in fixed or name in ("temperature", "top_p", "effort") or super().is_native(name)


def as_text_or_none(value: Value) -> str | None:
    """A scalar as text; None for null and for what is no scalar."""
    try:
        return as_text(value)
    except WrongType:
        return None


def _items(own: Native, key: str, reading: Reading) -> list[Value]:
    value = own.get(key)
    if as_null(value):
        return []
    if not isinstance(value, list):
        reading.add("wrong-type", f"{key!r} takes a list", key)
        return []
    return value


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _texts(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _valid_section(key: str, value: Value) -> bool:
    """Whether a value is a section of the file, a map of maps, that the client loads."""
    if not isinstance(value, dict) or not value:
        return False
    entries = [entry for entry in value.values() if isinstance(entry, dict)]
    if len(entries) != len(value):
        return False
    if key == "mcps":
        return all(is_toolset({**entry, "type": "mcp"}) for entry in entries)
    kinds = _SECTIONS.get(key)
    return kinds is None or all(
        isinstance(v, kinds.get(k, ())) for entry in entries for k, v in entry.items()
    )


def _valid_command(value: Value) -> bool:
    if not isinstance(value, dict):
        return isinstance(value, str)
    return value.keys() <= {"description", "instruction"} and all(isinstance(v, str) for v in value.values())


def _valid(key: str, value: Value) -> bool:
    """Whether a value of Docker Agent's own is one that its client takes in a file with one agent."""
    kinds = AGENT_KEYS.get(key, ())
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        return False
    if key in ("sub_agents", "handoffs"):  # other agents of the file are not written beside this one
        return _texts(value) and all("/" in str(name) for name in _list(value))
    if key == "commands":
        maps = [m for m in (value if isinstance(value, list) else [value]) if isinstance(m, dict)]
        return all(_valid_command(command) for m in maps for command in m.values())
    if key == "num_history_items":
        return isinstance(value, int) and value >= 0
    return _texts(value) if key in ("rag", "add_prompt_files") else True


def _model(ref: str | None, models: Value) -> dict[str, object]:
    """What a model's name means: the model itself and its settings."""
    if ref is None or ref == AUTO:
        return {"model": None}
    named = models.get(ref) if isinstance(models, dict) else None
    if not isinstance(named, dict):
        return {"model": ref}
    parts = [str(named[key]) for key in ("provider", "model") if isinstance(named.get(key), str)]
    found: dict[str, object] = {"model": "/".join(parts) or ref}
    for key in ("temperature", "top_p"):
        number = named.get(key)
        if isinstance(number, (int, float)) and not isinstance(number, bool):
            found[key] = float(number)
    if isinstance(named.get("thinking_budget"), str):
        found["effort"] = named["thinking_budget"]
    return found


def _says(found: Mapping[str, object], agent: Agent) -> bool:
    settings = ("model", "temperature", "top_p", "effort")
    return all(found.get(key) == getattr(agent, key) for key in settings)


def _models_for(agent: Agent) -> Native:
    """The `models` entry for an agent whose model has settings of its own; empty without need."""
    provider, slash, model = (agent.model or "").partition("/")
    settings: Native = {}
    if agent.temperature is not None and 0 <= agent.temperature <= 2:
        settings["temperature"] = agent.temperature
    if agent.top_p is not None and 0 <= agent.top_p <= 1:
        settings["top_p"] = agent.top_p
    if agent.effort in EFFORTS:
        settings["thinking_budget"] = agent.effort
    if not (slash and provider and model and settings):
        return {}
    return {"main": {"provider": provider, "model": model, **settings}}


def _metadata_for(agent: Agent, file: Native) -> Native:
    kept = file.get("metadata")
    found = {k: v for k, v in kept.items() if k in _METADATA_KEYS} if isinstance(kept, dict) else {}
    made: Native = {key: v for key, v in found.items() if isinstance(v, str)}
    texts = {"version": agent.version, "license": agent.license, "author": ", ".join(agent.authors) or None}
    made |= {key: text for key, text in texts.items() if text is not None}
    return {"metadata": made} if made else {}


def _permissions_for(agent: Agent) -> Native:
    made: Native = {}
    if agent.permission_mode in UNASKED:
        made["allow"] = list(UNASKED[agent.permission_mode])
    if patterns := deny_patterns(agent.tools.deny):
        made["deny"] = list(patterns)
    return made
