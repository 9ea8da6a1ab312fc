"""What the methods of a format give, made sure of: the table by which a third party's format is guarded.

`METHODS` has every public method of `Format`. A result is a copy, so that a plugin keeps no hold of it;
native values, paths and texts are of the host's own types.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from types import UnionType
from typing import Any

from agentconv.containers.base import INT_LIMIT, MAX_DEPTH, Plain, Quoted, Raw, check_surrogates
from agentconv.diagnostics import CODES, owner_of
from agentconv.errors import AgentconvError, NotAnAgent, Problem, WrongType
from agentconv.frozen import frozen
from agentconv.host.copies import Copies
from agentconv.host.facts import shown
from agentconv.kit.format import BY_PATH, Format, OutputFile
from agentconv.kit.keys import Refusal
from agentconv.model import neutral
from agentconv.model.agent import Agent, Tool, field_value


def checked_agent(agent: object) -> Agent:
    """An agent of which every field has its own type. Raises `TypeError` for anything else."""
    if not isinstance(agent, Agent):
        raise TypeError(f"gave {shown(agent)}, which is no Agent")
    _refuse_bytes(vars(agent), ())
    try:
        data = neutral.to_json(agent)
        neutral.from_json(Agent, data)
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
    _check_scalars(data, ())
    copy: Agent = Copies({}).of(agent)
    return copy


_SERIES = ("tools.allow", "tools.deny", "skills", "changelog", "authors", "tags")
"""The fields that hold several values: a list could be changed by whoever gets the agent next."""


def _refuse_bytes(value: object, at: tuple[str, ...]) -> None:
    """Hold that an agent holds no bytes, which only the files of other things do."""
    if isinstance(value, bytes):
        raise TypeError(f"gave an agent whose {'.'.join(at)} is no text")
    if isinstance(value, Mapping):
        for key, item in value.items():
            _refuse_bytes(item, (*at, str(key)))
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_bytes(item, at)


def _check_scalars(value: object, at: tuple[str, ...]) -> None:
    """Hold that every text and number of an agent can stand in a file."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            _check_scalars(key, at)
            _check_scalars(item, (*at, str(key)))
    elif isinstance(value, list):
        for item in value:
            _check_scalars(item, at)
    elif why := _unwritable(value):
        raise TypeError(f"gave an agent whose {'.'.join(at)} is {why}")


def _unwritable(value: object) -> str | None:
    """Why no file can hold a text or a number; None when one can."""
    if isinstance(value, float) and not math.isfinite(value):
        return "no finite number"
    if isinstance(value, int) and not -INT_LIMIT <= value < INT_LIMIT:
        return "a number that does not fit in 64 bits"
    if isinstance(value, str) and check_surrogates(str.__str__(value)) is not None:
        return "no Unicode"
    return None


def _agents(found: object) -> list[Agent]:
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"gave {shown(found)}, which is no list of agents")
    return [checked_agent(agent) for agent in found]


def _native(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise TypeError(f"gave {shown(found)}, which is no dict of native values")
    return {_own_key(key): _own_value(item, 1) for key, item in found.items()}


def _own_key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"gave the key {shown(key)}, which is no text")
    return str(_own_scalar(key))


def _own_value(value: object, depth: int) -> Any:
    """A copy of a native value, of plain types. Raises `TypeError` for what no file can hold."""
    if depth > MAX_DEPTH:
        raise TypeError("gave values that are nested too deep")
    if isinstance(value, dict):
        return {_own_key(key): _own_value(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_own_value(item, depth + 1) for item in value]
    return _own_scalar(value)


def _own_scalar(value: object) -> Any:
    if why := _unwritable(value):
        raise TypeError(f"gave {shown(value)}, which is {why}")
    if value is None or type(value) in _OWN:
        return value
    if isinstance(value, str):  # an enum, say
        return str.__str__(value)
    if isinstance(value, int):
        return int.__pos__(value)
    if isinstance(value, float):
        return float.__pos__(value)
    raise TypeError(f"gave {shown(value)}, which no file can hold")


_OWN = frozenset({bool, int, float, str, Plain, Quoted, Raw})
"""The types of scalars that containers know."""


def _files(found: object) -> list[OutputFile]:
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"gave {shown(found)}, which is no list of files")
    return [_file(file) for file in found]


def _file(file: object) -> OutputFile:
    if not (isinstance(file, OutputFile) and isinstance(file.path, str) and isinstance(file.text, str)):
        raise TypeError(f"gave {shown(file)}, which is no OutputFile with a path and a text")
    if not isinstance(file.agents, (tuple, list)) or not all(isinstance(name, str) for name in file.agents):
        raise TypeError(f"gave {file.path} with agents that are no tuple of names")
    path, text, agents = str.__str__(file.path), str.__str__(file.text), map(str.__str__, file.agents)
    if check_surrogates(text) is not None or check_surrogates(path) is not None:
        raise ValueError(f"gave text for {shown(path)} that is no Unicode")
    return OutputFile(path, text, tuple(agents), bool(file.is_index))


