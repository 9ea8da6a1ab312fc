"""The skills, commands, servers, rules and hooks among the sources, each read by the format of its tool."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, cast

from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.folder.record import Generated
from agentconv.formats import MANIFESTS
from agentconv.formats.components import USUAL_PACKAGE
from agentconv.frozen import frozen
from agentconv.host import components as formats
from agentconv.host import places
from agentconv.kit.component import ComponentFormat, ComponentReading, Material
from agentconv.kit.hooks import HookFormat
from agentconv.model.components import HOOK, KINDS, SERVER, SKILL, File, diff
from agentconv.model.hook import Hook
from agentconv.model.server import Server
from agentconv.reading import companions, restoring
from agentconv.reading.finding import Found
from agentconv.reading.held import WITH_FILES, Held
from agentconv.reading.kinds import name_that_counts
from agentconv.reading.left import Left
from agentconv.reading.named import below_project
from agentconv.reading.references import Calls
from agentconv.reading.scripts import Place, scripts_of
from agentconv.reading.servers_beside import Declared, is_told, servers_in, servers_named, tell_problem
from agentconv.reading.survey import Survey, base_of
from agentconv.text.source import decode

SHARED = (HOOK,)
"""The kinds that stand in files with other settings, too, which are found by their tools' places alone."""


@frozen
class Wanted:
    """A component that goes along, and the agents that name it."""

    held: Held
    agents: tuple[str, ...] = ()
    packages: tuple[str, ...] = ("",)
    """The packages that it goes into, in a target that keeps packages apart: its own and its agents'."""
    calls: Calls = field(default_factory=dict)
    """Kind -> what it names of that kind -> what that is called in the target at hand."""


@frozen
class Naming:
    """An agent, and what it names."""

    path: str
    """Of its file, as it is shown to people."""
    agent: str
    skills: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    """Those that it only names: its host, or a file beside, says what they are."""
    package: str = ""
    """The package that it belongs to; empty when it is none's."""


def wanted(
    found: Sequence[Held], kinds: Collection[str], naming: Iterable[Naming], report: Report
) -> list[Wanted]:
    """What goes along: all of the kinds that were asked for, and what agents name.

    What they name and is missing goes to the report.
    """
    skills, naming = [one for one in found if one.kind == SKILL], list(naming)
    needed = companions.needed(((n.path, n.agent, n.skills) for n in naming), skills, report)
    agents = {id(one): tuple(names) for one, names in needed}
    those = [one for one in found if one.kind == SERVER]
    servers = [Declared(cast(Server, h.component), h.source, h.format, h.package) for h in those]
    declared = {id(one.component): one for one in those}
    for server, by in servers_named(((n.path, n.agent, n.servers) for n in naming), servers, report):
        agents[id(declared[id(server.server)])] = tuple(by)
    package_of = {n.agent: n.package for n in naming}
    here = []
    for one in found:
        names = agents.get(id(one), ())
        own = (one.package,) if one.kind in kinds else ()
        if own or names:
            packages = dict.fromkeys((*own, *(package_of[name] for name in names)))
            here.append(Wanted(one, names, tuple(packages)))
    return [
        named for kind in KINDS for named in _under_names([w for w in here if w.held.kind == kind], report)
    ]


def held(
    survey: Survey,
    left: Iterable[Left],
    kinds: Collection[str],
    report: Report,
    out: Path | None = None,
) -> list[Held]:
    """The components of some kinds among the files of a survey, by kind, then by path.

    `left` are the files that turned out to be no agents. What cannot be read goes to the report.
    """
    files = {found.shown: found for found in survey.files if not found.outside}
    asked = [kind for kind in KINDS if kind in kinds and kind != SERVER]
    found = [one for kind in asked for one in _of_kind(kind, files, left, survey, report)]
    found += _servers(survey, Generated(out), report) if SERVER in kinds else ()
    if survey.carries is None:
        return found
    folders = survey.carries.kept(survey.files, report)
    return restoring.restored(found, folders, [p.name for p in survey.packages], kinds, report)


def still_left(left: Iterable[Left], taken: Iterable[Held]) -> list[Left]:
    """What is left of files that are no agents when some components go along."""
    taken = [*taken]
    sources = {one.source for one in taken}
    folders = tuple(f"{one.shown}/" for one in taken if one.kind == SKILL)
    return [
        one
        for one in left
        if one.path not in sources and (one.kind != SKILL or not one.path.startswith(folders))
    ]


