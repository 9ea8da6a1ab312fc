"""One entry of a file that holds other settings: put in, changed, and taken out to the byte.

What an entry needs around it (maps that are not there yet, the file itself) is put in with it and goes with
the last entry. How it looked before is told to the caller, who keeps it (`Made`).

Each new text is read again: nothing comes back that says anything else, or that could not be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agentconv.containers import editor
from agentconv.containers.editor import Editor, Keys, found, is_item, step_in
from agentconv.errors import Problem
from agentconv.model.agent import Value

Made = Mapping[Keys, str | None]
"""Map that held nothing before an entry came -> its text then; None = it was not there. `()` = the file."""

_BOM = "\ufeff"


class Conflict(Problem):
    """Something else stands where an entry is wanted."""

    def __init__(self, message: str) -> None:
        super().__init__("entry-conflict", message)


def value_at(text: str | None, syntax: str, keys: Keys) -> Value:
    """The value of an entry. Raises `KeyError` when there is none, `Problem` when the text cannot be read."""
    return found(_editor(_without_bom(text or "")[1], syntax).values, keys)


def insert(
    text: str | None, syntax: str, keys: Keys, value: Value, made: Made | None = None
) -> tuple[str, Made]:
    """The text with an entry, and what was made for it; `text` None = there is no file.

    Raises `Conflict` when something else stands there, `Problem` when the text cannot be read.
    """
    made = dict(made or {})
    if text is None:
        made.setdefault((), None)
    bom, rest = _without_bom(text or "")
    old = _editor(rest, syntax)
    depth = _depth(old.values, keys)
    container = keys[:depth]
    if not found(old.values, container) and container not in made:
        before = old.empty(container)
        if before is not None:
            made[container] = before
    for length in range(depth + 1, len(keys)):
        made[keys[:length]] = None
    new = bom + old.put(container, keys[depth:], value)
    _check(text, new, syntax, keys, value)
    if remove(new, syntax, keys, made)[0] != text:
        raise _unplaceable()
    return new, made


def replace(text: str, syntax: str, keys: Keys, value: Value) -> str:
    """The text with another value for an entry that is there."""
    bom, rest = _without_bom(text)
    new = bom + _editor(rest, syntax).swap(keys, value)
    _check(text, new, syntax, keys, value)
    return new


def remove(text: str, syntax: str, keys: Keys, made: Made) -> tuple[str | None, Made]:
    """The text without an entry and what was made for it alone; None when no file is left.

    Raises `KeyError` when there is none, `Problem` when it cannot be taken out.
    """
    bom, rest = _without_bom(text)
    old = _editor(rest, syntax)
    found(old.values, keys)
    new, left = _emptied(old.take(keys), syntax, keys, dict(made))
    if new is None:
        return None, left
    if _apart(_editor(new, syntax).values, keys) != _apart(old.values, keys):
        raise _unplaceable()
    return bom + new, left


def needed(made: Made, owned: Iterable[Keys]) -> Made:
    """What was made, as far as an owned entry stands in it."""
    inside = {keys[:length] for keys in owned for length in range(len(keys))}
    return {container: before for container, before in made.items() if container in inside}


def _emptied(
    text: str, syntax: str, keys: Keys, made: dict[Keys, str | None]
) -> tuple[str | None, dict[Keys, str | None]]:
    """The text with the maps above an entry that is gone as they were, if nothing is left in them."""
    for length in range(len(keys) - 1, -1, -1):
        container, now = keys[:length], _editor(text, syntax)
        there = _is_there(now.values, container)
        if container not in made or (there and found(now.values, container)):
            break
        before = made[container]
        if there and _said(now.rest(container)) not in ("", _said(before or "")):
            break  # somebody wrote a comment
        del made[container]
        if not container:
            return before, made
        if before is not None:
            return now.restore(container, before), made
        if there:
            text = now.take(container)
    return text, made


def _said(text: str) -> str:
    """What a map without entries says: its comments."""
    return "".join(text.split()).replace("{}", "").replace("[]", "")


def _is_there(values: Value, keys: Keys) -> bool:
    try:
        found(values, keys)
    except KeyError:
        return False
    return True


def _depth(values: Value, keys: Keys) -> int:
    """How many of the keys lead to maps that are there. Raises `Conflict` for anything else in the way."""
    for depth, key in enumerate(keys):
        if values is None and depth:
            return depth  # a key of YAML without a value
        if not isinstance(values, list if is_item(key) else Mapping):
            raise Conflict(f"{'.'.join(keys[:depth])!r} is no {'list' if is_item(key) else 'map'} there")
        try:
            values = found(values, (key,))
        except KeyError:
            return depth
    raise Conflict(f"{'.'.join(keys)!r} is there already")


def _apart(values: Value, keys: Keys) -> Value:
    """The values without an entry, and without maps above it that hold nothing else."""
    try:
        step = step_in(values, keys[0])
    except KeyError:
        return values or {}
    inner = _apart(found(values, keys[:1]), keys[1:]) if len(keys) > 1 else {}
    if isinstance(values, list):
        return [one for at, one in enumerate(values) if at != step] + ([inner] if inner else [])
    rest = {key: value for key, value in values.items() if key != step}  # type: ignore[union-attr]
    return {**rest, str(step): inner} if inner else rest


def _check(old: str | None, new: str, syntax: str, keys: Keys, value: Value) -> None:
    """Raise `Problem` when a new text does not say what the old one did, and the entry."""
    before, after = (_editor(_without_bom(text or "")[1], syntax).values for text in (old, new))
    if found(after, keys) != value or _apart(after, keys) != _apart(before, keys):
        raise _unplaceable()


def _unplaceable() -> Problem:
    return Problem("entry-conflict", "the layout of the file lets no entry in without a change to the rest")


def _without_bom(text: str) -> tuple[str, str]:
    return (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)


def _editor(text: str, syntax: str) -> Editor:
    return editor(syntax)(text)
