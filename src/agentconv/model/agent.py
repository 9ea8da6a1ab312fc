"""The neutral model: what an agent is, whatever file it came from.

Frozen values only, at any depth; equality is equality of meaning. No format is named here, and nothing here
knows paths, texts or spans (`agentconv.kit.document` does). `diff` compares two agents and is the base of
loss reports and of merging.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any, Final, TypeAlias

from agentconv.door import expect
from agentconv.errors import UsageError
from agentconv.frozen import frozen, shown
from agentconv.model.frozen import FrozenDict, FrozenList, empty, freeze_fields

Value: TypeAlias = "None | bool | int | float | str | list[Value] | dict[str, Value]"
"""A native value: what JSON can say. Inside an agent its lists and maps are frozen (`model.frozen`)."""


@frozen
class Tool:
    """Something the agent may call, under its neutral name."""

    name: str
    """A name of `agentconv.model.vocabulary`, `mcp`, or (with `native`) a format's own name as written."""
    argument: str | None = None
    """What stands in the parentheses of `Bash(git:*)` or `Agent(a, b)`; None = unrestricted."""
    server: str | None = None
    """For `mcp`: the server, `*` for every server."""
    tool: str | None = None
    """For `mcp`: one tool of the server; None = all of them."""
    native: str | None = None
    """The format that an unknown native name belongs to."""


@frozen
class Tools:
    """Which tools the agent has."""

    allow: tuple[Tool, ...] | None = None
    """None = whatever the host gives, which is not "none"; `()` = none."""
    deny: tuple[Tool, ...] = ()
    """Taken away from what `allow` gives."""


@frozen
class Change:
    """One step of an agent's history."""

    version: str
    text: str


@frozen
class Section:
    """A section that an agent's reply is to have."""

    name: str
    pattern: str | None = None
    """A regular expression that the reply must match; None = the name as a heading."""
    required: bool = True
    more: Mapping[str, Value] = field(default_factory=empty)
    """Further facts on the section, as the source words them."""

    def __post_init__(self) -> None:
        freeze_fields(self, "more")

    def __deepcopy__(self, _memo: object) -> Section:
        return self


@frozen
class OutputContract:
    """The shape that the agent promises for its replies."""

    format: str | None = None
    sections: tuple[Section, ...] = ()
    more: Mapping[str, Value] = field(default_factory=empty)
    """Further facts on the contract, as the source words them."""

    def __post_init__(self) -> None:
        freeze_fields(self, "more")

    def __deepcopy__(self, _memo: object) -> OutputContract:
        return self


@dataclass(frozen=True)
class Agent:
    """One agent, independent of any format.

    It has no slots: a copy with a few other values is made of its map of fields, at a quarter of the time.
    """

    name: str
    """Identity, exactly as written; may hold spaces and any Unicode, so never a path unslugged."""
    display_name: str | None = None
    """A title, for formats that tell it from the identity."""
    description: str | None = None
    prompt: str = ""
    """The instructions, byte for byte: never stripped, never re-wrapped."""
    model: str | None = None
    """As written; None = absent; `inherit` is a value of its own."""
    effort: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_turns: int | None = None
    tools: Tools = Tools()  # noqa: RUF009 - frozen
    permission_mode: str | None = None
    mcp_servers: Mapping[str, Value] = field(default_factory=empty)
    """Server name -> its configuration; None = a server that the host already knows."""
    hooks: Mapping[str, Value] = field(default_factory=empty)
    skills: tuple[str, ...] = ()
    memory: str | None = None
    background: bool | None = None
    isolation: str | None = None
    color: str | None = None
    mode: str | None = None
    initial_prompt: str | None = None
    version: str | None = None
    """Text, never a number: `1.10` stays `1.10`."""
    updated: str | None = None
    """An ISO date, as text."""
    changelog: tuple[Change, ...] = ()
    output_contract: OutputContract | None = None
    authors: tuple[str, ...] = ()
    license: str | None = None
    tags: tuple[str, ...] = ()
    extensions: Mapping[str, Mapping[str, Value]] = field(default_factory=empty)
    """Native fields that no neutral field covers, under the name of the format they came from."""

    def __repr__(self) -> str:
        return shown(self)

    def __post_init__(self) -> None:
        # Every copy of an agent comes by here, and nearly all of them hold frozen values already.
        if not (type(self.mcp_servers) is type(self.hooks) is type(self.extensions) is FrozenDict):
            freeze_fields(self, "mcp_servers", "hooks", "extensions")
        if type(self.tools) is not Tools:
            raise TypeError(f"'tools' takes Tools((Tool('read'), ...)), not {type(self.tools).__name__}")

    def __deepcopy__(self, _memo: object) -> Agent:
        # Nothing in it can change. A deep copy of its parts would be plain, and stay so.
        return self


LIMITS = frozenset(each.name for each in dataclasses.fields(Tools))
"""The names of an agent's limits: `tools.NAME` as `diff` calls a field."""

FIELDS: tuple[str, ...] = tuple(f.name for f in dataclasses.fields(Agent))
"""The names of the fields of `Agent`, in order."""

_DEFAULTS = Agent(name="")


class Missing:
    """The type of `MISSING`."""

    def __repr__(self) -> str:
        return "nothing"


MISSING: Final = Missing()
"""The value of an extension that an agent does not have; None is a value that it may have."""


@frozen
class Difference:
    """One field that differs between two agents."""

    field: str
    """`description`, `tools.allow`, `extensions.FORMAT.KEY`, ..."""
    old: object
    new: object


def is_empty(value: object) -> bool:
    """Whether a field's value says nothing (absent, or an empty text, list or map)."""
    return value is None or value is MISSING or value in ("", (), {})


