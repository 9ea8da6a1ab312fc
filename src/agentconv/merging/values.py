"""Three-way merging of a file's values: maps key by key, lists as sets unless their order says something."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from agentconv.errors import KeepNative, WrongType
from agentconv.frozen import frozen
from agentconv.merging.fields import Disagreement, merge_items, merge_value, side_by_side
from agentconv.merging.lines import merge_lines
from agentconv.merging.pieces import Clash, decided
from agentconv.model.agent import MISSING, Value, same
from agentconv.model.neutral import to_json

Keys = tuple[str, ...]

IN_ORDER = frozenset({"args", "command"})
"""The keys whose lists are words of a command line."""
NAMES = ("name", "id", "slug", "label", "matcher", "command")
"""The keys by which maps in a list are told apart, the first that all of them have."""


@frozen
class ValueClash:
    """A value that both sides changed, each in its own way."""

    keys: Keys
    base: object
    ours: object
    theirs: object

    def sides(self) -> tuple[object, object, object]:
        """The value as base, ours and theirs have it."""
        return self.base, self.ours, self.theirs


@frozen
class MergedValues:
    """Merged values, with ours where both sides disagree."""

    values: dict[str, Value]
    clashes: tuple[ValueClash, ...] = ()

    def decided(self, side: int) -> dict[str, Value]:
        """The values with all clashes decided for the base (0), for ours (1) or for theirs (2)."""
        found = self.values
        for clash in self.clashes:
            found = put(found, clash.keys, clash.sides()[side])
        return found


Way = Callable[[object, object, object], object]
"""How one value is merged."""


def merge_values(
    base: Mapping[str, Value],
    ours: Mapping[str, Value],
    theirs: Mapping[str, Value],
    ways: Mapping[str, Way] | None = None,
) -> MergedValues:
    """What two sides made of the values of a file; `ways` are those of keys at the top that have one."""
    clashes: list[ValueClash] = []
    values = _maps(base, ours, theirs, (), clashes, ways or {})
    return MergedValues(values, tuple(clashes))


def _maps(
    base: Mapping[str, Value],
    ours: Mapping[str, Value],
    theirs: Mapping[str, Value],
    at: Keys,
    clashes: list[ValueClash],
    ways: Mapping[str, Way],
) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key in side_by_side(list(ours), list(theirs)):
        sides = [side.get(key, MISSING) for side in (base, ours, theirs)]
        value = _value(sides[0], sides[1], sides[2], (*at, key), clashes, ways.get(key) if not at else None)
        if value is not MISSING:
            found[key] = value  # type: ignore[assignment]
    return found


def _value(
    base: object, ours: object, theirs: object, at: Keys, clashes: list[ValueClash], way: Way | None
) -> object:
    if same(ours, theirs) or same(theirs, base):
        return ours
    if same(ours, base):
        return theirs
    was = {} if base is MISSING else base
    if isinstance(was, Mapping) and isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return _maps(was, ours, theirs, at, clashes, {})
    found = way(base, ours, theirs) if way else _other(base, ours, theirs, at[-1])
    if isinstance(found, Disagreement):
        clashes.append(ValueClash(at, base, ours, theirs))
        return ours
    return found


def _other(base: object, ours: object, theirs: object, key: str) -> object:
    sides = (base, ours, theirs)
    if not all(isinstance(side, list) for side in sides):
        return merge_value(*sides)
    lists: Any = sides
    if key in IN_ORDER:
        return _in_order(*lists)
    name = next((name for name in NAMES if all(map(_names(name), lists))), None)
    if name is not None:
        return _by_name(lists[0], lists[1], lists[2], name)
    if all(isinstance(item, str) for side in lists for item in side):
        return merge_value(*sides)
    return _in_order(*lists)


def _names(key: str) -> Callable[[Sequence[Value]], bool]:
    """Whether a key tells all items of a list apart."""

    def tells(items: Sequence[Value]) -> bool:
        names = [item.get(key) for item in items if isinstance(item, Mapping)]
        texts = [name for name in names if isinstance(name, str)]
        return len(texts) == len(items) and len({*texts}) == len(texts)

    return tells


def _by_name(base: list[Any], ours: list[Any], theirs: list[Any], key: str) -> object:
    """A list of maps by what tells them apart; each is merged as a map."""
    was, mine, yours = ({item[key]: item for item in side} for side in (base, ours, theirs))
    clashes: list[ValueClash] = []
    found = _maps(was, mine, yours, (key,), clashes, {})
    return Disagreement(base, ours, theirs) if clashes else list(found.values())


def _in_order(base: list[Any], ours: list[Any], theirs: list[Any]) -> object:
    """A list whose order says something, as lines are merged."""
    known: dict[str, Any] = {}
    sides = [tuple(_spelled(item, known) for item in side) for side in (base, ours, theirs)]
    pieces = merge_lines(sides[0], sides[1], sides[2], (_never,))
    if any(isinstance(piece, Clash) for piece in pieces):
        return Disagreement(base, ours, theirs)
    return [known[text] for text in decided(pieces, "ours")]


def _spelled(item: Any, known: dict[str, Any]) -> str:
    text = json.dumps(to_json(item), sort_keys=True)
    known.setdefault(text, item)
    return text


def _never(_base: object, _ours: object, _theirs: object) -> None:
    """No attempt to look into what both sides changed."""


def words_way(read: Callable[[Value], Collection[str]]) -> Way:
    """How a list of words is merged that may be spelled as one text."""

    def way(base: object, ours: object, theirs: object) -> object:
        if ours is MISSING or theirs is MISSING:
            return Disagreement(base, ours, theirs)

        def words(side: Any) -> tuple[str, ...]:
            return () if side is MISSING else tuple(read(side))

        try:
            was, mine, yours = map(words, (base, ours, theirs))
        except (KeepNative, WrongType):
            return merge_value(base, ours, theirs)
        found = merge_items(was, mine, yours, _without_argument)
        if isinstance(found, Disagreement):
            return found
        if isinstance(ours, list):
            return list(found)
        plain = not any(" " in word or "," in word for word in found if "(" not in word)
        return (" " if plain and "," not in str(ours) and " " in str(ours) else ", ").join(found)

    return way


def _without_argument(word: str) -> str:
    """What tells a tool from the others, however far it may be used: `Bash` of `Bash(git:*)`."""
    return word.partition("(")[0]


# values within values


def put(values: Mapping[str, Value], keys: Keys, value: object) -> dict[str, Value]:
    """The values with another value under keys below each other; `MISSING` takes it out."""
    found = dict(values)
    if len(keys) > 1:
        inner = found.get(keys[0])
        found[keys[0]] = put(inner if isinstance(inner, Mapping) else {}, keys[1:], value)
    elif value is MISSING:
        found.pop(keys[0], None)
    else:
        found[keys[0]] = value  # type: ignore[assignment]
    return found


def changes(
    old: Mapping[str, Value], new: Mapping[str, Value], at: Keys = ()
) -> Iterator[tuple[Keys, object]]:
    """Where the new values differ from the old ones, and what stands there; `MISSING` for what is gone."""
    for key in dict.fromkeys((*old, *new)):
        a, b = old.get(key, MISSING), new.get(key, MISSING)
        if a is not MISSING and b is not MISSING and same(a, b):
            continue
        if isinstance(a, Mapping) and isinstance(b, Mapping) and a and b:
            yield from changes(a, b, (*at, key))
        else:
            yield (*at, key), b
