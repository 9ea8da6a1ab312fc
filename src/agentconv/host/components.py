"""The formats of skills, commands, servers, rules and hooks, by kind and tool."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any

from agentconv.formats.components import COMPONENTS, SAME_TOOL, USUAL
from agentconv.host.registry import Registry
from agentconv.kit.component import ComponentFormat

AnyFormat = ComponentFormat[Any]


@cache
def _built_in(kind: str, target: str) -> AnyFormat | None:
    place = COMPONENTS.get(kind, {}).get(target)
    if place is None:
        return None
    module, _, attribute = place.partition(":")
    found: AnyFormat = getattr(import_module(module), attribute)()
    return found


def format_of(kind: str, target: str, registry: Registry | None = None) -> AnyFormat | None:
    """A tool's format of a kind; None when it has none. A plugin's is found by way of a registry."""
    found = _built_in(kind, target) or _built_in(kind, SAME_TOOL.get(target, target))
    if found is None and registry is not None:
        found = next((fmt for fmt in registry.components(kind) if fmt.target == target), None)
    return found


def formats_of(kind: str, registry: Registry | None = None) -> list[AnyFormat]:
    """All formats of a kind, in the order of their table; those of plugins last, by way of a registry."""
    own = [found for target in COMPONENTS.get(kind, {}) if (found := _built_in(kind, target))]
    return own if registry is None else [*own, *registry.components(kind)]


def reader_of(
    kind: str, path: str, package_tool: str = "", registry: Registry | None = None
) -> AnyFormat | None:
    """The format in which a component is read, by its path; None when the kind has none.

    The tool whose place fits best says it: any tool's own place, or one inside the package that it is of.
    Then that package's tool does, then what is usual.
    """
    place = PurePosixPath(path)
    own = format_of(kind, package_tool, registry) if package_tool else None
    asked = [f for f in formats_of(kind, registry) if f.reads and (f is own or not f.is_package)]
    homes = [(fmt, glob) for fmt in asked for glob in fmt.homes(place)]
    if homes:
        return max(homes, key=lambda home: len(home[1].rpartition("*")[0] or home[1]))[0]
    return own if own is not None and own.reads else format_of(kind, USUAL)
