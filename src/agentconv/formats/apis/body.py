"""Bodies of API requests that have a bag of 16 texts for what has no field of its own.

A format of this family has a table of what the request itself can hold. Whatever would read back differently
goes to `metadata`, without a list of such fields anywhere. What the metadata say of tools counts only while
the request grants what those words grant: a tool that somebody took out of the file later is gone, and one
that was put in is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers.base import Tree
from agentconv.diagnostics import Loss
from agentconv.errors import SyntaxProblem, WrongType
from agentconv.kit import bag
from agentconv.kit.codecs import Joint, exact
from agentconv.kit.format import BY_MARK, BY_PATH, BY_SHAPE, Format, Native, Reading, Writing
from agentconv.kit.keys import Key
from agentconv.kit.model_map import How
from agentconv.kit.shapes import Shape
from agentconv.kit.tools import NOTHING, Limit
from agentconv.model.agent import Agent, Tool, Value, field_value, is_empty, same, with_fields
from agentconv.model.vocabulary import MCP
from agentconv.text.shorten import shorten

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""What OpenAI's requests take for the effort."""

NAME = r"[A-Za-z0-9_-]{1,64}"
"""What OpenAI takes for the name of a function or of a reply's schema."""

POWER_FIELDS = ("tools.allow", "tools.deny", "permission_mode", "mcp_servers")


def keys_of(shapes: Mapping[str, Shape]) -> dict[str, Key]:
    """What an API takes under the keys of a request; `metadata` are written apart."""
    return {key: Key(shape) for key, shape in shapes.items()} | {"metadata": Key(())}


