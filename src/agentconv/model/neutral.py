"""The model as JSON: to, from, and its JSON Schema, all derived from the dataclasses of `model`.

A new field of the model is written, read and described without a line here.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import sys
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, Union

from agentconv.errors import WrongType
from agentconv.model import agent
from agentconv.model.agent import Agent, Tools, Value

VERSION = 1
"""The version of the neutral JSON; `{"agentconv": 1, ...}` marks a document."""

SCHEMA_ID = "urn:agentconv:schema:agent:1"

T = TypeVar("T")


def to_json(value: object) -> Value:
    r"""A model value as JSON data; fields that say nothing are left out.

    >>> to_json(Agent("a", prompt="Hi\n"))
    {'name': 'a', 'prompt': 'Hi\n'}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        out: dict[str, Value] = {}
        for f, default in _fields(type(value)):
            item = getattr(value, f)
            if default is dataclasses.MISSING or not agent.same(item, default):
                out[f] = to_json(item)
        return out
    if isinstance(value, Mapping):
        return {str(k): to_json(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(v) for v in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"not a model value: {type(value).__name__}")


def document(agent: Agent) -> dict[str, Value]:
    """The neutral JSON document of an agent."""
    data = to_json(agent)
    return {"$schema": SCHEMA_ID, "agentconv": VERSION, **typing.cast("dict[str, Value]", data)}


def from_json(cls: type[T], data: object) -> T:
    """JSON data as a model value. Raises `WrongType` with the path of whatever does not fit."""
    return typing.cast(T, _read(cls, data, ()))


def field_from_json(name: str, data: object) -> object:
    """One field of `Agent`, named as `diff` names it, from JSON data. Raises `WrongType`."""
    head, _, rest = name.partition(".")
    if head == "extensions":
        return data
    hints = hints_of(Tools)[rest] if rest else hints_of(Agent)[head]
    return _read(hints, data, ())


@functools.cache
def _fields(cls: type) -> tuple[tuple[str, object], ...]:
    return tuple((f.name, _default(f)) for f in dataclasses.fields(cls) if f.compare)


def _default(f: dataclasses.Field[Any]) -> object:
    if f.default_factory is not dataclasses.MISSING:
        return f.default_factory()
    return f.default


@functools.cache
def hints_of(cls: type) -> dict[str, Any]:
    """The types of the fields of a dataclass of the model."""
    return typing.get_type_hints(cls, {**vars(sys.modules[cls.__module__]), **vars(agent)})


Place = tuple[str | int, ...]


def _read(hint: Any, data: object, at: Place) -> object:
    return _reader(hint)(data, at)


@functools.cache
def _reader(hint: Any) -> Callable[[object, Place], object]:
    """What reads JSON data as a value of a type; made once for each type."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if dataclasses.is_dataclass(hint):
        return functools.partial(_read_object, hint)
    if origin in (Union, types.UnionType):
        if _is_value(hint):
            return lambda data, _: data
        # Any other union in the model is `X | None`.
        inner = _reader(next(a for a in args if a is not type(None)))
        return lambda data, at: None if data is None else inner(data, at)
    if origin is tuple:
        return functools.partial(_read_list, _reader(args[0]))
    if origin is not None and issubclass(origin, Mapping):
        return functools.partial(_read_map, _reader(args[1]))
    return functools.partial(_read_scalar, hint)


def _read_list(inner: Callable[[object, Place], object], data: object, at: Place) -> object:
    if not isinstance(data, (list, tuple)):
        raise WrongType("a list", at)
    return tuple(inner(item, (*at, i)) for i, item in enumerate(data))


def _read_map(inner: Callable[[object, Place], object], data: object, at: Place) -> object:
    if not isinstance(data, Mapping):
        raise WrongType("an object", at)
    return {str(k): inner(v, (*at, str(k))) for k, v in data.items()}


def _read_scalar(hint: type, data: object, at: Place) -> object:
    if hint is bytes:
        return _read_bytes(data, at)
    if hint is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if not isinstance(data, hint) or (isinstance(data, bool) and hint is not bool):
        raise WrongType(_WORDS[hint], at)
    return str(data) if hint is str else data


def _read_bytes(data: object, at: Place) -> bytes:
    try:
        if isinstance(data, str):
            return base64.b64decode(data, validate=True)
    except ValueError:
        pass
    raise WrongType("base64", at)


_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def _is_value(hint: Any) -> bool:
    """Whether a union is `Value`, which JSON data have by nature; the only one of more than two types."""
    return len(typing.get_args(hint)) > 2


def _read_object(cls: Any, data: object, at: tuple[str | int, ...]) -> object:
    if not isinstance(data, Mapping):
        raise WrongType("an object", at)
    hints = hints_of(cls)
    known = dict(_fields(cls))
    for key in data:
        if key not in known:
            raise WrongType(f"one of the keys {', '.join(known)}", (*at, str(key)))
    for key, default in known.items():
        if default is dataclasses.MISSING and key not in data:
            raise WrongType(f"an object with {key!r}", at)
    return cls(**{k: _read(hints[k], v, (*at, k)) for k, v in data.items()})


def schema() -> dict[str, Value]:
    """The JSON Schema (2020-12) of a neutral agent document."""
    definitions: dict[str, Value] = {}
    root = object_schema(Agent, definitions)
    properties = typing.cast("dict[str, Value]", root["properties"])
    head: dict[str, Value] = {
        "$schema": {"type": "string"},
        "agentconv": {"const": VERSION, "description": "The version of this format."},
    }
    root["properties"] = {**head, **properties}
    root["required"] = ["agentconv", "name"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "agentconv agent",
        "description": "One AI agent in agentconv's neutral form.",
        **root,
        "$defs": definitions,
    }


def object_schema(cls: Any, definitions: dict[str, Value]) -> dict[str, Value]:
    """The schema of a dataclass of the model; those of the ones inside it are added to `definitions`."""
    hints = hints_of(cls)
    out: dict[str, Value] = {
        "type": "object",
        "properties": {n: _schema_of(hints[n], definitions) for n, _ in _fields(cls)},
        "additionalProperties": False,
    }
    required: list[Value] = [n for n, d in _fields(cls) if d is dataclasses.MISSING]
    if required:
        out["required"] = required
    return out


def _schema_of(hint: Any, definitions: dict[str, Value]) -> Value:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if dataclasses.is_dataclass(hint):
        name = typing.cast(type, hint).__name__
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = object_schema(hint, definitions)
        return {"$ref": f"#/$defs/{name}"}
    if origin in (Union, types.UnionType):
        if _is_value(hint):
            return {}
        inner = _schema_of(next(a for a in args if a is not type(None)), definitions)
        return {"anyOf": [inner, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _schema_of(args[0], definitions)}
    if origin is not None:
        return {"type": "object", "additionalProperties": _schema_of(args[1], definitions)}
    if hint is bytes:
        return {"type": "string", "contentEncoding": "base64"}
    return {"type": {str: "string", int: "integer", float: "number", bool: "boolean"}[hint]}
