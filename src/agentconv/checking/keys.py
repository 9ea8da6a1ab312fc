"""Keys that nothing reads, and the keys that were probably meant."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache

from agentconv.checking.subject import MANY, Subject, listed
from agentconv.containers.base import BODY
from agentconv.errors import KeepNative, WrongType
from agentconv.kit.bounds import bounding


def look(subject: Subject) -> None:
    """Report top-level keys that the agent's format does not know."""
    document, known = subject.document, subject.format.known_keys
    if document.of != 1 or document.companions or subject.format.shared_file or not known:
        return
    unknown = [k for k in document.tree.values if k != BODY and k not in known and not bounding(k)][
        : 5 * MANY
    ]
    rest = []
    for key in unknown:
        near = nearest(key, known, only_spelling=key in subject.everyone.other_keys)
        if near is not None and near not in document.tree.values and _fits(subject, near, key):
            what = f"{key!r} is no key of this format, so nothing reads it"
            subject.add("key-misspelt", what, key, hint=f"probably {near!r} was meant")
        elif key.isascii():
            rest.append(key)
    if rest:
        what = f"no key that a {subject.format.title} is known to have: {listed(rest, 10)}"
        subject.add("key-unknown", what, rest[0])


def _fits(subject: Subject, near: str, key: str) -> bool:
    """Whether the key that was probably meant takes the value."""
    row = next((f for f in subject.format.fields if f.top == near), None)
    if row is None:
        return True
    values = subject.document.tree.values
    try:
        row.read(values[key], values)
    except (WrongType, KeepNative):
        return False
    return True


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
