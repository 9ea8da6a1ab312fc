"""CrewAI agents: several in one `agents.yaml`, a map of name -> role, goal, backstory and settings.

Facts: CrewAI 1.15.30, its classic form used from a `@CrewBase` class (docs.crewai.com, read 2026-11-20; run 2026-11-28).

* `role`, `goal` and `backstory` are all required. A role is read as the title, a goal as the description and
  a backstory as the instructions; where an agent lacks one, its name stands for it.
* `{ident}` in these texts is a placeholder: CrewAI fills it in, or fails, as soon as the crew has inputs. There
  is no escape, so every one is named; `{"a": 1}` is left alone.
* Names under `tools` are functions that the crew's own code registers: what they may do is that code's
  decision, so they are kept as they are, and other formats' tools are never written there.
* `llm` is `provider/id`; a name alone is one of OpenAI's, whatever it says. A model that CrewAI has no client of its
  own for is refused where LiteLLM is not installed, which it is not by itself.
* Without `tools` an agent has none. `allow_delegation` lets it ask other agents; it is off by default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from agentconv import (
    BOOLEAN,
    INTEGER,
    TEXT,
    Agent,
    Field,
    Format,
    Limit,
    NotAnAgent,
    OutputFile,
    Reading,
    Rendered,
    Tool,
    Tools,
    Value,
    Writing,
    WrongType,
    as_text,
    container,
    exact,
    hookimpl,
    kept_source,
)

_PLACEHOLDER = re.compile(r"\{[A-Za-z_][\w-]*\}")
_REQUIRED = ("role", "goal", "backstory")
_LIVE = {"role": "display_name", "goal": "description", "backstory": "prompt"}
_DELEGATE = Tool("agent")
_MODEL = re.compile(
    r"(?i)openai/(gpt-|o[134]|whisper-).*|(anthropic|claude)/(claude-|anthropic\.).*|azure(_openai)?/.+"
    r"|(google|gemini)/(gemini-|gemma-|learnlm-).*|(bedrock|aws)/.*\..*|deepseek/deepseek.*|deepinfra/[^/]+/[^/]+"
    r"|(openrouter|ollama|ollama_chat|hosted_vllm|cerebras|dashscope|snowflake)/.+"
)
"""The models that CrewAI has a client of its own for."""


class ToolsCodec:
    """`tools`: names that the crew's own code gives a meaning to."""

    def decode(self, value: Value) -> tuple[Tool, ...]:
        names = exact(value)
        if names is None:
            return ()
        if not isinstance(names, list):
            raise WrongType("a list of names")
        for index, name in enumerate(names):
            if not isinstance(name, str) or not name:
                raise WrongType("a name", (index,))
        return tuple(dict.fromkeys(Tool(str(name), native="crewai") for name in names))

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return [tool.name for tool in value if tool.native == "crewai"]


