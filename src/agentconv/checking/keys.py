"""Keys that nothing reads, and the keys that were probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from agentconv.checking.subject import MANY, Entry, Subject, listed
from agentconv.containers.base import BODY
from agentconv.kit.bounds import bounding, usual_bound
from agentconv.model.agent import Value

NAMES = ("name", "slug")
"""Keys under which an entry of a list has its name."""
DEEP = 4
"""So deep in a file an agent's entry is looked for."""


def look(subject: Subject) -> None:
    """Report keys of an agent that its format does not know, wherever in its file the agent stands."""
    document, known = subject.document, subject.format.known_keys
    if document.companions or not known:
        return
    place, own = entry_of(subject)
    if document.of != 1 and not place:
        return  # several agents, and none has an entry of its own: nobody knows whose a key is
    if place and document.index == 0:
        _look_above(subject, place)
    unknown = [k for k in own if k != BODY and k not in known and not bounding(k)][: 5 * MANY]
    rest = []
    for key in unknown:
        near = nearest(key, known, only_spelling=key in subject.everyone.other_keys)
        if near is not None and near not in own and subject.format.fits_row(near, own[key], own):
            what = f"{key!r} is no key of this format, so nothing reads it"
            subject.add("key-misspelt", what, *place, key, hint=f"probably {near!r} was meant", field=key)
        elif key.isascii():
            rest.append(key)
    if rest:
        what = f"no key that a {subject.format.title} is known to have: {listed(rest, 10)}"
        subject.add("key-unknown", what, *place, rest[0], field=rest[0])


def _look_above(subject: Subject, place: tuple[str | int, ...]) -> None:
    """Report keys beside the agents that nearly are one which would bound all of them.

    What else a file may hold beside its agents is its client's business.
    """
    fmt, values = subject.format, subject.document.tree.values
    bounds = frozenset(key for key in fmt.known_keys if usual_bound(key))
    for key in [k for k in values if k != place[0] and k not in fmt.known_keys][: 5 * MANY]:
        near = nearest(key, bounds) if bounds else None
        if near is not None and near not in values and subject.format.fits_row(near, values[key], values):
            what = f"{key!r} is no key of this format, so nothing reads it"
            subject.add("key-misspelt", what, key, hint=f"probably {near!r} was meant")


def entry_of(subject: Subject) -> Entry:
    """Where in its file an agent stands, and its keys there: all of the file, or an entry of its name."""
    tree, name = subject.document.tree, subject.document.agent.name
    if BODY in tree.values or tree.values.get("name") == name:
        return (), tree.values
    if subject.everyone.entries[0] is not tree:
        subject.everyone.entries = tree, _by_name(tree.values)
    return subject.everyone.entries[1].get(name, ((), tree.values))


def _by_name(values: Mapping[str, Value]) -> dict[str, Entry]:
    """The maps inside a file by the names that agents may have there; the first of each name."""
    found: dict[str, Entry] = {}
    for path, value in _entries(dict(values), ()):
        for name in (path[-1], *(value.get(key) for key in NAMES)):
            if isinstance(name, str):
                found.setdefault(str(name), (path, value))
    return found


def _entries(value: Value, path: tuple[str | int, ...]) -> Iterator[Entry]:
    """The maps below a value, those that are less deep first."""
    steps: Iterable[tuple[str | int, Value]] = ()
    if isinstance(value, Mapping):
        steps = value.items()
    elif isinstance(value, list):
        steps = enumerate(value)
    inside = [((*path, step), below) for step, below in steps if isinstance(below, (Mapping, list))]
    yield from ((place, below) for place, below in inside if isinstance(below, Mapping))
    if len(path) + 1 < DEEP:
        for place, below in inside:
            yield from _entries(below, place)


@lru_cache(maxsize=4096)
def nearest(key: str, known: frozenset[str], *, only_spelling: bool = False) -> str | None:
    """The key that a misspelt one stands for; None when it is near to none.

    `only_spelling`: capitals, dashes and underscores alone may differ.
    """
    folded = {_folded(k): k for k in sorted(known) if k != BODY}
    if (same := folded.get(_folded(key))) is not None:
        return same
    if len(key) < 4 or only_spelling:
        return None
    near = difflib.get_close_matches(_folded(key), folded, 1, 0.86)
    return folded[near[0]] if near else None


def _folded(key: str) -> str:
    return re.sub(r"[\W_]", "", key.casefold()) or key
