"""The skills, commands, servers, rules and hooks of a bundle: as they are in the sources, and in each target.

The index lists each with its files, and the bundle holds those once as they are, so that whoever has it can
read them and write every target anew: nothing else can lie where a tool looks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agentconv.bundle.contents import COMPONENTS, TARGETS
from agentconv.containers.json import dump, load
from agentconv.diagnostics import Report
from agentconv.errors import Problem, WrongType
from agentconv.frozen import frozen
from agentconv.host import components as formats
from agentconv.kit.component import ComponentFile, ComponentFormat, ComponentReading, Material
from agentconv.kit.hooks import HookFormat
from agentconv.model import names, neutral_components
from agentconv.model.agent import Agent
from agentconv.model.components import AGENT, KINDS, SERVER, SKILL, Component, File
from agentconv.model.hook import Hook
from agentconv.reading.components import Wanted
from agentconv.reading.held import WITH_FILES, Held
from agentconv.reading.scripts import may_hold
from agentconv.text.source import decode
from agentconv.writing.components import alone
from agentconv.writing.convert import Conversion

_KEYS = {"kind", "id", "name", "format", "path", "package", "own_name", "agents", "files", "executable"}


@frozen
class Bundled:
    """A component as the index lists it."""

    wanted: Wanted
    slug: str

    @property
    def held(self) -> Held:
        """The component itself."""
        return self.wanted.held

    @property
    def facts(self) -> dict[str, Any]:
        """What the index says."""
        held = self.held
        facts: dict[str, Any] = {"kind": held.kind, "id": self.slug, "name": held.name}
        facts |= {"format": held.format.target, "path": held.material.path}
        more = {"package": held.package, "own_name": held.own_name, "agents": [*self.wanted.agents]}
        facts |= {key: value for key, value in more.items() if value}
        facts["files"] = sorted(self.entries)
        runs = sorted(f"{self._folder}/{file.path}" for file in self._files if file.executable)
        return {**facts, "executable": runs} if runs else facts

    @property
    def _files(self) -> tuple[File, ...]:
        """What is kept of it as it is."""
        held = self.held
        return held.material.files if held.kind in WITH_FILES else held.scripts

    @property
    def _folder(self) -> str:
        return f"{COMPONENTS}/{self.held.kind}s/{self.slug}"

    @property
    def entries(self) -> dict[str, bytes]:
        """Its own files in the bundle: as they are in the sources, or its neutral form and its scripts."""
        held = self.held
        files = {f"{self._folder}/{file.path}": file.data for file in self._files}
        if held.kind in WITH_FILES:
            return files
        return {f"{self._folder}.json": dump(neutral_components.document(held.component)).encode(), **files}


def as_kept(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Components as a bundle keeps them: in its order, those without files as their neutral form says."""
    return [_as_kept(one.wanted) for one in bundled(wanted)]


def _as_kept(one: Wanted) -> Wanted:
    held = one.held
    if held.kind in WITH_FILES:
        return one
    component = neutral_components.from_document(neutral_components.document(held.component))
    return replace(one, held=replace(held, component=component))


def bundled(wanted: Sequence[Wanted]) -> list[Bundled]:
    """Components as a bundle holds them, by kind and name."""
    found = []
    for kind in KINDS:
        those = [one for one in wanted if one.held.kind == kind]
        slugs = names.slugs(one.held.name for one in those)
        found += [Bundled(one, slugs[one.held.name]) for one in sorted(those, key=lambda one: one.held.name)]
    return found


def checked(
    index: Mapping[str, Any], agents: Mapping[str, Agent], entries: Mapping[str, bytes]
) -> tuple[list[Wanted], dict[str, bytes]]:
    """The components of a bundle, and their own entries.

    Raises `Problem` for one that nobody asked for, that no build lists so, or that is not there.
    """
    listed = index.get(COMPONENTS, [])
    kinds = index.get("kinds", [AGENT])
    if not isinstance(listed, list) or not isinstance(kinds, list) or not {*map(str, kinds)} <= {*KINDS}:
        raise _strange()
    found = [_bundled(item, entries) for item in listed]
    for one in found:
        _check_wanted(one, agents, kinds)
    package_of = {item["name"]: item["source"].get("package", "") for item in index["agents"]}
    again = bundled([_packaged(one.wanted, package_of, kinds) for one in found])
    if [one.facts for one in again] != listed:
        raise _strange()
    expected: dict[str, bytes] = {}
    for one in again:
        expected |= one.entries
    return [one.wanted for one in again], expected


def _packaged(one: Wanted, package_of: Mapping[str, str], kinds: Collection[str]) -> Wanted:
    own = (one.held.package,) if one.held.kind in kinds else ()
    packages = dict.fromkeys((*own, *(package_of[name] for name in one.agents)))
    return replace(one, packages=tuple(packages))


