"""The formats, formats of components and filters of third parties: taken from packages and files, once each.

One broken plugin is one diagnostic that names its distribution, and never stops the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agentconv.diagnostics import Report
from agentconv.errors import PluginFailed, UsageError
from agentconv.formats import BUILT_IN
from agentconv.frozen import frozen
from agentconv.kit.format import Format

if TYPE_CHECKING:
    from agentconv.host.discovery import Plugin
    from agentconv.host.filters import ProvidedFilter
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


class ThirdParties:
    """What plugins add to a run."""

    def __init__(self, *, plugins: bool) -> None:
        self.plugins = plugins
        """Whether plugins may be loaded."""
        self.files: tuple[str, ...] = ()
        """The plugins that are no packages but files, as they were named."""
        self.report = Report()
        """What is wrong with plugins."""
        self._provided: dict[str, Provided] = {}
        """The formats of plugins, and those that were added by hand, as far as they were asked for."""
        self._waiting: list[Plugin] | None = None if plugins else []
        """The plugins that were not loaded yet; None = nobody looked for any."""
        self._components: dict[tuple[str, str], ComponentFormat[Any]] = {}
        self._filters: dict[str, ProvidedFilter] = {}
        self._failed: dict[str, str] = {}
        """Name of a plugin, or of a format, that cannot be used -> why."""
        self._twins: dict[str, str] = {}
        """The names of formats that several plugins claim, so that nobody has them -> who does."""

    def _third_parties(self) -> dict[str, Provided]:
        """The formats of all plugins."""
        for plugin in self._installed():
            self._load(plugin)
        return self._provided

    def _third_party(self, name: str) -> Format | None:
        provided = self._owned(name) or self._third_parties().get(name)
        return provided.format if provided else None

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

    def _add_filter(self, cls: type[Filter], who: str, plugin: str | None) -> None:
        from agentconv.host import filters

        name = filters.check_filter(cls).name
        provided = filters.ProvidedFilter(cls(), who, self.report, plugin)
        self._settle(name, who, plugin, "filter")
        self._filters[name] = provided

    def _add_component(self, cls: type[ComponentFormat[Any]]) -> None:
        from agentconv.formats.components import COMPONENTS

        key = cls.kind, cls.target
        if cls.target in COMPONENTS.get(cls.kind, {}):
            raise ValueError(f"the {cls.kind} format {cls.target!r} is taken by agentconv")
        if key in self._components:
            raise ValueError(f"the {cls.kind} format {cls.target!r} is taken by another plugin")
        self._components[key] = cls()

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
