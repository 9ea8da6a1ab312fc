"""What a third party's format says of itself, checked before it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping

from agentconv.containers import NAMES as CONTAINERS
from agentconv.diagnostics import CODES
from agentconv.kit.format import Field, Format
from agentconv.model.agent import Agent, field_value

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a format's name looks like."""

_TUPLES = ("containers", "paths", "user_paths")
_TEXTS = ("title", "reference", "checked", "validated", "carrier", "schema_name")
_FLAGS = ("named_by_file", "shared_file", "separate", "reads", "writes")
_SETS = ("marks", "more_keys")


def check_facts(cls: object) -> type[Format]:
    """The class, if what it says of itself can be used. Raises `TypeError` or `ValueError` when not."""
    if not (isinstance(cls, type) and issubclass(cls, Format)):
        raise TypeError(f"{shown(cls)} is no subclass of agentconv.Format")
    name = getattr(cls, "name", None)
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ValueError(f"'name' takes lower case words with dashes between them, not {shown(name)}")
    for fact in ("title", "containers"):
        if not hasattr(cls, fact):
            raise ValueError(f"the format {name!r} has no {fact!r}")
    kinds = {**dict.fromkeys(_TEXTS, "text"), **dict.fromkeys(_FLAGS, "True or False")}
    kinds |= {**dict.fromkeys(_TUPLES, "a tuple of texts"), **dict.fromkeys(_SETS, "a set of texts")}
    for fact, kind in kinds.items():
        if not _is(kind, getattr(cls, fact)):
            raise TypeError(f"{fact!r} of the format {name!r} takes {kind}, not {shown(getattr(cls, fact))}")
    strange = [c for c in cls.containers if c not in CONTAINERS]
    if strange or not cls.containers:
        raise ValueError(f"'containers' of the format {name!r} takes one or more of {', '.join(CONTAINERS)}")
    if not cls.paths:
        raise ValueError(f"'paths' of the format {name!r} is empty: where does its tool look?")
    note = cls.run_note
    if note is not None and not (isinstance(note, tuple) and len(note) == 3 and note[0] in CODES):
        raise ValueError(
            f"'run_note' of the format {name!r} takes a code of docs/codes.md, a message and a hint"
        )
    if not isinstance(cls.reasons, Mapping):
        raise TypeError(f"'reasons' of the format {name!r} takes a dict")
    _check_table(cls)
    return cls


def _check_table(cls: type[Format]) -> None:
    name = cls.name
    if cls.name_rule is not None and not isinstance(cls.name_rule, re.Pattern):
        raise TypeError(f"'name_rule' of the format {name!r} takes a compiled pattern")
    if not isinstance(cls.fields, (tuple, list)):
        raise TypeError(f"'fields' of the format {name!r} takes a tuple of Field")
    for row in cls.fields:
        if not isinstance(row, Field):
            raise TypeError(f"'fields' of the format {name!r} holds {shown(row)}, which is no Field")
        for attr in row.attrs:
            try:
                field_value(Agent(""), attr)
            except AttributeError:
                raise ValueError(
                    f"the format {name!r} maps {row.key!r} to {attr!r}: an agent has no such field"
                ) from None


def _is(kind: str, value: object) -> bool:
    if kind == "text":
        return isinstance(value, str)
    if kind == "True or False":
        return isinstance(value, bool)
    if kind == "a tuple of texts":
        return isinstance(value, (tuple, list)) and all(isinstance(v, str) for v in value)
    return isinstance(value, (set, frozenset)) and all(isinstance(v, str) for v in value)


def shown(value: object) -> str:
    """A foreign value in a message; its own `repr` is not trusted."""
    try:
        text = value.__name__ if isinstance(value, type) else repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."
