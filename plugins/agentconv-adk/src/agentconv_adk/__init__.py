"""Google ADK agent config: a folder for each agent with `root_agent.yaml`, as `adk run` and `adk web` load it.

Facts: google-adk 2.13.0 (its loader `config_agent_utils`, its config classes and its prompt flow, read and run
2026-11-28):

* The file is YAML 1.1. `name` and `instruction` are required and an unknown key is refused. A name is a Python
  identifier and not `user`; `adk web` takes folders of ASCII letters, digits and underscores only.
* `{word}`, `{app:word}` and `{artifact.file}` in `instruction` are filled in from the session, and a run fails
  where nothing is there. `static_instruction` is sent as it stands: text of another tool that ADK would fill in
  is written there, and is the same to the byte. It goes before `instruction`, which then is the user's.
* A model without a prefix is one of Google's, and an absent one is the parent's or `gemini-3.5-flash`.
* `agent_class` may also be one that runs agents in an order, or of one's own code: such a file has no instructions.
* Without `tools` an agent has none. Names without a dot are ADK's own, any other is Python code. Nothing asks
  before a tool runs. `sub_agents` may be handed the conversation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from agentconv import (
    NOTHING,
    NUMBER,
    Agent,
    Field,
    Format,
    Host,
    Key,
    Listed,
    NotAnAgent,
    Reading,
    Tool,
    ToolNames,
    Tools,
    Value,
    Writing,
    WrongType,
    exact,
    hookimpl,
)

ALLOW = "allow"
CLASSES = frozenset(
    f"{module}{name}"
    for module in ("", "google.adk.agents.", "google.adk.agents.llm_agent.")
    for name in ("Agent", "LlmAgent")
)
"""What `agent_class` says of an agent with instructions; others run agents in an order, or are code."""
FIRST = ("agent_class", "name", "description", "model", "instruction", "static_instruction")
LIVE = re.compile(r"(?<![${\\]){+\s*(?:artifact\.[^{}]*|(?:(?:app|user|temp):)?[^\W\d]\w*\??)\s*}+")
NAMES = ToolNames(
    "adk",
    {
        "google_search": "web_search",
        "enterprise_web_search": "web_search",
        "url_context": "web_fetch",
        "get_user_choice": "ask_user",
    },
    lambda _: None,
    lambda server, tool: None,
    arguments=False,
)
_KEYS = (
    "agent_class sub_agents before_agent_callbacks after_agent_callbacks model_code static_instruction"
    " disallow_transfer_to_parent disallow_transfer_to_peers input_schema output_schema output_key"
    " include_contents before_model_callbacks after_model_callbacks before_tool_callbacks"
    " after_tool_callbacks"
)


def _words(value: Value) -> list[str]:
    """The tools of a list as `name`, or `name {...}` with the arguments as JSON: it is another tool then."""
    items = exact(value)
    if not isinstance(items, list):
        raise WrongType("a list of tools")
    found = []
    for index, item in enumerate(items):
        if not isinstance(item, dict) or not isinstance(name := item.get("name"), str) or not name:
            raise WrongType("a map with a tool's name", (index,))
        args = item.get("args")
        found.append(f"{name} {json.dumps(args, sort_keys=True)}" if args else str(name))
    return found


def _entry(word: str) -> Value:
    """A tool as ADK lists it."""
    name, configured, args = word.partition(" ")
    return {"name": name, "args": json.loads(args)} if configured else {"name": name}


class ToolList(Listed):
    """`tools`: maps with a name, and arguments for what is made from a class."""

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return self.write(Agent("", tools=Tools(value)))

    def write(self, agent: Agent) -> Value:
        words = super().write(agent)
        return [_entry(str(word)) for word in words] if isinstance(words, list) and words else None


class Adk(Format):
    """Google ADK agent."""

    name = "adk"
    title = "Google ADK agent config"
    containers = ("yaml",)
    paths = ("adk/*/root_agent.yaml", "*/root_agent.yaml")
    name_rule = re.compile(r"(?!user\Z)[^\W\d]\w*")
    reference = "https://google.github.io/adk-docs/agents/config/"
    checked = "2026-11-28, google-adk 2.13.0"
    validated = "google-adk 2.13: each file is loaded, and its instruction is sent"
    models_of = "gemini"
    client = "ADK"
    required = ("name", "instruction")
    closed = True
    grants = NOTHING
    host = Host(
        "google-adk 2.13.0: no tool of a config asks", "2026-11-28",
        write=ALLOW, execute=ALLOW, network=ALLOW, search=ALLOW, servers=ALLOW,
    )  # fmt: skip
    fields = (
        Field("name", "name"),
        Field("description", "description"),
        Field("model", "model"),
        Field("instruction", "prompt"),
        Field("tools", "tools.allow", ToolList(NAMES, every="", grants=NOTHING, words=_words)),
        Field(("generate_content_config", "temperature"), "temperature", NUMBER),
        Field(("generate_content_config", "top_p"), "top_p", NUMBER),
    )
    keys = {
        "name": Key(str, "text"),
        "description": Key(str, "text"),
        "model": Key((str, None), "text"),
        "instruction": Key(str, "text"),
    }
    more_keys = frozenset(_KEYS.split())
    reasons = {
        "name": "a name is a Python identifier",
        "tools.allow": "ADK's tools are its own or Python code: name them in `tools`",
        "tools.deny": "an agent has the tools that are listed",
        "*": "ADK refuses a key that it does not know; --carry keeps it",
    }

    def path_of(self, slug: str, scope: str = "project") -> str:
        return super().path_of(_identifier(slug), scope)

    def name_for(self, agent: Agent, writing: Writing) -> str:
        return agent.name if self.takes_name(agent.name) else _identifier(writing.stem(agent))

    def model_for(self, agent: Agent, writing: Writing) -> str | None:
        model = super().model_for(agent, writing)
        return None if model == "inherit" else model

    def agents(self, reading: Reading) -> list[Agent]:
        kind = reading.tree.values.get("agent_class") or "LlmAgent"
        if isinstance(kind, str) and str(kind) not in CLASSES:
            raise NotAnAgent(f"{kind} is a class that runs other agents, or code of the project's own")
        return super().agents(reading)

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        values, live = dict(native), False
        if isinstance(text := values.get("instruction"), str) and (live := bool(LIVE.search(text))):
            what = f"ADK fills in {LIVE.search(text)[0]} from the session; elsewhere it is text"  # type: ignore[index]
            reading.add("adk/live-placeholder", what, "instruction")
        static = values.get("static_instruction")
        if isinstance(static, str) and not text:
            values["instruction"] = values.pop("static_instruction")
        agent = super().decode(values, reading)
        own = {**agent.extensions.get(self.name, {}), **({"placeholders": True} if live else {})}
        agents = (Tool("agent"),) if own.get("sub_agents") else ()
        tools = replace(agent.tools, allow=(*(agent.tools.allow or ()), *agents))
        return replace(
            agent, tools=tools, extensions={**agent.extensions, self.name: own} if own else agent.extensions
        )

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        super().remark(agent, native, reading)
        if native.get("instruction") and native.get("static_instruction"):
            what = "ADK sends static_instruction too, before the instruction: elsewhere it is left out"
            reading.add("adk/two-instructions", what, "static_instruction")

    def encode(self, agent: Agent, writing: Writing) -> dict[str, Value]:
        native: dict[str, Value] = {"name": "", **super().encode(agent, writing)}
        text = str(native.pop("instruction", ""))
        live = LIVE.search(text) and agent.extensions.get(self.name, {}).get("placeholders") is not True
        native["instruction"] = "" if live else text
        if live:
            native["static_instruction"] = text
        return {key: native[key] for key in (*FIRST, *native) if key in native}


def _identifier(slug: str) -> str:
    word = re.sub(r"\W", "_", slug)
    return word if word.isidentifier() and word != "user" else f"agent_{word}"


@hookimpl
def agentconv_formats() -> list[type[Format]]:
    """The formats of this package."""
    return [Adk]
