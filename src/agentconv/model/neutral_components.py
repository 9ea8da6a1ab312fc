"""Skills, commands, servers, rules and hooks as JSON: to, from, and their JSON Schemas.

A document holds the kind beside the fields. The bytes of a skill's files stand in it as base64: a digest
would be shorter, but nothing could be made of it again. The text that a component was read from is left out,
since it says nothing that the fields do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from agentconv.errors import WrongType
from agentconv.model import neutral
from agentconv.model.agent import Value
from agentconv.model.command import Command
from agentconv.model.components import COMMAND, HOOK, RULE, SERVER, SKILL, Component
from agentconv.model.hook import Hook
from agentconv.model.rule import Rule
from agentconv.model.server import Server
from agentconv.model.skill import Skill

CLASSES: Mapping[str, type[Any]] = {
    SKILL: Skill,
    COMMAND: Command,
    SERVER: Server,
    RULE: Rule,
    HOOK: Hook,
}
"""Kind -> what a component of the kind is."""

VERSION = 1


def schema_id(kind: str) -> str:
    """The name of the schema of a kind."""
    return f"urn:agentconv:schema:{kind}:{VERSION}"


def kind_of(component: Component) -> str:
    """The kind of a component."""
    return next(kind for kind, cls in CLASSES.items() if isinstance(component, cls))


def document(component: Component) -> dict[str, Value]:
    """The neutral JSON document of a component."""
    kind = kind_of(component)
    head: dict[str, Value] = {"$schema": schema_id(kind), "agentconv": VERSION, "kind": kind}
    return {**head, **cast("dict[str, Value]", neutral.to_json(component))}


def from_document(data: object) -> Component:
    """The component of a neutral JSON document. Raises `WrongType` with the path of what does not fit."""
    if not isinstance(data, Mapping):
        raise WrongType("an object")
    if data.get("agentconv") != VERSION or isinstance(data["agentconv"], bool):
        raise WrongType(f"the version {VERSION}", ("agentconv",))
    cls = CLASSES.get(str(data.get("kind")))
    if cls is None:
        raise WrongType(f"one of {', '.join(CLASSES)}", ("kind",))
    fields = {key: value for key, value in data.items() if key not in ("$schema", "agentconv", "kind")}
    return cast(Component, neutral.from_json(cls, fields))


def schema(kind: str) -> dict[str, Value]:
    """The JSON Schema (2020-12) of a component's document."""
    definitions: dict[str, Value] = {}
    root = neutral.object_schema(CLASSES[kind], definitions)
    head: dict[str, Value] = {
        "$schema": {"type": "string"},
        "agentconv": {"const": VERSION, "description": "The version of this format."},
        "kind": {"const": kind},
    }
    root["properties"] = {**head, **cast("dict[str, Value]", root["properties"])}
    root["required"] = ["agentconv", "kind", "name"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema_id(kind),
        "title": f"agentconv {kind}",
        "description": f"One {kind} in agentconv's neutral form.",
        **root,
        "$defs": definitions,
    }
