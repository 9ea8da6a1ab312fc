"""Microsoft AgentSchema: prompt agents in YAML, as Agent Framework's `AgentFactory` makes agents of them.

Facts: agent-framework-declarative 1.4.0 (its models and loader, read and run 2026-11-28) and agentschema 1.0.0b8:

* `kind: Prompt` marks an agent; a key that the framework does not know is refused. `metadata` takes anything.
* A text that starts with `=` is a Power Fx formula where a .NET runtime is at hand, and is text where there is none;
  a space before it makes it text everywhere.
* `model.provider` says whose model an `id` is; without one it is a deployment in Foundry. Without a model the program
  that loads the file brings its own.
* Without `tools` an agent has none. `web_search` runs at OpenAI, unasked. An `mcp` tool has an address; who may call
  it without a person's consent, `approvalMode` says, and where that is absent OpenAI asks for each call.
* Kinds other than these, `function`, `file_search` and `code_interpreter` make the framework fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from agentconv import (
    BY_MARK,
    BY_PATH,
    NOTHING,
    NUMBER,
    Agent,
    Field,
    Format,
    Host,
    Joint,
    Key,
    Limit,
    Reading,
    Tool,
    ToolNames,
    Tree,
    Value,
    Writing,
    WrongType,
    exact,
    given,
    hookimpl,
)

ALLOW = "allow"
NAMES = ToolNames(
    "agentschema",
    {"web_search": "web_search"},
    lambda _: None,
    lambda server, tool: None,
    arguments=False,
)
_SERVER = {"kind", "name", "serverName", "url", "allowedTools"}
_TEXTS = ("displayName", "description", "instructions")


def _text(text: str) -> str:
    """A text that is no formula."""
    return f" {text}" if text.startswith("=") else text


class Texts:
    """A list of texts."""

    def decode(self, value: Value) -> tuple[str, ...]:
        texts = exact(value)
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise WrongType("a list of texts")
        return tuple(map(str, texts))

    def encode(self, value: tuple[str, ...]) -> Value:
        return list(value)


class ToolList(Joint):
    """`tools`: the model's own, servers with an address, and functions of the program."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        items = exact(value)
        if items is not None and not isinstance(items, list):
            raise WrongType("a list of tools")
        tools: list[Tool] = []
        servers: dict[str, Value] = {}
        for index, item in enumerate(items or ()):
            if not isinstance(item, dict) or not isinstance(item.get("kind"), str):
                raise WrongType("a map with a kind", (index,))
            if name := _server(item):
                servers[name] = {"type": "http", "url": item["url"]}
                listed = item.get("allowedTools") or (None,)
                tools += (Tool("mcp", server=name, tool=tool) for tool in listed)  # type: ignore[union-attr, arg-type]
            else:
                tools += given([_word(item)], NAMES)
        return {"tools.allow": tuple(dict.fromkeys(tools)), "mcp_servers": servers}

    def write(self, agent: Agent) -> Value:
        limit = Limit(agent)
        items = [_item(word) for word in limit.listed(NAMES) or ()]
        for name, config in agent.mcp_servers.items():
            if isinstance(config, Mapping) and dict(config) == {"type": "http", "url": config.get("url")}:
                items += _mcp(name, str(config["url"]), limit)
        return items or None

    def rest(self, value: Value, agent: Agent) -> Value:
        return None


def _server(item: Mapping[str, Value]) -> str | None:
    """How a server is called that says no more than where it is, and which of its tools are given."""
    names, tools = [item.get("serverName"), item.get("name")], item.get("allowedTools", [])
    plain = item["kind"] == "mcp" and item.keys() <= _SERVER and isinstance(item.get("url"), str)
    plain = plain and (None in names or names[0] == names[1])
    if not plain or not isinstance(tools, list) or not all(isinstance(tool, str) and tool for tool in tools):
        return None
    return next((str(name) for name in names if isinstance(name, str) and name), None)


def _mcp(name: str, url: str, limit: Limit) -> list[Value]:
    """A server as a tool, with those of its tools that an agent may call; nothing for none."""
    item: dict[str, Value] = {"kind": "mcp", "name": name, "serverName": name, "url": url}
    if limit.allows(Tool("mcp", server=name)):
        return [item]
    tools = [t.tool for t in limit.agent.tools.allow or () if t.server == name and t.tool and limit.allows(t)]
    return [{**item, "allowedTools": list(dict.fromkeys(tools))}] if tools else []


