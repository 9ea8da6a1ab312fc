"""Results that are kept beside what they were made from, for questions that a collection repeats.

A key is the identity of small frozen values, such as lists of tools, and never an agent's text: a memo must
not hold what a run has done with.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SIZE = 4096
"""So many results are kept; then it starts anew, so that a run of any size has a bound."""


def by_identity(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which answers for the same frozen arguments from memory. It takes no named ones.

    Hashing a list of tools costs more than most answers. The arguments are kept with the result, so that
    no other value can get their identity.
    """
    known: dict[tuple[int, ...], tuple[R, tuple[Any, ...]]] = {}

    @functools.wraps(function)
    def remembered(*args: P.args, **named: P.kwargs) -> R:
        key = tuple(map(id, args))
        found = known.get(key)
        if found is None:
            if len(known) >= SIZE:
                known.clear()
            found = known[key] = function(*args, **named), args
        return found[0]

    return remembered
