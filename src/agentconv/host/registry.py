"""Formats by name: the built-in ones without reading entry points, third parties' on a miss.

One broken plugin is one diagnostic that names its distribution, and never stops the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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
    from agentconv.host.filters import ProvidedFilter
    from agentconv.host.index import Claim
    from agentconv.kit.component import ComponentFormat
    from agentconv.kit.filters import Filter


@frozen
class Provided:
    """A format and who provides it."""

    format: Format
    provider: str
    """`agentconv`, or the distribution and version of a plugin."""
    plugin: str | None = None
    """The name of the plugin, where it is one's."""

    @property
    def is_file(self) -> bool:
        """Whether it comes from a file that somebody named, and from no distribution."""
        return self.plugin is not None and self.plugin == self.provider


class Registry:
    """The formats of one run."""

    def __init__(self, *, plugins: bool = True, files: Sequence[str] = ()) -> None:
        self.plugins = plugins
        """Whether plugins may be loaded."""
        self.files: tuple[str, ...] = ()
        """The plugins that are no packages but files, as they were named."""
        self._built_in: dict[str, Format] = {}
        self._provided: dict[str, Provided] = {}
        """The formats of plugins, and those that were added by hand, as far as they were asked for."""
        self._waiting: list[Plugin] | None = None if plugins else []
        """The plugins that were not loaded yet; None = nobody looked for any."""
        self._chosen = False
        """Whether only some of the plugins may be loaded."""
        self._components: dict[tuple[str, str], ComponentFormat[Any]] = {}
        self._filters: dict[str, ProvidedFilter] = {}
        self._failed: dict[str, str] = {}
        """Name of a plugin, or of a format, that cannot be used -> why."""
        self._twins: dict[str, str] = {}
        """The names of formats that several plugins claim, so that nobody has them -> who does."""
        self._claims: list[Claim] | None = None
        self._plain_names: frozenset[str] | None = None
        self._homes: dict[tuple[str, str], list[tuple[str, re.Pattern[str]]]] = {}
        self._keys: dict[str, frozenset[str]] = {}
        self._readers: dict[str, list[Format]] = {}
        self._likely: dict[str, list[tuple[str, frozenset[str] | None]]] = {}
        self._taken = 0
        self.report = Report()
        """What is wrong with plugins."""
        for path in files:
            self._read_file(path)

    def take(self) -> tuple[Diagnostic, ...]:
        """What is wrong with plugins, as far as it was not taken before."""
        found = self.report.diagnostics[self._taken :]
        self._taken += len(found)
        return found

    def get(self, name: str) -> Format:
        """The format of this name, or the one that a Python file of this name adds: `./mine.py`.

        Raises `UsageError`, with the near match, when there is none; `PluginFailed` when it is, or may be,
        that of a plugin which cannot be used; `TypeError` for what is no name.
        """
        if not isinstance(name, str):
            raise TypeError(f"a format is named by a text, not by {type(name).__name__}")
        path, word = _file_named(name)
        if path and self.plugins:
            return self._local(path, word)
        found = self._built_in_format(name)
        if found is None:
            provided = self._owned(name) or self._third_parties().get(name)
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
        # A list of fifty names would hide the one that is meant.
        there = "`agentconv formats` lists all" if hint else f"there are {', '.join(known)}"
        return UsageError(f"unknown format {name!r}; {hint}{there}")

    def add_file(self, path: str) -> None:
        """Have what a Python file adds. Raises `UsageError` for no file, `PluginFailed` for a bad one."""
        self._read_file(path)
        if path in self._failed:
            raise PluginFailed(self._failed[path])

    def allow(self, distributions: Iterable[str]) -> list[str]:
        """Load plugins of these distributions alone, and files; gives those that are not there.

        It counts for what was not loaded yet.
        """
        from agentconv.host import discovery

        wanted = {discovery.plain(name): name for name in distributions}
        waiting = self._installed()
        self._waiting = [plugin for plugin in waiting if discovery.plain(plugin.distribution) in wanted]
        self._chosen = True
        there = {discovery.plain(plugin.distribution) for plugin in waiting}
        return [name for key, name in wanted.items() if key not in there]

    def add(self, cls: type[Format], provider: str = "this program") -> None:
        """Add a format by hand, unless it is built in. Raises `ValueError` for a name that is taken."""
        if type(self._built_in_format(cls.name)) is not cls:
            self._third_parties()
            self._add(cls, provider)

    def filter(self, name: str) -> ProvidedFilter:
        """The filter of this name, or of a Python file: `./mine.py`, or of several `./mine.py:name`.

        Raises `UsageError`, with the near match, when there is none; `PluginFailed` when it is, or may be,
        that of a plugin which cannot be used.
        """
        path, word = _file_named(name)
        if path and self.plugins:
            self._read_file(path)
            own = {f.name: f for f in self._filters.values() if f.plugin == path}
            return own[self._one_of(own, path, word, "filter")]
        if name not in self._filters:
            self._owned(name)
        if name not in self._filters:
            self._third_parties()
        if name not in self._filters and self._failed:
            reasons = "; ".join(dict.fromkeys(self._failed.values()))
            raise PluginFailed(f"there is no filter {name!r} among those that could be loaded: {reasons}")
        if name not in self._filters:
            from agentconv.host.aliases import filter_instead

            raise UsageError(f"unknown filter {name!r}; {filter_instead(name, [*self._filters])}")
        return self._filters[name]

    def filters(self) -> list[ProvidedFilter]:
        """All filters, sorted by name."""
        self._third_parties()
        return [self._filters[name] for name in sorted(self._filters)]

    def add_filter(self, cls: type[Filter], provider: str = "this program") -> None:
        """Add a filter by hand. Raises `ValueError` for a name that is taken."""
        self._add_filter(cls, provider, None)

    def _add_filter(self, cls: type[Filter], who: str, plugin: str | None) -> None:
        from agentconv.host import filters

        name = filters.check_filter(cls).name
        provided = filters.ProvidedFilter(cls(), who, self.report, plugin)
        self._settle(name, who, plugin, "filter")
        self._filters[name] = provided

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
        return [*own, *(provided.format for provided in self._provided.values())]

    def loaded(self, name: str) -> Format | None:
        """The format of this name if it is built in, or was loaded for another reason."""
        found = self._built_in_format(name)
        if found is None and name in self._provided:
            found = self._provided[name].format
        return found

    def plain_names(self) -> frozenset[str]:
        """Names without an ending under which a format's tool looks for its one file."""
        if self._plain_names is None:
            formats = [provided.format for provided in self._provided.values()]
            self._plain_names = PLAIN_NAMES.union(*map(plain_names, formats))
        return self._plain_names

    def tenants(self, syntax: str, path: PurePosixPath) -> list[Format]:
        """The formats of plugins whose tools keep files where one lies; no other plugin is imported."""
        names = {claim.format for claim in self._claimed() if claim.covers(syntax, path)}
        names |= {n for n, p in self._provided.items() if self._own(p) and p.format.lies_at(path)}
        found = (self._third_party(name) for name in sorted(names))
        return [f for f in found if f is not None and syntax in f.containers and f.reads]

    def _own(self, provided: Provided) -> bool:
        """Whether a format was added by hand, and has a place of its own."""
        from agentconv.host import index

        return provided.plugin is None and any(True for _ in index.claims_of(provided.format))

    def _third_party(self, name: str) -> Format | None:
        provided = self._owned(name) or self._third_parties().get(name)
        return provided.format if provided else None

    def _claimed(self) -> list[Claim]:
        """The places of the plugins that are installed, as an earlier run learnt them, or this one does."""
        if self._claims is None:
            from agentconv.host import index

            self._claims = index.known() if self.plugins else []
            if self._chosen:  # what others add is not learnt by running them
                self._claims = [c for p in self._third_parties().values() for c in index.claims_of(p.format)]
            if self._claims is None:
                asked = Registry()  # what is wrong with plugins that nobody asked for is nobody's concern
                formats = [provided.format for provided in asked._third_parties().values()]
                self._claims = [claim for fmt in formats for claim in index.claims_of(fmt)]
                index.keep(self._claims)
        return self._claims

    def _built_in_format(self, name: str) -> Format | None:
        if name not in self._built_in and name in BUILT_IN:
            module, _, attribute = BUILT_IN[name].partition(":")
            self._built_in[name] = getattr(import_module(module), attribute)()
        return self._built_in.get(name)

    def _third_parties(self) -> dict[str, Provided]:
        """The formats of all plugins."""
        for plugin in self._installed():
            self._load(plugin)
        return self._provided

    def _owned(self, name: str) -> Provided | None:
        """The format of the plugin that is called like it, for which no other is imported.

        Importing all of them takes as long as the slowest does.
        """
        if name not in self._provided:
            for plugin in [p for p in self._installed() if p.name == name]:
                self._load(plugin)
        return self._provided.get(name)

    def _local(self, path: str, name: str = "") -> Format:
        """The format that a file adds, or the one of this name where it adds several."""
        self._read_file(path)
        found = {n: provided.format for n, provided in self._provided.items() if provided.plugin == path}
        return found[self._one_of(found, path, name, "format")]

    def _read_file(self, path: str) -> None:
        """Take what a file adds, once. Raises `UsageError` where there is none."""
        import os

        if not os.path.isfile(path):
            raise UsageError(f"{path}: there is no such file")
        if path not in self.files:
            from agentconv.host import discovery

            self.files = (*self.files, path)
            self._take(discovery.local(path))

    def _one_of(self, found: Mapping[str, object], path: str, name: str, what: str) -> str:
        """Which of those that a file adds is meant."""
        if not found:
            raise PluginFailed(self._failed.get(path, f"{path} adds no {what}"))
        if name in found:
            return name
        there = ", ".join(f"{path}:{one}" for one in sorted(found))
        if name:
            raise UsageError(f"{path} adds no {what} {name!r}; there are {there}")
        if len(found) > 1:
            raise UsageError(f"{path} adds several {what}s: say which of {there}")
        return next(iter(found))

    def _installed(self) -> list[Plugin]:
        """The plugins that were not loaded yet."""
        if self._waiting is None:
            from agentconv.host import discovery

            self._waiting = discovery.installed(self.report)
        return list(self._waiting)

    def _load(self, plugin: Plugin) -> None:
        """Add what an installed plugin provides, once."""
        if self._waiting is not None and plugin in self._waiting:
            self._waiting.remove(plugin)
            self._take(plugin)

    def _take(self, plugin: Plugin) -> None:
        """Add what a plugin provides; whatever it does wrong is one finding."""
        from agentconv.host import discovery, facts, guard
        from agentconv.host.quiet import quiet

        wrong: list[str] = []
        classes: list[object] = []
        with quiet() as printed:
            try:
                classes = discovery.classes_of(plugin)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a plugin may fail in any way
                wrong.append(guard.error_text(error))
            for cls in classes:
                try:
                    self._add_any(cls, plugin)
                except KeyboardInterrupt:
                    raise
                except BaseException as error:
                    wrong.append(guard.error_text(error))
                    self._failed.setdefault(facts.name_of(cls, plugin.name), self._why(plugin, wrong[-1]))
        if wrong:
            self._failed.setdefault(plugin.name, self._why(plugin, "; ".join(wrong)))
            self.report.add("plugin-failed", self._why(plugin, "; ".join(wrong)), hint=guard.HINT)
        elif text := printed():
            what = f"the plugin {plugin.name!r} of {plugin.who} prints while it is loaded: {text[:60]!r}"
            self.report.add("plugin-failed", what, hint=guard.HINT)

    def _why(self, plugin: Plugin, reason: str) -> str:
        return f"the plugin {plugin.name!r} of {plugin.who} cannot be loaded: {reason}"

    def _add_any(self, cls: object, plugin: Plugin) -> None:
        """Add a format of agents, or of components, or a filter."""
        from agentconv.host import component_guard
        from agentconv.kit.component import ComponentFormat
        from agentconv.kit.filters import Filter

        if isinstance(cls, type) and issubclass(cls, Filter):
            self._add_filter(cls, plugin.who, plugin.name)
            return
        if not (isinstance(cls, type) and issubclass(cls, ComponentFormat)):
            self._add(cls, plugin.who, plugin.name)
            return
        checked = component_guard.check_facts(cls)
        self._add_component(component_guard.guarded(checked, plugin.who, self.report))

    def _add_component(self, cls: type[ComponentFormat[Any]]) -> None:
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

        self._add_component(component_guard.check_facts(cls))

    def components(self, kind: str) -> list[ComponentFormat[Any]]:
        """The formats of a kind that are not built in."""
        self._third_parties()
        return [fmt for (its, _), fmt in sorted(self._components.items()) if its == kind]

    def _add(self, cls: object, who: str, plugin: str | None = None) -> None:
        """Add a format; `plugin` is the name of the entry point that it comes from."""
        from agentconv.host import facts, guard

        checked = facts.check_facts(cls)
        name = checked.name
        if name in BUILT_IN:
            raise ValueError(f"the format name {name!r} is taken by agentconv")
        fmt = checked() if plugin is None else guard.guarded(checked, who, self.report)
        facts.check_computed(fmt)
        self._settle(name, who, plugin)
        self._provided[name] = Provided(fmt, who, plugin)

    def _settle(self, name: str, who: str, plugin: str | None, what: str = "format") -> None:
        """Hold that a format, or a filter, may have a name. Raises `ValueError` when it is another's.

        Of two the one whose plugin is called like it has it. Where both are, or neither is, nobody has: which
        one is meant must not depend on an order.
        """
        if name in self._twins:
            raise ValueError(self._twins[name])
        others: tuple[dict[str, Any], ...] = (self._provided, self._filters)
        place = next((place for place in others if name in place), None)
        if place is None:
            return
        other = place[name]
        if plugin is not None and (plugin == name) == (other.plugin == name):
            del place[name]
            self._twins[name] = f"the {what} name {name!r} is claimed by {other.provider} and by {who}"
            self._failed[name] = f"{self._twins[name]}: uninstall one"
            raise ValueError(self._twins[name])
        if plugin != name:
            raise ValueError(f"the {what} name {name!r} is taken by {other.provider}")
        del place[name]
        self.report.add(
            "plugin-failed", f"the {what} {name!r} of {other.provider} is not used: {who} has that name"
        )


def _file_named(name: str) -> tuple[str, str]:
    """The Python file that a name is, and which of what it adds: `./mine.py:name`; two empty texts else."""
    if name.endswith(".py"):
        return name, ""
    path, _, word = name.rpartition(":")
    return (path, word) if path.endswith(".py") else ("", "")


def _endings(fmt: Format) -> set[str]:
    """The endings of the files that a format's tool looks for."""
    return {PurePosixPath(place.replace("*", "x")).suffix.lower() for place in (*fmt.paths, *fmt.user_paths)}


def plain_names(fmt: Format) -> frozenset[str]:
    """The names without an ending among the places of a format."""
    names = (PurePosixPath(place).name for place in (*fmt.paths, *fmt.user_paths))
    return frozenset(name for name in names if "*" not in name and not PurePosixPath(name).suffix)
