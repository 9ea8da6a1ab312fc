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
    Then one whose files alone end so (`.instructions.md`), then that package's tool, then what is usual.
    """
    place = PurePosixPath(path)
    own = format_of(kind, package_tool, registry) if package_tool else None
    asked = [f for f in formats_of(kind, registry) if f.reads and (f is own or not f.is_package)]
    homes = [(fmt, glob) for fmt in asked for glob in fmt.homes(place)]
    if homes:
        return max(homes, key=lambda home: len(home[1].rpartition("*")[0] or home[1]))[0]
    usual = own if own is not None and own.reads else format_of(kind, USUAL)
    closest = max(asked, key=lambda fmt: _ending(fmt, place.name), default=None)
    if (
        closest is not None
        and usual is not None
        and _ending(closest, place.name) > _ending(usual, place.name)
    ):
        return closest
    return usual


_PLAIN = frozenset({".md", ".json", ".yaml", ".yml"})
"""Endings that say nothing of a file's tool."""


def _ending(fmt: AnyFormat, name: str) -> int:
    """How much of a file's name is an ending that is the own one of a format's files; 0 for none."""
    names = (glob.rpartition("/")[2] for glob in (*fmt.paths, *fmt.user_paths))
    endings = (called[1:] for called in names if called.startswith("*."))
    return max((len(e) for e in endings if e not in _PLAIN and name.endswith(e)), default=0)