def diff(old: Agent, new: Agent) -> tuple[Difference, ...]:
    """What differs between two agents, field by field, in the model's order."""
    if old is new and isinstance(old, Agent):
        return ()
    expect("old", old, Agent)
    expect("new", new, Agent)
    return tuple(_differences(old, new))


def _differences(old: Agent, new: Agent) -> Iterator[Difference]:
    after = vars(new)
    for name, a in vars(old).items():
        b = after[name]
        if a is b or same(a, b):
            continue
        if name == "tools":
            if a.allow != b.allow:
                yield Difference("tools.allow", a.allow, b.allow)
            if a.deny != b.deny:
                yield Difference("tools.deny", a.deny, b.deny)
        elif name == "extensions":
            yield from _extension_differences(a, b)
        elif name != "mcp_servers" or not same(_servers(a), _servers(b)):
            yield Difference(name, a, b)


def _servers(configs: Mapping[str, Value]) -> dict[str, Value]:
    """Servers as they are compared: that a command is spoken to over stdio goes without saying."""
    found = dict(configs)
    for name, config in configs.items():
        if isinstance(config, dict) and "command" in config and config.get("type") == "stdio":
            found[name] = {key: value for key, value in config.items() if key != "type"}
    return found


def _extension_differences(
    old: Mapping[str, Mapping[str, Value]], new: Mapping[str, Mapping[str, Value]]
) -> Iterator[Difference]:
    for owner in [*old, *(o for o in new if o not in old)]:
        a, b = old.get(owner, {}), new.get(owner, {})
        for key in [*a, *(k for k in b if k not in a)]:
            if key not in a or key not in b or not same(a[key], b[key]):
                yield Difference(f"extensions.{owner}.{key}", a.get(key, MISSING), b.get(key, MISSING))


def same(a: object, b: object) -> bool:
    """Equality that tells `1` from `True` and `1.0`, also inside lists and maps."""
    if a is None or b is None or isinstance(a, str):
        return a == b
    if not a and type(a) is type(b) and type(a) in _CONTAINERS:
        return not b
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, (bool, int, float)) or isinstance(b, (bool, int, float)):
        return type(a) is type(b) and a == b
    return a == b


_CONTAINERS = frozenset({tuple, list, dict, FrozenDict, FrozenList})


def changed(agent: Agent, **values: object) -> Agent:
    """A copy of `agent` with some fields set; the agent itself when it says all that already.

    `dataclasses.replace` asks for each field by name and takes many times as long.
    """
    now = vars(agent)
    if all(now[name] is value for name, value in values.items()):
        return agent
    return _made({**now, **values})


def agent_of(values: Mapping[str, Any]) -> Agent:
    """An agent with some fields. Raises `TypeError` for a name that is none of `FIELDS`."""
    return _made({**vars(_DEFAULTS), **values})


def _made(values: dict[str, Any]) -> Agent:
    if len(values) > len(FIELDS):
        raise TypeError(f"no fields of an agent: {', '.join(values.keys() - set(FIELDS))}")
    made = object.__new__(Agent)
    object.__setattr__(made, "__dict__", values)
    made.__post_init__()
    return made


def field_value(agent: Agent, name: str) -> object:
    """The value of a field by the name that `diff` gives it."""
    head, _, rest = name.partition(".")
    value = getattr(agent, head)
    if head == "extensions":
        owner, _, key = rest.partition(".")
        return value.get(owner, {}).get(key, MISSING)
    return getattr(value, rest) if rest else value


def getter(name: str) -> Callable[[Agent], object]:
    """What gives the value of one field, for a field that is asked of many agents."""
    if name.startswith("extensions."):
        return partial(_named_value, name)
    return attrgetter(name)


def _named_value(name: str, agent: Agent) -> object:
    return field_value(agent, name)


def with_field(agent: Agent, name: str, value: object) -> Agent:
    """A copy of `agent` with one field, named as `diff` names it, set to `value`.

    An extension that is set to `MISSING` is taken out.
    """
    return with_fields(agent, {name: value})


def with_fields(agent: Agent, values: Mapping[str, object]) -> Agent:
    """A copy of `agent` with several fields set, each named as `diff` names it.

    Raises `UsageError` for a name that is no field's.
    """
    expect("agent", agent, Agent)
    expect("values", values, Mapping)
    direct: dict[str, object] = {}
    parts: dict[str, object] = {}
    extensions: dict[str, dict[str, Value]] | None = None
    for name, value in values.items():
        head, _, rest = name.partition(".")
        if head == "extensions":
            if extensions is None:
                extensions = {k: dict(v) for k, v in agent.extensions.items()}
            owner, _, key = rest.partition(".")
            keys = extensions.setdefault(owner, {})
            keys.pop(key, None)  # what is set anew stands last
            if value is not MISSING:
                keys[key] = value  # type: ignore[assignment]
        elif head == "tools" and rest in LIMITS:
            parts[rest] = value
        elif name in FIELDS:
            direct[name] = value
        else:
            raise UsageError(f"an agent has no field {name!r}")
    if parts:
        direct["tools"] = dataclasses.replace(agent.tools, **parts)  # type: ignore[arg-type]
    if extensions is not None:
        direct["extensions"] = {k: v for k, v in extensions.items() if v}
    return changed(agent, **direct)


def set_fields(agent: Agent) -> tuple[str, ...]:
    """The names, as `diff` gives them, of the fields that say something."""
    found, nothing = [], vars(_DEFAULTS)
    for name, value in vars(agent).items():
        if value is nothing[name] or name == "name" or same(nothing[name], value):
            continue
        if name in ("tools", "extensions"):
            found += [d.field for d in _differences(_DEFAULTS, agent) if d.field.startswith(f"{name}.")]
        else:
            found.append(name)
    return tuple(found)
