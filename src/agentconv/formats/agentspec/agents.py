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
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers import container
from agentconv.containers.base import Tree
from agentconv.diagnostics import Loss, Severity
from agentconv.errors import NotAnAgent, SyntaxProblem, WrongType
from agentconv.formats.agentspec.components import (
    OWNER,
    SHAPES,
    SHARED,
    VERSION,
    inner_agents,
    is_component,
    loads_as,
    reachable,
    resolve,
    shared_of,
)
from agentconv.formats.agentspec.tools import (
    TOOLS_KEYS,
    asking,
    belongs,
    consent_of,
    given_tools,
    listed_tools,
)
from agentconv.kit.codecs import Joint, exact
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
from agentconv.kit.hosts import ALLOW, Host
from agentconv.kit.keys import Key
from agentconv.kit.model_map import INHERIT
from agentconv.kit.shapes import fits, list_or_empty, map_or_empty
from agentconv.kit.tools import NOTHING
from agentconv.kit.whole_files import whole_files
from agentconv.model import names, neutral
from agentconv.model.agent import FIELDS, Agent, Tools, Value, with_fields
from agentconv.text.source import Source

BAG = "agentconv"
HOSTS_MODEL = "default"
"""The model id of an agent that takes its host's: the key is required."""


_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PLACED = ("name", "description", "prompt", "model", "temperature", "top_p")
_CARRIED = tuple(name for name in FIELDS if name not in (*_PLACED, "tools", "extensions"))
"""The fields that only `metadata.agentconv` has a place for; tools and other formats' own come on top."""


class ModelCodec(Joint):
    """`llm_config`: the model and two settings; the agent's own component while it says the same."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        raw = exact(value)
        config = resolve(raw, shared_of(beside))
        if raw is None:
            return {}
        if not isinstance(raw, dict) or not isinstance(config, dict):
            raise WrongType("a component")
        found: dict[str, object] = {}
        parts = [str(config[k]) for k in ("provider", "model_id") if isinstance(config.get(k), str)]
        hosts = map_or_empty(map_or_empty(beside.get("metadata")).get(BAG)).get("hosts_model")
        if parts == [HOSTS_MODEL] and hosts is not None:
            found["model"] = INHERIT if hosts == INHERIT else None
        elif parts:
            found["model"] = "/".join(parts)
        settings = map_or_empty(config.get("default_generation_parameters"))
        numbers = ((key, settings.get(key)) for key in ("temperature", "top_p"))
        return found | {key: float(n) for key, n in numbers if fits(n, float)}  # type: ignore[arg-type]

    def write(self, agent: Agent) -> Value:
        if (own := agent.extensions.get(OWNER, {}).get("llm_config")) is not None:
            return own
        model = HOSTS_MODEL if agent.model is None or agent.model == INHERIT else agent.model
        provider, _, rest = model.partition("/")
        llm: Native = {
            "component_type": "LlmConfig",
            "id": f"{names.slug(agent.name)}-model",
            "name": "model",
        }
        llm |= {"model_id": rest, "provider": provider} if provider and rest else {"model_id": model}
        settings = {"temperature": agent.temperature, "top_p": agent.top_p}
        if given := {key: number for key, number in settings.items() if number is not None}:
            llm["default_generation_parameters"] = {**given}
        return llm


class MetadataCodec(Joint):
    """`metadata.agentconv`, with the fields that an Agent component has no place for."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        metadata = exact(value)
        bag = metadata.get(BAG) if isinstance(metadata, dict) else None
        if not isinstance(metadata, dict | None):
            raise WrongType("a map")
        if not isinstance(bag, dict | None):
            raise WrongType("a map", (BAG,))
        found: dict[str, object] = {}
        for key, item in (bag or {}).items():
            try:
                if key == "extensions":
                    found[key] = neutral.from_json(Agent, {"name": "", key: item}).extensions
                elif key in _CARRIED:
                    found[key] = neutral.field_from_json(key, item)
            except WrongType as problem:
                raise WrongType(problem.expected, (BAG, key, *problem.at)) from None
        return found

    def rest(self, value: Value, agent: Agent) -> Value:
        return {key: item for key, item in map_or_empty(value).items() if key != BAG} or None

    def write(self, agent: Agent) -> Value:
        kept = map_or_empty(neutral.to_json(agent))
        bag: Native = {key: kept[key] for key in _CARRIED if key in kept}
        if agent.model is None or agent.model == INHERIT:
            bag["hosts_model"] = agent.model or True
        if Tools(listed_tools(agent)) != agent.tools:
            bag["tools"] = neutral.to_json(agent.tools)
        if others := {o: dict(keys) for o, keys in agent.extensions.items() if o != OWNER}:
            bag["extensions"] = dict(others)
        own = map_or_empty(agent.extensions.get(OWNER, {}).get("metadata"))
        return {**own, BAG: bag} if bag else own


