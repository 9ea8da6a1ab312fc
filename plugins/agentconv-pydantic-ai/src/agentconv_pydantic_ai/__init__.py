r"""Pydantic AI agent specs: one YAML file for each agent, as `Agent.from_file` loads it.

Facts: pydantic-ai-slim 2.68.0 and pydantic-handlebars (their loaders, read and run 2026-11-28):

* No key is required and none has a fixed place; a key that the spec does not have is dropped in silence.
* A `description` or `instructions` with `{{` in it is compiled as a Handlebars template, and a file whose template is
  broken is refused. `\{{` is two plain braces, and of n backslashes before an escaped one the half is left.
* `instructions` may be several texts, with a blank line between them.
* `model` is `provider:id`; a spec with any other text is refused.
* `capabilities` grant tools, or change how requests are made. A spec without any has no tools. None asks a person.
* `metadata` takes anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from agentconv import (
    NOTHING,
    NUMBER,
    Agent,
    Field,
    Format,
    Host,
    Joint,
    KeepNative,
    Key,
    Reading,
    ToolNames,
    Value,
    Writing,
    WrongType,
    as_text,
    exact,
    given,
    hookimpl,
    native_tools,
)

ALLOW = "allow"
_PROVIDERS = (
    "alibaba anthropic azure bedrock cerebras cohere deepseek fireworks github google google-cloud"
    " groq heroku huggingface litellm meta mistral moonshotai nebius ollama openai openai-chat"
    " openai-responses openrouter ovhcloud sambanova together vercel vllm xai zai"
)
PROVIDERS = frozenset(_PROVIDERS.split())
NAMES = ToolNames(
    "pydantic-ai",
    {"WebSearch": "web_search", "WebFetch": "web_fetch"},
    lambda _: None,
    lambda server, tool: None,
    arguments=False,
)
_PLAIN = (
    "BatchModelRequests Caching Citations RaiseContentFilterError FileUnderstanding"
    " IncludeToolReturnSchemas Instrumentation ModelFallback PrepareTools ProcessHistory"
    " ReinjectSystemPrompt SetToolMetadata Thinking ToolSearch"
)
PLAIN = frozenset(_PLAIN.split())
"""The library's capabilities that give an agent nothing to call; any other grants, its own and custom ones."""
EFFORTS = ("minimal", "low", "medium", "high", "xhigh", "max")
_OPEN = re.compile(r"(\\*)\{\{")
_TEXTS = ("description", "instructions")


def escaped(text: str) -> str:
    """A template that renders as the text."""
    return _OPEN.sub(lambda found: f"{found[1] * 2}\\{{{{", text)


def is_live(template: str) -> bool:
    """Whether the library fills something in."""
    return any(len(found[1]) % 2 == 0 for found in _OPEN.finditer(template))


