"""What a third party's format says of itself, checked before it is used.

`FACTS` has every attribute of `Format` that a subclass sets, `COMPUTED` those that follow from them; the
methods are in `host.results`. A test holds that no public member is in none of the three.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from agentconv.containers import NAMES as CONTAINERS
from agentconv.diagnostics import CODES
from agentconv.errors import UsageError
from agentconv.frozen import frozen
from agentconv.kit import model_map
from agentconv.kit.facts import SURE
from agentconv.kit.format import Field, Format
from agentconv.kit.hosts import Host
from agentconv.kit.keys import Key
from agentconv.kit.options import KINDS, Option
from agentconv.model.agent import FIELDS, Agent, Tool, field_value
from agentconv.model.names import unsafe_path

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a format's name looks like."""


@frozen
class Takes:
    """What a fact may be."""

    words: str
    fits: Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are(kinds: type | tuple[type, ...], of: type, value: object) -> bool:
    """Whether a value is a series of one of these types, of which each item is of a type."""
    if not isinstance(value, kinds):
        return False
    items: Iterable[object] = value  # type: ignore[assignment]
    return all(isinstance(item, of) for item in items)


def _maps(to: Callable[[object], bool], value: object) -> bool:
    """Whether a value is a map from texts to what fits."""
    return isinstance(value, Mapping) and all(_is_text(k) and to(v) for k, v in value.items())


def _or_none(fits: Callable[[object], bool], value: object) -> bool:
    return value is None or fits(value)


_is_series = partial(_are, (tuple, list), str)
_are_tools = partial(_are, tuple, Tool)


def _are_containers(value: Any) -> bool:
    return _is_series(value) and bool(value) and all(name in CONTAINERS for name in value)


_TEXT = Takes("text", _is_text)
_FLAG = Takes("True or False", lambda value: isinstance(value, bool))
_SERIES = Takes("a tuple of texts", _is_series)
_SET = Takes("a set of texts", partial(_are, (set, frozenset), str))
_REASONS = Takes("a dict of texts", partial(_maps, _is_text))

FACTS: dict[str, Takes] = {
    "name": Takes(
        "lower case words with dashes between them",
        lambda value: isinstance(value, str) and NAME.fullmatch(value) is not None,
    ),
    **dict.fromkeys(
        (
            *("title", "reference", "checked", "validated", "carrier", "schema_name", "family"),
            *("client", "refuses", "models_of", "models", "agents_of"),
        ),
        _TEXT,
    ),
    **dict.fromkeys(
        ("named_by_file", "shared_file", "separate", "reads", "writes", "stem_names", "closed", "known_only"),
        _FLAG,
    ),
    **dict.fromkeys(("user_paths", "required", "order", "tool_keys"), _SERIES),
    **dict.fromkeys(("marks", "more_keys", "more_fields", "own_agents"), _SET),
    **dict.fromkeys(("reasons", "retired_tools"), _REASONS),
    "containers": Takes(
        f"one or more of {', '.join(CONTAINERS)}",
        _are_containers,
    ),
    "sure": Takes(f"one of {', '.join(SURE)}, or nothing", lambda value: value in ("", *SURE)),
    "paths": Takes(
        "a tuple of texts: the places where its tool looks, at least one",
        lambda value: _is_series(value) and bool(value),
    ),
    "fields": Takes("a tuple of Field", partial(_are, (tuple, list), Field)),
    "keys": Takes("a dict of Key", partial(_maps, lambda value: isinstance(value, Key))),
    "needs": Takes("a dict of tuples of texts", partial(_maps, _is_series)),
    "options": Takes("a tuple of Option", partial(_are, tuple, Option)),
    "blank": Takes("text or None", partial(_or_none, _is_text)),
    "grants": Takes("a tuple of Tool, or HOST", partial(_or_none, _are_tools)),
    "host": Takes("a Host, or None", partial(_or_none, lambda value: isinstance(value, Host))),
    "name_rule": Takes(
        "a compiled pattern of text, or None",
        partial(_or_none, lambda value: isinstance(value, re.Pattern) and isinstance(value.pattern, str)),
    ),
    "run_note": Takes(
        "a code of docs/codes.md, a message and a hint, or None",
        partial(
            _or_none,
            lambda value: (
                isinstance(value, tuple) and len(value) == 3 and _is_series(value) and value[0] in CODES
            ),
        ),
    ),
}
"""Fact -> what it may be."""

COMPUTED: dict[str, Takes] = {
    "dialect": _TEXT,
    "known_keys": Takes("a frozenset of texts", partial(_are, frozenset, str)),
    "unasked": Takes("a frozenset of texts", partial(_are, frozenset, str)),
    "withheld": Takes("a tuple of Tool", _are_tools),
}
"""Attribute that follows from the facts -> what it may be."""


