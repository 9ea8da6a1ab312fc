"""What a format is: a container, a table of fields read both ways, and the quirks beside it.

A subclass states facts; `decode` and `encode` work off its table. A quirk overrides one method in the
format's own file. Losses need no code: the pipeline encodes, decodes and compares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from agentconv.containers.base import BODY, Tree, resolved
from agentconv.diagnostics import Loss
from agentconv.errors import KeepNative, SyntaxProblem, WrongType
from agentconv.kit.bounds import ignored_bounds
from agentconv.kit.codecs import Joint, as_null
from agentconv.kit.exchange import (
    NEUTRAL,
    PROJECT,
    SCOPES,
    USER,
    Native,
    OutputFile,
    Reading,
    Rendered,
    Writing,
)
from agentconv.kit.keys import IGNORED, Refusal, refusal_of
from agentconv.kit.measured import Measured
from agentconv.kit.model_map import INHERIT, How
from agentconv.kit.retired import tell_ending
from agentconv.kit.servers import Servers, own_meaning
from agentconv.kit.table import (
    Field,
    build_agent,
    collect,
    has_no_neutral_form,
    kind_of,
    map_at,
    put_in,
    refused,
    take_out,
)
from agentconv.kit.tools import HOST, Listed
from agentconv.model.agent import Agent, Tool, Tools, Value, changed, same
from agentconv.model.frozen import thawed
from agentconv.model.package import Package
from agentconv.model.powers import ALWAYS, consent
from agentconv.text.source import Source

__all__ = [
    "BODY", "BY_MARK", "BY_PATH", "BY_SHAPE", "PROJECT", "SCOPES", "USER",
    "Field", "Format", "Native", "OutputFile", "Package", "Reading", "Rendered", "Writing", "build_agent",
]  # fmt: skip

BY_PATH = 3
"""How sure `recognises` is: the file lies where the format's tool looks for it."""
BY_MARK = 2
"""The content carries a mark that only this format has."""
BY_SHAPE = 1
"""The content has the usual shape."""


