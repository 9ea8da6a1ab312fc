"""Formats by name: the built-in ones without reading entry points, third parties' on a miss.

One broken plugin is one diagnostic that names its distribution, and never stops the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from agentconv.containers import SUFFIXES
from agentconv.diagnostics import Diagnostic
from agentconv.errors import PluginFailed, UsageError
from agentconv.formats import BUILT_IN, GENERATIONS, PLAIN_NAMES
from agentconv.host.built_in import BuiltIn
from agentconv.host.third_parties import Provided, ThirdParties
from agentconv.kit.format import Format

if TYPE_CHECKING:
    from agentconv.host.filters import ProvidedFilter
    from agentconv.host.index import Claim
    from agentconv.kit.component import ComponentFormat
    from agentconv.kit.filters import Filter


class Registry(BuiltIn, ThirdParties):
    """The formats of one run."""

    def __init__(self, *, plugins: bool = True, files: Sequence[str] = ()) -> None:
        BuiltIn.__init__(self)
        ThirdParties.__init__(self, plugins=plugins)
        self._chosen = False
        """Whether only some of the plugins may be loaded."""
        self._claims: list[Claim] | None = None
        self._plain_names: frozenset[str] | None = None
        self._taken = 0
        for path in files:
            self._read_file(path)

    def take(self) -> tuple[Diagnostic, ...]:
        """What is wrong with plugins, as far as it was not taken before."""
        found = self.report.diagnostics[self._taken :]
        self._taken += len(found)
        return found

    def get(self, name: str) -> Format:
        """The format of this name, or the one that a Python file of this name adds: `./mine.py`.

        The short word for a generation of a format gives what writes that one.

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

    def word(self, target: str) -> str:
        """What a run calls a target: its format, or the word for a generation of one. Raises as `get`."""
        return target if target in GENERATIONS else self.get(target).name

    def whole(self, target: str) -> Format:
        """The format of a target, where the word for it may be for a generation of one. Raises as `get`."""
        return self.get(GENERATIONS[target][0] if target in GENERATIONS else target)

    def words(self, target: str) -> list[str]:
        """What a record may call a target: its format's name, and the words for generations of that."""
        name = self.get(target).name
        return [name, *(word for word, (of, _, _) in GENERATIONS.items() if of == name)]

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
        own = (cls.name, *(word for word, (of, _, _) in GENERATIONS.items() if of == cls.name))
        if cls not in map(type, map(self._built_in_format, own)):
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

    def names(self) -> list[str]:
        """The names of all formats, sorted."""
        return sorted({*BUILT_IN, *self._third_parties()})

    def targets(self) -> list[str]:
        """What can be written: the names of formats, and the words for generations of them, sorted."""
        return sorted(word for word in {*self.names(), *GENERATIONS} if self.get(word).writes)

    def all(self) -> list[Provided]:
        """All formats with their providers, sorted by name."""
        own = [Provided(self.get(name), "agentconv") for name in BUILT_IN]
        return sorted([*own, *self._third_parties().values()], key=lambda p: p.format.name)

    def readers(self, container: str, *, built_in: bool) -> Sequence[Format]:
        """The formats that read texts in a container: the built-in ones, or all others."""
        if built_in:
            return self._reading(container)
        formats = [provided.format for provided in self._third_parties().values()]
        return [f for f in formats if f.reads and container in f.containers]

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

    def add_component(self, cls: type[ComponentFormat[Any]], provider: str = "this program") -> None:
        """Add a format of a component by hand. Raises `ValueError` for a tool that has one already."""
        from agentconv.host import component_guard

        self._add_component(component_guard.check_facts(cls))

    def components(self, kind: str) -> list[ComponentFormat[Any]]:
        """The formats of a kind that are not built in."""
        self._third_parties()
        return [fmt for (its, _), fmt in sorted(self._components.items()) if its == kind]


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