def check_facts(cls: object) -> type[Format]:
    """The class, if what it says of itself can be used. Raises `TypeError` or `ValueError` when not."""
    if not (isinstance(cls, type) and issubclass(cls, Format)):
        raise TypeError(f"{shown(cls)} is no subclass of agentconv.Format")
    name = getattr(cls, "name", None)
    if not FACTS["name"].fits(name):
        raise ValueError(f"'name' takes {FACTS['name'].words}, not {shown(name)}")
    for fact, takes in FACTS.items():
        if not hasattr(cls, fact):
            raise ValueError(f"the format {name!r} has no {fact!r}")
        if not takes.fits(value := getattr(cls, fact)):
            raise TypeError(f"{fact!r} of the format {name!r} takes {takes.words}, not {shown(value)}")
    for place in (*cls.paths, *cls.user_paths):
        if why := unsafe_path(place.replace("**/", "").replace("*", "x")):
            raise ValueError(f"the format {name!r} has the place {place!r}, which is not safe: {why}")
    _check_fields(cls)
    check_options(cls.options, f"the format {name!r}")
    _check_models(cls)
    return cls


def check_computed(fmt: Format) -> None:
    """Hold what follows from a format's facts. Raises `TypeError`."""
    for fact, takes in COMPUTED.items():
        if not takes.fits(value := getattr(fmt, fact)):
            raise TypeError(f"{fact!r} of the format {fmt.name!r} takes {takes.words}, not {shown(value)}")


def _check_models(cls: type[Format]) -> None:
    """Hold that what a format says of models can be used, and is of its own. Raises `ValueError`."""
    try:
        others = model_map.parsed(cls.models).targets.keys() - {cls.name} if cls.models else ()
    except UsageError as error:
        raise ValueError(f"'models' of the format {cls.name!r}: {error}") from None
    if others:
        raise ValueError(f"'models' of the format {cls.name!r} speaks of the target {shown(min(others))}")


def _check_fields(cls: type[Format]) -> None:
    """Hold that an agent has every field that a table names."""
    for row in cls.fields:
        if not _is_series(row.path) or not row.path:
            raise TypeError(f"the format {cls.name!r} has a row for {shown(row.key)}, which is no key")
        methods = [name for name in ("decode", "encode", "write") if callable(getattr(row.codec, name, None))]
        if "decode" not in methods or len(methods) < 2:
            raise TypeError(f"the codec of {row.key!r} in the format {cls.name!r} cannot read and write")
        for attr in row.attrs:
            try:
                field_value(Agent(""), attr)
            except AttributeError:
                what = f"the format {cls.name!r} maps {row.key!r} to {attr!r}: an agent has no such field"
                raise ValueError(what) from None
    for name, others in cls.needs.items():
        if strange := {name, *others} - set(FIELDS):
            raise ValueError(
                f"'needs' of the format {cls.name!r} names {shown(min(strange))}, which is no field"
            )


def check_options(options: object, whose: str) -> None:
    """Hold that options can be used. Raises `TypeError` or `ValueError`."""
    if not isinstance(options, tuple) or not all(isinstance(option, Option) for option in options):
        raise TypeError(f"'options' of {whose} takes a tuple of Option, not {shown(options)}")
    for option in options:
        what = f"the option {shown(option.name)} of {whose}"
        if not isinstance(option.name, str) or not NAME.fullmatch(option.name):
            raise ValueError(f"{what} is not called by lower case words with dashes between them")
        if not isinstance(option.about, str) or not option.about.strip():
            raise TypeError(f"{what} does not say what it does")
        if option.kind not in KINDS:
            raise ValueError(f"{what} is of the kind {shown(option.kind)}; there are {', '.join(KINDS)}")
        texts = isinstance(option.choices, tuple) and all(isinstance(c, str) for c in option.choices)
        if not texts or (option.choices and option.kind not in ("text", "texts")):
            raise TypeError(f"{what} has choices that are no tuple of texts, or is no text")
        try:
            re.compile(option.pattern)
        except (re.error, TypeError) as error:
            raise ValueError(f"{what} has a pattern that is none: {error}") from None
        if option.default is not None and not option.fits(option.default):
            raise TypeError(f"{what} takes {option.takes}, and its default is {shown(option.default)}")
    names = [option.name for option in options]
    if len({*names}) != len(names):
        raise ValueError(f"{whose} states an option twice")


def name_of(cls: object, otherwise: str) -> str:
    """The name that a thing would have as a format, or another one where it has none."""
    try:
        return str(getattr(cls, "name", getattr(cls, "target", otherwise)))
    except Exception:  # it is no format, and what it does instead is not wanted
        return otherwise


def shown(value: object) -> str:
    """A foreign value in a message; its own `repr` is not trusted, nor is where it lies in memory."""
    try:
        text = value.__name__ if isinstance(value, type) else repr(value)
        text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."
