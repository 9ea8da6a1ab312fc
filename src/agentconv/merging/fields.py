"""Three-way merging of fields: scalars by value, sets item by item, maps key by key.

Every function here takes base, ours and theirs and gives what stands in the result, or the `Disagreement`
that a person must settle. A side that equals the base changed nothing, so the other one is taken; that
covers most merges before anything is looked into.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from itertools import count
from typing import Any, TypeVar

from agentconv.frozen import frozen
from agentconv.merging.lines import merge_lines
from agentconv.merging.pieces import Clash, decided
from agentconv.model.agent import MISSING, Change, OutputContract, Section, Tool, Value, same

Item = TypeVar("Item")


@frozen
class Disagreement:
    """Both sides changed a value, each in its own way."""

    base: object
    ours: object
    theirs: object


Identity = Callable[[Any], Hashable]
"""What tells an item of a set from the others, whatever else is changed in it."""


def merge_value(base: object, ours: object, theirs: object) -> object | Disagreement:
    """What both sides made of a value; `MISSING` stands for none."""
    if same(ours, theirs) or same(theirs, base):
        return ours
    if same(ours, base):
        return theirs
    sides = (base, ours, theirs)
    if (
        all(isinstance(side, Mapping) or side is MISSING for side in sides)
        and ours is not MISSING is not theirs
    ):
        return merge_maps({} if base is MISSING else base, ours, theirs)  # type: ignore[arg-type]
    if all(isinstance(side, list) for side in sides) and all(_plain(side) for side in sides):  # type: ignore[arg-type]
        found: Any = merge_items(base, ours, theirs, str)  # type: ignore[arg-type]
        return found if isinstance(found, Disagreement) else list(found)
    if all(isinstance(side, list) for side in sides) and (key := _name_key(sides)):  # type: ignore[arg-type]
        named: Any = merge_items(base, ours, theirs, lambda item: item[key])  # type: ignore[arg-type]
        return Disagreement(base, ours, theirs) if isinstance(named, Disagreement) else list(named)
    if all(isinstance(side, str) and "\n" in side for side in sides):
        was, mine, yours = (str(side).split("\n") for side in sides)
        pieces = merge_lines(was, mine, yours)
        if not any(isinstance(piece, Clash) for piece in pieces):
            return "\n".join(decided(pieces, "ours"))
    return Disagreement(base, ours, theirs)


def _name_key(sides: Sequence[Sequence[Value]]) -> str | None:
    """The key by which maps in a list are told apart: each has it, as text, and none twice."""
    for key in ("name", "id", "slug", "label"):
        names = [[_named(item, key) for item in side] for side in sides]
        if all(isinstance(name, str) for side in names for name in side):
            return key if all(len(set(side)) == len(side) for side in names) else None
    return None


def _named(item: Value, key: str) -> Value:
    return item.get(key) if isinstance(item, Mapping) else None


def _plain(items: Sequence[Value]) -> bool:
    return all(isinstance(item, str) for item in items) and len(set(map(str, items))) == len(items)


def merge_maps(
    base: Mapping[str, Value], ours: Mapping[str, Value], theirs: Mapping[str, Value]
) -> dict[str, Value] | Disagreement:
    """Key by key, in ours' order, with what only theirs has behind its neighbour there."""
    order = side_by_side(list(ours), list(theirs))
    found: dict[str, Value] = {}
    for key in order:
        sides = (side.get(key, MISSING) for side in (base, ours, theirs))
        value = merge_value(*sides)
        if isinstance(value, Disagreement):
            return Disagreement(dict(base), dict(ours), dict(theirs))
        if value is not MISSING:
            found[key] = value  # type: ignore[assignment]
    return found


def merge_items(
    base: Sequence[Item], ours: Sequence[Item], theirs: Sequence[Item], identity: Identity
) -> tuple[Item, ...] | Disagreement:
    """Items as a set with an order: additions of both, less what either took away.

    Items with one `identity` are one item; when a side changes what the other takes away, or both change it,
    the sides disagree.
    """
    several = {name for side in (base, ours, theirs) for name in _repeated(map(identity, side))}
    sides = [_by_key(side, identity, several) for side in (base, ours, theirs)]
    if several and _both_replaced(*sides):
        return Disagreement(tuple(base), tuple(ours), tuple(theirs))
    found: list[Any] = []
    for name in side_by_side(list(sides[1]), list(sides[2])):
        values = [side.get(name, MISSING) for side in sides]
        value = merge_value(*values)
        if isinstance(value, Disagreement):
            return Disagreement(tuple(base), tuple(ours), tuple(theirs))
        if value is not MISSING:
            found.append(value)
    return tuple(found)


def _repeated(names: Iterable[Hashable]) -> set[Hashable]:
    return {name for name, times in Counter(names).items() if times > 1}


