"""What a package holds beside its agents: skills, commands, servers, rules and hooks.

Each kind is a frozen value under the laws of `Agent`: texts are kept as they are, what no field covers stands
in `extensions` under the name of the tool that it came from, and two are compared field by field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from agentconv.errors import UsageError
from agentconv.frozen import frozen
from agentconv.model.agent import MISSING, Difference, Value, same

AGENT, SKILL, COMMAND, SERVER, RULE, HOOK = "agent", "skill", "command", "server", "rule", "hook"

KINDS = (AGENT, SKILL, COMMAND, SERVER, RULE, HOOK)
"""The kinds of what a package is made of, in the order in which they are told."""


class Component(Protocol):
    """What the values of all kinds have in common; each is a frozen dataclass."""

    @property
    def name(self) -> str:
        """Its identity, as people and agents call it."""

    @property
    def extensions(self) -> Mapping[str, Mapping[str, Value]]:
        """Native values that no field covers, under the name of the tool that they came from."""


@frozen
class File:
    """One file of a component that is a folder."""

    path: str
    """Relative to the folder, with `/` between folders."""
    data: bytes
    executable: bool = False


def diff(old: Component, new: Component) -> tuple[Difference, ...]:
    """What differs between two components of one kind, field by field, in the order of the fields.

    Fields are named as `agentconv.model.agent.diff` names them: `extensions.TOOL.KEY` for each extension.
    """
    return tuple(_differences(old, new))


def _differences(old: Component, new: Component) -> Iterator[Difference]:
    for field in dataclasses.fields(old):  # type: ignore[arg-type]
        a, b = getattr(old, field.name), getattr(new, field.name)
        if not field.compare or same(a, b):
            continue
        if field.name == "extensions":
            yield from _of_extensions(a, b)
        else:
            yield Difference(field.name, a, b)


def _of_extensions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for tool in dict.fromkeys((*old, *new)):
        a, b = old.get(tool, {}), new.get(tool, {})
        for key in dict.fromkeys((*a, *b)):
            x, y = a.get(key, MISSING), b.get(key, MISSING)
            if MISSING in (x, y) or not same(x, y):
                yield Difference(f"extensions.{tool}.{key}", x, y)


def kinds_named(words: Iterable[str]) -> frozenset[str]:
    """The kinds that words mean: `skill` or `skills`, several with commas between them, `all`.

    Nothing means agents. Raises `UsageError` for another word.
    """
    found: set[str] = set()
    for word in (part.strip().lower() for text in words for part in text.split(",")):
        if word == "all":
            found |= {*KINDS}
        elif word.removesuffix("s") in KINDS:
            found.add(word.removesuffix("s"))
        else:
            many = ", ".join(f"{kind}s" for kind in KINDS)
            raise UsageError(f"there is no kind {word!r}; there are {many}, and all")
    return frozenset(found or {AGENT})
