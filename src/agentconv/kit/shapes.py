"""Shapes of JSON values that an API takes, as plain data.

A type; a compiled pattern or a set of words for text; None; a list with the shape of its items and, perhaps,
how many there may be and how many there must be; a tuple of shapes of which one must fit; a map of keys,
where a key that ends in `!` is required and `*` stands for any other key, which may not stand without it; a
function that says whether it takes a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agentconv.model.agent import Value

Shape = Any
ANY: Shape = (dict, list, str, float, bool, None)
"""The shape that every value has."""


def fits(value: Value, shape: Shape) -> bool:
    """Whether a value has a shape.

    >>> fits({"a": [1]}, {"a!": [int], "b": str}), fits({"b": "x"}, {"a!": [int], "b": str})
    (True, False)
    """
    if callable(shape) and not isinstance(shape, type):
        return bool(shape(value))
    if isinstance(shape, tuple):
        return any(fits(value, one) for one in shape)
    if isinstance(shape, list):
        return isinstance(value, list) and _fits_items(value, *shape)
    if isinstance(shape, Mapping):
        return isinstance(value, dict) and _fits_keys(value, shape)
    if isinstance(shape, (set, frozenset)):
        return isinstance(value, str) and value in shape
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and shape.fullmatch(value) is not None
    if shape is None or isinstance(value, bool):
        return value is None if shape is None else shape is bool
    return isinstance(value, (int, float) if shape is float else shape)


def _fits_items(value: list[Value], shape: Shape, most: int | None = None, least: int = 0) -> bool:
    if len(value) < least or (most is not None and len(value) > most):
        return False
    return all(fits(item, shape) for item in value)


def _fits_keys(value: Mapping[str, Value], shape: Mapping[str, Shape]) -> bool:
    shapes = {key.removesuffix("!"): one for key, one in shape.items()}
    if not value.keys() >= {key.removesuffix("!") for key in shape if key.endswith("!")}:
        return False
    if "*" not in shapes and not value.keys() <= shapes.keys():
        return False
    return all(fits(item, shapes[key] if key in shapes else shapes["*"]) for key, item in value.items())


def map_or_empty(value: Value) -> dict[str, Value]:
    """The map that a value is; an empty one when it is none."""
    return value if isinstance(value, dict) else {}


def list_or_empty(value: Value) -> list[Value]:
    """The list that a value is; an empty one when it is none."""
    return value if isinstance(value, list) else []


def maps_in(value: Value) -> list[dict[str, Value]]:
    """The maps among the items of a list; none when the value is no list."""
    return [item for item in list_or_empty(value) if isinstance(item, dict)]
