"""What stands between a third party's format and the host: no bug of one stops the other.

`check_facts` looks at what a class says of itself; `guarded` gives a subclass whose methods may fail in any
way, return anything or print: the host gets a `PluginFailed` that names the plugin, or what it asked for.
What this cannot stop: a plugin that never returns, or that ends the process itself.
"""

from __future__ import annotations

import contextlib
import functools
import io
import re
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from agentconv.containers import NAMES as CONTAINERS
from agentconv.containers.base import MAX_DEPTH, check_surrogates
from agentconv.diagnostics import CODES, Report
from agentconv.errors import AgentconvError, NotAnAgent, PluginFailed, SyntaxProblem, UsageError, WrongType
from agentconv.kit.format import BY_PATH, Field, Format, OutputFile
from agentconv.model import neutral
from agentconv.model.agent import Agent, field_value

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a format's name looks like."""

_TUPLES = ("containers", "paths", "user_paths")
_TEXTS = ("title", "reference", "checked", "validated", "carrier", "schema_name")
_FLAGS = ("named_by_file", "shared_file", "reads", "writes")
_SETS = ("marks", "more_keys")


def check_facts(cls: object) -> type[Format]:
    """The class, if what it says of itself can be used. Raises `TypeError` or `ValueError` when not."""
    if not (isinstance(cls, type) and issubclass(cls, Format)):
        raise TypeError(f"{_shown(cls)} is no subclass of agentconv.Format")
    name = getattr(cls, "name", None)
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ValueError(f"'name' takes lower case words with dashes between them, not {_shown(name)}")
    for fact in ("title", "containers"):
        if not hasattr(cls, fact):
            raise ValueError(f"the format {name!r} has no {fact!r}")
    kinds = {**dict.fromkeys(_TEXTS, "text"), **dict.fromkeys(_FLAGS, "True or False")}
    kinds |= {**dict.fromkeys(_TUPLES, "a tuple of texts"), **dict.fromkeys(_SETS, "a set of texts")}
    for fact, kind in kinds.items():
        if not _is(kind, getattr(cls, fact)):
            raise TypeError(f"{fact!r} of the format {name!r} takes {kind}, not {_shown(getattr(cls, fact))}")
    strange = [c for c in cls.containers if c not in CONTAINERS]
    if strange or not cls.containers:
        raise ValueError(f"'containers' of the format {name!r} takes one or more of {', '.join(CONTAINERS)}")
    if not cls.paths:
        raise ValueError(f"'paths' of the format {name!r} is empty: where does its tool look?")
    note = cls.run_note
    if note is not None and not (isinstance(note, tuple) and len(note) == 3 and note[0] in CODES):
        raise ValueError(
            f"'run_note' of the format {name!r} takes a code of docs/codes.md, a message and a hint"
        )
    if not isinstance(cls.reasons, Mapping):
        raise TypeError(f"'reasons' of the format {name!r} takes a dict")
    _check_table(cls)
    return cls


def _check_table(cls: type[Format]) -> None:
    name = cls.name
    if cls.name_rule is not None and not isinstance(cls.name_rule, re.Pattern):
        raise TypeError(f"'name_rule' of the format {name!r} takes a compiled pattern")
    if not isinstance(cls.fields, (tuple, list)):
        raise TypeError(f"'fields' of the format {name!r} takes a tuple of Field")
    for row in cls.fields:
        if not isinstance(row, Field):
            raise TypeError(f"'fields' of the format {name!r} holds {_shown(row)}, which is no Field")
        for attr in row.attrs:
            try:
                field_value(Agent(""), attr)
            except AttributeError:
                raise ValueError(
                    f"the format {name!r} maps {row.key!r} to {attr!r}: an agent has no such field"
                ) from None


def _is(kind: str, value: object) -> bool:
    if kind == "text":
        return isinstance(value, str)
    if kind == "True or False":
        return isinstance(value, bool)
    if kind == "a tuple of texts":
        return isinstance(value, (tuple, list)) and all(isinstance(v, str) for v in value)
    return isinstance(value, (set, frozenset)) and all(isinstance(v, str) for v in value)


def _shown(value: object) -> str:
    """A foreign value in a message; its own `repr` is not trusted."""
    try:
        text = value.__name__ if isinstance(value, type) else repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."


# what a call may give


def sound(agent: object) -> Agent:
    """An agent of which every field has its own type. Raises `TypeError` for anything else."""
    if not isinstance(agent, Agent):
        raise TypeError(f"gave {_shown(agent)}, which is no Agent")
    try:
        neutral.from_json(Agent, neutral.to_json(agent))
    except WrongType as problem:
        raise TypeError(
            f"gave an agent whose {'.'.join(map(str, problem.at))} is not {problem.expected}"
        ) from None
    for name in ("skills", "changelog", "authors", "tags"):
        if not isinstance(getattr(agent, name), tuple):
            raise TypeError(f"gave an agent whose {name} is no tuple")
    return agent


