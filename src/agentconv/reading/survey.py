"""The places of all files that were found, and what is decided only when all of them were read."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from pathlib import Path, PurePosixPath

from agentconv.folder.record import Generated
from agentconv.frozen import slotted
from agentconv.host import places
from agentconv.host.registry import Registry as Formats
from agentconv.kit.packaged import Packaged
from agentconv.model.components import AGENT, KINDS
from agentconv.model.package import Collection
from agentconv.model.package import Package as Facts
from agentconv.reading.belonging import package_of, tool_at
from agentconv.reading.carried import Carries
from agentconv.reading.finding import Found, base_of_pattern
from agentconv.reading.kinds import UNKNOWN, Layout, Place, layout_of, owner_of
from agentconv.reading.left import DOCUMENT, Left
from agentconv.reading.packages import Package, Registry, listed_in, packages_in

MARKDOWN = (".md", ".markdown")
ALONE = frozenset({"client-ignores", "name-missing"})
"""Codes of what is wrong with a file only where it is a source of its own."""
MANIFEST = "manifest"
OTHERS = frozenset(KINDS) - {AGENT}
"""What a file may be that agentconv wrote and that is no agent."""
MANY = 2
"""From so many packages on, what a list says of all together is more than what one says of itself."""


@slotted
class Survey:
    """What was found, and where it lies."""

    files: list[Found]
    """With what their places say of them; those that were named themselves as they are."""
    packages: list[Package] = field(default_factory=list)
    registries: list[Registry] = field(default_factory=list)
    carries: Carries | None = None
    """What carry files know, where what agentconv wrote is a source."""

    def facts(self) -> dict[str, Facts]:
        """What each package says of itself, by its name."""
        return {package.name: package.facts() for package in self.packages}

    def collection(self) -> Collection | None:
        """Several packages together, as the list of them says it; None where none does."""
        listed = next((r for r in self.registries if r.name), None)
        if listed is None or len(self.packages) < MANY:
            return None
        said = listed.name or "", listed.version, listed.description, listed.authors
        return Collection(listed.about or Facts(*said), tuple(p.facts() for p in self.packages))

    def whole(self) -> Facts | None:
        """What is said of several packages together: by the list of them; None where none does."""
        found = self.collection()
        return found.about if found else None


NO_SURVEY = Survey([])


def survey(
    files: Sequence[Found], formats: Formats, *, judged: bool = True, carries: Carries | None = None
) -> Survey:
    """The places and packages of files; `judged` = whether places say what a file is.

    `carries` knows of packages what their manifests could not hold.
    """
    groups: dict[tuple[str, str], dict[str, Found]] = defaultdict(dict)
    once: list[Found] = []
    for found in files:
        if not found.named:
            at_base = base_of(found)
            below = _below(at_base[0], found.file)
            if below in groups[at_base]:
                continue  # the same folder was given twice
            groups[at_base][below] = found
        once.append(found)
    result, placed = Survey([]), dict[int, Found]()
    for (base, pattern), group in groups.items():
        packages, registries = packages_in(group, formats, carries.package if carries else lambda _: {})
        if carries is not None and not registries:
            registries = listed_in(carries.packages(next(iter(group.values()))))
        result.packages += [package for package in packages if package.name]
        result.registries += registries
        said = [path for package in packages for path in package.agents]
        layout = layout_of(base, group, [p.folder for p in packages], said, formats)
        asked = layout if judged else None
        for path, found in group.items():
            placed[id(found)] = _placed(path, found, asked, packages, pattern, formats)
            if os.path.basename(path) in places.SETTINGS:
                beside = _agents_below(path, group)
                placed[id(found)] = replace(placed[id(found)], beside=beside)
    result.files = _once([placed.get(id(found), found) for found in once])
    return result


def survey_again(
    files: Sequence[Found], formats: Formats, carries: Carries, known: Survey, generated: Generated
) -> list[Found]:
    """The files that agentconv wrote, where they are sources after all; their packages go to `known`.

    Nobody asks what their places say, but for the files that describe packages, and those of other kinds:
    where an agent is written, the format that it was written in says.
    """
    found = survey(files, formats, carries=carries)
    known.packages += found.packages
    known.registries += found.registries
    again = {f.real for f in found.files}
    known.files = [*(f for f in known.files if f.real not in again), *found.files]
    known.carries = carries
    meant = [f for f in found.files if f.place is None or f.place.kind != MANIFEST]
    if len(known.packages) == 1:
        meant = [_of_the_one(f, known.packages[0], generated, formats) for f in meant]
    return [_asked(f, generated, formats, carries) for f in meant]


def _asked(found: Found, generated: Generated, formats: Formats, carries: Carries) -> Found:
    """A file with its place where that says what it is, or a carry file does."""
    if _is_other(found, generated, formats):
        return found
    if (kind := carries.kind(found)) in OTHERS:
        return found.at(Place(kind, f"agentconv wrote a {kind}"), found.package, found.owner, found.tool)
    return found.at(None, found.package, found.owner, found.tool)


def _of_the_one(found: Found, package: Package, generated: Generated, formats: Formats) -> Found:
    """An agent that was written beside the only package there is, since its tool takes none from packages."""
    fmt = formats.loaded(generated.target(found.real, found.root))
    if found.package or not (isinstance(fmt, Packaged) and fmt.beside):
        return found
    return found.at(found.place, package.name, found.owner, found.tool)


def _is_other(found: Found, generated: Generated, formats: Formats) -> bool:
    """Whether a file that agentconv wrote is a skill or the like, and not an agent laid out as one."""
    if found.place is None or OTHERS.isdisjoint((found.place.kind, found.place.otherwise)):
        return False
    fmt = formats.loaded(generated.target(found.real, found.root))
    return fmt is not None and not fmt.lies_at(PurePosixPath(found.shown))


def _agents_below(path: str, files: Iterable[str]) -> tuple[str, ...]:
    """The Markdown files of a tool's own folder that is, or lies in, the folder of a settings file."""
    folder = path.rpartition("/")[0]
    own = folder.rpartition("/")[2] in places.VENDOR_FOLDERS
    head = f"{folder}/" if folder else ""
    below = (f.removeprefix(head) for f in files if f.startswith(head) and f.endswith(".md"))
    return tuple(sorted(f for f in below if own or f.partition("/")[0] in places.VENDOR_FOLDERS))


