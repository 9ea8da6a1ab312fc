"""`frozen` and `slotted`: dataclasses with slots, made in a third of the time.

The standard library compiles six methods for each class, and a command uses some eighty classes before it
reads its first file: a fifth of its start. Here each class has one method compiled, and shares the others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from typing import Any, ClassVar, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def frozen(cls: type[T]) -> type[T]:
    """The class with slots, an `__init__` of its fields, and values that cannot be set or deleted.

    What else a dataclass has works as there: defaults, `__post_init__`, equality, hash and repr by fields,
    `dataclasses.fields` and `replace`, pickling; a repr leaves out what is so by default. A method of its
    own that the class has stays.
    """
    return _made(cls, _FROZEN)


@dataclass_transform(field_specifiers=(dataclasses.field,))
def slotted(cls: type[T]) -> type[T]:
    """The same for values that change: what `dataclass(slots=True)` makes, so without a hash."""
    return _made(cls, _SLOTTED)


def _made(cls: type[T], methods: dict[str, Any]) -> type[T]:
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    fields = dataclasses.fields(made)
    made._set = {f.name: getattr(made, f.name).__set__ for f in fields}
    made._compared = attrgetter(*(f.name for f in fields if f.compare))
    made.__init__ = _init(made, fields)
    for name, method in methods.items():
        if name not in cls.__dict__ or (name == "__hash__" and cls.__dict__[name] is None):
            setattr(made, name, method)
    return made  # type: ignore[no-any-return]


def _init(cls: Any, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    """The method that sets the fields; compiled, since a general one takes five times as long."""
    known: dict[str, Any] = {"_made": MISSING}
    plain, named = ["self"], list[str]()
    lines: list[str] = []
    for f in fields:
        known[f"_set_{f.name}"] = cls._set[f.name]
        value = f.name
        if f.default is not MISSING:
            known[f"_is_{f.name}"] = f.default
            value = f"{f.name}=_is_{f.name}"
        elif f.default_factory is not MISSING:
            known[f"_make_{f.name}"] = f.default_factory
            value = f"{f.name}=_made"
            lines.append(f"    if {f.name} is _made: {f.name} = _make_{f.name}()")
        if f.init:
            (named if f.kw_only else plain).append(value)
        elif value == f.name:  # set by `__post_init__`
            continue
        lines.append(f"    _set_{f.name}(self, {f.name})")
    if hasattr(cls, "__post_init__"):
        lines.append("    self.__post_init__()")
    head = ", ".join([*plain, *(["*"] if named else []), *named])
    # every name in it is one of the class, and no text from elsewhere
    exec("\n".join([f"def __init__({head}):", *(lines or ["    pass"])]), known)  # noqa: S102
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__module__ = cls.__module__
    init.__annotations__ = {**{f.name: f.type for f in fields}, "return": None}
    return init


def shown(value: object) -> str:
    """The call that makes a dataclass's value, without what is so by default."""
    fields = [f for f in dataclasses.fields(value) if f.repr and not _is_default(value, f)]  # type: ignore[arg-type]
    said = ", ".join(f"{f.name}={getattr(value, f.name)!r}" for f in fields)
    return f"{type(value).__qualname__}({said})"


def _is_default(value: object, field: dataclasses.Field[Any]) -> bool:
    """Whether a field has the value that it has where nothing is said."""
    own = getattr(value, field.name)
    if field.default_factory is not MISSING:
        return bool(own == field.default_factory())
    return own is field.default or (type(own) is type(field.default) and bool(own == field.default))


class _Shared:
    """The methods that all such classes have in common."""

    _set: ClassVar[dict[str, Callable[[object, object], None]]]
    _compared: ClassVar[Callable[[object], object]]

    def __repr__(self) -> str:
        return shown(self)

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        compared = type(self)._compared
        return compared(self) == compared(other)

    def __hash__(self) -> int:
        return hash(type(self)._compared(self))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __getstate__(self) -> list[object]:
        return [getattr(self, name) for name in self._set]

    def __setstate__(self, state: list[object]) -> None:
        for setter, value in zip(self._set.values(), state, strict=True):
            setter(self, value)


_GUARDS = ("__hash__", "__setattr__", "__delattr__", "__getstate__", "__setstate__")
_SLOTTED: dict[str, Any] = {
    **{name: _Shared.__dict__[name] for name in ("__repr__", "__eq__")},
    "__hash__": None,
}
_FROZEN: dict[str, Any] = {**_SLOTTED, **{name: _Shared.__dict__[name] for name in _GUARDS}}
