"""What stands between a third party's format and the host: no bug of one stops the other.

`guarded` gives a subclass whose methods may fail in any way, return anything or print: the host gets a
`PluginFailed` that names the plugin, or what it asked for. They may also change trees and native values that
they are handed: these are copies. What this cannot stop: a plugin that never returns, or that ends the
process itself.
"""

from __future__ import annotations

import contextlib
import functools
import io
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from agentconv.containers.base import MAX_DEPTH, Tree, check_surrogates
from agentconv.diagnostics import Report
from agentconv.errors import AgentconvError, NotAnAgent, PluginFailed, Problem, UsageError, WrongType
from agentconv.frozen import frozen
from agentconv.host.facts import shown
from agentconv.kit.format import BY_PATH, Format, OutputFile, Reading
from agentconv.model import neutral
from agentconv.model.agent import Agent, field_value
from agentconv.model.frozen import thawed

T = TypeVar("T")


def checked_agent(agent: object) -> Agent:
    """An agent of which every field has its own type. Raises `TypeError` for anything else."""
    if not isinstance(agent, Agent):
        raise TypeError(f"gave {shown(agent)}, which is no Agent")
    try:
        neutral.from_json(Agent, neutral.to_json(agent))
    except WrongType as problem:
        raise TypeError(
            f"gave an agent whose {'.'.join(map(str, problem.at))} is not {problem.expected}"
        ) from None
    series = {name: field_value(agent, name) for name in _SERIES}
    if agent.output_contract is not None:
        series["output_contract.sections"] = agent.output_contract.sections
    for name, items in series.items():
        if items is not None and not isinstance(items, tuple):
            raise TypeError(f"gave an agent whose {name} is no tuple")
    return agent


_SERIES = ("tools.allow", "tools.deny", "skills", "changelog", "authors", "tags")
"""The fields that hold several values: a list could be changed by whoever gets the agent next."""


def _agents(found: object) -> list[Agent]:
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"gave {shown(found)}, which is no list of agents")
    return [checked_agent(agent) for agent in found]