def _servers(survey: Survey, generated: Generated, report: Report) -> Iterator[Held]:
    """The servers in the files of all tools; what agentconv wrote into one is none."""
    for found in survey.files:
        path, tool = _below(found, survey)
        ours = generated if survey.carries is None or generated.in_out(found.real) else None
        for one in servers_in([found], report, tool=tool, generated=ours):
            material = Material(path, (), one.path, one.package)
            yield Held(one.server, one.format, material, one.path, one.package)


def _of_kind(
    kind: str, files: Mapping[str, Found], left: Iterable[Left], survey: Survey, report: Report
) -> Iterator[Held]:
    if kind == SKILL:
        yield from _skills(files, survey, report)
        return
    aside = {shown: (path, fmt) for shown, path, fmt in _elsewhere(kind, files, survey)}
    paths = {one.path for one in left if one.kind == kind and not one.part and one.path in files}
    if kind in SHARED:
        paths = {shown for shown, found in files.items() if _in_some_place(kind, found)}
    for shown in sorted(paths | aside.keys()):
        found = files[shown]
        path, tool = _below(found, survey)
        fmt = formats.reader_of(kind, path, tool)
        if shown in aside:
            path, fmt = aside[shown]
        if fmt is None or (kind == HOOK and not _is_run(path, fmt)):
            continue
        scoped = report.scoped(path=shown)
        try:
            file = File(path.rpartition("/")[2], found.read())
            parts: Sequence[Material] = (Material(path, (file,), shown, found.package),)
            if shown in aside:
                parts = fmt.parts(parts[0], ComponentReading(scoped), partial(_beside, found))
        except Problem as problem:
            if not is_told(problem, shown, report):
                scoped.add_problem(problem)
            continue
        for one in (one for part in parts for one in _read(fmt, part, report)):
            yield _with_scripts(one, found, report) if kind == HOOK else one


def _elsewhere(
    kind: str, files: Mapping[str, Found], survey: Survey
) -> Iterator[tuple[str, str, ComponentFormat[Any]]]:
    """The files in which components of a kind stand that are never written, with their paths and formats."""
    asked = [fmt for fmt in formats.formats_of(kind) if fmt.elsewhere]
    for shown, found in files.items():
        name = shown.rpartition("/")[2]
        for fmt in (fmt for fmt in asked if _may_be_called(name, fmt.elsewhere)):
            path = name_that_counts(base_of(found)[0]) / _below(found, survey)[0]
            if place := fmt.elsewhere_in(path.as_posix()):
                yield shown, place, fmt


def _beside(found: Found, name: str) -> str:
    return decode(read_bytes(os.path.join(os.path.dirname(found.file), name), found.around))


def _is_run(path: str, fmt: ComponentFormat[Any]) -> bool:
    """Whether a client looks for hooks there: what none runs in the sources must not run elsewhere."""
    if fmt.lies_at(PurePosixPath(path)) and not fmt.is_package:
        return True
    return any(f.is_place(path) for f in formats.formats_of(HOOK) if f.is_package)


def _with_scripts(one: Held, found: Found, report: Report) -> Held:
    path = one.material.path
    folder = found.file[: -len(path)] or os.curdir
    root = found.root if found.root.is_dir() else Path(folder)  # a file that was named itself
    place = Place(folder, root, one.source, path, one.format.is_package, _starts_there(one.format))
    return replace(one, scripts=scripts_of(cast(Hook, one.component), place, report))


def _starts_there(fmt: ComponentFormat[Any]) -> bool:
    return isinstance(fmt, HookFormat) and fmt.relative


def _skills(files: Mapping[str, Found], survey: Survey, report: Report) -> Iterator[Held]:
    for skill in companions.skills_in(files.values()):
        path, tool = _below(files[skill.source], survey)
        fmt = formats.reader_of(SKILL, path, tool)
        inside = tuple(skill.files(report))
        if fmt is not None and inside:
            yield from _read(fmt, Material(path, inside, skill.source, skill.package), report)


def _read(fmt: ComponentFormat[Any], material: Material, report: Report) -> Iterator[Held]:
    scoped = report.scoped(path=material.shown)
    try:
        components = fmt.read(material, ComponentReading(scoped))
    except Problem as problem:
        tell_problem(problem, material, scoped)
        return
    for component in components:
        yield Held(component, fmt, material, material.shown, material.package)