def _instance_of(kind: type, *more: object) -> Callable[[object], Any]:
    def check(found: object) -> object:
        if not isinstance(found, kind) and found not in more:
            raise TypeError(f"gave {shown(found)}, which is no {kind.__name__}")
        return str.__str__(found) if isinstance(found, str) else found

    return check


def _each(kinds: type | tuple[type, ...], of: type) -> Callable[[object], Any]:
    def check(found: object) -> object:
        if not isinstance(found, kinds) or not isinstance(found, Iterable) or isinstance(found, str):
            raise TypeError(f"gave {shown(found)}, which is no series of {of.__name__}")
        for item in found:
            if not isinstance(item, of):
                raise TypeError(f"gave {shown(item)} in a series of {of.__name__}")
        return found

    return check


def _score(found: object) -> int:
    if not isinstance(found, int) or not 0 <= found <= BY_PATH:
        raise TypeError(f"gave {shown(found)}, which is no number from 0 to {BY_PATH}")
    return int(found)


def _refusal(found: object) -> Refusal | None:
    if found is None or (isinstance(found, Refusal) and isinstance(found.why, str)):
        return found
    raise TypeError(f"gave {shown(found)}, which is no Refusal")


def _natives(found: object) -> list[dict[str, Any]]:
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"gave {shown(found)}, which is no list of native values")
    return [_native(one) for one in found]


def _native_or_none(found: object) -> dict[str, Any] | None:
    return None if found is None else _native(found)


def _nothing(found: object) -> None:
    if found is not None:
        raise TypeError(f"gave {shown(found)}, where nothing is asked for")


@frozen
class Method:
    """What the host expects of one method."""

    check: Callable[[object], Any]
    """Gives the result, made sure of. Raises `TypeError` or `ValueError`."""
    instead: Callable[..., Any] | None = None
    """What is asked in place of one that fails, where the run goes on without it; None = its format fails."""
    raises: tuple[type[AgentconvError], ...] = ()
    """The exceptions that it may raise to say something."""


_TEXT, _FLAG = _instance_of(str), _instance_of(bool)
_OF_FILES = (NotAnAgent, Problem, WrongType)

METHODS: dict[str, Method] = {
    "schema": Method(_native),
    # whose a file is: a format that fails has no say in it any more
    "recognises": Method(_score, lambda *_: 0),
    "lies_at": Method(_FLAG, lambda *_: False),
    "stem_of": Method(_TEXT, Format.stem_of),
    # reading
    "agents": Method(_agents, raises=_OF_FILES),
    "read": Method(checked_agent, raises=_OF_FILES),
    "decode": Method(checked_agent),
    "complete": Method(checked_agent),
    "remark": Method(_nothing),
    "refusal": Method(_refusal),
    "review": Method(_nothing, lambda *_: None),
    # what its client does
    "client_ignores": Method(_FLAG, Format.client_ignores),
    "keeps": Method(_FLAG),
    "client_reading": Method(_native_or_none, Format.client_reading),
    "lets": Method(_each(frozenset, str), Format.lets),
    "power_of": Method(_TEXT, Format.power_of),
    "unheld": Method(_TEXT, Format.unheld),
    "withholds": Method(_each(tuple, Tool), Format.withholds),
    # writing
    "encode": Method(_native),
    "usual": Method(_native),
    "fit": Method(checked_agent),
    "takes": Method(_FLAG),
    "takes_name": Method(_FLAG),
    "name_for": Method(_TEXT),
    "model_for": Method(_instance_of(str, None)),
    "path_of": Method(_TEXT),
    "files": Method(_files),
    "natives": Method(_natives),
    "is_native": Method(_FLAG),
    "fits_row": Method(_FLAG, lambda *_: True),
}
"""Method -> what makes sure of its result."""


_INNER: dict[str, type | UnionType] = {
    **dict.fromkeys(("decode", "read", "complete", "fit"), Agent),
    **dict.fromkeys(("encode", "usual"), dict),
    **dict.fromkeys(("name_for", "stem_of", "path_of"), str),
    **dict.fromkeys(("takes", "takes_name", "is_native", "lies_at"), bool),
    "model_for": str | None,
}
"""What a method gives that another one of its format asks, as far as that costs nothing to see."""


def check_inner(name: str, found: object) -> Any:
    """What a method gives another one of its format. Raises `TypeError` for another kind of thing."""
    if not isinstance(found, _INNER.get(name, object)):
        kind = _INNER[name]
        raise TypeError(f"{name} gave {shown(found)}, which is no {getattr(kind, '__name__', kind)}")
    return found


def check_raised(error: BaseException, owner: str) -> None:
    """Hold that what a format raised on purpose can be told. Raises `TypeError`."""
    if not isinstance(error, Problem):
        return
    known = isinstance(error.code, str) and (error.code in CODES or owner_of(error.code) == owner)
    if not (known and isinstance(error.message, str)):
        raise TypeError(
            f"raised {type(error).__name__} with the code {shown(error.code)}, which there is not"
        )
