"""What a format is: a container, a table of fields read both ways, and the quirks beside it.

A subclass states facts; `decode` and `encode` work off its table. A quirk overrides one method in the
format's own file. Losses need no code: the pipeline encodes, decodes and compares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, ClassVar

from agentconv.containers.base import BODY, Tree, resolved
from agentconv.diagnostics import Loss, Severity
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
    Package,
    Reading,
    Rendered,
    Writing,
)
from agentconv.kit.keys import IGNORED, Key, Refusal, refusal_of
from agentconv.kit.model_map import INHERIT, How
from agentconv.kit.servers import Servers, own_meaning
from agentconv.kit.table import (
    Field,
    build_agent,
    collect,
    has_no_neutral_form,
    kind_of,
    map_at,
    names_in,
    place_pattern,
    put_in,
    refused,
    take_out,
)
from agentconv.kit.tools import HOST, Listed
from agentconv.model.agent import Agent, Tool, Tools, Value, changed, field_value, getter, same
from agentconv.model.frozen import thawed
from agentconv.model.memo import SIZE
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


_DEFAULTS = Agent(name="")


class Format:
    """A format of agent definitions: subclass, set the facts, override what is not regular."""

    name: ClassVar[str]
    """Lower-case product name, such as `codex`."""
    title: ClassVar[str]
    containers: ClassVar[tuple[str, ...]]
    """The syntaxes that the format is read in; the first is the one it is written in."""
    paths: ClassVar[tuple[str, ...]] = ()
    """Globs of the places where the format's tool looks; the first is where agents are written."""
    user_paths: ClassVar[tuple[str, ...]] = ()
    """The same below a user's home folder; empty when the tool has no such place."""
    marks: ClassVar[frozenset[str]] = frozenset()
    """Top-level keys that no other format has: a file with one of them is recognised wherever it lies."""
    name_rule: ClassVar[re.Pattern[str] | None] = None
    """Names that the format's tool takes; any other is written as a slug."""
    named_by_file: ClassVar[bool] = False
    """Whether an agent's identity is the name of its file: a key holds it only where it is another."""
    stem_names: ClassVar[bool] = False
    """Whether an agent without a name is called as its file, as a matter of course."""
    reference: ClassVar[str] = ""
    checked: ClassVar[str] = ""
    """The date on which the facts were checked, and against what."""
    validated: ClassVar[str] = ""
    """What accepts the written files in the tests: the vendor's client, schema or types."""
    fields: ClassVar[tuple[Field, ...]] = ()
    keys: ClassVar[Mapping[str, Key]] = {}
    """Native key, of the table or not -> what the client takes under it."""
    required: ClassVar[tuple[str, ...]] = ()
    """Keys without which the client does not load a file."""
    closed: ClassVar[bool] = False
    """Whether the client does not load a file with a key that it does not know."""
    known_only: ClassVar[bool] = False
    """Whether no key is written that the client is not known to have; so it is for a closed format."""
    family: ClassVar[str] = ""
    """The client that several formats have in common: they mean the same by a server's keys."""
    client: ClassVar[str] = ""
    """What people call the program that loads the files; empty = none is known to refuse any."""
    refuses: ClassVar[str] = "does not load this file"
    """What the client does with a file that it does not take."""
    more_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys that files of this format are known to have besides those of `fields` and `keys`."""
    more_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that have a place of their own here without a row, since several keys hold one together."""
    grants: ClassVar[tuple[Tool, ...] | None] = HOST
    """What a file grants that has no key for tools: all that the host has, or these."""
    unasked: ClassVar[frozenset[str]] = frozenset()
    """What the client lets an agent with the host's tools do unasked where its file says nothing of it."""
    withheld: ClassVar[tuple[Tool, ...]] = ()
    """What the client gives no agent, not even one with all the host's tools."""
    needs: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Field that may not be blank -> the fields that stand in for it, in order."""
    blank: ClassVar[str | None] = None
    """The characters that count as nothing for `needs`; None = white space as Python has it."""
    order: ClassVar[tuple[str, ...]] = ()
    """The keys that are written first, in order; the table's order where this is silent."""
    shared_file: ClassVar[bool] = False
    """Whether all agents stand in one file, so that only `files` can change one in place."""
    reads: ClassVar[bool] = True
    writes: ClassVar[bool] = True
    models_of: ClassVar[str] = ""
    """The target of `data/models.toml` whose models this one has; empty = one of its own name."""
    carrier: ClassVar[str] = "extra fields"
    """Where fields go that have no place of their own but come back when the file is read."""
    run_note: ClassVar[tuple[str, str, str] | None] = None
    """Code, message and hint of a remark that is made once in a run that writes this format."""
    schema_name: ClassVar[str] = ""
    """The name under which `agentconv schema` prints `schema`; empty when the format has none."""
    tool_keys: ClassVar[tuple[str, ...]] = ()
    """The top-level keys whose values name tools, for checks."""
    retired_tools: ClassVar[Mapping[str, str]] = {}
    """Native names that the client no longer has -> the name that it takes instead; empty for none."""
    own_agents: ClassVar[frozenset[str]] = frozenset()
    """Agents that the client brings itself, in lower case: a reference to one is never unresolved."""
    reasons: ClassVar[Mapping[str, str]] = {}
    """Field -> why it is lost or changed here, for the hint of a loss; `*` for any other field."""

    @cached_property
    def known_keys(self) -> frozenset[str]:
        """The keys that a file of this format is known to have."""
        return self.more_keys.union(self.keys, (row.top for row in self.fields))

    def schema(self) -> dict[str, Value]:
        """The JSON Schema of the format's files; empty for a format without a `schema_name`."""
        return {}

    # reading

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        """How sure this format is that a file is its own: 0, `BY_SHAPE`, `BY_MARK` or `BY_PATH`."""
        if self.lies_at(path):
            return BY_PATH
        return 0 if self.marks.isdisjoint(tree.values) else BY_MARK

    @cached_property
    def _places(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(place_pattern, dict.fromkeys((*self.paths, *self.user_paths))))

    def lies_at(self, path: PurePosixPath) -> bool:
        """Whether a path is one where the format's tool looks."""
        folder, _, name = str(path).rpartition("/")
        known = self._names_in
        if (rules := known.get(folder)) is None:
            if len(known) >= SIZE:
                known.clear()
            rules = known[folder] = names_in(folder, (*self.paths, *self.user_paths))
        return bool(rules) and any(rule.fullmatch(name) for rule in rules)

    @cached_property
    def _names_in(self) -> dict[str, tuple[re.Pattern[str], ...]]:
        """Folder -> how the names look that the format's tool looks for there, as far as it was asked."""
        return {}

    def stem_of(self, path: PurePosixPath) -> str:
        """What a file's path calls its agent: what stands for the `*` of a place, else the file's stem."""
        text = str(path)
        for place in self._places:
            if (found := place.search(text)) and "stem" in place.groupindex:
                return found["stem"]
        endings = (p.rpartition("*")[2] for p in (*self.paths, *self.user_paths) if "*" in p)
        fitting = [e for e in endings if path.name.endswith(e) and path.name != e and "/" not in e]
        if fitting:
            return path.name.removesuffix(max(fitting, key=len))
        return path.stem if path.suffix else ""

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
            found["extensions"] = {**found.get("extensions", {}), self.name: self._exact(rest, reading)}
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
        own = dict(agent.extensions.get(self.name, {}))
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
        others = {owner: keys for owner, keys in agent.extensions.items() if owner != self.name}
        return changed(agent, extensions={**others, self.name: own} if own else others)

    @cached_property
    def _titled(self) -> bool:
        """Whether a missing title is written as the name, so that such a title says nothing."""
        return "name" in self.needs.get("display_name", ())

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
        for key, value in agent.extensions.get(self.name, {}).items():
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
        if model != agent.model:
            agent = changed(agent, model=model)
        if writing.source != self.name:
            agent = self._as_meant(agent, writing)
        agent = self._filled(self.fit(agent, writing))  # before the slug: a name may stand in for a text
        agent = changed(agent, name=self.name_for(agent, writing))
        texts: dict[str, str] = {}
        for row in self._bounded_texts:
            text = getattr(agent, row.attr)
            if not isinstance(text, str):
                continue
            if row.inert is not None and writing.source != self.name:
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
        gone = [t for t in writing.withheld if t not in (*self.withheld, *agent.tools.deny)]
        if gone and agent.tools.allow is None and self.is_native("tools.deny"):
            what = (
                f"{writing.source} gives no agent {', '.join(t.name for t in gone)}, so that is denied here"
            )
            report = writing.report.scoped(field="tools.deny", loss=Loss.APPROXIMATED)
            report.add("field-approximated", what, severity=Severity.NOTE)
            agent = changed(agent, tools=Tools(agent.tools.allow, (*agent.tools.deny, *gone)))
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

    @cached_property
    def _rows(self) -> dict[str, Field]:
        """Top-level key -> its row, where one stands right there."""
        return {row.top: row for row in self.fields if len(row.path) == 1}

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

    def path_of(self, slug: str, scope: str = PROJECT) -> str:
        """The file that an agent is read back from, relative to the output folder."""
        place = self.user_paths[0] if scope == USER and self.user_paths else self.paths[0]
        return place.replace("**/", "").replace("*", slug)

    def is_native(self, name: str) -> bool:
        """Whether a field, as `diff` names it, has a place of its own here."""
        if name in self.more_fields or (name == "name" and self.named_by_file):
            return True
        return name in self._held or name.startswith(f"extensions.{self.name}.")

    # what the table says, found out once

    @cached_property
    def _held(self) -> frozenset[str]:
        """The fields that have a row."""
        return frozenset(name for row in self.fields if not row.carried for name in row.attrs)

    @cached_property
    def _alone(self) -> tuple[Field, ...]:
        return tuple(row for row in self.fields if row.alone)

    @cached_property
    def _maps(self) -> tuple[str, ...]:
        """The top-level keys under which rows stand in maps."""
        return tuple(dict.fromkeys(row.top for row in self.fields if len(row.path) > 1))

    @cached_property
    def _bounded_texts(self) -> tuple[Field, ...]:
        """The rows whose text may have to be changed before it is written."""
        return tuple(row for row in self.fields if row.inert is not None or row.length is not None)

    @cached_property
    def _writers(self) -> tuple[tuple[Field, Callable[[Agent], object], object], ...]:
        """Each row with what gives its field of an agent, and the value that says nothing there."""
        return tuple((row, getter(row.attr), field_value(_DEFAULTS, row.attr)) for row in self.fields)
