"""Finding and importing plugins: entry points of installed distributions, one at a time.

Nothing here is imported before a name is asked for that is not built in.
"""

from __future__ import annotations

import difflib
import inspect
import os
import sys
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.metadata import Distribution, EntryPoint, EntryPoints, distributions
from importlib.util import module_from_spec, spec_from_loader
from pathlib import PurePath
from types import ModuleType

import pluggy

from agentconv.diagnostics import Report
from agentconv.frozen import frozen
from agentconv.host import hookspecs
from agentconv.host.facts import shown
from agentconv.host.index import VARIABLE

_HEAD = f"[{hookspecs.GROUP}]"


class _Uncached(SourceFileLoader):
    """Loads a module and leaves nothing beside its file."""

    def set_data(self, path: object, data: object, *, _mode: int = 0) -> None:
        pass


@frozen
class LocalFile:
    """A plugin that is no package: one file, which whoever runs the command names."""

    path: str

    def load(self) -> ModuleType:
        """The file as a module. Raises what it raises."""
        name = f"agentconv_local_{PurePath(self.path).stem}"
        loader = _Uncached(name, os.path.abspath(self.path))
        spec = spec_from_loader(name, loader)
        if spec is None:
            raise ImportError(f"{self.path} is no module")
        module = sys.modules[name] = module_from_spec(spec)
        loader.exec_module(module)
        return module


def local(path: str) -> Plugin:
    """The plugin that a file is."""
    return Plugin(path, path, LocalFile(path))


@frozen
class Plugin:
    """An entry point that may add formats."""

    name: str
    who: str
    """Distribution and version."""
    entry: EntryPoint | LocalFile


def installed(report: Report) -> list[Plugin]:
    """The plugins that are installed and wanted, sorted by name; what is wrong goes to the report."""
    found: list[Plugin] = []
    seen: set[str] = set()
    for distribution in distributions():
        who = "a distribution without a name"
        try:
            text = distribution.read_text("entry_points.txt") or ""
            if _HEAD not in text:
                continue
            name = str(distribution.metadata["Name"])
            who = f"{name} {distribution.version}"
            if name.lower() not in seen:  # of two on the path, the first is the one that is imported
                seen.add(name.lower())
                found += _entries(distribution, who)
        except Exception as error:  # a broken distribution is nobody else's problem
            what = f"the entry points of {who} cannot be read: {type(error).__name__}: {error}"
            report.add("plugin-failed", what, hint="install it again, or uninstall it")
    found.sort(key=lambda plugin: (plugin.name, plugin.who))
    return list(_wanted(found, report))


def _entries(distribution: Distribution, who: str) -> Iterator[Plugin]:
    entries: EntryPoints = distribution.entry_points
    for entry in entries.select(group=hookspecs.GROUP):
        yield Plugin(entry.name, who, entry)


def _wanted(found: list[Plugin], report: Report) -> Iterator[Plugin]:
    variable = os.environ.get(VARIABLE)
    if variable is None:
        yield from found
        return
    names = {name.strip() for name in variable.split(",")} - {""}
    for name in sorted(names - {plugin.name for plugin in found}):
        there = ", ".join(sorted({plugin.name for plugin in found})) or "none"
        what = f"{VARIABLE} names the plugin {name!r}, which is not installed; there are: {there}"
        report.add("plugin-failed", what)
    yield from (plugin for plugin in found if plugin.name in names)


def classes_of(plugin: Plugin) -> list[object]:
    """What a plugin adds. Raises what its import and its hook raise, or what is wrong with the hook."""
    module = plugin.entry.load()
    wanted = getattr(module, "AGENTCONV_API", hookspecs.API)
    if isinstance(wanted, bool) or not isinstance(wanted, int) or wanted < 1:
        raise ValueError(f"AGENTCONV_API takes the number of a version of the hook, not {shown(wanted)}")
    if wanted > hookspecs.API:
        raise ValueError(
            f"it needs version {wanted} of the hook; this agentconv has {hookspecs.API}: update agentconv"
        )
    manager = pluggy.PluginManager(hookspecs.GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(module, plugin.name)
    implemented = _hooks(module)
    for name in implemented:
        if name not in HOOKS:
            near = difflib.get_close_matches(name, HOOKS, 1)
            raise ValueError(f"there is no hook {name!r}" + (f", did you mean {near[0]!r}?" if near else ""))
    found: list[object] = []
    for hook in HOOKS:
        for result in getattr(manager.hook, hook)():
            if isinstance(result, (str, bytes)) or not hasattr(result, "__iter__") or inspect.isclass(result):
                raise TypeError(f"{hook} returns a list of classes, not {shown(result)}")
            found += result
    if not found:
        if implemented:
            raise ValueError(f"it adds no format: {' and '.join(implemented)} returns none")
        raise ValueError(f"it adds no format: {HOOKS[0]} is not there: is it marked with @hookimpl?")
    return found


HOOKS = tuple(
    hook.__name__
    for hook in (hookspecs.agentconv_formats, hookspecs.agentconv_components, hookspecs.agentconv_filters)
)


def _hooks(module: object) -> list[str]:
    """The names of a module's functions that are marked as hooks."""
    mark = f"{hookspecs.GROUP}_impl"
    return [name for name in dir(module) if isinstance(getattr(getattr(module, name), mark, None), dict)]
