"""`agentconv.toml`: what people write to say which agents become which bundle, for which targets.

One table of shapes (`MANIFEST`) is the reader's law and the published JSON Schema alike.
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
from agentconv.model import names
from agentconv.model.agent import Value
from agentconv.model.components import kinds_named
from agentconv.model.versions import version_key
from agentconv.text.source import Source

NAME = "agentconv.toml"


@frozen
class Key:
    """A key of a table: what it holds, and what for."""

    kind: str
    """`text`, `texts`, `flag`, `map` of texts, `table`, or `tables` by name."""
    about: str
    required: bool = False
    table: Mapping[str, Key] = field(default_factory=dict)


OVERRIDE = {
    "model": Key("text", "The model that this agent has for this target, as the target spells it."),
    "allow-wider": Key("flag", "Write the agent although it could do more there than its source says."),
    "skip": Key("flag", "Leave the agent out for this target."),
}
AGENT = {
    "description": Key("text", "Instead of the source's."),
    "model": Key("text", "Instead of the source's."),
    "version": Key("text", "Instead of the source's."),
    "skip": Key("flag", "Leave the agent out of the bundle."),
    "targets": Key("tables", "What is different for one target, by its name.", table=OVERRIDE),
}
TARGET = {
    "include": Key("texts", "Names of agents, with * and ?; all when absent."),
    "exclude": Key("texts", "Names of agents that this target does not get."),
    "model": Key("text", "One model for every agent."),
    "models": Key("map", "Source model -> the target's model."),
    "template": Key("text", "Jinja2 file around each prompt, for targets that take one."),
    "scope": Key("text", "project (default) or user: whose folder the files are laid out for."),
    "shorten": Key("flag", "Cut what is over the target's limits at a sentence end."),
    "carry": Key("flag", "Keep beside the files what they cannot hold."),
    "allow-wider": Key("flag", "Write agents that could do more than their source."),
}
MANIFEST = {
    "name": Key("text", "Name of the bundle: lower-case letters, digits, dots and dashes.", required=True),
    "version": Key("text", "Version of the bundle, such as 1.4.0.", required=True),
    "description": Key("text", "One line for people."),
    "license": Key("text", "SPDX expression, such as MIT."),
    "license-file": Key("text", "File that becomes LICENSE; LICENSE beside the manifest when absent."),
    "changelog": Key("text", "File that becomes CHANGELOG.md; that beside the manifest when absent."),
    "authors": Key("texts", "Who made it."),
    "homepage": Key("text", "Where it lives."),
    "keywords": Key("texts", "Words to find it by."),
    "sources": Key("texts", "Files, folders and globs, relative to the manifest.", required=True),
    "exclude": Key("texts", "Patterns of files that are no sources, as .gitignore has them."),
    "kinds": Key(
        "texts", "What to take: agents (when absent), skills, commands, servers, rules, hooks; or all."
    ),
    "targets": Key("tables", "The formats to build, by name.", required=True, table=TARGET),
    "agents": Key("tables", "What is different for one agent, by its name.", table=AGENT),
}


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
    agents: Mapping[str, AgentEntry] = field(default_factory=dict)
    sha256: str = ""
    """Of the file."""


def parse(source: Source, targets: Sequence[str], report: Report) -> Manifest | None:
    """The manifest that a text holds; None when the report has errors on it.

    `targets` are the names of the formats that can be written.
    """
    report = report.scoped(path=source.path)
    try:
        tree = container("toml").read(source)
    except SyntaxProblem as problem:
        report.add_problem(problem, source)
        return None
    before = len(report.errors())
    checker = _Checker(tree, report)
    values = checker.table(tree.values, MANIFEST, ())
    if len(report.errors()) > before:
        return None
    checker.names(values, targets)
    if len(report.errors()) > before:
        return None
    return replace(_manifest(values), sha256=source.sha256)


@frozen
class _Checker:
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
            if kind == "tables":
                return {name: self.sub(item, key, (*at, name)) for name, item in value.items()}
        self.add("wrong-type", f"{'.'.join(at)!r} takes {_KINDS[kind]}", at)
        return None

    def sub(self, value: Value, key: Key, at: tuple[str, ...]) -> dict[str, Any]:
        if isinstance(value, dict):
            return self.table(value, key.table, at)
        self.add("wrong-type", f"{'.'.join(at)!r} takes a table", at)
        return {}

    def names(self, values: Mapping[str, Any], targets: Sequence[str]) -> None:
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
            if facts.get("scope", "project") not in ("project", "user"):
                self.add("wrong-type", "'scope' takes project or user", ("targets", target, "scope"))


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
    "tables": "tables",
}


def _manifest(values: Mapping[str, Any]) -> Manifest:
    targets = tuple(
        Target(name, **{k.replace("-", "_"): v for k, v in facts.items()})
        for name, facts in values["targets"].items()
    )
    agents = {name: _agent(facts) for name, facts in values.get("agents", {}).items()}
    rest = {k.replace("-", "_"): v for k, v in values.items() if k not in ("targets", "agents")}
    return Manifest(**rest, targets=targets, agents=agents)


def _agent(facts: Mapping[str, Any]) -> AgentEntry:
    overrides = {
        name: Override(**{k.replace("-", "_"): v for k, v in part.items()})
        for name, part in facts.get("targets", {}).items()
    }
    fields = {k: v for k, v in facts.items() if k not in ("targets", "skip")}
    return AgentEntry(fields, facts.get("skip", False), overrides)


def schema() -> dict[str, Value]:
    """The JSON Schema of the manifest, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:agentconv:schema:manifest:1",
        "title": "agentconv manifest (agentconv.toml)",
        **_table_schema(MANIFEST),
    }


def _table_schema(keys: Mapping[str, Key]) -> dict[str, Value]:
    required: list[Value] = [name for name, key in keys.items() if key.required]
    properties: dict[str, Value] = {name: _key_schema(key) for name, key in keys.items()}
    more: dict[str, Value] = {"required": required} if required else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


def _key_schema(key: Key) -> Value:
    text: Value = {"type": "string"}
    shapes: dict[str, dict[str, Value]] = {
        "text": {"type": "string"},
        "texts": {"type": "array", "items": text},
        "flag": {"type": "boolean"},
        "map": {"type": "object", "additionalProperties": text},
        "tables": {"type": "object", "additionalProperties": _table_schema(key.table) if key.table else {}},
    }
    return {"description": key.about, **shapes[key.kind]}
