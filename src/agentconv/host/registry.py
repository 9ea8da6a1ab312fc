"""Formats by name: the built-in ones without reading entry points, third parties' on a miss.

One broken plugin is one diagnostic that names its distribution, and never stops the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from agentconv.containers import SUFFIXES
from agentconv.diagnostics import Diagnostic, Report
from agentconv.errors import PluginFailed, UsageError
from agentconv.formats import BUILT_IN, ENDS, PLACES, PLAIN_NAMES, READ_IN, SIGNS
from agentconv.frozen import frozen
from agentconv.kit.format import Format
from agentconv.kit.table import names_in
from agentconv.model.memo import SIZE

if TYPE_CHECKING:
    from agentconv.host.discovery import Plugin
    from agentconv.kit.component import ComponentFormat


@frozen
class Provided:
    """A format and who provides it."""

    format: Format
    provider: str
    """`agentconv`, or the distribution and version of a plugin."""


class Registry:
    """The formats of one run."""

    def __init__(self, *, plugins: bool = True) -> None:
        self.plugins = plugins
        """Whether plugins may be loaded."""
        self._built_in: dict[str, Format] = {}
        self._plugins: dict[str, Provided] | None = None if plugins else {}
        self._components: dict[tuple[str, str], ComponentFormat[Any]] = {}
        self._failed: dict[str, str] = {}
        """Name of a plugin, or of a format, that cannot be used -> why."""
        self._plain_names: frozenset[str] | None = None
        self._homes: dict[tuple[str, str], list[tuple[str, re.Pattern[str]]]] = {}
        self._keys: dict[str, frozenset[str]] = {}
        self._readers: dict[str, list[Format]] = {}
        self._likely: dict[str, list[tuple[str, frozenset[str] | None]]] = {}
        self._taken = 0
        self.report = Report()
        """What is wrong with plugins."""

    def take(self) -> tuple[Diagnostic, ...]:
        """What is wrong with plugins, as far as it was not taken before."""
        found = self.report.diagnostics[self._taken :]
        self._taken += len(found)
        return found

    def get(self, name: str) -> Format:
        """The format of this name.

        Raises `UsageError`, with the near match, when there is none; `PluginFailed` when it is, or may be,
        that of a plugin which cannot be used; `TypeError` for what is no name.
        """
        if not isinstance(name, str):
            raise TypeError(f"a format is named by a text, not by {type(name).__name__}")
        found = self._built_in_format(name)
        if found is None:
            provided = self._third_parties().get(name)
            found = provided.format if provided else None
        if found is None:
            raise self._unknown(name)
        return found

    def _unknown(self, name: str) -> Exception:
        from agentconv.host.aliases import instead

        known = self.names()
        hint = instead(name, known)
        if name in self._failed:
            return PluginFailed(self._failed[name])
        if self._failed and not hint:
            reasons = "; ".join(dict.fromkeys(self._failed.values()))
            return PluginFailed(f"there is no format {name!r} among those that could be loaded: {reasons}")
        return UsageError(f"unknown format {name!r}; {hint}there are {', '.join(known)}")

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

    def readers(self, container: str, *, built_in: bool) -> Sequence[Format]:
        """The formats that read texts in a container: the built-in ones, or all others."""
        if built_in:
            if container not in self._readers:
                self._readers[container] = [self.get(name) for name in READ_IN.get(container, ())]
            return self._readers[container]
        formats = [provided.format for provided in self._third_parties().values()]
        return [f for f in formats if f.reads and container in f.containers]

    def likely(self, container: str, path: str, values: Mapping[str, object]) -> list[Format]:
        """The built-in formats of a syntax that may recognise a file, by its place, its name and its keys."""
        owners = self.owners_of_place(container, path)
        names = self._likely.get(container)
        if names is None:
            names = self._likely[container] = [(n, SIGNS.get(n)) for n in READ_IN.get(container, ())]
        return [
            self.get(name)
            for name, signs in names
            if signs is None
            or name in owners
            or not signs.isdisjoint(values)
            or path.endswith(ENDS.get(name, ()))
        ]

    def at_home(self, container: str, path: PurePosixPath) -> Format | None:
        """The one built-in format of a syntax at whose place a file lies; no other is imported for that."""
        owners = self.owners_of_place(container, str(path))
        return self.get(owners.pop()) if len(owners) == 1 else None

    def owners_of_place(self, container: str, path: str) -> set[str]:
        """The names of the built-in formats of a syntax at whose place a file lies; none is imported."""
        folder, _, name = path.rpartition("/")
        rules = self._homes.get((container, folder))
        if rules is None:
            if len(self._homes) >= SIZE:
                self._homes.clear()
            known = ((owner, names_in(folder, PLACES[owner])) for owner in READ_IN.get(container, ()))
            rules = self._homes[container, folder] = [(owner, r) for owner, found in known for r in found]
        return {owner for owner, rule in rules if rule.fullmatch(name)}

    def keys_of(self, container: str) -> frozenset[str]:
        """All keys that the built-in formats of a syntax know."""
        if container not in self._keys:
            formats = self.readers(container, built_in=True)
            self._keys[container] = frozenset[str]().union(*(f.known_keys for f in formats))
        return self._keys[container]

    def owners(self, ending: str) -> list[Format]:
        """The formats of plugins that have files with an ending that no built-in format has."""
        if not ending or ending in SUFFIXES:
            return []
        formats = [provided.format for provided in self._third_parties().values()]
        return [f for f in formats if f.reads and ending in _endings(f)]

    def known(self) -> list[Format]:
        """The built-in formats, and those of plugins that were loaded for another reason."""
        own = [self.get(name) for name in BUILT_IN]
        return [*own, *(provided.format for provided in (self._plugins or {}).values())]

    def loaded(self, name: str) -> Format | None:
        """The format of this name if it is built in, or was loaded for another reason."""
        found = self._built_in_format(name)
        if found is None and name in (self._plugins or {}):
            found = (self._plugins or {})[name].format
        return found

    def plain_names(self) -> frozenset[str]:
        """Names without an ending under which a format's tool looks for its one file."""
        if self._plain_names is None:
            formats = [provided.format for provided in (self._plugins or {}).values()]
            self._plain_names = PLAIN_NAMES.union(*map(plain_names, formats))
        return self._plain_names

    def _built_in_format(self, name: str) -> Format | None:
        if name not in self._built_in and name in BUILT_IN:
            module, _, attribute = BUILT_IN[name].partition(":")
            self._built_in[name] = getattr(import_module(module), attribute)()
        return self._built_in.get(name)

    def _third_parties(self) -> dict[str, Provided]:
        if self._plugins is None:
            from agentconv.host import discovery

            self._plugins = {}
            for plugin in discovery.installed(self.report):
                self._load(plugin, self._plugins)
        return self._plugins

    def _load(self, plugin: Plugin, found: dict[str, Provided]) -> None:
        """Add what a plugin provides; whatever it does wrong is one finding."""
        from agentconv.host import discovery, guard

        wrong: list[str] = []
        classes: list[object] = []
        with guard.quiet() as printed:
            try:
                classes = discovery.classes_of(plugin)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a plugin may fail in any way
                wrong.append(guard.error_text(error))
            for cls in classes:
                try:
                    self._add_any(cls, plugin.who, found)
                except KeyboardInterrupt:
                    raise
                except BaseException as error:
                    wrong.append(guard.error_text(error))
                    self._failed[str(getattr(cls, "name", getattr(cls, "target", plugin.name)))] = self._why(
                        plugin, wrong[-1]
                    )
        if wrong:
            self._failed.setdefault(plugin.name, self._why(plugin, "; ".join(wrong)))
            self.report.add("plugin-failed", self._why(plugin, "; ".join(wrong)), hint=guard.HINT)
        elif text := printed():
            what = f"the plugin {plugin.name!r} of {plugin.who} prints while it is loaded: {text[:60]!r}"
            self.report.add("plugin-failed", what, hint=guard.HINT)

    def _why(self, plugin: Plugin, reason: str) -> str:
        return f"the plugin {plugin.name!r} of {plugin.who} cannot be loaded: {reason}"

    def _add_any(self, cls: object, who: str, found: dict[str, Provided]) -> None:
        """Add a format of agents, or of components."""
        from agentconv.host import component_guard
        from agentconv.kit.component import ComponentFormat

        if not (isinstance(cls, type) and issubclass(cls, ComponentFormat)):
            self._add(cls, who, found, guarded=True)
            return

        checked = component_guard.check_facts(cls)
        self._add_component(component_guard.guarded(checked, who, self.report), who)

    def _add_component(self, cls: type[ComponentFormat[Any]], who: str) -> None:
        from agentconv.formats.components import COMPONENTS

        key = cls.kind, cls.target
        if cls.target in COMPONENTS.get(cls.kind, {}):
            raise ValueError(f"the {cls.kind} format {cls.target!r} is taken by agentconv")
        if key in self._components:
            raise ValueError(f"the {cls.kind} format {cls.target!r} is taken by another plugin")
        self._components[key] = cls()

    def add_component(self, cls: type[ComponentFormat[Any]], provider: str = "this program") -> None:
        """Add a format of a component by hand. Raises `ValueError` for a tool that has one already."""
        from agentconv.host import component_guard

        self._add_component(component_guard.check_facts(cls), provider)

    def components(self, kind: str) -> list[ComponentFormat[Any]]:
        """The formats of a kind that are not built in."""
        self._third_parties()
        return [fmt for (its, _), fmt in sorted(self._components.items()) if its == kind]

    def _add(self, cls: object, who: str, found: dict[str, Provided], *, guarded: bool = False) -> None:
        from agentconv.host import facts, guard

        checked = facts.check_facts(cls)
        name = checked.name
        if name in BUILT_IN:
            raise ValueError(f"the format name {name!r} is taken by agentconv")
        if name in found:
            raise ValueError(f"the format name {name!r} is taken by {found[name].provider}")
        if guarded:
            checked = guard.guarded(checked, who, self.report)
        fmt = checked()
        if not isinstance(fmt.known_keys, frozenset):
            raise TypeError(f"'known_keys' of the format {name!r} takes a frozenset")
        found[name] = Provided(fmt, who)


def _endings(fmt: Format) -> set[str]:
    """The endings of the files that a format's tool looks for."""
    return {PurePosixPath(place.replace("*", "x")).suffix.lower() for place in (*fmt.paths, *fmt.user_paths)}


def plain_names(fmt: Format) -> frozenset[str]:
    """The names without an ending among the places of a format."""
    names = (PurePosixPath(place).name for place in (*fmt.paths, *fmt.user_paths))
    return frozenset(name for name in names if "*" not in name and not PurePosixPath(name).suffix)
