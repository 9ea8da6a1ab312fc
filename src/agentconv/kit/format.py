"""What a format is: a container, a table of fields read both ways, and the quirks beside it.

A subclass states facts; `decode` and `encode` work off its table. A quirk overrides one method in the
format's own file. Losses need no code: the pipeline encodes, decodes and compares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, ClassVar

from agentconv.containers.base import BODY, Tree, resolved
from agentconv.diagnostics import Facts, Loss, Report
from agentconv.errors import KeepNative, SyntaxProblem, WrongType
from agentconv.kit.codecs import TEXT, Codec
from agentconv.kit.document import Document
from agentconv.kit.model_map import INHERIT, How, ModelMap
from agentconv.model import names
from agentconv.model.agent import Agent, Tools, Value, field_value, same
from agentconv.model.frozen import thawed
from agentconv.text.source import Source

__all__ = ["BODY", "Field", "Format", "OutputFile", "Package", "Reading", "Rendered", "Writing"]

BY_PATH = 3
"""How sure `recognises` is: the file lies where the format's tool looks for it."""
BY_MARK = 2
"""The content carries a mark that only this format has."""
BY_SHAPE = 1
"""The content has the usual shape."""

PROJECT = "project"
USER = "user"
SCOPES = (PROJECT, USER)
"""Whose files are meant: a project's, or those that a user has for all projects."""

Native = dict[str, Value]

_DEFAULTS = Agent(name="")


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a format's table: a native key and the neutral field that it holds."""

    key: str
    """A top-level key, or `BODY`."""
    attr: str
    """A field of `Agent` as `diff` names it: `model`, `tools.allow`."""
    codec: Codec = TEXT


@dataclass(frozen=True, slots=True)
class Package:
    """What a bundle says of itself, for the formats that are packages."""

    name: str
    version: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    license: str | None = None
    homepage: str | None = None


@dataclass(slots=True)
class Reading:
    """What a format is told while it reads one file, and whom it tells of what it finds."""

    report: Report
    tree: Tree
    stem: str = ""
    """The file's name without its ending; empty for text that has none."""
    sibling: Callable[[str], Source] | None = None
    """Reads another file of the same folder, by its relative path."""
    in_place: bool = False
    """Whether the file lies where the format's tool looks for it."""
    prefix: tuple[str | int, ...] = ()
    """Where in the tree the agent stands that is being read."""

    def add(self, code: str, message: str, *path: str | int, hint: str | None = None) -> None:
        """Report a finding at the value at `path`, counted from `prefix`."""
        line, column = self.tree.position((*self.prefix, *path))
        facts: Facts = {"line": line, "column": column, "hint": hint}
        if path:
            facts["field"] = str(path[0])
        self.report.add(code, message, **facts)

    def below(self, *path: str | int) -> Reading:
        """The same reading, for an agent that stands deeper in the tree."""
        return replace(self, prefix=(*self.prefix, *path))


