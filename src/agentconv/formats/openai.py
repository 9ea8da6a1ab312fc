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

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.codecs import NUMBER, TEXT, exact
from agentconv.containers.base import Tree
from agentconv.containers.json import load
from agentconv.diagnostics import Loss
from agentconv.errors import SyntaxProblem, WrongType
from agentconv.format import BY_MARK, BY_PATH, BY_SHAPE, Field, Format, Native, Reading, Writing
from agentconv.formats import _metadata
from agentconv.model import Agent, Tool, Value, with_fields
from agentconv.models import How
from agentconv.shorten import shorten

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
MAX_NAME = 256
MAX_DESCRIPTION = 512
MAX_INSTRUCTIONS = 256_000
MAX_TOOLS = 128

ORDER = (
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
"""Every key of the request, in the order of the reference."""

_OWN = frozenset({"tool_resources", "response_format"})
_OBJECT_KEYS = frozenset({"id", "object", "created_at"})
"""Keys of a stored assistant, which a request must not have."""


class OpenAI(Format):
    """OpenAI assistant."""

    name = "openai"
    title = "OpenAI assistant"
    containers = ("json",)
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
    more_keys = frozenset(ORDER)
    carrier = "metadata"
    run_note = (
        "target-retired",
        "OpenAI's hosted Assistants endpoint was shut down on 2026-08-26; these files are its request form",
        "the living equivalents are the Agents API and the Responses API",
    )
    reasons = {
        "name": "an assistant's name has at most 256 characters",
        "*": "the 16 metadata entries of 512 characters are full",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        keys = tree.values
        if "agentconv" in keys or "model" not in keys or "input" in keys:
            return 0
        if self.lies_at(path):
            return BY_PATH
        if keys.get("object") == "assistant":
            return BY_MARK
        return BY_SHAPE if keys.keys() <= {*ORDER, *_OBJECT_KEYS} and "instructions" in keys else 0

    # reading

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        values = {k: v for k, v in native.items() if v is not None}
        bag = values.pop("metadata", {})
        tools = values.pop("tools", [])
        agent = super().decode(values, reading)
        if not agent.name and reading.stem:
            agent = replace(agent, name=reading.stem)
            reading.add("name-missing", f"no name; the file's stem {reading.stem!r} is taken")
        if not isinstance(tools, list) or not all(isinstance(t, dict) for t in tools):
            reading.add("wrong-type", "'tools' takes a list of objects", "tools")
            tools = []
        names = (_tool_name(t) for t in tools if isinstance(t, dict))
        found: dict[str, object] = {"tools.allow": tuple(Tool(n, native=self.name) for n in names)}
        if tools:
            found["extensions.openai.tools"] = exact(tools)
        if isinstance(bag, dict):
            ours, rest = _metadata.unpack(bag)
            if rest:
                found["extensions.openai.metadata"] = exact(rest)
            found |= self._restored(agent, ours, reading)
        else:
            reading.add("wrong-type", "'metadata' takes an object", "metadata")
        return with_fields(agent, found)

    def _restored(self, agent: Agent, ours: Mapping[str, str], reading: Reading) -> dict[str, object]:
        """The fields that the metadata hold."""
        found: dict[str, object] = {}
        for key, text in ours.items():
            try:
                if key == "description":
                    if shorten(text, MAX_DESCRIPTION) == agent.description:
                        found[key] = text
                elif key == "model":
                    source, written = _pair(text)
                    if written == agent.model:
                        found[key] = source
                elif field := _metadata.field_of(key, text):
                    found[field[0]] = field[1]
            except WrongType as problem:
                what = f"metadata {_metadata.PREFIX + key!r} is not {problem.expected}"
                reading.add("wrong-type", what, "metadata", _metadata.PREFIX + key)
        return found

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        self._check(agent, writing)
        own = agent.extensions.get(self.name, {})
        out: Native = {key: own[key] for key in _OWN if key in own and _valid(key, own[key])}
        out["tools"] = _tool_objects(own.get("tools"))
        out["name"] = agent.name
        out["model"] = self._model(agent, writing)
        out["instructions"] = self._instructions(agent.prompt, writing)
        if agent.description:
            out["description"] = self._description(agent.description, writing)
        for key, value in (("temperature", agent.temperature), ("top_p", agent.top_p)):
            if value is not None:
                out[key] = value
        worded: dict[str, str | None] = {f"extensions.{self.name}.{key}": None for key in own}
        if agent.effort in EFFORTS:
            out["reasoning_effort"] = agent.effort
            worded["effort"] = None
        worded["tools.allow"] = self._policy(agent, out["tools"])
        changed = out["model"] != agent.model
        worded["model"] = json.dumps([agent.model, out["model"]]) if changed else None
        short = agent.description and out["description"] != agent.description
        worded["description"] = agent.description if short else None
        if bag := _metadata.fill(_metadata.entries(agent, worded), own.get("metadata")):
            out["metadata"] = dict(bag)
        return {key: out[key] for key in ORDER if key in out}

    def _policy(self, agent: Agent, tools: Value) -> str | None:
        """The tool policy in words, unless the tool objects themselves say the same."""
        objects = tools if isinstance(tools, list) else []
        names = tuple(Tool(_tool_name(t), native=self.name) for t in objects if isinstance(t, dict))
        allow = agent.tools.allow
        if allow == names:
            return None
        return "*" if allow is None else _metadata.field_text(allow)

    def _model(self, agent: Agent, writing: Writing) -> str:
        if writing.model is not None:
            return writing.model
        choice = writing.models.choose(agent.model, self.name, required=True)
        model, report = choice.model or "", writing.report
        report = report.scoped(field="model", loss=Loss.APPROXIMATED)
        hint = "choose another with --model, or map it with --models FILE"
        if choice.how is How.DEFAULT:
            was = f"{agent.model!r} maps to none" if agent.model else "the agent names none"
            report.add("model-defaulted", f"a model is required and {was}: {model!r} is taken", hint=hint)
        elif choice.how is How.TIER:
            what = f"model {agent.model!r} becomes {model!r}, OpenAI's {choice.tier} one"
            report.add("model-mapped", what, hint=hint)
        return model

    def _description(self, text: str, writing: Writing) -> str:
        short = shorten(text, MAX_DESCRIPTION)
        if short != text:
            what = f"description cut from {len(text):,} to {len(short)} characters; the limit is 512"
            report = writing.report.scoped(field="description", loss=Loss.APPROXIMATED)
            report.add("description-shortened", what)
        return short

    def _instructions(self, text: str, writing: Writing) -> str:
        if len(text) <= MAX_INSTRUCTIONS:
            return text
        if writing.shorten:
            writing.report.add("shortened", f"instructions cut from {len(text):,} characters", field="prompt")
            return shorten(text, MAX_INSTRUCTIONS)
        what = f"the prompt has {len(text):,} characters; OpenAI takes {MAX_INSTRUCTIONS:,}"
        writing.report.add("over-limit", what, field="prompt", hint="--shorten cuts it at a sentence end")
        return text

    def _check(self, agent: Agent, writing: Writing) -> None:
        if len(agent.name) > MAX_NAME:
            what = f"the name has {len(agent.name)} characters; OpenAI takes {MAX_NAME}"
            writing.report.add("over-limit", what, field="name")
        limits = (("temperature", agent.temperature, 2), ("top_p", agent.top_p, 1))
        for name, value, limit in limits:
            if value is not None and not 0 <= value <= limit:
                what = f"{name} is {value}; OpenAI takes 0 to {limit}"
                writing.report.add("over-limit", what, field=name)


def _valid(key: str, value: Value) -> bool:
    """Whether a value of an assistant's own is one that the API takes."""
    if key == "response_format":
        return value == "auto" or (isinstance(value, dict) and _valid_response_format(value))
    if not isinstance(value, dict) or not value.keys() <= {"code_interpreter", "file_search"}:
        return False
    limits = {"file_ids": 20, "vector_store_ids": 1}
    return all(
        isinstance(part, dict)
        and all(
            isinstance(ids, list) and len(ids) <= limits.get(name, 0) and all(isinstance(i, str) for i in ids)
            for name, ids in part.items()
        )
        for part in value.values()
    )


_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _valid_response_format(value: Native) -> bool:
    kind, spec = value.get("type"), value.get("json_schema")
    if kind in ("text", "json_object"):
        return value.keys() == {"type"}
    if kind != "json_schema" or not isinstance(spec, dict) or value.keys() != {"type", "json_schema"}:
        return False
    return _valid_named(spec, {"schema": dict}) and spec.keys() <= {"name", "description", "schema", "strict"}


def _valid_named(spec: Native, kinds: Mapping[str, type]) -> bool:
    """Whether an object has a name that the API takes, and fields of the right types."""
    kinds = {"description": str, "strict": bool, **kinds}
    named = isinstance(spec.get("name"), str) and _NAME.fullmatch(str(spec["name"]))
    return bool(named) and all(isinstance(spec[k], t) for k, t in kinds.items() if k in spec)


def _valid_tool(tool: Native) -> bool:
    kind = tool.get("type")
    if kind == "code_interpreter":
        return tool.keys() == {"type"}
    if kind == "file_search":
        return tool.keys() <= {"type", "file_search"} and isinstance(tool.get("file_search", {}), dict)
    function = tool.get("function")
    if kind != "function" or not isinstance(function, dict) or tool.keys() != {"type", "function"}:
        return False
    known = function.keys() <= {"name", "description", "parameters", "strict"}
    return known and _valid_named(function, {"parameters": dict})


def _tool_objects(value: Value) -> list[Value]:
    """The tools of an assistant, as far as the API takes them."""
    items = value if isinstance(value, list) else []
    found: list[Value] = [t for t in items if isinstance(t, dict) and _valid_tool(t)]
    return found[:MAX_TOOLS]


def _tool_name(tool: Mapping[str, Value]) -> str:
    """`code_interpreter`, `file_search`, or the name of a function."""
    function = tool.get("function")
    if isinstance(function, dict) and isinstance(function.get("name"), str):
        return f"function:{function['name']}"
    return re.sub(r"[^\w.:-]", "_", str(tool.get("type", "unknown")))


def _pair(text: str) -> tuple[str | None, str]:
    """The source's model and the one that was written for it."""
    try:
        pair = load(text)
    except SyntaxProblem:
        raise WrongType("a pair of models") from None
    source, written = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
    if not isinstance(written, str) or not (source is None or isinstance(source, str)):
        raise WrongType("a pair of models")
    return source, written
