"""Arguments of another type are told where they come in, by the parameter's name and what it takes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar

from agentconv.errors import UsageError

P = ParamSpec("P")
R = TypeVar("R")

Takes = Callable[[object], bool]
Parameters = Mapping[str, tuple[str, Takes]]


def told(function: Callable[P, R]) -> Callable[P, R]:
    """A function that raises `TypeError` for an argument that its annotation excludes, and does nothing then.

    >>> @told
    ... def shout(words: Sequence[str], *, times: int = 1) -> str:
    ...     return " ".join(words).upper() * times
    >>> shout(["a", "b"])
    'A B'
    >>> shout("ab")
    Traceback (most recent call last):
    ...
    TypeError: 'words' takes several texts: ['ab']
    """
    parameters = signature(function).parameters
    several = next((one.name for one in parameters.values() if one.kind is Parameter.VAR_POSITIONAL), "")
    ordered = [one.name for one in parameters.values() if one.kind is Parameter.POSITIONAL_OR_KEYWORD]
    takes = {
        one.name: str(one.annotation) for one in parameters.values() if one.kind is not Parameter.VAR_KEYWORD
    }

    @wraps(function)
    def with_door(*args: P.args, **kwargs: P.kwargs) -> R:
        names = [several] * len(args) if several else ordered
        for name, value in (*zip(names, args, strict=False), *kwargs.items()):
            if name in takes:  # another name is the function's own to refuse
                _check(name, value, takes[name], function.__globals__)
        return function(*args, **kwargs)

    return with_door


def expect(name: str, value: object, kind: type) -> None:
    """Raise `TypeError` for an argument that is no value of a class: for functions that run very often."""
    if not isinstance(value, kind):
        words = CALLED.get(kind) or f"a value of agentconv.{kind.__name__}"
        raise TypeError(f"{name!r} takes {words}, not {_called(value)}")


def _check(name: str, value: object, annotation: str, known: Mapping[str, Any]) -> None:
    plain = annotation.removesuffix(" | None")
    if value is None and plain != annotation:
        return
    if plain in PLAIN:
        words, fits = PLAIN[plain]
        fitting = fits(value)
    elif plain in MANY:
        kind, alone = known[MANY[plain][0]], MANY[plain][1]
        words = f"values of agentconv.{kind.__name__}"
        fitting = (alone and isinstance(value, kind)) or _values(value, kind)
    else:
        words, fitting = f"a value of agentconv.{plain}", isinstance(value, known[plain])
    if not fitting:
        raise TypeError(f"{name!r} takes {words}{_instead(value, plain)}")
    if plain in PATHS and isinstance(value, (str, os.PathLike)):
        _check_path(name, os.fspath(value))


def _check_path(name: str, path: str | bytes) -> None:
    """Raise `UsageError` for what no system takes for a path; a text with line breaks is none."""
    if not isinstance(path, str):
        raise TypeError(f"{name!r} takes a path of text, not of bytes")
    if not path:
        raise UsageError(f"{name!r} takes a path, and an empty text is none: '.' is the current folder")
    if "\0" in path and "\n" not in path:
        raise UsageError(f"{name!r} takes a path, and {path!r} has a NUL in it")


def _instead(value: object, annotation: str) -> str:
    """What was given: a text alone where several are taken is shown as it was meant."""
    if annotation == "Sequence[str]" and isinstance(value, str):
        return f": [{value!r}]"
    return f", not {_called(value)}"


def _called(value: object) -> str:
    odd = {type(one).__name__ for one in value} if isinstance(value, (list, tuple, set, frozenset)) else ()
    return type(value).__name__ + (f" of {', '.join(sorted(odd))}" if odd else "")


def _texts(value: object) -> bool:
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        return False
    return not isinstance(value, Collection) or all(isinstance(one, str) for one in value)


def _values(value: object, kind: type) -> bool:
    """Whether these are values of a class, or None in the place of one; of an iterator nobody can say yet."""
    if not isinstance(value, Collection):
        return _several(value)
    return _several(value) and all(one is None or isinstance(one, kind) for one in value)


def _several(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping))


def _of(*types: type) -> Takes:
    return lambda value: isinstance(value, types)


CALLED: Mapping[type, str] = {
    str: "a text",
    Mapping: "names with their values",
    frozenset: "a frozenset of texts",
}
"""Class -> what a value of it is called, where it is none of agentconv's own."""

PATH = ("a path", _of(str, os.PathLike))
PATHS = frozenset({"Where", "str | os.PathLike[str]", "str | os.PathLike[str] | bytes"})
PLAIN: Parameters = {
    "str": ("a text", _of(str)),
    "re.Pattern[str]": ("a compiled pattern", _of(re.Pattern)),
    "bool": ("True or False", _of(bool)),
    "float": ("a number", _of(int, float)),
    "int": ("a whole number", _of(int)),
    "Where": PATH,
    "str | os.PathLike[str]": PATH,
    "str | os.PathLike[str] | bytes": ("a path, a text or bytes", _of(str, os.PathLike, bytes)),
    "Sequence[str]": ("several texts", _texts),
    "Iterable[tuple[str, bytes]]": ("pairs of path and bytes", _several),
}
"""Annotation -> what it takes, in words, and whether a value is that; any other names a class."""
MANY = {"Agent | Iterable[Agent]": ("Agent", True), "Sequence[Document | None]": ("Document", False)}
"""Annotation -> the class of which it takes several values, and whether one alone will do."""
