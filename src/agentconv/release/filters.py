"""The filters of a bundle: from the manifest to the agents, and into all that says how it was made.

They are applied once, before any target is written, so a bundle holds one form of each agent, and each target
is proved from that: whoever verifies or installs it runs no filter.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from agentconv.bundle import contents
from agentconv.diagnostics import Diagnostic, Report
from agentconv.errors import PluginFailed, Problem, UsageError
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.host.filters import ProvidedFilter
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Value
from agentconv.reading.read import PLUGIN_HINT
from agentconv.release.manifest import NAME, Manifest
from agentconv.release.settings import Settings
from agentconv.writing.filtering import Chain, Link, filtered

FACTS = frozenset({"name", "by", "options", "sha256"})
"""What the index says of a filter."""


@frozen
class Filters:
    """The filters of a build, and what they did."""

    links: tuple[Link, ...] = ()
    said: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """Filter -> what the manifest says to it."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The files that they were given, relative to the manifest -> their SHA-256."""
    found: tuple[Diagnostic, ...] = ()
    """What they did to the agents."""
    folder: Path = Path()
    """The manifest's own."""

    def facts(self) -> list[dict[str, Any]]:
        """What the index says of them, in their order."""
        return [self._facts(link) for link in self.links]

    def _facts(self, link: Link) -> dict[str, Any]:
        facts: dict[str, Any] = {"name": link.name, "by": self.maker(link.filter)}
        if link.filter.is_file:
            facts["sha256"] = link.filter.digest()
        if said := self.said.get(link.name):
            facts["options"] = dict(said)
        return facts

    def maker(self, one: ProvidedFilter) -> str:
        """Who made a filter: distribution and version, or the path of a file from the manifest on."""
        if not one.is_file:
            return one.provider
        return os.path.relpath(one.provider, self.folder).replace(os.sep, "/")

    def tools(self) -> dict[str, str]:
        """Distribution -> version, of those that filters come from."""
        makers = [link.filter.provider.rpartition(" ") for link in self.links if not link.filter.is_file]
        return {name: version for name, _, version in makers if name}

    def inputs(self) -> dict[str, str]:
        """The files that what filters do depends on -> their SHA-256."""
        code = {
            self.maker(link.filter): contents.digest(read_bytes(Path(link.filter.provider), self.folder))
            for link in self.links
            if link.filter.is_file
        }
        return {**self.files, **code}

    def rows(self) -> list[tuple[str, str, str, str, list[str], list[str]]]:
        """What a page says of each: name, maker, what it does, what it is told; whom it changed, left out."""
        rows = []
        for link in self.links:
            found = [d for d in self.found if d.filter == link.name]
            out = [str(d.agent) for d in found if d.code == "filter-left-out"]
            hit = list(dict.fromkeys(str(d.agent) for d in found if d.loss))
            told = ", ".join(self._words(link.name))
            rows.append((link.name, self.maker(link.filter), link.filter.filter.about, told, hit, out))
        return rows

    def locked(self) -> dict[str, str]:
        """What the lock says of them: who made each, and what is said to it."""
        return {
            link.name: " ".join((self.maker(link.filter), *self._words(link.name))) for link in self.links
        }

    def _words(self, name: str) -> Iterable[str]:
        for key, value in sorted(self.said.get(name, {}).items()):
            yield f"{key}={value}"


def filters_of(manifest: Manifest, folder: Path, registry: Registry, report: Report) -> tuple[Chain, Filters]:
    """The filters that a manifest names; what is wrong with them goes to the report."""
    report = report.scoped(path=(folder / NAME).as_posix())
    reader, said = Settings(folder), manifest.filter_options
    try:
        known = {one.name: one.filter.options for one in map(registry.filter, manifest.filters)}
        for name in said:
            if name not in known:
                there = f"there are {', '.join(known)}" if known else "there are none"
                raise UsageError(f"[filter-options] names {name!r}, which 'filters' does not; {there}")
        given = {name: reader.of(said[name], known[name], f"the filter {name!r}") for name in said}
        chain = Chain(manifest.filters, registry, given)
    except UsageError as error:
        report.add("unknown-key", str(error))
    except Problem as problem:
        report.add_problem(problem)
    except PluginFailed as failure:
        report.add("plugin-raised", str(failure), hint=PLUGIN_HINT)
    else:
        return chain, Filters(tuple(chain.links), said, reader.files, (), folder)
    return Chain((), registry, {}), Filters()


def behind(
    documents: Sequence[Document], chain: Chain, manifest: Manifest, report: Report, *, skip_bad: bool
) -> list[Document]:
    """The agents behind the filters of a manifest."""
    return filtered(documents, chain, report, wider=_wider(manifest), keep_first=skip_bad)


def _wider(manifest: Manifest) -> Callable[[str], bool]:
    """Who says of an agent whether it may gain power: all targets together, since all get what it gains."""

    def allowed(name: str) -> bool:
        entry = manifest.agents.get(name)
        own = entry.targets if entry else {}
        return all(
            target.allow_wider or (target.name in own and own[target.name].allow_wider)
            for target in manifest.targets
        )

    return allowed


def check(index: Mapping[str, Any]) -> None:
    """Raise `Problem` for an index that says of filters what no build says."""
    listed = index.get("filters", [])
    plain = isinstance(listed, list) and all(isinstance(one, dict) for one in listed)
    if not plain or not all(one.keys() <= FACTS and {"name", "by"} <= one.keys() for one in listed):
        raise Problem("syntax", "the index names filters as no build does")
    texts = [one[key] for one in listed for key in ("name", "by", "sha256") if key in one]
    if not all(isinstance(text, str) for text in texts):
        raise Problem("syntax", "the index names filters as no build does")