def _once(files: list[Found]) -> list[Found]:
    """Each file once: of several ways to it, the first where an agent belongs, or else the first."""
    best: dict[str, Found] = {}
    for found in files:
        first = best.setdefault(found.real, found)
        if first is not found and _belongs(found) and not _belongs(first):
            best[found.real] = found
    return files if len(best) == len(files) else [f for f in files if best[f.real] is f]


def _belongs(found: Found) -> bool:
    return found.place is None or found.place.belongs


def base_of(found: Found) -> tuple[str, str]:
    """The folder that a file was found from, and the pattern that was looked for below it."""
    if not found.pattern:
        return str(found.root), ""
    return base_of_pattern(found.pattern), found.pattern


def _below(base: str, path: str) -> str:
    if os.pardir not in path:  # the way that asks the system for the current folder is slow
        if path.startswith(base) and path[len(base) : len(base) + 1] == os.sep:
            return path[len(base) + 1 :].replace(os.sep, "/")
        if base == os.curdir and not os.path.isabs(path):
            return path.replace(os.sep, "/")
    return os.path.relpath(path, base).replace(os.sep, "/")


def _placed(
    path: str,
    found: Found,
    layout: Layout | None,
    packages: Sequence[Package],
    pattern: str,
    formats: Formats,
) -> Found:
    place = None if layout is None else layout.place(path)
    if place is not None and pattern and "**" not in pattern:
        place = replace(place, direct=True)
    owner, package = owner_of(path.rpartition("/")[0]), package_of(path, packages)
    if package is None:
        return found.at(place, "", owner)
    return found.at(place, package.name, owner, tool_at(path, package, formats))


def left_by_place(files: Iterable[Found]) -> list[Left]:
    """The files that their place alone says are no agents."""
    told = ((found.shown, found.place) for found in files)
    return [Left(shown, p.why, p.kind, p.part) for shown, p in told if p is not None and not p.read]


def settled(
    undecided: Sequence[tuple[Found, str]], agents: Sequence[str], files: Sequence[Found]
) -> tuple[list[Found], list[Left]]:
    """The undecided files that are agents, as most beside them are, to be read as such; and the others."""
    if not undecided:
        return [], []
    proven = set(agents)
    unknown = [f for f in files if f.place is None or f.place.kind == UNKNOWN]
    markdown = [f for f in unknown if f.path.suffix in MARKDOWN]
    there, those = Counter[Path](), Counter[Path]()
    for found in markdown:
        for folder in (found.path.parent, found.path.parent.parent):
            there[folder] += 1
            those[folder] += found.shown in proven
    taken, left = [], []
    for found, why in undecided:
        beside = found.path.parent
        near = (beside, beside.parent) if found.path.parent.parent != found.root else (beside,)
        if found.path.suffix in MARKDOWN and any(2 * those[f] > there[f] for f in near):
            taken.append(replace(found, place=None))
        else:
            left.append(Left(found.shown, why, DOCUMENT))
    return taken, left
