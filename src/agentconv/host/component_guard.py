"""What stands between a third party's format of a component and the host, as `host.guard` does for agents."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping
from typing import Any

from agentconv.diagnostics import Report
from agentconv.errors import Problem, WrongType
from agentconv.host import guard
from agentconv.host.facts import NAME, shown
from agentconv.host.results import Method
from agentconv.kit.component import ComponentFile, ComponentFormat, Entry
from agentconv.model import neutral
from agentconv.model.components import KINDS

_TEXTS = ("owner", "reference", "checked", "validated", "becomes")
_TUPLES = ("paths", "user_paths", "power_fields")


def check_facts(cls: object) -> type[ComponentFormat[Any]]:
    """The class, if what it says of itself can be used. Raises `TypeError` or `ValueError` when not."""
    if not (isinstance(cls, type) and issubclass(cls, ComponentFormat)):
        raise TypeError(f"{shown(cls)} is no subclass of agentconv.ComponentFormat")
    if inspect.isabstract(cls):
        raise TypeError(f"{shown(cls)} lacks {', '.join(sorted(cls.__abstractmethods__))}")
    kind, target = getattr(cls, "kind", None), getattr(cls, "target", None)
    if kind not in KINDS[1:]:
        raise ValueError(f"'kind' takes one of {', '.join(KINDS[1:])}, not {shown(kind)}")
    if not isinstance(target, str) or not NAME.fullmatch(target):
        raise ValueError(f"'target' takes lower case words with dashes between them, not {shown(target)}")
    for fact in _TEXTS:
        if not isinstance(getattr(cls, fact), str):
            raise TypeError(f"{fact!r} of the {kind} format {target!r} takes text")
    for fact in _TUPLES:
        value = getattr(cls, fact)
        if not isinstance(value, tuple) or not all(isinstance(item, str) for item in value):
            raise TypeError(f"{fact!r} of the {kind} format {target!r} takes a tuple of texts")
    if not cls.paths:
        raise ValueError(f"'paths' of the {kind} format {target!r} is empty: where does its tool look?")
    if not isinstance(cls.reasons, Mapping):
        raise TypeError(f"'reasons' of the {kind} format {target!r} takes a dict")
    return cls


def _component(found: object) -> Any:
    """A component of which every field has its own type, and whose lists and maps cannot change."""
    if not dataclasses.is_dataclass(found) or isinstance(found, type):
        raise TypeError(f"gave {shown(found)}, which is no component")
    try:
        neutral.from_json(type(found), neutral.to_json(found))
    except WrongType as problem:
        where = ".".join(map(str, problem.at))
        raise TypeError(f"gave a component whose {where} is not {problem.expected}") from None
    for field in dataclasses.fields(found):
        if type(getattr(found, field.name)) in (list, dict):
            raise TypeError(f"gave a component whose {field.name} can be changed")
    return found


def _components(found: object) -> tuple[Any, ...]:
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"gave {shown(found)}, which is no tuple of components")
    return tuple(map(_component, found))


def _written(found: object) -> tuple[Any, ...]:
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"gave {shown(found)}, which is no list of files and entries")
    for one in found:
        is_file = isinstance(one, ComponentFile) and isinstance(one.data, bytes)
        is_entry = isinstance(one, Entry) and isinstance(one.keys, tuple) and isinstance(one.syntax, str)
        if not (is_file or is_entry) or not isinstance(one.path, str):
            raise TypeError(f"gave {shown(one)}, which is no ComponentFile or Entry with a path")
    return tuple(found)


def _words(found: object) -> frozenset[str]:
    if not isinstance(found, (set, frozenset)) or not all(isinstance(word, str) for word in found):
        raise TypeError(f"gave {shown(found)}, which is no set of words")
    return frozenset(found)


def _back(found: object) -> Any:
    return None if found is None else _component(found)


def _flag(found: object) -> bool:
    if not isinstance(found, bool):
        raise TypeError(f"gave {shown(found)}, which is not True or False")
    return found


def _path(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError(f"gave {shown(found)}, which is no path")
    return found


_RAISES = (Problem,)

METHODS: dict[str, Method] = {
    "read": Method(_components, raises=_RAISES),
    "write": Method(_written, raises=_RAISES),
    "fit": Method(_component, raises=_RAISES),
    "power": Method(_words),
    "withholds": Method(_words),
    "read_back": Method(_back, raises=_RAISES),
    "lies_at": Method(_flag, lambda *_: False),
    "path_of": Method(_path),
}
"""Method -> what makes sure of its result."""


def guarded(cls: type[ComponentFormat[Any]], who: str, report: Report) -> type[ComponentFormat[Any]]:
    """A subclass that keeps to the contract whatever the class does."""
    name = f"{cls.target} ({cls.kind})"
    return guard.guarded_by(guard.Guard(name, who, report, METHODS, cls.target), cls)