def _native(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise TypeError(f"gave {shown(found)}, which is no dict of native values")
    _check_value(found, 0)
    return found


def _check_value(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise TypeError("gave values that are nested too deep")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"gave the key {shown(key)}, which is no text")
            _check_value(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check_value(item, depth + 1)
    elif value is not None and not isinstance(value, (bool, int, float, str)):
        raise TypeError(f"gave {shown(value)}, which no file can hold")


def _files(found: object) -> list[OutputFile]:
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"gave {shown(found)}, which is no list of files")
    for file in found:
        if not (isinstance(file, OutputFile) and isinstance(file.path, str) and isinstance(file.text, str)):
            raise TypeError(f"gave {shown(file)}, which is no OutputFile with a path and a text")
        if check_surrogates(file.text) is not None:
            raise ValueError(f"gave text for {file.path} that is no Unicode")
    return list(found)


def _instance_of(kind: type, *more: object) -> Callable[[object], Any]:
    def check(found: object) -> object:
        if not isinstance(found, kind) and found not in more:
            raise TypeError(f"gave {shown(found)}, which is no {kind.__name__}")
        return found

    return check


def _score(found: object) -> int:
    if not isinstance(found, int) or not 0 <= found <= BY_PATH:
        raise TypeError(f"gave {shown(found)}, which is no number from 0 to {BY_PATH}")
    return found


RESULTS: dict[str, Callable[[object], Any]] = {
    "agents": _agents,
    "decode": checked_agent,
    "encode": _native,
    "files": _files,
    "recognises": _score,
    "lies_at": _instance_of(bool),
    "stem_of": _instance_of(str),
    "path_of": _instance_of(str),
    "is_native": _instance_of(bool),
    "client_ignores": _instance_of(bool),
    "model_for": _instance_of(str, None),
    "schema": _instance_of(dict),
}
"""Method that the host calls -> what makes sure of its result."""

ON_FAILURE: dict[str, Any] = {"recognises": 0, "lies_at": False}
"""What a failing method stands for where files are told apart: the format has no say in it any more."""

ON_PURPOSE: dict[str, tuple[type[AgentconvError], ...]] = {
    "agents": (NotAnAgent, Problem, UsageError),
    "encode": (UsageError,),
    "files": (UsageError,),
}
"""The exceptions that a method may raise to say something."""


@frozen
class Rules:
    """What is held of the methods of a kind of format."""

    results: Mapping[str, Callable[[object], Any]]
    """Method that the host calls -> what makes sure of its result."""
    on_failure: Mapping[str, Any]
    """What a failing method stands for where files are told apart."""
    on_purpose: Mapping[str, tuple[type[AgentconvError], ...]]
    """The exceptions that a method may raise to say something."""


OF_AGENTS = Rules(RESULTS, ON_FAILURE, ON_PURPOSE)


class Guard:
    """Runs the methods of one format; remembers what was already said of it."""

    def __init__(self, name: str, who: str, report: Report, rules: Rules = OF_AGENTS) -> None:
        self.name, self.who, self.report, self.rules = name, who, report, rules
        self._inside = self._failed = self._printed = False

    def call(self, method: str, inner: Callable[..., Any], args: Sequence[Any], named: dict[str, Any]) -> Any:
        """What a method gives. Raises `PluginFailed` for a failure, or what it raises on purpose."""
        if self._inside:  # the plugin calls itself
            return inner(*args, **named)
        if self._failed and method in self.rules.on_failure:
            return self.rules.on_failure[method]
        self._inside = True
        try:
            with quiet() as printed:
                try:
                    own = {key: own_copy(value) for key, value in named.items()}
                    return self.rules.results[method](inner(*map(own_copy, args), **own))
                except KeyboardInterrupt:
                    raise
                except self.rules.on_purpose.get(method, ()):
                    raise
                except BaseException as error:  # a plugin may fail in any way
                    failed = PluginFailed(
                        f"{method} of the format {self.name!r} of {self.who} failed: {error_text(error)}"
                    )
                    if method not in self.rules.on_failure:
                        raise failed from error
                    self._failed = True
                    self._say(f"{failed}; it recognises no file any more")
                    return self.rules.on_failure[method]
        finally:
            self._inside = False
            if printed() and not self._printed:
                self._printed = True
                text = shown(printed())
                self._say(f"{method} of the format {self.name!r} of {self.who} prints: {text} is not shown")

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


class _Kept(io.BytesIO):
    """Bytes that stay readable when whoever wrote them closes the file."""

    def close(self) -> None:
        pass


@contextlib.contextmanager
def quiet() -> Iterator[Callable[[], str]]:
    """Keep what runs inside from printing; gives a function that says what it would have printed."""
    raw = _Kept()
    caught = io.TextIOWrapper(raw, "utf-8", "backslashreplace", write_through=True)

    def printed() -> str:
        return raw.getvalue().decode("utf-8", "backslashreplace").strip()

    with contextlib.redirect_stdout(caught), contextlib.redirect_stderr(caught):
        yield printed


def own_copy(value: Any) -> Any:
    """An argument of a call, with a copy of what other formats, or the host itself, read after it.

    One tree is shown to each format that may know it, and stays with the document; native values are read
    back to measure what is lost, and then written. A plugin that takes its keys out one by one does no harm.
    """
    if isinstance(value, Tree):
        values = thawed(value.values)
        root = values if value.root is value.values else thawed(value.root)
        return replace(value, values=values, root=root)
    if isinstance(value, Reading):
        return replace(value, tree=own_copy(value.tree))
    return thawed(value) if type(value) is dict else value


def guarded(cls: type[Format], who: str, report: Report) -> type[Format]:
    """A subclass that keeps to the contract whatever the class does."""
    return guarded_by(Guard(cls.name, who, report), cls)


def guarded_by(guard: Guard, cls: type[T]) -> type[T]:
    """A subclass of which a guard runs the methods."""
    members: dict[str, Any] = {"__doc__": cls.__doc__, "__module__": cls.__module__}
    for name in guard.rules.results:
        members[name] = _wrapped(guard, name, getattr(cls, name))
    found: type[T] = types.new_class(cls.__name__, (cls,), exec_body=lambda body: body.update(members))
    return found


def _wrapped(guard: Guard, name: str, inner: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(inner)
    def method(self: object, *args: Any, **named: Any) -> Any:
        return guard.call(name, inner, (self, *args), named)

    return method
