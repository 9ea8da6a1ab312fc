"""Bodies of API requests that have a bag of 16 texts for what has no field of its own.

A format of this family says what the request itself can hold: `held` writes it and `body` reads it. Whatever
would read back differently goes to `metadata`, without a list of such fields anywhere. What the metadata say
of tools counts only while the request grants what those words grant: a tool that somebody took out of the
file later is gone, and one that was put in is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers.base import Tree
from agentconv.diagnostics import Loss, Report
from agentconv.errors import SyntaxProblem, WrongType
from agentconv.kit import bag
from agentconv.kit.codecs import exact
from agentconv.kit.format import BY_MARK, BY_PATH, BY_SHAPE, Format, Native, Reading, Writing
from agentconv.kit.model_map import How
from agentconv.kit.shapes import Shape, fits
from agentconv.model.agent import Agent, Tool, Tools, Value, field_value, is_empty, same, with_fields
from agentconv.model.powers import power
from agentconv.model.vocabulary import MCP
from agentconv.text.shorten import shorten
from agentconv.text.source import Source

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""What OpenAI's requests take for the effort."""

NAME = r"[A-Za-z0-9_-]{1,64}"
"""What OpenAI takes for the name of a function or of a reply's schema."""

POWER_FIELDS = ("tools.allow", "tools.deny", "permission_mode", "mcp_servers")