@dataclass(slots=True)
class Writing:
    """What a format is told while it writes, and whom it tells."""

    report: Report
    models: ModelMap
    model: str | None = None
    """The model that the caller wants for every agent."""
    shorten: bool = False
    template: str | None = None
    """Jinja2 source that wraps the prompt, for the formats that take one."""
    slug: str = ""
    """The file stem that the agent got: ASCII, and no other agent's in this run."""
    source: str = ""
    """The format that the agent was read from; empty when it comes from no file."""
    scope: str = PROJECT
    """Whose folder is written: `PROJECT` or `USER`."""
    package: Package | None = None
    """What the files belong to; None when nobody said."""

    def stem(self, agent: Agent) -> str:
        """The agent's name as a slug that no other agent of this run has."""
        return self.slug or names.slug(agent.name)

    seen: dict[str, object] = field(default_factory=dict)
    """Room for a format to keep what it computed once in a run."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One agent on its way out: its native form and the file stem that it got."""

    agent: Agent
    slug: str
    native: Native
    text: str | None = None
    """The text to write as it is: the source's own, or that with changes in place."""
    document: Document | None = None
    """What the agent was read from, when that is a file of the same format and still says the same."""
    source: Document | None = None
    """What the agent was read from, when that is a file of the same format, changed or not."""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file to write, relative to the output folder."""

    path: str
    text: str
    agents: tuple[str, ...] = ()
    is_index: bool = False
    """Whether the file lists agents that have files of their own."""


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
    """Whether an agent's identity is the name of its file, so that no key holds it."""
    reference: ClassVar[str] = ""
    checked: ClassVar[str] = ""
    """The date on which the facts were checked, and against what."""
    validated: ClassVar[str] = ""
    """What accepts the written files in the tests: the vendor's client, schema or types."""
    fields: ClassVar[tuple[Field, ...]] = ()
    more_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys that files of this format are known to have besides those of the table."""
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
        return self.more_keys.union(f.key for f in self.fields)

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
        return tuple(map(_place, (*self.paths, *self.user_paths)))

    def lies_at(self, path: PurePosixPath) -> bool:
        """Whether a path is one where the format's tool looks."""
        text = str(path)
        return any(place.search(text) for place in self._places)

    def stem_of(self, path: PurePosixPath) -> str:
        """What a file's path calls its agent: what stands for the `*` of a place, else the file's stem."""
        text = str(path)
        for place in self._places:
            if (found := place.search(text)) and "stem" in place.groupindex:
                return found["stem"]
        endings = (p.rpartition("*")[2] for p in (*self.paths, *self.user_paths) if "*" in p)
        fitting = [e for e in endings if path.name.endswith(e) and path.name != e and "/" not in e]
        return path.name.removesuffix(max(fitting, key=len)) if fitting else path.stem if path.suffix else ""

    def agents(self, reading: Reading) -> list[Agent]:
        """The agents of one file. Raises `NotAnAgent` when it defines none."""
        return [self.decode(reading.tree.values, reading)]

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        """The agent that native values describe. What is wrong with them goes to the report."""
        found: dict[str, Any] = {"name": reading.stem} if self.named_by_file else {}
        used = set()
        for row in self.fields:
            if row.key not in native:
                continue
            try:
                value = row.codec.decode(native[row.key])
            except KeepNative:
                continue
            except WrongType as problem:
                what = f"{row.key!r} takes {problem.expected}, not {_kind(native[row.key])}"
                reading.add("wrong-type", what, row.key, *problem.at)
                value = None
            used.add(row.key)
            if value is not None:
                found[row.attr] = value
        rest = {k: v for k, v in native.items() if k not in used and k != BODY}
        if rest:
            found["extensions"] = {self.name: self._exact(rest, reading)}
        return build_agent(found)

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
        native: Native = {}
        if self.name_rule and not self.name_rule.fullmatch(agent.name):
            agent = replace(agent, name=writing.stem(agent))
        model = self.model_for(agent, writing)
        if model != agent.model:
            agent = replace(agent, model=model)
        for row in self.fields:
            value = field_value(agent, row.attr)
            if row.key == BODY or not same(value, field_value(_DEFAULTS, row.attr)):
                native[row.key] = row.codec.encode(value)
        rows = {row.key: row for row in self.fields}
        for key, value in agent.extensions.get(self.name, {}).items():
            if key not in native and (key not in rows or _has_no_neutral_form(rows[key], value)):
                native[key] = thawed(value)  # an override may change what it gets, at any depth
        return native

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
        if name == "name" and self.named_by_file:
            return True
        return name.startswith(f"extensions.{self.name}.") or any(f.attr == name for f in self.fields)


def _has_no_neutral_form(row: Field, value: Value) -> bool:
    """Whether a mapped key's value is one that its field cannot hold, so that it is an extension."""
    try:
        row.codec.decode(value)
    except KeepNative:
        return True
    except WrongType:
        return False
    return False


def build_agent(found: Mapping[str, Any]) -> Agent:
    """An agent from fields as `diff` names them; a missing name becomes the empty text."""
    values = {k: v for k, v in found.items() if "." not in k}
    tools = {k.removeprefix("tools."): v for k, v in found.items() if k.startswith("tools.")}
    if tools:
        values["tools"] = Tools(**tools)
    values.setdefault("name", "")
    return Agent(**values)


def _place(pattern: str) -> re.Pattern[str]:
    """The end of a path that fits a glob, in which `**/` stands for any folders."""
    text = re.escape(pattern).replace(r"\*\*/", "(?P<folders>(?:[^/]+/)*)")
    text = text.replace(r"\*", "(?P<stem>[^/]+)", 1).replace(r"\*", "[^/]*")
    return re.compile(rf"(?s)(?:^|/){text}\Z")


def _kind(value: Value) -> str:
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    shown = str(value)
    return repr(shown if len(shown) <= 40 else f"{shown[:37]}...")
