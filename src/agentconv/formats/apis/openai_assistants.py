"""OpenAI assistants: the body of *create assistant* as JSON.

Facts: the OpenAPI description of the API, info.version 2.3.0 of 2026-08-21 (`CreateAssistantRequest`),
and the `openai` package 3.57.0, checked 2026-11-20. Unknown keys are refused; `name` holds 256 code
points, `description` 512, `instructions` 256,000, `metadata` 16 pairs of 64 and 512. The hosted endpoint
was shut down on 2026-08-26, so the file is for archives, for tools that read the form, and for hosts
that speak it.

An assistant grants nothing by itself: its host decides. So the tool policy is recorded in `metadata`,
first of all, and no function tools are invented for tools that OpenAI does not have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agentconv.formats.apis.body import EFFORTS, NAME, Body, keys_of, objects
from agentconv.kit.codecs import NUMBER, ChoiceCodec, Joint
from agentconv.kit.format import Field, Native
from agentconv.kit.lengths import Length
from agentconv.kit.shapes import Shape, fits, maps_in
from agentconv.model.agent import Agent, Tool, Value

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


SHAPES: dict[str, Shape] = {
    "model": str,
    "name": str,
    "description": str,
    "instructions": str,
    "reasoning_effort": set(EFFORTS),
    "tools": [TOOL],
    "tool_resources": {
        "code_interpreter": {"file_ids": [str, 20]},
        "file_search": {"vector_store_ids": [str, 1]},
    },
    "metadata": dict,
    "temperature": float,
    "top_p": float,
    "response_format": RESPONSE_FORMAT,
}
"""The keys of the request, in the order in which they are written."""


class ToolsCodec(Joint):
    """`tools`, each under a name of OpenAI's; only those that an assistant was read with are written."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        return {"tools.allow": tuple(Tool(_tool_name(t), native=OpenAI.name) for t in objects(value))}

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get(OpenAI.name, {}).get("tools")
        valid: list[Value] = [tool for tool in maps_in(own) if fits(tool, TOOL)]
        return valid[:MAX_TOOLS]


class OpenAI(Body):
    """OpenAI assistant."""

    name = "openai"
    title = "OpenAI assistant"
    vendor = "OpenAI"
    paths = ("openai/assistants/*.json",)
    reference = "https://developers.openai.com/api/docs/assistants/migration"
    checked = "2026-11-28, OpenAPI 2.3.0 and openai 3.57.0"
    sure = "schema"
    validated = "the API's JSON Schema, types of openai 3.57"
    fields = (
        Field("model", "model"),
        Field("name", "name", length=Length(256, vendor)),
        Field("description", "description", length=Length(512, vendor, cuts=True)),
        Field("instructions", "prompt", length=Length(256_000, vendor)),
        Field("reasoning_effort", "effort", ChoiceCodec(EFFORTS)),
        Field("tools", "tools.allow", ToolsCodec(), carried=True),
        Field("temperature", "temperature", NUMBER),
        Field("top_p", "top_p", NUMBER),
    )
    keys = keys_of(SHAPES)
    order = tuple(SHAPES)
    object_keys = frozenset({"id", "object", "created_at"})
    reasons = {
        "name": "an assistant's name has at most 256 characters",
        "*": "the 16 metadata entries of 512 characters are full",
    }

    def marked(self, values: Mapping[str, Value]) -> bool:
        return values.get("object") == "assistant"

    def shaped(self, values: Mapping[str, Value]) -> bool:
        return "instructions" in values and all(map(_is_usual, maps_in(values.get("tools"))))

    def usual(self, agent: Agent) -> Native:
        return {"instructions": ""}


def _is_usual(tool: Native) -> bool:
    """Whether a tool is of a kind that assistants have, in the form that they have it."""
    kind = tool.get("type")
    if kind == "function":
        return isinstance(tool.get("function"), dict)
    return kind in ("code_interpreter", "file_search") and "container" not in tool


def _tool_name(tool: Mapping[str, Value]) -> str:
    """`code_interpreter`, `file_search`, or the name of a function."""
    function = tool.get("function")
    if isinstance(function, dict) and isinstance(function.get("name"), str):
        return f"function:{function['name']}"
    return re.sub(r"[^\w.:-]", "_", str(tool.get("type", "unknown")))