def _in_some_place(kind: str, found: Found) -> bool:
    """Whether some tool looks for a kind in a file, which may hold other things as well."""
    name = found.shown.rpartition("/")[2]
    fitting = (f for f in formats.formats_of(kind) if f.reads and _may_be_called(name, f.paths))
    return any(f.lies_at(PurePosixPath(found.shown)) for f in fitting)


def _may_be_called(name: str, globs: Iterable[str]) -> bool:
    return any("*" in last or last == name for glob in globs for last in [glob.rpartition("/")[2]])


def _below(found: Found, survey: Survey) -> tuple[str, str]:
    """A file's path below its package, or below what was given, and the tool that the package is for."""
    if found.named:
        return below_project(found.file.replace("\\", "/")), ""
    base, _ = base_of(found)
    prefix = "" if base == "." else f"{base.rstrip('/')}/"
    path = found.file.replace("\\", "/").removeprefix(prefix) if prefix else found.shown
    package = next((p for p in survey.packages if p.name == found.package), None) if found.package else None
    if package is None:
        return path, ""
    folder = "" if package.folder == "." else f"{package.folder}/"
    return path.removeprefix(folder), MANIFESTS.get(_manifest(package.manifest), USUAL_PACKAGE)


def _manifest(shown: str) -> str:
    """A manifest's path below its package."""
    return next((m for m in MANIFESTS if shown == m or shown.endswith(f"/{m}")), "")


def _under_names(found: Sequence[Wanted], report: Report) -> list[Wanted]:
    """Components of one kind, each name once: copies for other tools are left, packages are said with names.

    Of those in one package that for whose tool most of the kind are counts.
    """
    groups: dict[str, dict[str, list[Wanted]]] = {}
    for one in found:
        groups.setdefault(one.held.name, {}).setdefault(one.held.package, []).append(one)
    tools = Counter(one.held.format.target for one in found)
    result: list[Wanted] = []
    for packages in groups.values():
        taken = [_one_of(those, tools, report) for those in packages.values()]
        result += taken if len(taken) == 1 else [_qualified(one, report) for one in taken]
    return result


def _one_of(those: Sequence[Wanted], tools: Mapping[str, int], report: Report) -> Wanted:
    """The one of several with one name that is taken, with the agents of all."""
    ranked = sorted(
        those,
        key=lambda one: (-tools[one.held.format.target], _is_apart(one.held), one.held.source.count("/")),
    )
    taken = ranked[0].held
    for other in (one.held for one in ranked[1:]):
        if not diff(taken.component, other.component) and _bytes(taken) == _bytes(other):
            continue
        what = f"there is another {taken.kind} {taken.name!r}, {taken.source}"
        is_copy = _is_apart(other) or (taken.kind == SKILL and taken.material.main == other.material.main)
        if other.format.target == taken.format.target and not is_copy:
            report.add("name-collision", what, path=other.source)
        else:
            report.add("copies-left", f"{what}, which is taken", path=other.source)
    agents = dict.fromkeys(name for one in those for name in one.agents)
    return Wanted(taken, tuple(agents), tuple(dict.fromkeys(p for one in those for p in one.packages)))


def _is_apart(held: Held) -> bool:
    """Whether a component lies in a tool's own folder: what a project uses itself, maybe a copy."""
    return any(part in places.VENDOR_FOLDERS for part in held.source.split("/")[:-1])


def _bytes(held: Held) -> list[tuple[str, bytes]]:
    """What a component's own files hold."""
    return sorted((f.path, f.data) for f in held.material.files) if held.kind in WITH_FILES else []


def _qualified(one: Wanted, report: Report) -> Wanted:
    """A component that is called after its package, since another package has one of its name."""
    held, component = one.held, cast(Any, one.held.component)
    if not held.package:
        return one
    name = f"{held.package}-{held.name}"
    what = f"two packages have a {held.kind} {held.name!r}: it is {name!r} where there are no packages"
    report.add("name-qualified", what, path=held.source)
    return replace(one, held=replace(held, component=replace(component, name=name), own_name=held.name))


NEEDED = (SKILL, SERVER)
"""The kinds of which agents name what they need."""
