"""OpenAI assistants: the body of *create assistant* as JSON.

Facts: the OpenAPI description of the API, info.version 2.3.0 of 2026-08-21 (`CreateAssistantRequest`),
and the `openai` package 3.51.0, checked 2026-11-20. Unknown keys are refused; `name` holds 256 code
points, `description` 512, `instructions` 256,000, `metadata` 16 pairs of 64 and 512. The hosted endpoint
was shut down on 2026-08-26, so the file is for archives, for tools that read the form, and for hosts
that speak it.

An assistant grants nothing by itself: its host decides. So the tool policy is recorded in `metadata`,
first of all, and no function tools are invented for tools that OpenAI does not have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agentconv.formats.apis.body import EFFORTS, NAME, Body
from agentconv.kit.codecs import NUMBER, TEXT, exact
from agentconv.kit.format import Field, Native, Reading, Writing
from agentconv.kit.shapes import fits
from agentconv.model.agent import Agent, Tool, Value, with_fields

MAX_TOOLS = 128

RESPONSE_FORMAT = (
    {"auto"},
    {"type!": {"text", "json_object"}},
    {
        "type!": {"json_schema"},
        "json_schema!": {"name!": re.compile(NAME), "description": str, "schema": dict, "strict": bool},
    },
)

TOOL = (
    {"type!": {"code_interpreter"}},
    {"type!": {"file_search"}, "file_search": dict},
    {
        "type!": {"function"},
        "function!": {"name!": re.compile(NAME), "description": str, "parameters": dict, "strict": bool},
    },
)


class OpenAI(Body):
    """OpenAI assistant."""

    name = "openai"
    title = "OpenAI assistant"
    vendor = "OpenAI"
    paths = ("openai/assistants/*.json",)
    reference = "https://developers.openai.com/api/docs/assistants/migration"
    checked = "2026-11-20, OpenAPI 2.3.0 and openai 3.51.0"
    validated = "the API's JSON Schema, types of openai 3.51"
    fields = (
        Field("model", "model"),
        Field("name", "name"),
        Field("description", "description"),
        Field("instructions", "prompt", TEXT),
        Field("reasoning_effort", "effort"),
        Field("temperature", "temperature", NUMBER),
        Field("top_p", "top_p", NUMBER),
    )
    order = (
        "model",
        "name",
        "description",
        "instructions",
        "reasoning_effort",
        "tools",
        "tool_resources",
        "metadata",
        "temperature",
        "top_p",
        "response_format",
    )
    object_keys = frozenset({"id", "object", "created_at"})
    own_keys = {
        "tool_resources": {
            "code_interpreter": {"file_ids": [str, 20]},
            "file_search": {"vector_store_ids": [str, 1]},
        },
        "response_format": RESPONSE_FORMAT,
    }
    limits = {"name": 256, "description": 512, "prompt": 256_000}
    more_keys = frozenset(order)
    run_note = (
        "target-retired",
        "OpenAI's hosted Assistants endpoint was shut down on 2026-08-26; these files are its request form",
        "the living equivalents are the Agents API and the Responses API",
    )
    reasons = {
        "name": "an assistant's name has at most 256 characters",
        "*": "the 16 metadata entries of 512 characters are full",
    }

    def marked(self, values: Mapping[str, Value]) -> bool:
        return values.get("object") == "assistant"

    def shaped(self, values: Mapping[str, Value]) -> bool:
        tools = values.get("tools")
        kinds = [t for t in tools if isinstance(t, dict)] if isinstance(tools, list) else []
        return "instructions" in values and all(map(_is_usual, kinds))

    def body(self, values: Native, reading: Reading) -> Agent:
        tools = values.pop("tools", [])
        agent = super().body(values, reading)
        if not isinstance(tools, list) or not all(isinstance(t, dict) for t in tools):
            reading.add("wrong-type", "'tools' takes a list of objects", "tools")
            tools = []
        names = (_tool_name(t) for t in tools if isinstance(t, dict))
        found: dict[str, object] = {"tools.allow": tuple(Tool(n, native=self.name) for n in names)}
        if tools:
            found["extensions.openai.tools"] = exact(tools)
        return with_fields(agent, found)

    def held(self, agent: Agent, writing: Writing) -> Native:
        out = self.kept(agent)
        out["tools"] = _tool_objects(agent.extensions.get(self.name, {}).get("tools"))
        out["name"] = agent.name
        out["model"] = self.chosen_model(agent, writing)
        out["instructions"] = self.fitting_prompt(agent.prompt, writing)
        if agent.description:
            out["description"] = self.short_description(agent.description, writing)
        for key, value in (("temperature", agent.temperature), ("top_p", agent.top_p)):
            if value is not None:
                out[key] = value
        if agent.effort in EFFORTS:
            out["reasoning_effort"] = agent.effort
        return out


def _is_usual(tool: Native) -> bool:
    """Whether a tool is of a kind that assistants have, in the form that they have it."""
    kind = tool.get("type")
    if kind == "function":
        return isinstance(tool.get("function"), dict)
    return kind in ("code_interpreter", "file_search") and "container" not in tool


def _tool_objects(value: Value) -> list[Value]:
    """The tools of an assistant, as far as the API takes them."""
    items = value if isinstance(value, list) else []
    return [tool for tool in items if fits(tool, TOOL)][:MAX_TOOLS]


def _tool_name(tool: Mapping[str, Value]) -> str:
    """`code_interpreter`, `file_search`, or the name of a function."""
    function = tool.get("function")
    if isinstance(function, dict) and isinstance(function.get("name"), str):
        return f"function:{function['name']}"
    return re.sub(r"[^\w.:-]", "_", str(tool.get("type", "unknown")))
