"""The rows of a format's table, and native values at the paths that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, field
from typing import Any

from agentconv.errors import KeepNative, WrongType
from agentconv.frozen import frozen
from agentconv.kit.codecs import TEXT, Codec, Joint
from agentconv.kit.exchange import Native
from agentconv.kit.inert import Inert
from agentconv.kit.lengths import Length
from agentconv.model.agent import Agent, Tools, Value, agent_of


@frozen
class Field:
    """One row of a format's table: a native key and the neutral field that it holds."""

    key: str | tuple[str, ...]
    """A top-level key, `BODY`, or the path to a key in a map: `("settings", "temperature")`."""
    attr: str
    """A field of `Agent` as `diff` names it: `model`, `tools.allow`, `extensions.FORMAT.KEY`."""
    codec: Codec | Joint = TEXT
    _: KW_ONLY
    also: tuple[str, ...] = ()
    """Further fields that the value holds, for a `Joint` codec."""
    alone: bool = False
    """Whether the value stands in place of its map where that would hold nothing else."""
    carried: bool = False
    """Whether the place takes anything, so that the value means something to agentconv only."""
    inert: Inert | None = None
    """Takes out of another format's text what the client would fill in or run."""
    length: Length | None = None
    """The longest text that the client takes here."""
    path: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The keys from the top down to this one."""
    top: str = field(init=False, repr=False, compare=False)
    """The top-level key that the row stands under."""
    attrs: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """All fields that stand here."""

    def __post_init__(self) -> None:
        path = self.key if isinstance(self.key, tuple) else (self.key,)
        for name, value in (("path", path), ("top", path[0]), ("attrs", (self.attr, *self.also))):
            object.__setattr__(self, name, value)

    def read(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        """The fields that a native value holds. Raises `KeepNative` and `WrongType`, as codecs do."""
        if isinstance(self.codec, Joint):
            return self.codec.decode(value, beside)
        decoded = self.codec.decode(value)
        return {} if decoded is None else {self.attr: decoded}

    def rest(self, value: Value, agent: Agent) -> Value:
        """What of a native value the agent's fields do not hold; None = nothing."""
        return self.codec.rest(value, agent) if isinstance(self.codec, Joint) else None


def map_at(values: Mapping[str, Value], path: tuple[str, ...]) -> Mapping[str, Value] | None:
    """The map in which the last key of a path stands; None when there is none."""
    for key in path[:-1]:
        below = values.get(key)
        if not isinstance(below, dict):
            return None
        values = below
    return values


def take_out(values: Native, path: tuple[str, ...]) -> None:
    """Take the value at a path away, and the maps on the way that it leaves empty."""
    if len(path) > 1 and isinstance(inner := values.get(path[0]), dict):
        values[path[0]] = inner = dict(inner)
        take_out(inner, path[1:])
        if inner:
            return
    values.pop(path[0], None)


def put_in(native: Native, path: tuple[str, ...], value: Value) -> None:
    """Set the value at a path, making the maps on the way."""
    for key in path[:-1]:
        below = native.setdefault(key, {})
        if not isinstance(below, dict):
            return
        native = below
    native[path[-1]] = value


def collect(found: dict[str, Any], fields: Mapping[str, object]) -> None:
    """Add fields to those that were found; tools that several keys give add up."""
    for name, value in fields.items():
        there = found.get(name)
        add_up = isinstance(there, tuple) and isinstance(value, tuple)
        found[name] = tuple(dict.fromkeys(there + value)) if add_up else value  # type: ignore[operator]


def has_no_neutral_form(row: Field, value: Value) -> bool:
    """Whether a mapped key's value is one that its field cannot hold, so that it is an extension."""
    try:
        row.read(value, {})
    except KeepNative:
        return True
    except WrongType:
        return False
    return False


def build_agent(found: Mapping[str, Any]) -> Agent:
    """An agent from fields as `diff` names them; a missing name becomes the empty text."""
    values = {k: v for k, v in found.items() if "." not in k}
    if len(values) < len(found):
        tools = {k.removeprefix("tools."): v for k, v in found.items() if k.startswith("tools.")}
        if tools:
            values["tools"] = Tools(**tools)
        if any(k.startswith(_EXTENSION) for k in found):
            values["extensions"] = _extensions(found)
    return agent_of(values)


_EXTENSION = "extensions."


def _extensions(found: Mapping[str, Any]) -> dict[str, dict[str, Value]]:
    """Extensions by owner and key, with those that rows read for the format that has the key."""
    owners = {owner: dict(keys) for owner, keys in found.get("extensions", {}).items()}
    for name, value in found.items():
        if name.startswith(_EXTENSION):
            owner, _, key = name.removeprefix(_EXTENSION).partition(".")
            owners.setdefault(owner, {})[key] = value
    return owners


def place_pattern(pattern: str) -> re.Pattern[str]:
    """The end of a path that fits a glob, in which `**/` stands for any folders."""
    text = re.escape(pattern).replace(r"\*\*/", "(?P<folders>(?:[^/]+/)*)")
    text = text.replace(r"\*", "(?P<stem>[^/]+)", 1).replace(r"\*", "[^/]*")
    return re.compile(rf"(?s)(?:^|/){text}\Z")


def names_in(folder: str, places: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """How the names look that fit the globs in a folder: what `place_pattern` says, cut at the last slash."""
    found = []
    for place in dict.fromkeys(places):
        above, slash, name = place.rpartition("/")
        if not slash or _fits(folder, above):
            text = re.escape(name)
            if "*" not in above.replace("**/", "").removesuffix("**"):
                text = text.replace(r"\*", "[^/]+", 1)
            found.append(re.compile(text.replace(r"\*", "[^/]*")))
    return tuple(found)


def _fits(folder: str, above: str) -> bool:
    """Whether a folder is one that a glob says: what `place_pattern` says, without one for nearly all."""
    fixed = above.removesuffix("/**")
    if "*" in fixed:
        return place_pattern(f"{above}/").search(f"{folder}/") is not None
    if fixed == above:
        return folder == fixed or folder.endswith(f"/{fixed}")
    return f"/{fixed}/" in f"/{folder}/"


def refused(row: Field, given: Value, problem: WrongType) -> str:
    """What is wrong with a native value: the innermost key that has a name, and what stands there."""
    for step in problem.at:
        if isinstance(given, dict) and isinstance(step, str):
            given = given.get(step)
        elif isinstance(given, list) and isinstance(step, int) and step < len(given):
            given = given[step]
    name = next(step for step in reversed((*row.path, *problem.at)) if isinstance(step, str))
    return f"{name!r} takes {problem.expected}, not {kind_of(given)}"


def kind_of(value: Value) -> str:
    """What kind of value stands where another is wanted, in words for a message."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    shown = str(value)
    return repr(shown if len(shown) <= 40 else f"{shown[:37]}...")