def rendered(template: str) -> str:
    """What a template renders as in which nothing is filled in."""
    return _OPEN.sub(lambda found: "\\" * (len(found[1]) // 2) + "{{", template)


class Texts:
    """`instructions`: a text, or several."""

    def decode(self, value: Value) -> str | None:
        if not isinstance(value, list):
            return as_text(value)
        texts = [as_text(item) for item in value]
        return "\n\n".join(text for text in texts if text)

    def encode(self, value: str) -> Value:
        return value


class Model:
    """`model`: `provider:id`, which elsewhere is `provider/id`."""

    def decode(self, value: Value) -> str | None:
        text = as_text(value)
        provider, colon, name = (text or "").partition(":")
        return f"{provider}/{name}" if colon and provider in PROVIDERS else text

    def encode(self, value: str) -> Value:
        provider, _, name = value.partition("/")
        return f"{provider}:{name}" if name and provider in PROVIDERS else value


class Effort:
    """`thinking`: a level; on and off without one stay the library's own."""

    def decode(self, value: Value) -> str | None:
        level = exact(value)
        if isinstance(level, bool):
            raise KeepNative
        if level not in EFFORTS:
            raise WrongType("a level of thinking, or true or false")
        return str(level)

    def encode(self, value: str) -> Value:
        return value if value in EFFORTS else None


class Capabilities(Joint):
    """`capabilities`: a name, or a map of a name and its arguments."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        items = exact(value)
        if items is not None and not isinstance(items, list):
            raise WrongType("a list of capabilities")
        words = [_word(item, index) for index, item in enumerate(items or ())]
        return {"tools.allow": given((w for w in words if _name(w) not in PLAIN), NAMES)}

    def write(self, agent: Agent) -> Value:
        kept = agent.extensions.get("pydantic-ai", {}).get("capabilities")
        return [*map(_entry, native_tools(agent, NAMES) or ()), *_granting_nothing(kept)] or None

    def rest(self, value: Value, agent: Agent) -> Value:
        return list(_granting_nothing(exact(value))) or None


def _granting_nothing(items: Value) -> Iterable[Value]:
    """The capabilities of a list that grant nothing."""
    for index, item in enumerate(items if isinstance(items, (list, tuple)) else ()):
        if _name(_word(item, index)) in PLAIN:
            yield item


def _word(item: Value, index: int) -> str:
    """A capability as `Name`, or `Name {...}` with its arguments as JSON: it is another tool then."""
    if isinstance(item, str) and item:
        return str(item)
    if not isinstance(item, Mapping) or len(item) != 1:
        raise WrongType("a capability's name, or a map of it", (index,))
    ((name, arguments),) = item.items()
    return f"{name} {json.dumps(arguments, sort_keys=True, default=dict)}"


def _name(word: str) -> str:
    return word.partition(" ")[0]


def _entry(word: str) -> Value:
    """A capability as the spec has it."""
    name, configured, arguments = word.partition(" ")
    return {name: json.loads(arguments)} if configured else word


class PydanticAI(Format):
    """Pydantic AI agent spec."""

    name = "pydantic-ai"
    title = "Pydantic AI agent spec"
    containers = ("yaml", "json")
    paths = ("pydantic-ai/*.yaml", "pydantic-ai/*.json")
    reference = "https://ai.pydantic.dev/agent-spec/"
    checked = "2026-11-28, pydantic-ai-slim 2.68.0"
    validated = "pydantic-ai 2.68: each file is loaded and run with a model for tests"
    models_of = "opencode"  # PROVIDER/ID
    client = "Pydantic AI"
    known_only = True
    grants = NOTHING
    host = Host(
        "pydantic-ai-slim 2.68.0: no capability of a spec asks a person", "2026-11-28",
        write=ALLOW, execute=ALLOW, network=ALLOW, search=ALLOW, servers=ALLOW,
    )  # fmt: skip
    fields = (
        Field("model", "model", Model()),
        Field("name", "name"),
        Field("description", "description"),
        Field("instructions", "prompt", Texts()),
        Field(("model_settings", "temperature"), "temperature", NUMBER),
        Field(("model_settings", "top_p"), "top_p", NUMBER),
        Field(("model_settings", "thinking"), "effort", Effort()),
        Field("capabilities", "tools.allow", Capabilities()),
        Field(("metadata", "version"), "version", carried=True),
        Field(("metadata", "license"), "license", carried=True),
    )
    keys = {
        "model": Key((str, None), "text"),
        "name": Key((str, None), "text"),
        "description": Key((str, None), "text"),
        "instructions": Key((str, [str], None), "text, or a list of texts"),
    }
    more_keys = frozenset(
        {"$schema", "deps_schema", "output_schema", "retries", "end_strategy", "tool_timeout", "metadata"}
    )
    carrier = "metadata"
    reasons = {
        "model": "a model needs a provider that Pydantic AI knows",
        "tools.allow": "a spec has capabilities of the library; give an agent functions in Python",
        "tools.deny": "an agent has the capabilities that are listed",
        "*": "the library drops a key that it does not know; --carry keeps it",
    }

    def model_for(self, agent: Agent, writing: Writing) -> str | None:
        model = super().model_for(agent, writing)
        provider, _, name = (model or "").replace(":", "/", 1).partition("/")
        own = writing.source == self.name or (name and provider in PROVIDERS)
        return model if own else None

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        texts = {key: text for key in _TEXTS if isinstance(text := native.get(key), str)}
        live = [key for key, text in texts.items() if is_live(text)]
        for key in live:
            reading.add("pydantic-ai/live-placeholder", f"{key!r} is a template; elsewhere it is text", key)
        plain = {} if live else {key: rendered(text) for key, text in texts.items() if "{{" in text}
        agent = super().decode({**native, **plain}, reading)
        if not live:
            return agent
        own = {**agent.extensions.get(self.name, {}), "placeholders": True}
        return replace(agent, extensions={**agent.extensions, self.name: own})

    def encode(self, agent: Agent, writing: Writing) -> dict[str, Value]:
        native = super().encode(agent, writing)
        if agent.extensions.get(self.name, {}).get("placeholders") is True:
            return native
        plain = {key: escaped(text) for key in _TEXTS if isinstance(text := native.get(key), str)}
        return {**native, **plain}


@hookimpl
def agentconv_formats() -> list[type[Format]]:
    """The formats of this package."""
    return [PydanticAI]
