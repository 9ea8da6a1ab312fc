"""The parts of `report.html` on what the sources hold: packages, and files that were left."""

from __future__ import annotations

import os
from collections import Counter

from agentconv.frozen import frozen
from agentconv.model.components import AGENT
from agentconv.model.components import KINDS as ALL_KINDS
from agentconv.reading.left import OWN, Left, counted
from agentconv.release.built import Built
from agentconv.text.visible import visible


@frozen
class Package:
    """What the page says of one package."""

    name: str
    version: str
    description: str
    counts: tuple[int, ...]
    """Of each kind, in the order of the page."""


@frozen
class Packages:
    """The packages of a bundle, and the kinds that they are counted by."""

    kinds: tuple[str, ...]
    rows: tuple[Package, ...]


@frozen
class LeftFiles:
    """The files of one kind that were left."""

    kind: str
    files: tuple[tuple[str, str], ...]
    """Path and why."""


def packages_of(built: Built) -> Packages:
    """The packages that agents and components belong to, by name."""
    counts = Counter((d.package, AGENT) for d in built.documents)
    counts += Counter((one.held.package, one.held.kind) for one in built.components)
    kinds = tuple(kind for kind in ALL_KINDS if any(k == kind for _, k in counts))
    rows = [
        Package(
            visible(name),
            visible(package.version or ""),
            visible(package.description or ""),
            tuple(counts[name, kind] for kind in kinds),
        )
        for name, package in sorted(built.packages.items())
    ]
    return Packages(kinds, tuple(rows))


def left_of(built: Built) -> tuple[str, list[LeftFiles]]:
    """What was left, in one line, and the files by kind; paths are relative to the manifest's folder."""
    groups: dict[str, list[Left]] = {}
    for one in built.skipped:
        if one.kind != OWN:
            groups.setdefault(one.kind, []).append(one)
    by_size = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    said = counted([(kind, len(those)) for kind, those in by_size])
    return said, [LeftFiles(kind, _files(those, built)) for kind, those in by_size]


def _files(those: list[Left], built: Built) -> tuple[tuple[str, str], ...]:
    paths = ((os.path.relpath(one.path, built.folder).replace(os.sep, "/"), one.why) for one in those)
    return tuple((visible(path), visible(why)) for path, why in sorted(paths))
