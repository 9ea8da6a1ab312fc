"""What a client takes under its native keys, and what it does with anything else.

From the keys of a format come the keys that it knows, the reason why its client would not load a file, and
which of an agent's native values may be written back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum

from agentconv.containers.base import BODY
from agentconv.errors import WrongType
from agentconv.frozen import frozen
from agentconv.kit.codecs import exact
from agentconv.kit.shapes import Shape, fits
from agentconv.model.agent import Value


class Otherwise(StrEnum):
    """What a client does with a value that it does not take, or with a key that it does not know."""

    DROPS_FILE = "drops the file"
    DROPS_HEAD = "reads nothing of the head"
    IGNORED = "ignores it"
    STOPS = "does not start"


DROPS_FILE, IGNORED, STOPS = Otherwise.DROPS_FILE, Otherwise.IGNORED, Otherwise.STOPS


@frozen
class Key:
    """What a client takes under one native key."""

    shape: Shape
    """A shape of `agentconv.kit.shapes`."""
    takes: str = ""
    """The same in words for people: `a list of names`."""
    otherwise: Otherwise = DROPS_FILE
    """What the client does with any other value."""
    fault: Callable[[Value], str] | None = None
    """Says what is wrong with a value that is not taken, where `takes` would be a list of rules."""

    def refused(self, name: str, value: Value) -> str:
        """Why a value under this key, called `name`, is not taken."""
        return f"{name!r} takes {self.takes}" if self.fault is None else self.fault(value)

    def fits(self, value: Value) -> bool:
        """Whether the client takes a value; spellings of YAML are resolved first."""
        try:
            return fits(exact(value), self.shape)
        except WrongType:
            return False


@frozen
class Refusal:
    """Why a client does not load a file, and the key at fault."""

    why: str
    key: str | None = None
    hint: str | None = None


def refusal_of(
    values: Mapping[str, Value],
    keys: Mapping[str, Key],
    *,
    required: Iterable[str] = (),
    closed: bool = False,
    known: frozenset[str] = frozenset(),
) -> Refusal | None:
    """Why a client does not load a file with these values; None = it does, as far as the keys tell.

    `closed` says that it refuses a key which is neither in `keys` nor `known`.
    """
    return next(refusals_of(values, keys, required=required, closed=closed, known=known), None)


def refusals_of(
    values: Mapping[str, Value],
    keys: Mapping[str, Key],
    *,
    required: Iterable[str] = (),
    closed: bool = False,
    known: frozenset[str] = frozenset(),
) -> Iterator[Refusal]:
    """Each reason for which a client does not load a file with these values."""
    for key in required:
        if key not in values:
            yield Refusal(f"there is no {key!r}")
    for key, value in values.items():
        if key == BODY:
            continue
        told = keys.get(key)
        if told is None:
            if closed and key not in known:
                yield Refusal(f"it takes no key {key!r}", key)
        elif told.otherwise is not IGNORED and not told.fits(value):
            yield Refusal(told.refused(key, value), key)