class Body(Format):
    """The body of a request that creates or configures an agent."""

    containers = ("json",)
    carrier = "metadata"
    order: ClassVar[tuple[str, ...]]
    """Every key of the request, in the order in which they are written."""
    object_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys of the stored object, which a request must not have."""
    own_keys: ClassVar[Mapping[str, Shape]] = {}
    """The keys of the request that no neutral field covers, with the shapes that the API takes."""
    limits: ClassVar[Mapping[str, int]] = {}
    """Text field -> the number of characters that the API takes."""
    vendor: ClassVar[str]

    # what a format of the family says

    def marked(self, values: Mapping[str, Value]) -> bool:
        """Whether a file has what no other format has."""
        return not self.marks.isdisjoint(values)

    def shaped(self, values: Mapping[str, Value]) -> bool:
        """Whether a file has keys and values of this format only, or at least the usual ones."""
        return False

    def body(self, values: Native, reading: Reading) -> Agent:
        """The agent that the request itself describes, without its metadata."""
        return super().decode(values, reading)

    def held(self, agent: Agent, writing: Writing) -> Native:
        """The request without its metadata."""
        raise NotImplementedError

    def granted(self, agent: Agent) -> Native:
        """The keys of the request that give an agent tools."""
        return {}

    # reading

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        keys = tree.values
        if "agentconv" in keys or "model" not in keys:
            return 0
        if self.lies_at(path):
            return BY_PATH
        if self.marked(keys):
            return BY_MARK
        known = keys.keys() <= {*self.order, *self.object_keys}
        return BY_SHAPE if known and self.shaped(keys) else 0

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        values: Native = {k: v for k, v in native.items() if v is not None}
        metadata = values.pop("metadata", {})
        agent = self.body(values, reading)
        ours: dict[str, str] = {}
        if isinstance(metadata, dict):
            ours, rest = bag.unpack(metadata)
            if rest:
                agent = with_fields(agent, {f"extensions.{self.name}.metadata": exact(rest)})
        else:
            reading.add("wrong-type", "'metadata' takes an object", "metadata")
        agent = self._settled(agent, self._restored(agent, ours, reading), reading)
        if not agent.name and reading.stem:
            agent = replace(agent, name=reading.stem)
            if self.is_native("name"):
                reading.add("name-missing", f"no name; the file's stem {reading.stem!r} is taken")
        return agent

    def _restored(self, agent: Agent, ours: Mapping[str, str], reading: Reading) -> dict[str, object]:
        """The fields that the metadata hold and the request does not contradict."""
        found: dict[str, object] = {}
        limit = self.limits.get("description")
        for key, text in ours.items():
            try:
                if key == "description" and limit is not None:
                    if shorten(text, limit) == agent.description:
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
        if not bounds or self.granted(whole) == self.granted(agent):
            return whole
        what = (
            f"the metadata record other tools than the file grants: {', '.join(bounds)} of theirs are ignored"
        )
        reading.add("policy-ignored", what, "metadata", hint="the file was edited after agentconv wrote it")
        return with_fields(agent, {name: value for name, value in found.items() if name not in bounds})

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        self._check(agent, writing)
        out = self.held(agent, writing)
        own = agent.extensions.get(self.name, {})
        back = self.body(dict(out), Reading(Report(), Tree(Source("", ""), out)))
        worded = self._worded(agent, back, out)
        worded |= {f"extensions.{self.name}.{key}": None for key in own}
        entries = bag.entries(agent, worded)
        if metadata := bag.fill(entries, own.get("metadata")):
            out["metadata"] = dict(metadata)
            self._tell(agent, back, [key for key, _ in entries], metadata, writing)
        return {key: out[key] for key in self.order if key in out}

    def _worded(self, agent: Agent, back: Agent, out: Native) -> dict[str, str | None]:
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

    def kept(self, agent: Agent) -> Native:
        """The keys of the request's own that are still valid."""
        own = agent.extensions.get(self.name, {})
        return {key: own[key] for key, shape in self.own_keys.items() if key in own and fits(own[key], shape)}

    def chosen_model(self, agent: Agent, writing: Writing) -> str:
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

    def short_description(self, text: str, writing: Writing) -> str:
        """A description within the limit; the metadata hold the whole one."""
        limit = self.limits["description"]
        short = shorten(text, limit)
        if short != text:
            what = f"description cut from {len(text):,} to {len(short)} characters; the limit is {limit}"
            report = writing.report.scoped(field="description", loss=Loss.APPROXIMATED)
            report.add("description-shortened", what)
        return short

    def fitting_prompt(self, text: str, writing: Writing) -> str:
        """The prompt; over the limit it is cut if that is asked for, and an error if not."""
        limit = self.limits.get("prompt")
        if limit is None or len(text) <= limit:
            return text
        if writing.shorten:
            writing.report.add("shortened", f"instructions cut from {len(text):,} characters", field="prompt")
            return shorten(text, limit)
        what = f"the prompt has {len(text):,} characters; {self.vendor} takes {limit:,}"
        writing.report.add("over-limit", what, field="prompt", hint="--shorten cuts it at a sentence end")
        return text

    def _check(self, agent: Agent, writing: Writing) -> None:
        limit = self.limits.get("name")
        if limit is not None and len(agent.name) > limit:
            what = f"the name has {len(agent.name)} characters; {self.vendor} takes {limit}"
            writing.report.add("over-limit", what, field="name")
        limits = (("temperature", agent.temperature, 2), ("top_p", agent.top_p, 1))
        for name, value, most in limits:
            if value is not None and self.is_native(name) and not 0 <= value <= most:
                what = f"{name} is {value}; {self.vendor} takes 0 to {most}"
                writing.report.add("over-limit", what, field=name)


def _is_open(agent: Agent, name: str) -> bool:
    """Whether a field may come from the metadata: what bounds power is looked at as a whole."""
    return name in POWER_FIELDS or is_empty(field_value(agent, name))


def may(agent: Agent, *tools: Tool, deny: tuple[Tool, ...] = ()) -> bool:
    """Whether tools give nothing that the agent does not have."""
    return power(Agent("", tools=Tools(tools, deny))) <= power(agent)


def server_tools(agent: Agent, server: str) -> tuple[str, ...] | None:
    """The tools of an MCP server that an agent may call; None = every one."""
    if may(agent, Tool(MCP, server=server)):
        return None
    named = (t for t in agent.tools.allow or () if t.name == MCP and t.server == server and not t.native)
    return tuple(dict.fromkeys(t.tool for t in named if t.tool and may(agent, t)))


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
