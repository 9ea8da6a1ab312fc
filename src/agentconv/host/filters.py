"""What stands between a third party's filter and the host, as `host.guard` does for formats.

A filter is handed copies, may fail in any way, return anything or print: the host gets an agent, None, or a
`PluginFailed` that names the filter and who made it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.errors import PluginFailed, Problem
from agentconv.folder.opening import read_bytes
from agentconv.formats import BUILT_IN
from agentconv.frozen import frozen
from agentconv.host.copies import Copies, check_finding
from agentconv.host.facts import NAME, shown
from agentconv.host.guard import HINT, error_text
from agentconv.host.quiet import quiet
from agentconv.host.results import checked_agent
from agentconv.kit.filters import Filter, Filtering
from agentconv.kit.options import KINDS, Option
from agentconv.model import neutral
from agentconv.model.agent import Agent, Value
from agentconv.model.frozen import thawed
from agentconv.model.names import unsafe


@frozen
class ProvidedFilter:
    """A filter and who provides it."""

    filter: Filter
    provider: str
    """The distribution and version of a plugin, or the path of a file."""
    report: Report
    """Where it is said once that the filter prints."""
    plugin: str | None = None
    """The name of the plugin, where it is one's."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.filter.name

    @property
    def is_file(self) -> bool:
        """Whether it comes from a file that somebody named, and from no distribution."""
        return self.plugin is not None and self.plugin == self.provider

    def apply(self, agent: Agent, options: Mapping[str, Value], source: str, report: Report) -> Agent | None:
        """What the filter makes of an agent; its findings go to the report. Raises `PluginFailed`."""
        own = Report(filter=self.name, agent=agent.name)
        copy: Agent = Copies({}).of(agent)
        try:
            with quiet() as printed:
                found = self.filter.apply(copy, Filtering(own, dict(thawed(options)), source))
            result = self._checked(found)
            self._check_unchanged(agent, copy)
            for one in own.diagnostics:
                check_finding(one, self.name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a plugin may fail in any way
            what = f"the filter {self.name!r} of {self.provider} failed: {error_text(error)}"
            raise PluginFailed(what) from error
        if text := printed():
            self._note_printing(text)
        report.extend(own.diagnostics)
        return result

    def _checked(self, found: object) -> Agent | None:
        if found is None:
            return None
        agent = checked_agent(found)
        if why := unsafe(agent.name):
            raise ValueError(f"gave an agent the name {shown(agent.name)}, which is not safe: {why}")
        return agent

    def _check_unchanged(self, agent: Agent, copy: Agent) -> None:
        """Raise `TypeError` for an agent that was changed, where another one was to be given."""
        try:
            same = neutral.to_json(copy) == neutral.to_json(agent)
        except Exception:  # it holds what no agent can
            same = False
        if not same:
            raise TypeError("changed the agent that it was handed; with_fields gives another one")

    def _note_printing(self, text: str) -> None:
        what = f"the filter {self.name!r} of {self.provider} prints"
        if not any(d.message.startswith(what) for d in self.report.diagnostics):
            self.report.add("plugin-failed", f"{what}: {shown(text)} is not shown", hint=HINT)

    def digest(self) -> str:
        """The SHA-256 of the code that it comes from, all of its package's: another one after any change."""
        found = sha256()
        for path in _code_of(type(self.filter)):
            try:
                data = read_bytes(path, path)
            except Problem:
                data = b""
            found.update(f"{path.name}\0{len(data)}\0".encode())
            found.update(data)
        return found.hexdigest()


def _code_of(cls: type) -> Iterator[Path]:
    """The files of the module of a class, and of the package around it."""
    module = sys.modules.get(cls.__module__)
    path = getattr(module, "__file__", None)
    top = getattr(sys.modules.get(cls.__module__.partition(".")[0]), "__path__", None)
    if top is not None:
        for folder in map(str, top):
            for below, _, names in sorted(os.walk(folder)):
                yield from (Path(below) / name for name in sorted(names) if not name.endswith(".pyc"))
    elif path is not None:
        yield Path(path)


def check_filter(cls: type[Filter]) -> type[Filter]:
    """The class, if what it says of itself can be used. Raises `TypeError` or `ValueError` when not."""
    name, about = getattr(cls, "name", None), getattr(cls, "about", None)
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ValueError(
            f"'name' of a filter takes lower case words with dashes between them, not {shown(name)}"
        )
    if name in BUILT_IN:
        raise ValueError(f"the filter {name!r} is called like a format of agentconv")
    if not isinstance(about, str) or not about.strip():
        raise TypeError(f"'about' of the filter {name!r} takes text: what it does")
    if cls.apply is Filter.apply:
        raise TypeError(f"the filter {name!r} lacks apply")
    check_options(cls.options, f"the filter {name!r}")
    return cls


def check_options(options: object, whose: str) -> None:
    """Hold that options can be used. Raises `TypeError` or `ValueError`."""
    if not isinstance(options, tuple) or not all(isinstance(option, Option) for option in options):
        raise TypeError(f"'options' of {whose} takes a tuple of Option, not {shown(options)}")
    for option in options:
        what = f"the option {shown(option.name)} of {whose}"
        if not isinstance(option.name, str) or not NAME.fullmatch(option.name):
            raise ValueError(f"{what} is not called by lower case words with dashes between them")
        if not isinstance(option.about, str) or not option.about.strip():
            raise TypeError(f"{what} does not say what it does")
        if option.kind not in KINDS:
            raise ValueError(f"{what} is of the kind {shown(option.kind)}; there are {', '.join(KINDS)}")
        texts = isinstance(option.choices, tuple) and all(isinstance(c, str) for c in option.choices)
        if not texts or (option.choices and option.kind not in ("text", "texts")):
            raise TypeError(f"{what} has choices that are no tuple of texts, or is no text")
        if option.default is not None and not option.fits(option.default):
            raise TypeError(f"{what} takes {option.takes}, and its default is {shown(option.default)}")
    names = [option.name for option in options]
    if len({*names}) != len(names):
        raise ValueError(f"{whose} states an option twice")
