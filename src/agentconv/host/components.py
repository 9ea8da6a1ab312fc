"""The formats of skills, commands, servers, rules and hooks, by kind and tool."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any

from agentconv.formats.components import COMPONENTS, USUAL
from agentconv.kit.component import ComponentFormat

AnyFormat = ComponentFormat[Any]


@cache
def format_of(kind: str, target: str) -> AnyFormat | None:
    """A tool's format of a kind; None when it has none."""
    place = COMPONENTS.get(kind, {}).get(target)
    if place is None:
        return None
    module, _, attribute = place.partition(":")
    found: AnyFormat = getattr(import_module(module), attribute)()
    return found


def formats_of(kind: str) -> list[AnyFormat]:
    """All formats of a kind, in the order of their table."""
    return [found for target in COMPONENTS.get(kind, {}) if (found := format_of(kind, target))]


def reader_of(kind: str, path: str, package_tool: str = "") -> AnyFormat | None:
    """The format in which a component is read, by its path; None when the kind has none.

    A tool's own place says it, then the tool of the package that it belongs to, then what is usual.
    """
    place = PurePosixPath(path)
    at_home = next((f for f in formats_of(kind) if f.reads and f.lies_at(place)), None)
    if at_home is not None:
        return at_home
    own = format_of(kind, package_tool) if package_tool else None
    return own if own is not None and own.reads else format_of(kind, USUAL)