MODEL = ModelCodec()


class AgentSpec(Format):
    """Open Agent Specification agent."""

    name = OWNER
    host = Host(
        "pyagentspec 26.3.1: `requires_confirmation` is false by default",
        "2026-11-28",
        write=ALLOW,
        execute=ALLOW,
        network=ALLOW,
        search=ALLOW,  # servers are named in the metadata alone
    )
    title = "Open Agent Specification agent"
    separate = True
    containers = ("yaml", "json")
    paths = ("agentspec/*.yaml", "agentspec/*.json")
    marks = frozenset({"component_type"})
    reference = "https://oracle.github.io/agent-spec/"
    checked = "2026-11-20, pyagentspec 26.3.1"
    sure = "client"
    validated = "pyagentspec 26.3.1: load and compare"
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("system_prompt", "prompt"),
        Field("llm_config", "model", MODEL, also=("temperature", "top_p")),
        *(Field(key, "tools.allow", codec) for key, codec in TOOLS_KEYS.items()),
        Field("metadata", _CARRIED[0], MetadataCodec(), also=_CARRIED[1:], carried=True),
    )
    keys = {key: Key(shape) for key, shape in SHAPES.items()}
    known_only = True
    grants = NOTHING
    order = tuple(SHAPES)
    carrier = "metadata.agentconv"

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        if "component_type" not in tree.values:
            return 0
        return BY_PATH if self.lies_at(path) else BY_MARK

    # reading

    def lets(self, agent: Agent) -> frozenset[str]:
        if agent.tools.allow is None:
            return frozenset()  # it has no tools then
        return consent_of(agent, super().lets(agent))

    def agents(self, reading: Reading) -> list[Agent]:
        root = reading.tree.values
        kind = str(root.get("component_type"))
        if kind == "Agent":
            return [self.read(root, reading)]
        found = [self._part(root, kind, place, reading) for place in inner_agents(root)]
        if not found:
            raise NotAnAgent(f"a component of type {kind!r} holds no agent with a prompt")
        return found

    def _part(self, root: Native, kind: str, place: tuple[str | int, ...], reading: Reading) -> Agent:
        """One Agent component of a larger one."""
        value: Value = root
        for step in place:
            value = value[step]  # type: ignore[index]
        own = map_or_empty(value)
        if used := reachable(own, map_or_empty(root.get(SHARED))):
            own = {**own, SHARED: used}
        agent = self.read(own, reading.below(*place))
        whole: Native = {"component_type": kind, "name": str(root.get("name", ""))}
        return with_fields(agent, {f"extensions.{self.name}.part_of": whole})

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        own = agent.extensions.get(self.name, {})
        own = {key: value for key, value in own.items() if value is not None and value not in ([], {})}
        if own.get("human_in_the_loop") is True:  # as it is when nothing is said
            del own["human_in_the_loop"]
        agent = replace(agent, extensions={**agent.extensions, self.name: own})
        policy = map_or_empty(map_or_empty(native.get("metadata")).get(BAG)).get("tools")
        if policy is None:
            return agent
        try:
            tools = neutral.from_json(Tools, exact(policy))
        except WrongType as problem:
            place = ("metadata", BAG, "tools", *problem.at)
            reading.add("wrong-type", f"'tools' takes {problem.expected}", *place)
            return agent
        listed = agent.tools.allow or ()
        allow = tools.allow if belongs(listed, replace(agent, tools=tools)) else listed
        return replace(agent, tools=replace(tools, allow=allow))

    # writing

    def usual(self, agent: Agent) -> Native:
        inputs: dict[str, Value] = {}
        for match in _PLACEHOLDER.finditer(agent.prompt):
            inputs.setdefault(match[1], {"title": match[1], "type": "string", "default": match[0]})
        made: Native = {"inputs": [*inputs.values()]} if inputs else {}
        fixed: Native = {"component_type": "Agent", "agentspec_version": VERSION, "system_prompt": ""}
        return {**fixed, "id": names.slug(agent.name), **made}

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        _remark_text(agent.prompt, writing)
        own = dict(agent.extensions.get(self.name, {}))
        shared = map_or_empty(own.pop(SHARED, None))
        if not all(is_component(component, shared) for component in shared.values()):
            shared = {}
        llm = own.get("llm_config")
        said = MODEL.decode(llm, {SHARED: shared}) if loads_as(llm, shared) else None
        settings = ("model", "temperature", "top_p")
        if said is None or any(said.get(key) != getattr(agent, key) for key in settings):
            own = {k: v for k, v in own.items() if k not in ("llm_config", "agentspec_version")}
        listed = {key: items for key in TOOLS_KEYS if (items := list_or_empty(own.get(key)))}
        loads = all(loads_as(item, shared) for items in listed.values() for item in items)
        own = {key: value for key, value in own.items() if key not in TOOLS_KEYS}
        if loads and listed and given_tools(listed, shared) == agent.tools.allow:
            own |= listed
        titles = {str(map_or_empty(item).get("title")) for item in list_or_empty(own.get("inputs"))}
        if titles != {match[1] for match in _PLACEHOLDER.finditer(agent.prompt)}:
            own.pop("inputs", None)
        if used := reachable({key: own[key] for key in SHAPES if key in own}, shared):
            own[SHARED] = used
        mode = agent.permission_mode
        if mode is None and writing.source != self.name:
            mode = asking(agent, writing.lets)
        if mode is not agent.permission_mode:
            what = "an agent without a mode is written with tools that ask"
            report = writing.report.scoped(field="permission_mode", loss=Loss.APPROXIMATED)
            report.add("field-approximated", what, severity=Severity.NOTE)
        extensions = {**agent.extensions, self.name: own}
        return replace(agent, permission_mode=mode, extensions=extensions)

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        kept, rest = whole_files(self, items, writing.scope)
        return [_with_ending(file) for file in kept + super().files(rest, writing)]


def _remark_text(prompt: str, writing: Writing) -> None:
    spelled: dict[str, set[str]] = {}
    for match in _PLACEHOLDER.finditer(prompt):
        spelled.setdefault(match[1], set()).add(match[0])
    if several := sorted(name for name, texts in spelled.items() if len(texts) > 1):
        what = f"a runtime that fills in inputs writes {', '.join(several)} in one spelling everywhere"
        writing.report.add("live-text", what, field="prompt")


def _with_ending(file: OutputFile) -> OutputFile:
    """A file under the ending that its text has: what was read as JSON stays JSON."""
    if not file.text.lstrip("\ufeff \t\r\n").startswith("{"):
        return file
    try:
        container("json").read(Source(file.path, file.text))
    except SyntaxProblem:
        return file  # YAML in flow style
    return replace(file, path=f"{file.path.removesuffix('.yaml')}.json")
