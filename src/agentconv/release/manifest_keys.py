"""The keys of `agentconv.toml`: what each takes and says. The reader's law, and the published JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from agentconv.frozen import frozen
from agentconv.kit.options import Option
from agentconv.model.agent import Value


@frozen
class Key:
    """A key of a table: what it holds, and what for."""

    kind: str
    """`text`, `texts`, `flag`, `map` of texts, `values` of any names, `table`, or `tables` by name."""
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
    "options": Key("values", "What this target alone can be told; `agentconv formats TARGET` lists it."),
}
PLUGINS = {
    "paths": Key("texts", "Python files below the manifest that add formats or filters; they are run."),
    "allow": Key(
        "texts", "The distributions whose plugins may be loaded; all that are installed when absent."
    ),
}
CHECK = {
    "targets": Key("texts", "Targets of which a check says what they would lose."),
    "select": Key("texts", "The codes to tell of, with * for any; all when absent."),
    "ignore": Key("texts", "Codes not to tell of."),
    "exclude": Key("texts", "Patterns of files not to look at, as .gitignore has them."),
    "baseline": Key("text", "File with the findings that are known, relative to this one."),
    "strict": Key("flag", "Fail also for what targets would lose."),
    "fail-on": Key("text", "error, warning (default) or note: what fails a check."),
    "files": Key(
        "tables",
        "What is different for some files, by a pattern as .gitignore has them.",
        table={"ignore": Key("texts", "Codes not to tell of there.")},
    ),
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
    "plugins": Key("table", "Whose code the build may run.", table=PLUGINS),
    "filters": Key("texts", "Filters that change the agents before they are written, in their order."),
    "filter-options": Key("named-values", "What is said to a filter, by its name."),
    "targets": Key("tables", "The formats to build, by name.", required=True, table=TARGET),
    "agents": Key("tables", "What is different for one agent, by its name.", table=AGENT),
    "check": Key("table", "What `agentconv check` is asked in this project.", table=CHECK),
}


def schema(options: Mapping[str, Sequence[Option]] | None = None) -> dict[str, Value]:
    """The JSON Schema of the manifest, for editors; `options` are those of each target that has some."""
    table: dict[str, Any] = _table_schema(MANIFEST)
    told = {target: _told_schema(own) for target, own in (options or {}).items() if own}
    table["properties"]["targets"] |= {"properties": told} if told else {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:agentconv:schema:manifest:1",
        "title": "agentconv manifest (agentconv.toml)",
        **table,
    }


def _told_schema(options: Sequence[Option]) -> dict[str, Value]:
    """The schema of a target that has options of its own."""
    table: dict[str, Any] = _table_schema(TARGET)
    own: dict[str, Value] = {option.name: _option_schema(option) for option in options}
    table["properties"]["options"] |= {"properties": own, "additionalProperties": False}
    return table


def _option_schema(option: Option) -> dict[str, Value]:
    text: dict[str, Value] = {"type": "string"}
    text |= {"enum": [*option.choices]} if option.choices else {}
    text |= {"pattern": f"^(?:{option.pattern})$"} if option.pattern else {}
    shapes: dict[str, dict[str, Value]] = {
        "number": {"type": "number"},
        "flag": {"type": "boolean"},
        "texts": {"type": "array", "items": text},
    }
    default = option.usual
    more: dict[str, Value] = {} if default is None else {"default": default}
    return {"description": option.about, **shapes.get(option.kind, text), **more}


def _table_schema(keys: Mapping[str, Key]) -> dict[str, Value]:
    required: list[Value] = [name for name, key in keys.items() if key.required]
    properties: dict[str, Value] = {name: _key_schema(key) for name, key in keys.items()}
    more: dict[str, Value] = {"required": required} if required else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


def _key_schema(key: Key) -> Value:
    text: Value = {"type": "string"}
    plain: Value = {"type": ["string", "number", "boolean", "array"], "items": text}
    values: dict[str, Value] = {"type": "object", "additionalProperties": plain}
    shapes: dict[str, dict[str, Value]] = {
        "table": _table_schema(key.table),
        "text": {"type": "string"},
        "texts": {"type": "array", "items": text},
        "flag": {"type": "boolean"},
        "map": {"type": "object", "additionalProperties": text},
        "values": values,
        "named-values": {"type": "object", "additionalProperties": values},
        "tables": {"type": "object", "additionalProperties": _table_schema(key.table) if key.table else {}},
    }
    return {"description": key.about, **shapes[key.kind]}