class Format(Measured):
    """A format of agent definitions: subclass, set the facts, override what is not regular."""

    def schema(self) -> dict[str, Value]:
        """The JSON Schema of the format's files; empty for a format without a `schema_name`."""
        return {}

    # reading

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        """How sure this format is that a file is its own: 0, `BY_SHAPE`, `BY_MARK` or `BY_PATH`."""
        if self.lies_at(path):
            return BY_PATH
        return 0 if self.marks.isdisjoint(tree.values) else BY_MARK

    def agents(self, reading: Reading) -> list[Agent]:
        """The agents of one file. Raises `NotAnAgent` when it defines none."""
        return [self.read(reading.tree.values, reading)]

    def read(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        """One agent of a file: decoded, and with remarks on what is odd about it."""
        agent = self.decode(native, reading)
        for key, instead in ignored_bounds(native, self.known_keys, self.fields):
            what = f"nothing reads {key!r} here, so it bounds nothing"
            hint = f"{instead!r} bounds an agent" if instead else None
            reading.add("restriction-ignored", what, key, hint=hint)
        self.remark(agent, native, reading)
        return agent

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        """Report what is odd about an agent of a file, and whether the format's client loads it."""
        if (refusal := self.refusal(native, reading.tree)) is not None:
            at = () if refusal.key is None else (refusal.key,)
            what = f"{self.client} {self.refuses}: {refusal.why}"
            reading.add("client-ignores", what, *at, hint=refusal.hint)

    def review(self, agent: Agent, reading: Reading) -> None:
        """Report what could be better about an agent of a file: `agentconv check` asks, and nobody else.

        For a format to override. `reading.tree` is the whole file, of which the agent may be one of several.
        `reading.add(code, message, *path)` takes a code of docs/codes.md, or the format's own such as
        `memo/no-summary`: a warning. `reading.report.add(code, message, severity=Severity.NOTE)` adds a note.
        """

    def refusal(self, native: Mapping[str, Value], tree: Tree) -> Refusal | None:
        """Why the format's client does not load an agent's file; None = it does, as far as is known."""
        if not self.client:
            return None
        return refusal_of(
            native, self.keys, required=self.required, closed=self.closed, known=self.known_keys
        )

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        """The agent that native values describe. What is wrong with them goes to the report."""
        native = self._spread(native)
        rest = {key: value for key, value in native.items() if key != BODY}
        found, joint = self._by_rows(native, rest, reading)
        if rest:
            found["extensions"] = {**found.get("extensions", {}), self.dialect: self._exact(rest, reading)}
        if self._titled and found.get("display_name") == found.get("name"):
            found.pop("display_name", None)
        if self.grants is not HOST:
            found.setdefault("tools.allow", self.grants)
        if self.stem_names and not found.get("name"):
            found["name"] = reading.stem
        agent = self.complete(build_agent(found), native, reading)
        return self._trimmed(agent, native, self._exact(joint, reading))

    def _spread(self, native: Mapping[str, Value]) -> Mapping[str, Value]:
        """Native values with a map where a value may stand in place of one."""
        if not self._alone:
            return native
        short = [row for row in self._alone if row.top in native]
        plain = {row.top: row for row in short if not isinstance(native[row.top], (dict, list))}
        return {**native, **{top: {row.path[-1]: native[top]} for top, row in plain.items()}}

    def _by_rows(
        self, native: Mapping[str, Value], rest: Native, reading: Reading
    ) -> tuple[dict[str, Any], Native]:
        """The fields that the rows read, and the joint values among them; what was read leaves `rest`."""
        found: dict[str, Any] = {"name": reading.stem} if self.named_by_file else {}
        joint: Native = {}
        for key in self._maps:
            if key in rest and not isinstance(rest[key], dict) and not as_null(rest.pop(key)):
                reading.add("wrong-type", f"{key!r} takes a map, not {kind_of(native[key])}", key)
        for row in self.fields:
            path = row.path
            place = native if len(path) == 1 else map_at(native, path)
            if place is None or path[-1] not in place:
                if isinstance(row.codec, Listed) and row.codec.grants is not HOST:
                    found[row.attr] = row.codec.grants
                continue
            given = place[path[-1]]
            try:
                collect(found, row.read(given, native))
                if isinstance(row.codec, Joint):
                    joint[row.top] = given
            except KeepNative:
                continue
            except WrongType as problem:
                reading.add("wrong-type", refused(row, given, problem), *path, *problem.at)
            take_out(rest, path)
        return found, joint

    def _trimmed(self, agent: Agent, native: Mapping[str, Value], joint: Native) -> Agent:
        """The agent with what its fields do not hold of joint values, and without what is always written."""
        own = dict(agent.extensions.get(self.dialect, {}))
        if not (own or joint):
            return agent
        for row in self.fields:
            if row.top in joint and (rest := row.rest(joint[row.top], agent)) is not None:
                own[row.top] = rest
        if joint:  # the extensions stand in the order of the file
            own = {key: own[key] for key in native if key in own} | own
        usual = self.usual(agent)
        if not (joint or usual) and len(agent.extensions) == 1:
            return agent
        own = {key: value for key, value in own.items() if key not in usual or not same(value, usual[key])}
        others = {owner: keys for owner, keys in agent.extensions.items() if owner != self.dialect}
        return changed(agent, extensions={**others, self.dialect: own} if own else others)

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        """The agent with what the client makes of it beyond the table: tools that a key implies, and so on.

        For a format to override; the table has been read.
        """
        return agent

    def _exact(self, values: Native, reading: Reading) -> Native:
        def fail(problem: SyntaxProblem, at: tuple[str | int, ...]) -> None:
            reading.add(problem.code, problem.message, *at)

        return resolved(values, fail)  # type: ignore[return-value]

    def client_ignores(self, tree: Tree) -> bool:
        """Whether the format's own client does not load a file that had to be recovered."""
        return True

    def client_reading(self, source: Source) -> Native | None:
        """What the format's own client reads of a text; empty: it drops it, None: not known."""
        return None

    def lets(self, agent: Agent) -> frozenset[str]:
        """What the client lets this agent do unasked (`unasked:write`), and what it asks for (`asks:read`).

        A mode of the agent's goes over the first, where the client acts on one.
        """
        if self.host is None or (agent.tools.allow is not None and not self.host.listed):
            return frozenset()
        return self.unasked if self.is_native("permission_mode") else self.unasked | {ALWAYS}

    def power_of(self, agent: Agent) -> str:
        """What the client lets this agent do, for people, in one line."""
        if agent.tools.allow is None and (gone := self.withholds(agent)):
            agent = changed(agent, tools=Tools(None, (*agent.tools.deny, *gone)))
        return consent(agent, self.lets(agent))

    def unheld(self, agent: Agent) -> str:
        """What the client does not hold of an agent's bounds, for people; empty for nothing."""
        return ""

    def withholds(self, agent: Agent) -> tuple[Tool, ...]:
        """What the client does not give this agent, though it has all the host's tools."""
        return self.withheld

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        """The native values of an agent, in the order in which they are written."""
        stem, native = writing.stem(agent), Native()
        agent = self._prepared(agent, writing)
        for row, get, default in self._writers:
            value = get(agent)
            if self.named_by_file and row.attr == "name" and value == stem:
                continue
            if isinstance(row.codec, (Listed, Joint)):
                written = thawed(row.codec.write(agent))
            elif row.key == BODY or not (value is default or same(value, default)):
                written = row.codec.encode(value)
            else:
                continue
            if written is not None and written != {} and (len(row.path) > 1 or self.takes(row.top, written)):
                put_in(native, row.path, written)
        for key, value in agent.extensions.get(self.dialect, {}).items():
            self._add_own(native, key, value)
        usual = {key: value for key, value in self.usual(agent).items() if key not in native}
        return self._ordered(self._gathered(native | usual))

    def usual(self, agent: Agent) -> Native:
        """What is written under keys that no row has, for an agent without a value of its own there.

        When a file is read, the same value says nothing. For a format to override.
        """
        return {}

    def _gathered(self, native: Native) -> Native:
        """Native values in which what is alone in its map stands in place of it."""
        for row in self._alone:
            inner = native.get(row.top)
            if isinstance(inner, dict) and inner.keys() == {row.path[-1]}:
                native[row.top] = inner[row.path[-1]]
        return native

    def _prepared(self, agent: Agent, writing: Writing) -> Agent:
        """The agent with the name, model and texts that the format can hold."""
        model = self.model_for(agent, writing)
        if self.is_native("model"):
            tell_ending(model, writing.report)
        if model != agent.model:
            agent = changed(agent, model=model)
        if writing.source != self.dialect:
            agent = self._as_meant(agent, writing)
        agent = self._filled(self.fit(agent, writing))  # before the slug: a name may stand in for a text
        agent = self._filled(changed(agent, name=self.name_for(agent, writing)))  # where that was blank, too
        texts: dict[str, str] = {}
        for row in self._bounded_texts:
            text = getattr(agent, row.attr)
            if not isinstance(text, str):
                continue
            if row.inert is not None and writing.source != self.dialect:
                text = row.inert(text)
            if row.length is not None:
                text = row.length.fit(text, row.attr, writing.report, cut=writing.shorten)
            texts[row.attr] = text
        return changed(agent, **texts) if texts else agent

    def _as_meant(self, agent: Agent, writing: Writing) -> Agent:
        """An agent of another format, without what would mean more here than it does there."""
        known = writing.source not in NEUTRAL
        kin = bool(self.family) and writing.family == self.family
        if any(row.attr == "mcp_servers" and isinstance(row.codec, Servers) for row in self.fields):
            servers = own_meaning(agent.mcp_servers, all_words=known and not kin)
            if not same(servers, agent.mcp_servers):
                agent = changed(agent, mcp_servers=servers)
        return agent

    def takes_name(self, name: str) -> bool:
        """Whether the format's tool takes a name; any other is written as a slug."""
        return self.name_rule is None or self.name_rule.fullmatch(name) is not None

    def name_for(self, agent: Agent, writing: Writing) -> str:
        """The agent's name as the format's tool takes it: its own, else the slug."""
        return agent.name if self.takes_name(agent.name) else writing.stem(agent)

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        """The agent as far as the format can hold it, where one fact decides several fields.

        For a format to override; the table is written from what this gives.
        """
        return agent

    def _filled(self, agent: Agent) -> Agent:
        """The agent with something to say in every field that the format needs."""
        for name, others in self.needs.items():
            if not (getattr(agent, name) or "").strip(self.blank):
                texts = (getattr(agent, other) or "" for other in others)
                standing = next((text for text in texts if text.strip(self.blank)), "")
                agent = changed(agent, **{name: standing})
        return agent

    def takes(self, key: str, value: Value) -> bool:
        """Whether a native value may be written: the client is not known to refuse it."""
        told = self.keys.get(key)
        if told is None:
            return not (self.closed or self.known_only) or key in self.known_keys
        return told.otherwise is IGNORED or told.fits(value)

    def _add_own(self, native: Native, key: str, value: Value) -> None:
        """Write a native value that no field holds, if the client takes it."""
        row = self._rows.get(key)
        if not self.takes(key, value) or (row is not None and isinstance(row.codec, Joint)):
            return
        if key not in native:
            if row is None or has_no_neutral_form(row, value):
                native[key] = thawed(value)  # an override may change what it gets, at any depth
        elif isinstance(there := native[key], dict) and isinstance(value, dict):
            native[key] = {**there, **{k: thawed(v) for k, v in value.items() if k not in there}}

    def _ordered(self, native: Native) -> Native:
        if not self.order:
            return native
        first = {key: native[key] for key in self.order if key in native}
        return {**first, **native}

    def model_for(self, agent: Agent, writing: Writing) -> str | None:
        """The format's name for an agent's model, by `data/models.toml`; what it replaces is reported.

        A format that the data do not know takes every model as it is written.
        """
        model, target = agent.model, self.models_of or self.name
        if model is not None and target != self.name and writing.model is None:
            model = writing.models.mapped.get(self.name, {}).get(model, model)
        unknown = target not in writing.models.targets
        settled = writing.source in (self.name, target) or model != agent.model
        if model is None or unknown or writing.model is not None or settled:
            return model
        choice = writing.models.choose(model, target, required=False)
        report = writing.report.scoped(field="model", loss=Loss.APPROXIMATED)
        if choice.how is How.TIER:
            what = f"model {model!r} becomes {choice.model!r}, {self.name}'s {choice.tier} one"
            report.add("model-mapped", what, hint="choose another with --model, or map it with --models FILE")
        elif model == INHERIT and choice.model is None:
            report.add("model-inherited", "an agent without a model has its host's, as 'inherit' says")
        return choice.model

    def keeps(self, tree: Tree) -> bool:
        """Whether the text of a file of the same dialect may stay as it is.

        For a format to override that writes another generation of what it reads.
        """
        return True

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        """The files for several agents; one each unless the format says otherwise."""
        from agentconv.containers import container

        syntax = container(self.containers[0])
        return [
            OutputFile(
                self.path_of(item.slug, writing.scope),
                syntax.write(item.native) if item.text is None else item.text,
                (item.agent.name,),
            )
            for item in items
        ]