def _bundled(item: Any, entries: Mapping[str, bytes]) -> Bundled:
    if not isinstance(item, dict) or not item.keys() <= _KEYS:
        raise _strange()
    texts = [item.get(key, "") for key in ("kind", "id", "name", "format", "path", "package", "own_name")]
    lists = [item.get(key, []) for key in ("agents", "files", "executable")]
    plain = all(isinstance(text, str) for text in texts)
    if not plain or not all(
        isinstance(part, list) and all(isinstance(t, str) for t in part) for part in lists
    ):
        raise _strange()
    kind, slug, name, tool, path, package, own_name = texts
    agents, files, runs = lists
    for text in (slug, path, *files):
        if why := names.unsafe_path(text):
            raise Problem("unsafe-path", f"the index has a {kind} with the path {text!r}: {why}")
    fmt = formats.format_of(kind, tool)
    if fmt is None or not files:
        raise _strange()
    if absent := [file for file in files if file not in entries]:
        raise Problem("unlisted", f"the index lists a {kind}, and there is no {absent[0]!r}")
    folder = f"{COMPONENTS}/{kind}s/{slug}"
    scripts: tuple[File, ...] = ()
    if kind in WITH_FILES:
        inside = _inside(folder, files, runs, entries)
        material = Material(path, tuple(inside), path, package)
        component = _read(fmt, material, own_name or name)
        component = replace(component, name=name) if own_name else component  # type: ignore[type-var]
    else:
        material = Material(path, (), path, package)
        component = _neutral(kind, entries[files[0]])
        scripts = tuple(_inside(folder, files[1:], runs, entries))
        _check_scripts(component, scripts, fmt)
    if component.name != name:
        raise Problem(
            "content-mismatch", f"the index says that {path!r} is {name!r}, and it is {component.name!r}"
        )
    held = Held(component, fmt, material, path, package, own_name, scripts)
    return Bundled(Wanted(held, tuple(agents)), slug)


def _inside(
    folder: str, files: Sequence[str], runs: Collection[str], entries: Mapping[str, bytes]
) -> list[File]:
    return [File(f.removeprefix(f"{folder}/"), entries[f], f in runs) for f in files]


def _check_scripts(component: Component, scripts: Sequence[File], fmt: ComponentFormat[Any]) -> None:
    """Raise `Problem` for a file beside a hook that it does not run."""
    how = {"is_package": fmt.is_package, "relative": isinstance(fmt, HookFormat) and fmt.relative}
    for file in scripts:
        if not isinstance(component, Hook) or not may_hold(component, file.path, **how):
            raise Problem("content-mismatch", f"no hook runs {file.path!r}")


def _read(fmt: ComponentFormat[Any], material: Material, name: str) -> Component:
    found = fmt.read(material, ComponentReading(Report()))
    fitting: list[Component] = [one for one in found if one.name == name]
    if not fitting:
        raise Problem("content-mismatch", f"{material.path!r} holds no {fmt.kind} {name!r}")
    return fitting[0]


def _neutral(kind: str, data: bytes) -> Component:
    try:
        return neutral_components.from_document(load(decode(data), own=True))
    except WrongType as problem:
        raise Problem(
            "content-mismatch", f"the bundle holds no {kind} in its neutral form: {problem}"
        ) from None


def of_target(conversion: Conversion, report: Report) -> dict[str, bytes]:
    """The entries of a target for the components that it has; a file with other settings holds ours alone."""
    prefix = f"{TARGETS}/{conversion.target}"
    files = (one.written for one in conversion.components)
    found = {f"{prefix}/{f.path}": f.data for f in files if isinstance(f, ComponentFile)}
    texts = alone(conversion.components, report)
    return found | {f"{prefix}/{path}": text.encode() for path, text in texts.items()}


def _check_wanted(one: Bundled, agents: Mapping[str, Agent], kinds: Collection[str]) -> None:
    """Raise `Problem` for a component that nobody asked for."""
    held = one.held
    for name in one.wanted.agents:
        if name not in agents or _named(held.kind, agents[name]).isdisjoint({held.name, held.own_name}):
            what = f"the index has a {held.kind} {held.name!r} for {name!r}, which does not name it"
            raise Problem("content-mismatch", what)
    if held.kind not in kinds and not one.wanted.agents:
        raise Problem("content-mismatch", f"nobody asked for the {held.kind} {held.name!r}")


def _named(kind: str, agent: Agent) -> set[str]:
    """The components of a kind that an agent names."""
    if kind == SKILL:
        return {name for wanted in agent.skills for name in (wanted, wanted.rpartition(":")[2])}
    return {*agent.mcp_servers} if kind == SERVER else set()


def _strange() -> Problem:
    return Problem("syntax", "the index has a component that no build lists so")