def _by_key(items: Sequence[Item], identity: Identity, several: Set[Hashable]) -> dict[Hashable, Item]:
    """Items by what tells them apart: those that share an identity by all that they say.

    `shell(git:*)` and `shell(npm:*)` have one name; were the name their key, one of them would be lost.
    """
    found: dict[Hashable, Item] = {}
    for item in items:
        name = identity(item)
        key: Hashable = name
        if name in several:
            key = next(k for n in count() if (k := (_Shared(name), repr(item), n)) not in found)
        found[key] = item
    return found


@frozen
class _Shared:
    """An identity that several items of one list have."""

    name: Hashable


def _both_replaced(
    base: Mapping[Hashable, Item], ours: Mapping[Hashable, Item], theirs: Mapping[Hashable, Item]
) -> bool:
    """Whether both sides took one of the items with a shared name away and put different ones there."""
    gone, mine, yours = (
        {key for key in keys if isinstance(key, tuple) and key and isinstance(key[0], _Shared)}
        for keys in (
            base.keys() - ours.keys() - theirs.keys(),
            ours.keys() - base.keys(),
            theirs.keys() - base.keys(),
        )
    )
    names = [{key[0] for key in keys} for keys in (gone, mine - yours, yours - mine)]
    return bool(names[0] & names[1] & names[2])


def side_by_side(ours: Sequence[Hashable], theirs: Sequence[Hashable]) -> list[Any]:
    """Ours, and each of theirs that is not there behind the one that it stands behind.

    Items that ours took away are among them: whether they stay is for their values to say, not for their
    order.
    """
    order = list(ours)
    before: Hashable | None = None
    for key in theirs:
        if key not in order:
            order.insert(order.index(before) + 1 if before in order else 0, key)
        before = key
    return order


def merge_tools(base: object, ours: object, theirs: object) -> object | Disagreement:
    """A list of tools by name: a removal on one side stands unless the other side changed the tool."""
    simple = _simple(base, ours, theirs)
    if simple is not None:
        return simple[0]
    if not all(isinstance(side, tuple) for side in (base, ours, theirs)):
        return Disagreement(base, ours, theirs)
    return merge_items(base, ours, theirs, _tool_identity)  # type: ignore[arg-type]


def _simple(base: object, ours: object, theirs: object) -> tuple[object] | None:
    if same(ours, theirs) or same(theirs, base):
        return (ours,)
    return (theirs,) if same(ours, base) else None


def _tool_identity(tool: Tool) -> Hashable:
    """All but the argument: `shell` and `shell(git:*)` are one tool, more or less bounded."""
    return tool.name, tool.server, tool.tool, tool.native


def merge_words(base: object, ours: object, theirs: object) -> object | Disagreement:
    """A tuple of texts as a set: skills, tags, authors."""
    simple = _simple(base, ours, theirs)
    return simple[0] if simple is not None else merge_items(base, ours, theirs, str)  # type: ignore[arg-type]


def merge_changes(base: object, ours: object, theirs: object) -> object | Disagreement:
    """A changelog: the entries of both, unless both tell of one version, each in its own words."""
    simple = _simple(base, ours, theirs)
    if simple is not None:
        return simple[0]
    told = [_new_entries(side, base) for side in (ours, theirs)]
    if any(texts != told[1].get(version, texts) for version, texts in told[0].items()):
        return Disagreement(base, ours, theirs)
    return merge_items(base, ours, theirs, lambda change: (change.version, change.text))  # type: ignore[arg-type]


def _new_entries(side: object, base: object) -> dict[str, set[str]]:
    """What a side's changelog says of each version beyond the base's."""
    known = base if isinstance(base, tuple) else ()
    found: dict[str, set[str]] = {}
    for change in side if isinstance(side, tuple) else ():
        if isinstance(change, Change) and change.version and change not in known:
            found.setdefault(change.version, set()).add(change.text)
    return found


def merge_contract(base: object, ours: object, theirs: object) -> object | Disagreement:
    """An output contract, section by section."""
    simple = _simple(base, ours, theirs)
    if simple is not None:
        return simple[0]
    sides = [side for side in (base, ours, theirs) if isinstance(side, OutputContract)]
    if len(sides) < 3:
        return Disagreement(base, ours, theirs)
    style = merge_value(*(side.format for side in sides))
    sections = merge_items(sides[0].sections, sides[1].sections, sides[2].sections, _section_name)
    more = merge_maps(*(side.more for side in sides))
    if any(isinstance(part, Disagreement) for part in (style, sections, more)):
        return Disagreement(base, ours, theirs)
    return OutputContract(style, sections, more)  # type: ignore[arg-type]


def _section_name(section: Section) -> Hashable:
    return section.name
