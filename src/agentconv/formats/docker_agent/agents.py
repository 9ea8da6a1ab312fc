"""Docker Agent (once cagent): YAML with a map of agents; no fixed folder.

Facts: docker/docker-agent's JSON schema for config version 7 (2026-03-14) and its Go source of 2026-03 to
2026-11 (loader, tool filter, expander, permissions), read 2026-11-20; no client was run:

* `version` is text. "7" is written, which every release since 2026-03 loads; what later versions add is in
  `newer`.
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
from agentconv.diagnostics import Loss, Severity
from agentconv.errors import KeepNative, NotAnAgent, WrongType
from agentconv.formats.docker_agent import newer
from agentconv.formats.docker_agent.permissions import PERMISSIONS, PermissionsCodec, asked_for
from agentconv.formats.docker_agent.tools import OWNER, ToolsetsCodec, is_toolset
from agentconv.kit.codecs import INTEGER, Joint, as_null, as_text, exact
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
from agentconv.kit.hosts import Host
from agentconv.kit.keys import Key
from agentconv.kit.shapes import Shape, fits, map_or_empty
from agentconv.kit.tools import NOTHING
from agentconv.kit.whole_files import whole_files
from agentconv.model.agent import Agent, Tool, Value, with_fields

VERSION = "7"
AUTO = "auto"
EFFORTS = ("none", "minimal", "low", "medium", "high")

_COMMANDS: Shape = {"*": (str, {"description": str, "instruction": str})}
_AGENTS: Shape = [re.compile("(?s).*/.*")]
"""References to agents outside of the file: the others of the file are not written beside this one."""
FREE = frozenset({"unasked:network", "unasked:servers"})
"""What a source's host has to let go unasked, if this client's word on what only reads is to stand."""
AGENT_KEYS: dict[str, Shape] = {
    **dict.fromkeys(("model", "description", "instruction", "welcome_message"), str),
    "toolsets": list,
    "sub_agents": _AGENTS,
    "handoffs": _AGENTS,
    "rag": [str],
    "add_prompt_files": [str],
    **dict.fromkeys(("fallback", "structured_output", "hooks"), dict),
    **dict.fromkeys(
        ("add_date", "add_environment_info", "code_mode_tools", "add_description_parameter", "skills"), bool
    ),
    "commands": (_COMMANDS, [_COMMANDS]),
    "max_iterations": int,
    "num_history_items": lambda value: isinstance(value, int) and value >= 0,
}
"""Keys of an agent with what the client takes, in the order in which they are written."""


def _section(entry: Shape) -> Shape:
    """A section of the file: a map of entries, which is taken when it has any."""
    return lambda value: bool(value) and fits(value, {"*": entry})


def _is_server(entry: Value) -> bool:
    return isinstance(entry, dict) and is_toolset({**entry, "type": "mcp"})


RAG = "file: rag"
"""What this module calls the file's own `rag`, since an agent has a key of that name too."""
FILE_KEYS: dict[str, Shape] = {
    "version": lambda value: bool(re.fullmatch(r"[0-9]|1[0-6]", str(value))),
    "providers": _section(dict.fromkeys(("api_type", "base_url", "token_key"), str)),
    "mcps": _section(_is_server),
    RAG: _section(dict),
    "models": _section(
        {
            **dict.fromkeys(("provider", "model", "base_url", "token_key"), str),
            **dict.fromkeys(("temperature", "top_p", "frequency_penalty", "presence_penalty"), float),
            **dict.fromkeys(("parallel_tool_calls", "track_usage"), bool),
            "max_tokens": int,
            "provider_opts": dict,
            "thinking_budget": (int, str),
            "routing": list,
        }
    ),
    "metadata": dict.fromkeys(("version", "license", "author", "readme", "description"), str),
    "permissions": PERMISSIONS,
}
"""Keys of the file with what the client takes, by what they are called beside an agent's keys."""
ROOT_KEYS = (
    *("version", "providers", "mcps", "rag", "models", "agents", "metadata", "permissions"),
    *newer.FILE_KEYS,
)
"""The keys of the file in the order in which they are written."""
CALLED = {key: key for key in ROOT_KEYS} | {key: f"file: {key}" for key in ("rag", *newer.FILE_KEYS)}
_AS_WRITTEN = {called: key for key, called in CALLED.items()}

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


