"""What stands between a third party's format and the host: no bug of one stops the other.

`guarded` gives a format whose methods may fail in any way, return anything or print: the host gets a
`PluginFailed` that names the plugin, or what it asked for. They may also change all that they are handed:
these are copies. What this cannot stop: a plugin that never returns, one that ends the process itself, its
threads, what it opens and sends by itself, and what it changes in other modules.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from agentconv.diagnostics import Report
from agentconv.errors import PluginFailed
from agentconv.host.copies import Copies
from agentconv.host.facts import COMPUTED, FACTS, check_computed, shown
from agentconv.host.quiet import quiet
from agentconv.host.results import METHODS, Method, check_inner, check_raised
from agentconv.kit.format import Format
from agentconv.kit.model_map import ModelMap

T = TypeVar("T")


class Guard:
    """Runs the methods of one format; remembers what was already said of it."""

    def __init__(
        self, name: str, who: str, report: Report, methods: Mapping[str, Method] = METHODS, owner: str = ""
    ) -> None:
        self.name, self.who, self.report, self.methods = name, who, report, methods
        self.owner = owner or name
        """Whose codes are the format's own."""
        self._inside = self._printed = False
        self._failed: set[str] = set()
        self._models: dict[int, tuple[ModelMap, ModelMap]] = {}

    def call(self, name: str, inner: Callable[..., Any], args: Sequence[Any], named: dict[str, Any]) -> Any:
        """What a method gives. Raises `PluginFailed` for a failure, or what it raises on purpose."""
        method = self.methods[name]
        if self._inside:  # the plugin, or a method of the format's base, calls another
            found = inner(*args, **named)
            return check_inner(name, found) if self.methods is METHODS else found
        if method.instead is not None and name in self._failed:
            return method.instead(*args, **named)
        self._inside = True
        try:
            return self._asked(name, method, inner, args, named)
        except PluginFailed as failed:
            if method.instead is None:
                raise
            self._failed.add(name)
            self._say(f"{failed}; it is not asked any more")
        finally:
            self._inside = False
        return method.instead(*args, **named)

    def _asked(
        self, name: str, method: Method, inner: Callable[..., Any], args: Sequence[Any], named: dict[str, Any]
    ) -> Any:
        """What a method gives for copies of the arguments, made sure of."""
        try:
            with quiet() as printed:
                return self._given(method, inner, args, named)
        except KeyboardInterrupt:
            raise
        except method.raises:
            raise
        except BaseException as error:  # a plugin may fail in any way
            what = f"{name} of the format {self.name!r} of {self.who} failed: {error_text(error)}"
            raise PluginFailed(what) from error
        finally:
            self._note_printing(name, printed())

    def _given(
        self, method: Method, inner: Callable[..., Any], args: Sequence[Any], named: dict[str, Any]
    ) -> Any:
        fmt, *others = args
        copies = Copies(self._models)
        try:
            own = {key: copies.of(value) for key, value in named.items()}
            return method.check(inner(fmt, *map(copies.of, others), **own))
        except method.raises as error:
            check_raised(error, self.owner)
            raise
        finally:
            copies.tell(self.owner)

    def _note_printing(self, name: str, text: str) -> None:
        if text and not self._printed:
            self._printed = True
            what = f"{name} of the format {self.name!r} of {self.who} prints: {shown(text)} is not shown"
            self._say(what)

    def _say(self, message: str) -> None:
        self.report.add("plugin-failed", message, hint=HINT)


HINT = "tell its author, uninstall it, or run with --no-plugins"


def error_text(error: BaseException) -> str:
    """An exception in one line."""
    if isinstance(error, SystemExit):
        return f"it wanted to exit with status {shown(error.code)}"
    if isinstance(error, RecursionError):
        return "RecursionError: it calls itself without end"
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = ""
    text = text if len(text) <= 200 else f"{text[:197]}..."
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def guarded(cls: type[Format], who: str, report: Report) -> Format:
    """A format that keeps to the contract whatever its class does.

    Its facts are those of now, and stay so. Raises `TypeError` for one that is not what it should be.
    """
    members = _guarded_methods(Guard(cls.name, who, report), cls)
    members |= {name: _kept(getattr(cls, name)) for name in FACTS}
    members["_given"], members["_who"] = cls, who
    members["__setattr__"] = _refusing(object.__setattr__)
    sealed = type("Sealed", (type(cls),), {"__setattr__": _refusing(type.__setattr__)})
    made = types.new_class(
        cls.__name__, (cls,), {"metaclass": sealed}, exec_body=lambda body: body.update(members)
    )
    fmt: Format = made()
    check_computed(fmt)
    for name in COMPUTED:
        type.__setattr__(made, name, getattr(fmt, name))
    return fmt


def guarded_by(guard: Guard, cls: type[T]) -> type[T]:
    """A subclass of which a guard runs the methods."""
    members = _guarded_methods(guard, cls)
    found: type[T] = types.new_class(cls.__name__, (cls,), exec_body=lambda body: body.update(members))
    return found


def _guarded_methods(guard: Guard, cls: type) -> dict[str, Any]:
    members: dict[str, Any] = {"__doc__": cls.__doc__, "__module__": cls.__module__}
    return members | {name: _wrapped(guard, name, getattr(cls, name)) for name in guard.methods}


def overrides(fmt: Format, name: str) -> bool:
    """Whether a format has a method of its own, guarded or not."""
    return getattr(getattr(fmt, "_given", type(fmt)), name) is not getattr(Format, name)


def provider(fmt: Format) -> str:
    """The distribution and version of a plugin's format; empty for a format that is no plugin's."""
    return str(getattr(fmt, "_who", ""))


def _kept(fact: Any) -> Any:
    """A fact that cannot be changed any more."""
    if isinstance(fact, Mapping):
        return types.MappingProxyType(dict(fact))
    if isinstance(fact, list):
        return tuple(fact)
    return frozenset(fact) if isinstance(fact, set) else fact


def _refusing(setter: Callable[..., None]) -> Callable[..., None]:
    """A `__setattr__` that changes nothing which the host relies on."""

    def set_other(owner: Any, name: str, value: Any) -> None:
        if name in FACTS or name in COMPUTED or name in METHODS:
            raise AttributeError(f"{name!r} is a fact of the format and cannot be set while it is used")
        setter(owner, name, value)

    return set_other


def _wrapped(guard: Guard, name: str, inner: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(inner)
    def method(self: object, *args: Any, **named: Any) -> Any:
        return guard.call(name, inner, (self, *args), named)

    return method
