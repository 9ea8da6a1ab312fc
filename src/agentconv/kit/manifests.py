"""Manifests and lists of packages: facts of each tool, read and written by the same rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, fields, replace
from typing import Any, TypeVar

from agentconv.frozen import frozen
from agentconv.kit.exchange import Native
from agentconv.kit.table import map_at, put_in, take_out
from agentconv.model.agent import Difference, Value, is_empty, same
from agentconv.model.frozen import empty, thawed
from agentconv.model.package import Package

PLACES = {"email", "url"}
"""What is kept of a person beside a name."""

_URL = re.compile(r"https?://[^\s/]+")
_ADDRESSES = frozenset({"homepage", "repository"})
_LISTS = frozenset({"keywords"})


@frozen
class Fact:
    """One key of a manifest and the field of a package that it holds."""

    key: str | tuple[str, ...]
    attr: str
    read_only: bool = False
    """Whether the key is another spelling, which is understood and not written."""

    @property
    def path(self) -> tuple[str, ...]:
        """The keys from the top down to this one."""
        return self.key if isinstance(self.key, tuple) else (self.key,)


@frozen
class Manifest:
    """How one tool writes down what a package, or a list of packages, says of itself."""

    rows: tuple[Fact, ...]
    """In the order in which they are written."""
    parts: frozenset[str] = frozenset()
    """Keys that name what else the package holds, or hold it: they follow from what is there."""
    more: frozenset[str] | None = None
    """Further keys that the client takes; None = any."""
    person: frozenset[str] = frozenset(PLACES)
    """What the client takes of an author beside the name."""
    fixed: Mapping[str, Value] = field(default_factory=empty)
    """What every such file says."""

    def read(self, values: Mapping[str, Any], tool: str) -> dict[str, Any]:
        """The fields of a package that a file sets; what no row covers stands in its `extensions`."""
        rest: Native = {k: v for k, v in values.items() if k not in self.parts and k not in self.fixed}
        found: dict[str, Any] = {}
        for row in self.rows:
            place = map_at(values, row.path)
            if place is None or row.path[-1] not in place:
                continue
            given = place[row.path[-1]]
            take_out(rest, row.path)
            value = _decoded(row.attr, given)
            if row.attr not in found and not is_empty(value):
                found[row.attr] = value
                found |= contacts_of(given) if row.attr == "authors" else {}
        return {**found, "extensions": {tool: rest}} if rest else found

    def write(self, package: Package, own: Mapping[str, Value]) -> Native:
        """What a file says of a package; `own` is what its `extensions` hold for this file."""
        native: Native = thawed(dict(self.fixed))
        for row in self.rows:
            value = None if row.read_only else self._encoded(row.attr, package)
            if not is_empty(value):
                put_in(native, row.path, value)
        for key, value in own.items():
            if self.more is None or key in self.more:
                there = native.get(key)
                if isinstance(there, dict) and isinstance(value, dict):
                    native[key] = {**there, **{k: thawed(v) for k, v in value.items() if k not in there}}
                elif key not in native and key not in self.parts:
                    native[key] = thawed(value)
        return native

    def _encoded(self, attr: str, package: Package) -> Value:
        value = getattr(package, attr)
        if is_empty(value):
            return None
        if attr == "authors":
            return self._people(package)
        if attr in _ADDRESSES:
            return value if _URL.match(value) else None
        return [*value] if isinstance(value, tuple) else value

    def _people(self, package: Package) -> Value:
        one = package.contacts.get(package.authors[0], {}) if len(package.authors) == 1 else {}
        known: dict[str, Value] = {
            key: one[key] for key in ("email", "url") if key in one and key in self.person
        }
        return {"name": ", ".join(package.authors), **known}


def _decoded(attr: str, value: Any) -> Any:
    if attr == "authors":
        return people(value)
    if attr == "repository" and isinstance(value, dict):
        value = value.get("url")
    return texts(value) if attr in _LISTS else text(value)


def text(value: object) -> str | None:
    """A text that says something."""
    return value.strip() or None if isinstance(value, str) else None


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list; a text alone is a list of one."""
    if isinstance(value, str):
        return (value,)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def people(*values: object) -> tuple[str, ...]:
    """Names of people, however they are said."""
    named = (text(one.get("name") if isinstance(one, dict) else one) for one in _each(values))
    return tuple(dict.fromkeys(name for name in named if name))


def contacts_of(*values: object) -> dict[str, Any]:
    """Where people are reached, as the field of a package; nothing where nobody says it."""
    found: dict[str, dict[str, str]] = {}
    for one in _each(values):
        if isinstance(one, dict) and (name := text(one.get("name"))):
            places = {key: place for key in sorted(PLACES) if (place := text(one.get(key)))}
            if places:
                found.setdefault(name, places)
    return {"contacts": found} if found else {}


def _each(values: Iterable[object]) -> list[object]:
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


FIELDS = tuple(f.name for f in fields(Package))
"""The fields of a package, in their order."""


P = TypeVar("P", bound=Package)


def merged(said: Iterable[P]) -> P:
    """One package of all that is said of it: the first that says something counts."""
    first, *others = said
    for other in others:
        gaps = {n: v for n in FIELDS if is_empty(getattr(first, n)) and not is_empty(v := getattr(other, n))}
        extensions = {**other.extensions}
        for tool, own in first.extensions.items():
            extensions[tool] = {**extensions.get(tool, {}), **own}
        first = replace(first, **{**gaps, "extensions": extensions})
    return first


def unsaid(meant: Package, back: Package) -> tuple[Difference, ...]:
    """What differs between what a package says of itself and what is read back, from this to that."""
    pairs = ((name, getattr(back, name), getattr(meant, name)) for name in FIELDS)
    return tuple(Difference(name, old, new) for name, old, new in pairs if not same(old, new))