class CrewAI(Format):
    """CrewAI agents."""

    name = "crewai"
    title = "CrewAI agents.yaml"
    containers = ("yaml",)
    paths = ("config/agents.yaml", "agents.yaml")
    shared_file = True
    models_of = "opencode"  # PROVIDER/ID, as CrewAI's LLM takes it; a name alone would be one of OpenAI's
    reference = "https://docs.crewai.com/concepts/agents"
    checked = "2026-11-28, CrewAI 1.15.30"
    validated = "CrewAI 1.15: an agent is made of each entry"
    fields = (
        Field("role", "display_name", TEXT),
        Field("goal", "description", TEXT),
        Field("backstory", "prompt", TEXT),
        Field("llm", "model", TEXT),
        Field("tools", "tools.allow", ToolsCodec()),
        Field("max_iter", "max_turns", INTEGER),
    )
    reasons = {
        "name": "a name is a key of the file",
        "display_name": "a role is required",
        "description": "a goal is required",
        "prompt": "a backstory is required",
        "model": "CrewAI has no client of its own for the model",
        "tools.allow": "tools of a crew are functions of its own code; give them to the agent there",
        "tools.deny": "an agent of a crew has only the tools that it is given",
        "*": "agents.yaml has no place for it; --carry keeps it",
    }

    def recognises(self, path, tree):  # type: ignore[no-untyped-def]
        entries = list(tree.values.values())
        fits = entries and all(isinstance(e, dict) and set(_REQUIRED) <= e.keys() for e in entries)
        return (3 if self.lies_at(path) else 2) if fits else 0

    # reading

    def agents(self, reading: Reading) -> list[Agent]:
        found = []
        for key, entry in reading.tree.values.items():
            if not isinstance(entry, dict):
                reading.add("wrong-type", f"{key!r} takes a map with role, goal and backstory", key)
                continue
            missing = [k for k in _REQUIRED if k not in entry]
            if missing:
                reading.add("client-ignores", f"CrewAI refuses {key!r}: it has no {missing[0]}", key)
            found.append(self.decode({"(name)": key, **entry}, reading.below(key)))
        if not found and not reading.report.errors():
            raise NotAnAgent("the file holds no agent")
        return found

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        values = {k: v for k, v in native.items() if k != "(name)"}
        delegates = False
        if "allow_delegation" in values:
            try:
                delegates = bool(BOOLEAN.decode(values["allow_delegation"]))
                del values["allow_delegation"]
            except WrongType:
                reading.add("wrong-type", "'allow_delegation' takes true or false", "allow_delegation")
        agent = super().decode(values, reading)
        name = as_text(native.get("(name)")) or agent.name
        allow = (*(agent.tools.allow or ()), *([_DELEGATE] if delegates else []))
        same = agent.display_name == name or not agent.display_name
        title = None if same else agent.display_name
        return replace(agent, name=name, display_name=title, tools=Tools(allow))

    # writing

    def model_for(self, agent: Agent, writing: Writing) -> str | None:
        model = super().model_for(agent, writing)
        own = writing.source == self.name or writing.model is not None
        return model if own or _MODEL.fullmatch(model or "") else None

    def encode(self, agent: Agent, writing: Writing) -> dict[str, Value]:
        name = agent.name if agent.name.strip() == agent.name else writing.stem(agent)
        delegates = Limit(agent).allows(_DELEGATE) and bool(agent.tools.allow)
        own = tuple(t for t in agent.tools.allow or () if t.native == self.name and _allowed(t, agent))
        said = replace(
            agent,
            display_name=agent.display_name or name,
            description=agent.description or name,
            prompt=agent.prompt or name,
            tools=Tools(own),
        )
        native = {"(name)": name, **super().encode(said, writing)}
        if not own:
            native.pop("tools", None)
        if delegates:
            native["allow_delegation"] = True
        for key, field in _LIVE.items():
            if found := _PLACEHOLDER.search(str(native[key])):
                what = f"CrewAI fills in {found[0]} in {key!r} when the crew has inputs, and fails without it"
                writing.report.add("live-text", what, field=field)
        return native

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        agents = tuple(item.agent.name for item in items)
        source = kept_source([item.document for item in items])
        if source is not None:
            return [OutputFile(self.path_of(""), source.tree.source.text, agents)]
        if any(item.source is not None for item in items):
            writing.report.add("layout-lost", "the file is written anew: its layout cannot be kept")
        natives = [dict(item.native) for item in sorted(items, key=lambda item: item.slug)]
        crew: dict[str, Value] = {str(native.pop("(name)")): native for native in natives}
        return [OutputFile(self.path_of(""), container("yaml").write(crew), agents)]

    def path_of(self, slug: str, scope: str = "project") -> str:
        return self.paths[0]


def _allowed(tool: Tool, agent: Agent) -> bool:
    return Limit(agent).allows(tool)


@hookimpl
def agentconv_formats() -> list[type[Format]]:
    """The formats of this package."""
    return [CrewAI]
