"""A JSON Schema of what a format's client takes, for editors: of the rows and keys that the format states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agentconv.containers.base import BODY
from agentconv.kit.codecs import (
    BooleanCodec,
    ChoiceCodec,
    IntegerCodec,
    MapCodec,
    NamesCodec,
    NumberCodec,
    TextCodec,
    WordsCodec,
)
from agentconv.kit.shapes import Shape
from agentconv.kit.table import Field, put_in
from agentconv.model.agent import Value

if TYPE_CHECKING:
    from agentconv.kit.format import Format

_TYPES = {dict: "object", list: "array", str: "string", int: "integer", float: "number", bool: "boolean"}
_NEVER: Shape = ()
"""The shape of a key whose value is written by the format alone, and never taken from elsewhere."""
_NOT_OF_JAVASCRIPT = re.compile(r"\(\?(?!:|=|!|<=|<!)|\\[AZ]")
"""What a pattern of Python may hold and one of a JSON Schema may not: flags, named groups."""
_SCALAR: Value = {"type": ["string", "number", "boolean", "null"]}
_TEXTS: Value = {"type": "array", "items": _SCALAR}


def schema_of(fmt: Format) -> dict[str, Value]:
    """The JSON Schema (2020-12) of one agent's native values: a file's frontmatter, or its object.

    It says no less than the client takes: what only code can tell is left open. Where the client ignores what
    it does not know, other keys are allowed.
    """
    properties: dict[str, Value] = {}
    # Where no client is known to refuse a file, they say only what else may be written beside the rows.
    tops = frozenset[str]() if fmt.client else frozenset(row.top for row in fmt.fields)
    said = {key: told.shape for key, told in fmt.keys.items() if key not in tops and told.shape != _NEVER}
    for row in fmt.fields:
        if row.top not in said and row.top != BODY:
            _add(properties, row)
    for key in sorted(fmt.known_keys - properties.keys() - {BODY}):
        properties[key] = _of_shape(said[key]) if key in said else {}
    for key, told in fmt.keys.items():
        if told.takes not in ("", "a value") and isinstance(described := properties.get(key), dict):
            described["description"] = f"It takes {told.takes}."
    for row in fmt.fields:
        described = properties.get(row.top)
        if row.path == (row.top,) and isinstance(described, dict):
            meant = f"The agent's {' and '.join(row.attrs)}."
            described["description"] = " ".join(filter(None, [str(described.get("description", "")), meant]))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:agentconv:schema:format:{fmt.name}",
        "title": fmt.title,
        "description": f"One agent, without its text; checked {fmt.checked}.",
        "type": "object",
        "properties": properties,
        "required": [key for key in fmt.required if key != BODY],
        "additionalProperties": not fmt.closed,
    }


def _add(properties: dict[str, Value], row: Field) -> None:
    """Add a row's key, and the maps on the way to it."""
    path = [row.path[0]]
    for key in row.path[1:]:
        path += ["properties", key]
    if row.alone or (len(row.path) > 1 and not isinstance(properties.get(row.top, {}), dict)):
        return
    put_in(properties, tuple(path), _of_codec(row.codec))


def _of_codec(codec: object) -> dict[str, Value]:
    """What a codec reads, as far as it says so: the spellings of YAML for a number or a word count."""
    if isinstance(codec, ChoiceCodec):
        return {"enum": [*codec.words]}
    if isinstance(codec, WordsCodec):  # another word does no harm, and an editor offers these
        return {"anyOf": [{"enum": [*codec.words]}, _SCALAR]}
    if isinstance(codec, NamesCodec):
        return {"anyOf": [_TEXTS, _SCALAR]}
    if isinstance(codec, MapCodec):
        return {"type": ["object", "null"]}
    if isinstance(codec, TextCodec):
        return {"type": ["string", "number", "boolean", "null"]}
    plain = {IntegerCodec: "integer", NumberCodec: "number", BooleanCodec: "boolean"}
    found = next((word for cls, word in plain.items() if isinstance(codec, cls)), None)
    return {} if found is None else {"type": [found, "string", "null"]}


def _of_shape(shape: Shape) -> dict[str, Value]:
    """A shape of `agentconv.kit.shapes` as a schema."""
    if isinstance(shape, type):
        return {"type": _TYPES[shape]} if shape in _TYPES else {}
    if callable(shape):
        return {}
    if isinstance(shape, tuple):
        return {"anyOf": [_of_shape(one) for one in shape]} if shape else {"not": {}}
    if isinstance(shape, list):
        return _of_items(*shape)
    if isinstance(shape, Mapping):
        return _of_keys(shape)
    if isinstance(shape, (set, frozenset)):
        return {"enum": sorted(shape)}
    if isinstance(shape, re.Pattern):
        return _of_pattern(shape)
    return {"type": "boolean" if isinstance(shape, bool) else "null"}


def _of_items(shape: Shape, most: int | None = None, least: int = 0) -> dict[str, Value]:
    found: dict[str, Value] = {"type": "array", "items": _of_shape(shape)}
    if most is not None:
        found["maxItems"] = most
    return {**found, "minItems": least} if least else found


def _of_keys(shape: Mapping[str, Shape]) -> dict[str, Value]:
    others: Any = _of_shape(shape["*"]) if "*" in shape else False
    return {
        "type": "object",
        "properties": {key.removesuffix("!"): _of_shape(one) for key, one in shape.items() if key != "*"},
        "required": [key.removesuffix("!") for key in shape if key.endswith("!")],
        "additionalProperties": others,
    }


def _of_pattern(pattern: re.Pattern[str]) -> dict[str, Value]:
    """A text; with its pattern where every validator reads that as Python does."""
    text = pattern.pattern
    plain = re.compile("").flags
    if _NOT_OF_JAVASCRIPT.search(text) or pattern.flags != plain:
        return {"type": "string"}
    return {"type": "string", "pattern": f"^(?:{text})$"}