def _word(item: Mapping[str, Value]) -> str:
    """A tool as `kind`, or `kind {...}` with what else it says as JSON: it is the format's own then."""
    rest = {key: value for key, value in item.items() if key not in ("kind", "name") or value != item["kind"]}
    return f"{item['kind']} {json.dumps(rest, sort_keys=True)}" if rest else str(item["kind"])


def _item(word: str) -> Value:
    kind, more, rest = word.partition(" ")
    return {"kind": kind, **(json.loads(rest) if more else {})}


class AgentSchema(Format):
    """AgentSchema prompt agent."""

    name = "agentschema"
    title = "AgentSchema prompt agent"
    containers = ("yaml", "json")
    paths = ("agentschema/*.yaml", "agentschema/*.yml", "agentschema/*.json")
    name_rule = re.compile(r"(?s)[^=].*")
    reference = "https://microsoft.github.io/AgentSchema/reference/promptagent/"
    checked = "2026-11-28, agent-framework-declarative 1.4.0, agentschema 1.0.0b8"
    validated = "agent-framework-declarative 1.4 makes an agent of each file; agentschema loads it"
    models_of = "openai"  # the provider that is written
    client = "Agent Framework"
    required = ("kind",)
    closed = True
    grants = NOTHING
    host = Host("https://platform.openai.com/docs/guides/tools-connectors-mcp", "2026-11-28", search=ALLOW)
    fields = (
        Field("name", "name"),
        Field("displayName", "display_name", inert=_text),
        Field("description", "description", inert=_text),
        Field(("metadata", "authors"), "authors", Texts(), carried=True),
        Field(("metadata", "tags"), "tags", Texts(), carried=True),
        Field(("metadata", "version"), "version", carried=True),
        Field(("metadata", "license"), "license", carried=True),
        Field(("model", "id"), "model"),
        Field(("model", "options", "temperature"), "temperature", NUMBER),
        Field(("model", "options", "topP"), "top_p", NUMBER),
        Field("instructions", "prompt", inert=_text),
        Field("tools", "tools.allow", ToolList(), also=("mcp_servers",)),
    )
    keys = {key: Key((str, None), "text") for key in ("name", "instructions", *_TEXTS)}
    more_keys = frozenset({"kind", "inputSchema", "outputSchema", "template", "additionalInstructions"})
    order = ("kind", "name", "displayName", "description", "metadata", "model", "instructions", "tools")
    carrier = "metadata"
    reasons = {
        "mcp_servers": "a server has an address, and credentials stand elsewhere",
        "tools.allow": "AgentSchema has no such tool; give an agent functions in your program",
        "tools.deny": "an agent has the tools that are listed",
        "*": "Agent Framework refuses a key that it does not know; --carry keeps it",
    }

    def recognises(self, path, tree: Tree) -> int:  # type: ignore[no-untyped-def]
        kind, keys = tree.values.get("kind"), tree.values.keys()
        fits = str(kind).lower() == "prompt" and {"instructions", "model", "tools"} & keys
        return (BY_PATH if self.lies_at(path) else BY_MARK) if fits else 0

    def usual(self, agent: Agent) -> dict[str, Value]:
        return {"kind": "Prompt"}

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        for key in _TEXTS:
            if str(native.get(key) or "").startswith("="):
                what = f"{key!r} is a Power Fx formula where .NET is at hand; elsewhere it is text"
                reading.add("agentschema/live-formula", what, key)
        if native.get("template") and "{{" in str(native.get("instructions")):
            reading.add("live-source", "a template fills in a part of the instructions", "instructions")
        agent = super().decode(native, reading)
        own = dict(agent.extensions.get(self.name, {}))
        model = own.get("model")
        if agent.model is None or not isinstance(model, Mapping) or model.get("provider") != "OpenAI":
            return agent
        own["model"] = {key: value for key, value in model.items() if key != "provider"}
        if not own["model"]:
            del own["model"]
        return replace(agent, extensions={k: v for k, v in {**agent.extensions, self.name: own}.items() if v})

    def encode(self, agent: Agent, writing: Writing) -> dict[str, Value]:
        native = super().encode(agent, writing)
        if isinstance(model := native.get("model"), dict) and "id" in model and "provider" not in model:
            native["model"] = {"id": model["id"], "provider": "OpenAI", **model}
        return native


@hookimpl
def agentconv_formats() -> list[type[Format]]:
    """The formats of this package."""
    return [AgentSchema]