class AuthorCodec:
    """One text for the author; several are joined."""

    def decode(self, value: Value) -> tuple[str, ...] | None:
        text = as_text(value)
        return None if text is None else (text,)

    def encode(self, value: tuple[str, ...]) -> Value:
        return ", ".join(value) or None


class ModelCodec(Joint):
    """`model`: `provider/id`, `auto`, or the name of an entry of the file's `models`."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        ref = as_text(value)
        if ref is None or ref == AUTO:
            return {}
        entry = _entry(ref, beside.get("models"))
        parts = [str(entry[key]) for key in ("provider", "model") if isinstance(entry.get(key), str)]
        return {"model": "/".join(parts) or ref}

    def rest(self, value: Value, agent: Agent) -> Value:
        return None if value in (agent.model, AUTO) else value

    def write(self, agent: Agent) -> Value:
        return _named(agent) or next(iter(_models_for(agent)), agent.model or AUTO)


class ModelsCodec(Joint):
    """`models` of the file: the settings of the one that the agent has, and whatever else there is."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        entry = _entry(_text(beside.get("model")), exact(value))
        found: dict[str, object] = {}
        for key in ("temperature", "top_p"):
            if fits(number := entry.get(key), float):
                found[key] = float(number)  # type: ignore[arg-type]
        if isinstance(entry.get("thinking_budget"), str):
            found["effort"] = entry["thinking_budget"]
        return found

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get(OWNER, {}).get("models")
        made = {} if _named(agent) else _models_for(agent)
        return {**own, **made} if isinstance(own, dict) and fits(own, FILE_KEYS["models"]) else made