class Body(Format):
    """The body of a request that creates or configures an agent."""

    containers = ("json",)
    carrier = "metadata"
    known_only = True
    grants = NOTHING
    object_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys of the stored object, which a request must not have."""
    vendor: ClassVar[str]

    # what a format of the family says

    def marked(self, values: Mapping[str, Value]) -> bool:
        """Whether a file has what no other format has."""
        return not self.marks.isdisjoint(values)

    def shaped(self, values: Mapping[str, Value]) -> bool:
        """Whether a file has keys and values of this format only, or at least the usual ones."""
        return False

    # reading

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        keys = tree.values
        if "agentconv" in keys or "model" not in keys:
            return 0
        if self.lies_at(path):
            return BY_PATH
        if self.marked(keys):
            return BY_MARK
        known = keys.keys() <= self.known_keys | self.object_keys
        return BY_SHAPE if known and self.shaped(keys) else 0

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        values: Native = {k: v for k, v in native.items() if v is not None}
        metadata = values.pop("metadata", {})
        agent = super().decode(values, reading)
        ours: dict[str, str] = {}
        if isinstance(metadata, dict):
            ours, rest = bag.unpack(metadata)
            if rest:
                agent = with_fields(agent, {f"extensions.{self.name}.metadata": exact(rest)})
        else:
            reading.add("wrong-type", "'metadata' takes an object", "metadata")
        agent = self._settled(agent, self._restored(agent, ours, reading), reading)
        if not agent.name and not self.is_native("name"):
            agent = replace(agent, name=reading.stem)
        return agent

    def _restored(self, agent: Agent, ours: Mapping[str, str], reading: Reading) -> dict[str, object]:
        """The fields that the metadata hold and the request does not contradict."""
        found: dict[str, object] = {}
        most = {row.attr: row.length.most for row in self.fields if row.length is not None}
        for key, text in ours.items():
            try:
                if key == "description" and key in most:
                    if shorten(text, most[key]) == agent.description:
                        found[key] = text
                elif key == "model":
                    source, written = _pair(text)
                    if written == agent.model:
                        found[key] = source
                elif (field := bag.field_of(key, text)) and _is_open(agent, field[0]):
                    found[field[0]] = field[1]
            except WrongType as problem:
                what = f"metadata {bag.PREFIX + key!r} is not {problem.expected}"
                reading.add("wrong-type", what, "metadata", bag.PREFIX + key)
            except SyntaxProblem as problem:
                what = f"metadata {bag.PREFIX + key!r}: {problem.message}"
                reading.add(problem.code, what, "metadata", bag.PREFIX + key)
        return found

    def _settled(self, agent: Agent, found: dict[str, object], reading: Reading) -> Agent:
        """The agent with what the metadata hold, unless the request grants other tools than they say."""
        whole = with_fields(agent, found)
        bounds = [name for name in POWER_FIELDS if name in found]
        if not bounds or self._granted(whole) == self._granted(agent):
            return whole
        what = (
            f"the metadata record other tools than the file grants: {', '.join(bounds)} of theirs are ignored"
        )
        reading.add("policy-ignored", what, "metadata", hint="the file was edited after agentconv wrote it")
        return with_fields(agent, {name: value for name, value in found.items() if name not in bounds})

    def _granted(self, agent: Agent) -> Native:
        """The keys of the request that give an agent tools."""
        return {row.top: row.codec.write(agent) for row in self.fields if isinstance(row.codec, Joint)}

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        out = super().encode(agent, writing)
        own = agent.extensions.get(self.name, {})
        back = super().decode(out, Reading.aside(out))
        worded = self._worded(agent, back)
        worded |= {f"extensions.{self.name}.{key}": None for key in own}
        entries = bag.entries(agent, worded)
        if metadata := bag.fill(entries, own.get("metadata")):
            out["metadata"] = dict(metadata)
            self._tell(agent, back, [key for key, _ in entries], metadata, writing)
        return self._ordered(out)

    def _worded(self, agent: Agent, back: Agent) -> dict[str, str | None]:
        """The texts for fields that need other words than their value; None for those that need no entry."""
        worded: dict[str, str | None] = {
            name: None for name in bag.PRIORITY if same(field_value(back, name), field_value(agent, name))
        }
        if agent.tools.allow is None and back.tools.allow is not None:
            worded["tools.allow"] = "*"
        if back.model != agent.model:
            worded["model"] = json.dumps([agent.model, back.model])
        return worded

    def _tell(
        self, agent: Agent, back: Agent, keys: list[str], metadata: Mapping[str, Value], writing: Writing
    ) -> None:
        """Say what the metadata hold of fields that otherwise have a place of their own."""
        names = {bag.FIELDS.get(key, key): key for key in keys}
        placed = [n for n in names if n not in ("model", "description") and self.is_native(n)]
        recorded = bag.unpack(metadata)[0] if placed else {}
        for name in placed:
            if names[name] in recorded:
                self.tell_recorded(name, agent, back, writing)

    def tell_recorded(self, name: str, agent: Agent, back: Agent, writing: Writing) -> None:
        """Say that a field goes to the metadata, though others of its kind have a place."""
        report = writing.report.scoped(field=name, loss=Loss.CARRIED)
        report.add("field-carried", f"{name} is carried in {self.carrier}")

    def model_for(self, agent: Agent, writing: Writing) -> str | None:
        """The model, which the API requires."""
        if writing.model is not None:
            return writing.model
        choice = writing.models.choose(agent.model, self.name, required=True)
        model = choice.model or ""
        report = writing.report.scoped(field="model", loss=Loss.APPROXIMATED)
        hint = "choose another with --model, or map it with --models FILE"
        if choice.how is How.DEFAULT:
            was = f"{agent.model!r} maps to none" if agent.model else "the agent names none"
            report.add("model-defaulted", f"a model is required and {was}: {model!r} is taken", hint=hint)
        elif choice.how is How.TIER:
            what = f"model {agent.model!r} becomes {model!r}, {self.vendor}'s {choice.tier} one"
            report.add("model-mapped", what, hint=hint)
        return model

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        for name, value, most in (("temperature", agent.temperature, 2), ("top_p", agent.top_p, 1)):
            if value is not None and self.is_native(name) and not 0 <= value <= most:
                what = f"{name} is {value}; {self.vendor} takes 0 to {most}"
                writing.report.add("over-limit", what, field=name)
        return agent


def _is_open(agent: Agent, name: str) -> bool:
    """Whether a field may come from the metadata: what bounds power is looked at as a whole."""
    return name in POWER_FIELDS or is_empty(field_value(agent, name))


def objects(value: Value) -> list[Native]:
    """The objects of a list. Raises `WrongType` for a list that holds anything else, and for no list."""
    items = exact(value)
    if not isinstance(items, list):
        raise WrongType("a list of objects")
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise WrongType("objects", (index,))
    return [item for item in items if isinstance(item, dict)]


def server_tools(agent: Agent, server: str) -> tuple[str, ...] | None:
    """The tools of an MCP server that an agent may call; None = every one."""
    limit = Limit(agent)
    if limit.allows(Tool(MCP, server=server)):
        return None
    named = (t for t in agent.tools.allow or () if t.name == MCP and t.server == server and not t.native)
    return tuple(dict.fromkeys(t.tool for t in named if t.tool and limit.allows(t)))


def _pair(text: str) -> tuple[str | None, str]:
    """The source's model and the one that was written for it."""
    try:
        pair = bag.load(text)
    except WrongType:
        raise WrongType("a pair of models") from None
    source, written = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
    if not isinstance(written, str) or not (source is None or isinstance(source, str)):
        raise WrongType("a pair of models")
    return source, written
