"""Formats by name: the built-in ones without reading entry points, third parties' on a miss.

One broken plugin is one diagnostic that names its distribution, and never stops the others.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from agentconv.diagnostics import Report
from agentconv.errors import UsageError
from agentconv.format import Format
from agentconv.formats import BUILT_IN

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

VARIABLE = "AGENTCONV_PLUGINS"
"""Names of the plugins to load, with commas; empty = none; unset = all."""


@dataclass(frozen=True, slots=True)
class Provided:
    """A format and who provides it."""

    format: Format
    provider: str
    """`agentconv`, or the distribution and version of a plugin."""


class Registry:
    """The formats of one run."""

    def __init__(self, *, plugins: bool = True) -> None:
        self._built_in: dict[str, Format] = {}
        self._plugins: dict[str, Provided] | None = None if plugins else {}
        self._plain_names: frozenset[str] | None = None
        self.report = Report()
        """What is wrong with plugins."""

    def get(self, name: str) -> Format:
        """The format of this name. Raises `UsageError`, with the near match, when there is none."""
        found = self._built_in_format(name)
        if found is None:
            provided = self._third_parties().get(name)
            found = provided.format if provided else None
        if found is None:
            known = self.names()
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise UsageError(f"unknown format {name!r}; {hint}there are {', '.join(known)}")
        return found

    def add(self, cls: type[Format], provider: str = "this program") -> None:
        """Add a format by hand, unless it is built in. Raises `ValueError` for a name that is taken."""
        if type(self._built_in_format(cls.name)) is not cls:
            self._add(cls, provider, self._third_parties())

    def names(self) -> list[str]:
        """The names of all formats, sorted."""
        return sorted({*BUILT_IN, *self._third_parties()})

    def all(self) -> list[Provided]:
        """All formats with their providers, sorted by name."""
        own = [Provided(self.get(name), "agentconv") for name in BUILT_IN]
        return sorted([*own, *self._third_parties().values()], key=lambda p: p.format.name)

    def readers(self, container: str, *, built_in: bool) -> Iterator[Format]:
        """The formats that read texts in a container: the built-in ones, or all others."""
        if built_in:
            formats = [self.get(name) for name in BUILT_IN]
        else:
            formats = [provided.format for provided in self._third_parties().values()]
        yield from (f for f in formats if f.reads and container in f.containers)

    def known(self) -> list[Format]:
        """The built-in formats, and those of plugins that were loaded for another reason."""
        own = [self.get(name) for name in BUILT_IN]
        return [*own, *(provided.format for provided in (self._plugins or {}).values())]

    def plain_names(self) -> frozenset[str]:
        """Names without an ending under which a format's tool looks for its one file."""
        if self._plain_names is None:
            places = (path for fmt in self.known() for path in (*fmt.paths, *fmt.user_paths))
            names = (PurePosixPath(place).name for place in places)
            self._plain_names = frozenset(n for n in names if "*" not in n and not PurePosixPath(n).suffix)
        return self._plain_names

    def _built_in_format(self, name: str) -> Format | None:
        if name not in self._built_in and name in BUILT_IN:
            module, _, attribute = BUILT_IN[name].partition(":")
            self._built_in[name] = getattr(import_module(module), attribute)()
        return self._built_in.get(name)

    def _third_parties(self) -> dict[str, Provided]:
        if self._plugins is None:
            self._plugins = {}
            for entry in _entry_points():
                self._load(entry, self._plugins)
        return self._plugins

    def _load(self, entry: EntryPoint, found: dict[str, Provided]) -> None:
        import pluggy

        from agentconv import hookspecs

        who = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
        manager = pluggy.PluginManager(hookspecs.GROUP)
        manager.add_hookspecs(hookspecs)
        try:
            manager.register(entry.load(), entry.name)
            manager.check_pending()
            classes = [c for result in manager.hook.agentconv_formats() for c in result]
            for cls in classes:
                self._add(cls, who, found)
        except (Exception, SystemExit) as error:  # a plugin may fail in any way
            what = f"the plugin {entry.name!r} of {who} cannot be loaded: {type(error).__name__}: {error}"
            self.report.add("plugin-failed", what, hint=f"uninstall it, or set {VARIABLE}= to load none")

    def _add(self, cls: object, who: str, found: dict[str, Provided]) -> None:
        if not (isinstance(cls, type) and issubclass(cls, Format)):
            raise TypeError(f"{cls!r} is no subclass of agentconv.Format")
        name = cls.name
        taken = "agentconv" if name in BUILT_IN else found[name].provider if name in found else None
        if taken:
            raise ValueError(f"the format name {name!r} is taken by {taken}")
        found[name] = Provided(cls(), who)


def _entry_points() -> list[EntryPoint]:
    from importlib.metadata import entry_points

    from agentconv.hookspecs import GROUP

    entries = sorted(entry_points(group=GROUP), key=lambda e: (e.name, e.value))
    wanted = os.environ.get(VARIABLE)
    if wanted is None:
        return entries
    names = {name.strip() for name in wanted.split(",")}
    return [e for e in entries if e.name in names]
