"""Maps and lists that nobody can change: what the mappings of an agent are made of, at any depth.

One agent is written for many targets, by formats of many authors, and each is handed the same values. Were
they plain, a `pop` in one format would change what the next one writes, and no loss would be measured, since
what was wanted has changed with it.

They are subclasses of `dict` and `list` because formats ask values for these types, and so do the writers of
JSON, YAML and TOML. A `MappingProxyType` is neither, leaves the maps and lists inside it open, and cannot be
pickled for another process. A copy of every agent for every target costs more than freezing each once: most
agents have no such values at all. `dict.pop(value, key)` still works; nobody writes that in passing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")


def _refuse(*_: object, **__: object) -> NoReturn:
    """What stands for each method that would change the value."""
    raise TypeError(
        "an agent's values are frozen: make a copy with dict(value), list(value) or agentconv.thawed(value)"
    )


class FrozenDict(dict[K, V]):
    """A map that cannot be changed, nor can what it holds; equal to the plain one."""

    __slots__ = ()

    def __new__(cls, *args: Any, **named: Any) -> FrozenDict[K, V]:
        # Filled here and not in `__init__`, since that can be called again.
        return _with_keys(super().__new__(cls), dict(*args, **named))

    def __init__(self, *args: Any, **named: Any) -> None:
        pass

    __setitem__ = __delitem__ = __ior__ = _refuse
    pop = popitem = clear = update = setdefault = _refuse

    def __copy__(self) -> dict[K, V]:
        return dict(self)

    def __deepcopy__(self, _memo: object) -> dict[K, V]:
        return thawed(self)

    def __reduce__(self) -> tuple[type, tuple[dict[K, V]]]:
        # Left to itself, `pickle` makes an empty map and then sets its keys.
        return type(self), (dict(self),)


class FrozenList(list[V]):
    """A list that cannot be changed, nor can what it holds; equal to the plain one."""

    __slots__ = ()

    def __new__(cls, items: Iterable[V] = ()) -> FrozenList[V]:
        return _with_items(super().__new__(cls), items)

    def __init__(self, items: Iterable[V] = ()) -> None:
        pass

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = extend = insert = remove = pop = clear = sort = reverse = _refuse

    def __copy__(self) -> list[V]:
        return list(self)

    def __deepcopy__(self, _memo: object) -> list[V]:
        return thawed(self)

    def __reduce__(self) -> tuple[type, tuple[list[V]]]:
        return type(self), (list(self),)


_SCALARS = frozenset({str, int, float, bool, type(None)})
"""The types that most values have: asking for them first saves the slow question for a `Mapping`."""
_DONE = _SCALARS | {FrozenDict, FrozenList}

_set = dict.__setitem__


def _with_keys(new: FrozenDict[K, V], items: Mapping[K, V]) -> FrozenDict[K, V]:
    """The new map with items, frozen. All that agents hold comes by here, so it asks before it calls."""
    for key, item in items.items():
        _set(new, key, item if type(item) in _DONE else frozen(item))
    return new


def _with_items(new: FrozenList[V], items: Iterable[V]) -> FrozenList[V]:
    """The new list with items, frozen."""
    list.extend(new, [item if type(item) in _DONE else frozen(item) for item in items])
    return new


_EMPTY: FrozenDict[Any, Any] = FrozenDict()


def empty() -> FrozenDict[Any, Any]:
    """The one empty map, as the default of a field: nearly every agent has it several times."""
    return _EMPTY


def frozen(value: Any) -> Any:
    """The value with every map and list in it frozen."""
    if type(value) in _DONE:
        return value
    if isinstance(value, dict):
        return _with_keys(dict.__new__(FrozenDict), value) if value else _EMPTY
    if isinstance(value, Mapping):
        return FrozenDict(value)
    if isinstance(value, list):
        return _with_items(list.__new__(FrozenList), value)
    # A tuple is no native value, but a plugin may have put one in: it stays what it is.
    return tuple(map(frozen, value)) if type(value) is tuple else value


def freeze_fields(value: object, *names: str) -> None:
    """Freeze fields of a frozen dataclass; for its `__post_init__`."""
    for name in names:
        held = getattr(value, name)
        if type(held) is not FrozenDict:
            object.__setattr__(value, name, frozen(held))


@overload
def thawed(value: Mapping[K, V]) -> dict[K, V]: ...


@overload
def thawed(value: V) -> V: ...


def thawed(value: Any) -> Any:
    """A copy of a value that may be changed at any depth: its maps and lists are plain again.

    >>> from agentconv import Agent
    >>> agent = Agent("a", mcp_servers={"docs": {"args": ["--quiet"]}})
    >>> servers = thawed(agent.mcp_servers)
    >>> servers["docs"]["args"].append("--all")
    >>> servers
    {'docs': {'args': ['--quiet', '--all']}}
    """
    if type(value) in _SCALARS:
        return value
    if isinstance(value, Mapping):
        return {key: thawed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [thawed(item) for item in value]
    return tuple(map(thawed, value)) if type(value) is tuple else value
