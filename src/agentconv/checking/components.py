"""The skills, commands, servers, rules and hooks under the sources, looked at once all agents were read."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from agentconv.checking import conflicts, hidden, manifests, part_files, part_keys, part_texts, secrets
from agentconv.checking.component_fixes import WITH_TEXTS
from agentconv.checking.ignoring import Ignores
from agentconv.checking.part import Around, FileTexts, Part
from agentconv.diagnostics import Diagnostic, Report
from agentconv.errors import Problem
from agentconv.host.registry import Registry
from agentconv.kit.component import Material
from agentconv.kit.server_files import ServerFormat
from agentconv.model.components import AGENT, HOOK, SERVER, SKILL, File
from agentconv.reading.components import Naming, Wanted, held, wanted
from agentconv.reading.finding import Found
from agentconv.reading.held import Held
from agentconv.reading.left import Left
from agentconv.reading.named import MANIFEST
from agentconv.reading.servers_beside import server_reader
from agentconv.reading.survey import Survey
from agentconv.streaming.parts import Head
from agentconv.text.mojibake import mojibake
from agentconv.text.source import Source, decode

POWER = "agent-power"
LARGE = 1 << 20
"""A file of a skill that is larger is data, in which nobody writes for a model."""
MISSING = {SKILL: "skill-missing", SERVER: "server-missing"}
"""Kind -> the code of what an agent names and nobody has."""
QUIET = frozenset({"copies-left", "name-qualified", "kind-changed"})
"""What only says which of several an export would take."""


class Components:
    """What a check knows of all that is no agent."""

    def __init__(self, survey: Survey, skipped: Sequence[Left], kinds: Collection[str]) -> None:
        self.survey, self.kinds = survey, {*kinds} - {AGENT}
        self.looked_at = 0
        """How many files they have that hold no agents."""
        self.said = Report()
        """What there was to say when they were read."""
        self.found = held(survey, skipped, self.kinds, self.said) if self.kinds else []
        self.left = {one.path: one.kind for one in skipped}

    @property
    def some(self) -> bool:
        """Whether there is any file of these kinds, if only one that cannot be read."""
        return any(kind in self.kinds or kind == MANIFEST for kind in self.left.values())

    def called(self) -> set[str]:
        """What they are called with their packages, in small letters: agents name them so, too."""
        those = (one for one in self.found if one.package)
        return {f"{one.package}:{one.own_name or one.name}".casefold() for one in those}

    def not_seen(self, skipped: Sequence[Left]) -> list[Left]:
        """The files that nobody looks at; those of the kinds that are asked for have their texts searched."""
        seen = {*self.kinds, MANIFEST} if self.kinds else set()
        return [one for one in skipped if one.kind not in seen]

    def repairable(self, files: Mapping[str, Found]) -> Iterator[tuple[Held, Source]]:
        """The components whose files may be repaired, each with its text."""
        for one in self.found:
            if one.kind in WITH_TEXTS and one.source in files:
                with suppress(Problem):  # what cannot be read is told where it is looked at
                    yield one, Source(one.source, decode(files[one.source].read()))

    def files(self) -> dict[str, Found]:
        """The files of the sources, by the paths that people are shown."""
        return {found.shown: found for found in self.survey.files if not found.outside}

    def wanted(self, heads: Sequence[Head], report: Report, *, from_folder: bool) -> list[Wanted]:
        """All of them under the names of one run; what clashes, and what agents miss, goes to the report."""
        packages = {f.shown: f.package for f in self.survey.files if f.package}
        naming = [Naming(h.path, h.name, h.skills, h.servers, packages.get(h.path, "")) for h in heads]
        said = Report()
        found = wanted(self.found, self.kinds, naming, said)
        # Whoever checks a file alone does not say that nothing lies beside it, nor which packages there are.
        unasked = {code for kind, code in MISSING.items() if kind not in self.kinds or not from_folder}
        unasked |= set() if from_folder else {"name-collision"}
        report.extend(d for d in said.diagnostics if d.code not in QUIET | unasked)
        return found

    def look(
        self,
        heads: Sequence[Head],
        registry: Registry,
        report: Report,
        ignores: Ignores,
        *,
        from_folder: bool,
    ) -> None:
        """Look at each of them, and at the text of each of their files."""
        files = self.files()
        unread = Report()
        texts = dict(_texts(self, files, unread))
        told = {(found.path, found.code) for found in self.said.diagnostics}
        report.extend(found for found in unread.diagnostics if (found.path, found.code) not in told)
        seen = {head.path for head in heads}
        self.looked_at = len(texts.keys() - seen)
        for path, source in texts.items():
            ignores.read(source)
            if path not in seen:  # what holds agents, too, was looked at with them
                _look_at_text(FileTexts(source, report.scoped(path=path)))
        around = _around(self, heads, registry, from_folder=from_folder)
        parts = [Part(one, texts[one.source], report, around) for one in self.found if one.source in texts]
        for part in parts:
            for check in CHECKS:
                check(part)
        places = {part.held.source: part for part in parts}
        known = {
            (found.path, found.code, found.message) for found in report.diagnostics
        }  # of agents beside them
        said = [d for d in self.said.diagnostics if (d.path, d.code, d.message) not in known]
        report.extend(_placed(found, places.get(found.path or "")) for found in said)
        self._look_at_servers(texts, files, report)
        if self.kinds:
            manifests.look(files, registry, report)

    def _look_at_servers(
        self, texts: Mapping[str, Source], files: Mapping[str, Found], report: Report
    ) -> None:
        for path, source in texts.items() if SERVER in self.kinds else ():
            found = files.get(path)
            fmt = server_reader(path, found.tool) if found is not None else None
            if isinstance(fmt, ServerFormat):
                material = Material(path, (File(posixpath.basename(path), source.data),))
                part_keys.look_at_servers(fmt, material, source, report.scoped(path=path))


def _tell_power(part: Part) -> None:
    """Say what a component lets happen."""
    words = [*sorted(part.format.power(part.component)), *sorted(part.format.withholds(part.component))]
    if words:
        part.add(POWER, f"the {part.held.kind} {part.held.name!r}: {'; '.join(words)}")


def _placed(found: Diagnostic, part: Part | None) -> Diagnostic:
    """What reading found, with the place of the key that it is about."""
    tree = part.tree if part is not None and found.line is None else None
    if tree is None or not found.field or found.field not in tree.values:
        return found
    line, column = tree.position((found.field,))
    return replace(found, line=line, column=column)


CHECKS: tuple[Callable[[Part], None], ...] = (
    part_keys.look,
    part_files.look,
    part_texts.look_at_calls,
    part_texts.look_at_places,
    _tell_power,
)


def _texts(those: Components, files: Mapping[str, Found], report: Report) -> Iterator[tuple[str, Source]]:
    """The texts of all files of components, by their paths, each once."""
    own = {path for path, kind in those.left.items() if kind in those.kinds}
    own |= {one.source for one in those.found}
    for path in sorted(own & files.keys()):
        try:
            yield path, Source(path, decode(files[path].read()))
        except Problem as problem:
            report.add_problem(problem, path=path)
    for one in those.found:
        folder, inside = _folder_of(one), one.material.files if one.kind == SKILL else one.scripts
        for file in inside:
            path = posixpath.normpath(posixpath.join(folder, file.path))
            if path not in own and len(file.data) <= LARGE and (text := _text(file)) is not None:
                own.add(path)
                yield path, Source(path, text)


def _folder_of(one: Held) -> str:
    """The folder below which the paths of its files stand, as it is shown to people."""
    if one.kind == HOOK:
        inside = one.material.path
        return one.source[: -len(inside)] or os.curdir if one.source.endswith(inside) else one.shown
    return one.shown


def _text(file: File) -> str | None:
    """The text of a file; None for a picture, an archive and whatever else is none."""
    if b"\0" in file.data:
        return None
    try:
        return decode(file.data)
    except Problem:
        return None


def _look_at_text(texts: FileTexts) -> None:
    conflicts.look(texts)
    hidden.look_at_texts(texts)
    secrets.look(texts)
    if (wrong := mojibake(texts.source.text)) is not None:
        what = "the text was decoded wrongly at some time"
        texts.add_at("mojibake", what, texts.source, wrong, "UTF-8 was read as Windows-1252")


def _around(those: Components, heads: Sequence[Head], registry: Registry, *, from_folder: bool) -> Around:
    packages = {f.shown: f.package for f in those.survey.files if f.package}
    names: dict[str, set[str]] = {}
    agents = ((AGENT, head.name, packages.get(head.path, "")) for head in heads)
    others = ((one.kind, one.own_name or one.name, one.package) for one in those.found)
    for kind, name, package in (*agents, *others):
        names.setdefault(kind, set()).update({name.casefold(), f"{package}:{name}".casefold()})
    own = frozenset[str]().union(*(fmt.own_agents for fmt in registry.known()))
    return Around(
        {kind: frozenset(those) for kind, those in names.items()},
        frozenset(package.name.casefold() for package in those.survey.packages if package.name),
        frozenset(name.casefold() for name in own),
        from_folder,
    )