def _agents(found: object) -> list[Agent]:
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"gave {_shown(found)}, which is no list of agents")
    return [sound(agent) for agent in found]


def _native(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise TypeError(f"gave {_shown(found)}, which is no dict of native values")
    _check_value(found, 0)
    return found


def _check_value(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise TypeError("gave values that are nested too deep")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"gave the key {_shown(key)}, which is no text")
            _check_value(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check_value(item, depth + 1)
    elif value is not None and not isinstance(value, (bool, int, float, str)):
        raise TypeError(f"gave {_shown(value)}, which no file can hold")


def _files(found: object) -> list[OutputFile]:
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"gave {_shown(found)}, which is no list of files")
    for file in found:
        if not (isinstance(file, OutputFile) and isinstance(file.path, str) and isinstance(file.text, str)):
            raise TypeError(f"gave {_shown(file)}, which is no OutputFile with a path and a text")
        if check_surrogates(file.text) is not None:
            raise ValueError(f"gave text for {file.path} that is no Unicode")
    return list(found)


def _of(kind: type, *more: object) -> Callable[[object], Any]:
    def check(found: object) -> object:
        if not isinstance(found, kind) and found not in more:
            raise TypeError(f"gave {_shown(found)}, which is no {kind.__name__}")
        return found

    return check


def _score(found: object) -> int:
    if not isinstance(found, int) or not 0 <= found <= BY_PATH:
        raise TypeError(f"gave {_shown(found)}, which is no number from 0 to {BY_PATH}")
    return found


RESULTS: dict[str, Callable[[object], Any]] = {
    "agents": _agents,
    "decode": sound,
    "encode": _native,
    "files": _files,
    "recognises": _score,
    "lies_at": _of(bool),
    "stem_of": _of(str),
    "path_of": _of(str),
    "is_native": _of(bool),
    "client_ignores": _of(bool),
    "model_for": _of(str, None),
    "schema": _of(dict),
}
"""Method that the host calls -> what makes sure of its result."""

ON_FAILURE: dict[str, Any] = {"recognises": 0, "lies_at": False}
"""What a failing method stands for where files are told apart: the format has no say in it any more."""

MEANT: dict[str, tuple[type[AgentconvError], ...]] = {
    "agents": (NotAnAgent, SyntaxProblem, UsageError),
    "encode": (UsageError,),
    "files": (UsageError,),
}
"""The exceptions that a method may raise to say something."""


class Guard:
    """Runs the methods of one format; remembers what was already said of it."""

    def __init__(self, name: str, who: str, report: Report) -> None:
        self.name, self.who, self.report = name, who, report
        self._inside = self._failed = self._printed = False

    def call(self, method: str, run: Callable[[], Any]) -> Any:
        """What a method gives. Raises `PluginFailed` for a failure, or what it raises on purpose."""
        if self._inside:
            return run()
        if self._failed and method in ON_FAILURE:
            return ON_FAILURE[method]
        self._inside = True
        try:
            with quiet() as printed:
                try:
                    return RESULTS[method](run())
                except KeyboardInterrupt:
                    raise
                except MEANT.get(method, ()):
                    raise
                except BaseException as error:  # a plugin may fail in any way
                    failed = PluginFailed(
                        f"{method} of the format {self.name!r} of {self.who} failed: {what(error)}"
                    )
                    if method not in ON_FAILURE:
                        raise failed from error
                    self._failed = True
                    self._say(f"{failed}; it recognises no file any more")
                    return ON_FAILURE[method]
        finally:
            self._inside = False
            if printed() and not self._printed:
                self._printed = True
                shown = _shown(printed())
                self._say(f"{method} of the format {self.name!r} of {self.who} prints: {shown} is not shown")

    def _say(self, message: str) -> None:
        self.report.add("plugin-failed", message, hint=HINT)


HINT = "tell its author, uninstall it, or run with --no-plugins"


def what(error: BaseException) -> str:
    """An exception in one line."""
    if isinstance(error, SystemExit):
        return f"it wanted to exit with status {_shown(error.code)}"
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


def guarded(cls: type[Format], who: str, report: Report) -> type[Format]:
    """A subclass that keeps to the contract whatever the class does."""
    guard = Guard(cls.name, who, report)
    members: dict[str, Any] = {"__doc__": cls.__doc__, "__module__": cls.__module__}
    for name in RESULTS:
        members[name] = _wrapped(guard, name, getattr(cls, name))
    found: type[Format] = types.new_class(cls.__name__, (cls,), exec_body=lambda body: body.update(members))
    return found


def _wrapped(guard: Guard, name: str, inner: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(inner)
    def method(self: Format, *args: Any, **named: Any) -> Any:
        return guard.call(name, lambda: inner(self, *args, **named))

    return method
