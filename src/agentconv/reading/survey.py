"""The places of all files that were found, and what is decided only when all of them were read."""

from __future__ import annotations

import glob
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from agentconv.host.registry import Registry
from agentconv.reading.finding import Found
from agentconv.reading.kinds import DOCUMENT, UNKNOWN, Layout, Left, layout_of

MARKDOWN = (".md", ".markdown")


def placed(files: Sequence[Found], registry: Registry) -> list[Found]:
    """The files with what their places say of them; those that were named themselves as they are."""
    groups: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for found in files:
        if not found.named:
            groups[base_of(found)].append(found)
    layouts: dict[tuple[str, str], Layout] = {}
    for base, group in groups.items():
        layouts[base] = layout_of(base[0], {_below(base[0], f.path) for f in group}, registry)
    return [_placed(f, layouts.get(base_of(f))) for f in files]


def base_of(found: Found) -> tuple[str, str]:
    """The folder that a file was found from, and the pattern that was looked for below it."""
    if not found.pattern:
        return str(found.root), ""
    parts = Path(found.pattern).parts
    plain = next((i for i, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    return str(Path(*parts[:plain])), found.pattern


def _below(base: str, path: Path) -> str:
    return os.path.relpath(path, base).replace(os.sep, "/")


def _placed(found: Found, layout: Layout | None) -> Found:
    if found.named or layout is None:
        return found
    base, pattern = base_of(found)
    place = layout.place(PurePosixPath(_below(base, found.path)))
    if pattern and "**" not in pattern:
        place = replace(place, direct=True)
    return replace(found, place=place)


def left_by_place(files: Iterable[Found]) -> list[Left]:
    """The files that their place alone says are no agents."""
    places = ((found.shown, found.place) for found in files)
    return [Left(shown, p.why, p.kind, p.part) for shown, p in places if p is not None and not p.read]


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