class DockerAgent(Format):
    """Docker Agent configuration.

    Its table sees the keys of one agent and those of the file side by side. What the file's keys hold that
    has no field is the extension `file`.
    """

    name = OWNER
    host = Host("https://docs.docker.com/ai/docker-agent/configuration/permissions/", "2026-11-28")
    title = "Docker Agent configuration"
    separate = True
    containers = ("yaml",)
    paths = ("docker-agent/*.yaml",)
    reference = "https://docs.docker.com/ai/docker-agent/configuration/overview/"
    checked = "2026-11-28, the vendor's JSON schemas 7 and 15 and Go source"
    sure = "schema"
    validated = "the vendor's JSON schema, version 7"
    fields = (
        Field("name", "name"),
        Field("model", "model", ModelCodec()),
        Field("models", "temperature", ModelsCodec(), also=("top_p", "effort")),
        Field("description", "description", InertText()),
        Field("instruction", "prompt", InstructionCodec()),
        Field("toolsets", "tools.allow", ToolsetsCodec(), also=("mcp_servers",)),
        Field("permissions", "tools.deny", PermissionsCodec(), also=("permission_mode",)),
        Field("max_iterations", "max_turns", INTEGER),
        Field(("metadata", "version"), "version"),
        Field(("metadata", "license"), "license"),
        Field(("metadata", "author"), "authors", AuthorCodec()),
    )
    keys = {key: Key(shape) for key, shape in (AGENT_KEYS | newer.AGENT_KEYS | FILE_KEYS).items()}
    more_keys = frozenset((*ROOT_KEYS, *CALLED.values()))
    known_only = True
    grants = NOTHING
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
        return BY_MARK if own and len(maps) == len(agents) and tree.values.keys() <= CALLED.keys() else 0

    # reading

    def agents(self, reading: Reading) -> list[Agent]:
        root = reading.tree.values
        agents = root.get("agents")
        if not isinstance(agents, dict):
            raise NotAnAgent("there is no map of agents")
        if not agents:
            raise NotAnAgent("the map of agents is empty")
        return [self.read({**root, "agents": {name: own}}, reading) for name, own in agents.items()]

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agents = native.get("agents")
        name, own = next(iter(agents.items()), ("", None)) if isinstance(agents, dict) else ("", None)
        if as_null(own):
            own = {}
        if not isinstance(own, dict):
            reading.add("wrong-type", "an agent takes a map", "agents", name)
            return Agent(name)
        file = {CALLED.get(key, key): value for key, value in native.items() if key != "agents"}
        if _text(file.get("version")) == VERSION:
            del file["version"]
        own = newer.with_instruction(newer.with_named_toolsets(own, native), reading.below("agents", name))
        flat = {**own, **file, "name": name}
        agent = super().decode(flat, reading.below("agents", name, apart=file))
        rest = dict(agent.extensions.get(OWNER, {}))
        if "models" not in rest:
            rest.pop("model", None)  # it names the entry that is written for such an agent
        said = {_AS_WRITTEN[key]: rest.pop(key) for key in file if key in rest and key in _AS_WRITTEN}
        rest |= {"file": said} if said else {}
        return replace(agent, extensions={OWNER: rest} if rest else {})

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        found = list(agent.tools.allow or ())
        others = [str(n) for key in ("sub_agents", "handoffs") for n in _items(native, key, reading)]
        if others:
            found.append(Tool("agent", ", ".join(dict.fromkeys(others))))
        elif Tool("background_agents", native=OWNER) in found:
            found.append(Tool("agent"))
        found += [Tool(f"rag:{n}", native=OWNER) for n in _items(native, "rag", reading)]
        if exact(native.get("skills")) not in (None, False, []):
            found.append(Tool("skill"))
        agent = with_fields(agent, {"tools.allow": tuple(dict.fromkeys(found))})
        return newer.bounded(agent, native)

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        super().remark(agent, native, reading)
        for name, own in map_or_empty(native.get("agents")).items():
            if isinstance(own, dict) and "harness" in own:
                what = "a harness runs the agent with the tools of another program, whatever its toolsets say"
                reading.add("tool-implied", what, "agents", name, "harness")

    # writing

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        own = dict(agent.extensions.get(OWNER, {}))
        file = own.pop("file", None)
        for key, value in file.items() if isinstance(file, dict) else ():
            own[CALLED.get(key, key)] = value
        if isinstance(metadata := own.get("metadata"), dict):
            own["metadata"] = {k: v for k, v in metadata.items() if fits({k: v}, FILE_KEYS["metadata"])}
        turns = agent.max_turns if (agent.max_turns or 0) >= 0 else None
        mode = agent.permission_mode
        silent = mode is None and writing.source != self.name and "permissions" not in own
        if silent and asked_for(agent) and not writing.lets >= FREE:
            mode = "default"
            what = "an agent without a mode is written with permissions that ask, also before what only reads"
            report = writing.report.scoped(field="permission_mode", loss=Loss.APPROXIMATED)
            hint = self.reasons["permission_mode"]
            report.add("field-approximated", what, severity=Severity.NOTE, hint=hint)
        return replace(agent, max_turns=turns, permission_mode=mode, extensions={OWNER: own})

    def encode(self, agent: Agent, writing: Writing) -> Native:
        flat = super().encode(agent, writing)
        version = str(flat.get("version", VERSION))
        more = newer.AGENT_KEYS if newer.is_newer(version) else {}
        own = {key: flat[key] for key in (*AGENT_KEYS, *more) if key in flat}
        if "instruction" in own:
            own.pop("instruction_file", None)
        if "toolsets" in own:
            own.pop("use_toolsets", None)  # what they name stands among the agent's own
        flat |= {"version": version, "agents": {agent.name: own}}
        left = () if more else newer.FILE_KEYS
        return {key: flat[name] for key, name in CALLED.items() if name in flat and key not in left}

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        kept, rest = whole_files(self, items, writing.scope)
        return kept + super().files(rest, writing)


def _text(value: Value) -> str | None:
    """A scalar as text; None for null and for what is no scalar."""
    try:
        return as_text(value)
    except WrongType:
        return None


def _items(own: Mapping[str, Value], key: str, reading: Reading) -> list[Value]:
    value = own.get(key)
    if as_null(value):
        return []
    if not isinstance(value, list):
        reading.add("wrong-type", f"{key!r} takes a list", key)
        return []
    return value


def _entry(ref: str | None, models: Value) -> Native:
    """The entry of `models` that a model's name means; empty when there is none."""
    entry = models.get(ref) if isinstance(models, dict) and ref is not None else None
    return entry if isinstance(entry, dict) else {}


def _named(agent: Agent) -> str | None:
    """The agent's own name for its model, while the entry of that name still says what the agent has."""
    own = agent.extensions.get(OWNER, {})
    ref, models = own.get("model"), own.get("models")
    if not isinstance(ref, str) or not isinstance(models, dict) or ref not in models:
        return None
    held = ModelCodec().decode(ref, own) | ModelsCodec().decode(models, own)  # type: ignore[operator]
    settings = ("model", "temperature", "top_p", "effort")
    same = fits(models, FILE_KEYS["models"]) and all(held.get(key) == getattr(agent, key) for key in settings)
    return ref if same else None


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
