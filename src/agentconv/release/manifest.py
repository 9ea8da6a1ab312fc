"""`agentconv.toml`: what people write to say which agents become which bundle, for which targets.

One table of shapes (`manifest_keys.MANIFEST`) is the reader's law and the published JSON Schema alike.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from agentconv.containers import container
from agentconv.containers.base import Plain, Tree
from agentconv.diagnostics import Report
from agentconv.errors import SyntaxProblem, UsageError
from agentconv.frozen import frozen
from agentconv.kit.options import Option, missing
from agentconv.model import names
from agentconv.model.agent import Value
from agentconv.model.components import kinds_named
from agentconv.model.versions import version_key
from agentconv.release.manifest_keys import MANIFEST, Key
from agentconv.text.source import Source

NAME = "agentconv.toml"


@frozen
class Target:
    """What the manifest says of one target."""

    name: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    model: str | None = None
    models: Mapping[str, str] = field(default_factory=dict)
    template: str | None = None
    scope: str = "project"
    shorten: bool = False
    carry: bool = False
    allow_wider: bool = False
    options: Mapping[str, Value] = field(default_factory=dict)
    """What is said to the format alone."""


@frozen
class Override:
    """What is different for one agent in one target."""

    model: str | None = None
    allow_wider: bool = False
    skip: bool = False


@frozen
class AgentEntry:
    """What the manifest says of one agent."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """Fields that the manifest sets instead of the source."""
    skip: bool = False
    targets: Mapping[str, Override] = field(default_factory=dict)


@frozen
class Manifest:
    """A bundle as it is to be built."""

    name: str
    version: str
    sources: tuple[str, ...]
    targets: tuple[Target, ...]
    description: str | None = None
    license: str | None = None
    license_file: str | None = None
    changelog: str | None = None
    authors: tuple[str, ...] = ()
    homepage: str | None = None
    keywords: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    plugins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """`paths` and `allow`, as far as they are said."""
    filters: tuple[str, ...] = ()
    filter_options: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    agents: Mapping[str, AgentEntry] = field(default_factory=dict)
    sha256: str = ""
    """Of the file."""


def parse(source: Source, targets: Mapping[str, Sequence[Option]], report: Report) -> Manifest | None:
    """The manifest that a text holds; None when the report has errors on it.

    `targets` are the formats that can be written, by name, each with its options.
    """
    report = report.scoped(path=source.path)
    try:
        tree = container("toml").read(source)
    except SyntaxProblem as problem:
        report.add_problem(problem, source)
        return None
    before = len(report.errors())
    checker = Checker(tree, report)
    values = checker.table(tree.values, MANIFEST, ())
    if len(report.errors()) > before:
        return None
    checker.names(values, targets)
    if len(report.errors()) > before:
        return None
    return replace(_manifest(values), sha256=source.sha256)


@frozen
class Checker:
    """Holds values against their shapes and tells where they are wrong."""

    tree: Tree
    report: Report

    def add(self, code: str, message: str, at: tuple[str | int, ...], hint: str | None = None) -> None:
        line, column = self.tree.position(at)
        key = self.tree.node.keys.get(str(at[-1])) if len(at) == 1 else None
        if key is not None and code == "unknown-key":
            line, column = self.tree.source.position(key.start)
        self.report.add(code, message, hint=hint, line=line, column=column)

    def table(
        self, values: Mapping[str, Value], keys: Mapping[str, Key], at: tuple[str, ...]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        where = f"[{'.'.join(at)}]" if at else "the manifest"
        for name, value in values.items():
            if name in keys:
                found[name] = self.value(value, keys[name], (*at, name))
                continue
            near = difflib.get_close_matches(name, keys, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(keys)}"
            self.add("unknown-key", f"{where} has no key {name!r}", (*at, name), hint)
        for name, key in keys.items():
            if key.required and name not in values:
                self.add("missing-key", f"{where} needs {name!r}: {key.about}", at)
        return found

    def value(self, value: Value, key: Key, at: tuple[str, ...]) -> Any:
        kind = key.kind
        if kind == "text" and isinstance(value, str) and not isinstance(value, Plain):
            return value
        if kind == "flag" and isinstance(value, bool):
            return value
        if kind == "texts" and isinstance(value, list) and all(type(item) is str for item in value):
            return tuple(value)
        if isinstance(value, dict):
            if kind == "map" and all(type(item) is str for item in value.values()):
                return dict(value)
            if kind == "table":
                return self.table(value, key.table, at)
            if kind == "values":
                return dict(value)
            if kind == "named-values" and all(isinstance(item, dict) for item in value.values()):
                return dict(value)
            if kind == "tables":
                return {name: self.sub(item, key, (*at, name)) for name, item in value.items()}
        self.add("wrong-type", f"{'.'.join(at)!r} takes {_KINDS[kind]}", at)
        return None

    def sub(self, value: Value, key: Key, at: tuple[str, ...]) -> dict[str, Any]:
        if isinstance(value, dict):
            return self.table(value, key.table, at)
        self.add("wrong-type", f"{'.'.join(at)!r} takes a table", at)
        return {}

    def names(self, values: Mapping[str, Any], targets: Mapping[str, Sequence[Option]]) -> None:
        """Whether names and versions can be used for files, and targets are there."""
        name, version = values["name"], values["version"]
        if names.slug(name) != name.replace(".", "-").replace("_", "-") or names.unsafe_path(name):
            what = f"the name {name!r} is not made of lower-case letters, digits, dots and dashes"
            self.add("unsafe-name", what, ("name",))
        if version_key(version) is None or names.unsafe_path(version):
            self.add("wrong-type", f"the version {version!r} is not like 1.4.0", ("version",))
        if not values["sources"]:
            self.add("missing-key", "'sources' is empty", ("sources",))
        if not values["targets"]:
            self.add("missing-key", "'targets' is empty", ("targets",), "add a table such as [targets.codex]")
        for place, target in _named_targets(values):
            if target not in targets:
                near = difflib.get_close_matches(target, targets, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(targets)}"
                self.add("unknown-key", f"there is no target {target!r}", place, hint)
        for index, word in enumerate(values.get("kinds", ())):
            try:
                kinds_named([word])
            except UsageError as error:
                self.add("wrong-type", str(error), ("kinds", index))
        for target, facts in values["targets"].items():
            self.options(target, facts.get("options", {}), targets.get(target, ()))
            if facts.get("scope", "project") not in ("project", "user"):
                self.add("wrong-type", "'scope' takes project or user", ("targets", target, "scope"))

    def options(self, target: str, said: Mapping[str, Value], options: Sequence[Option]) -> None:
        """Whether a target has the options that it is told, and takes their values."""
        known, whose = {option.name: option for option in options}, f"the format {target!r}"
        for name, value in said.items():
            at = ("targets", target, "options", name)
            if name not in known:
                self.add("unknown-key", missing(name, options, whose), at)
            elif not (known[name].fits(value) or (known[name].kind == "file" and isinstance(value, str))):
                self.add("wrong-type", f"{name!r} of {whose} takes {known[name].takes}", at)
        for option in options:
            if option.required and option.name not in said:
                what = f"{whose} needs the option {option.name!r}: {option.about}"
                self.add("missing-key", what, ("targets", target))


def _named_targets(values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    for target in values["targets"]:
        yield ("targets", target), target
    for agent, facts in values.get("agents", {}).items():
        for target in facts.get("targets", {}):
            yield ("agents", agent, "targets", target), target


_KINDS = {
    "text": "text in quotes",
    "texts": "a list of texts",
    "flag": "true or false",
    "map": "a table of texts",
    "values": "a table",
    "table": "a table",
    "named-values": "tables",
    "tables": "tables",
}


def _manifest(values: Mapping[str, Any]) -> Manifest:
    targets = tuple(
        Target(name, **{k.replace("-", "_"): v for k, v in facts.items()})
        for name, facts in values["targets"].items()
    )
    agents = {name: _agent(facts) for name, facts in values.get("agents", {}).items()}
    rest = {k.replace("-", "_"): v for k, v in values.items() if k not in ("targets", "agents", "check")}
    return Manifest(**rest, targets=targets, agents=agents)


def _agent(facts: Mapping[str, Any]) -> AgentEntry:
    overrides = {
        name: Override(**{k.replace("-", "_"): v for k, v in part.items()})
        for name, part in facts.get("targets", {}).items()
    }
    fields = {k: v for k, v in facts.items() if k not in ("targets", "skip")}
    return AgentEntry(fields, facts.get("skip", False), overrides)
