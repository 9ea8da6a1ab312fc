"""Which package a file belongs to, and what an agent in it is in."""

from __future__ import annotations

from collections.abc import Sequence

from agentconv.host import places
from agentconv.host.registry import Registry as Formats
from agentconv.reading.packages import Package, packaged_of


def package_of(path: str, packages: Sequence[Package]) -> Package | None:
    """The package that a file belongs to, by its path below what was given; None when it is none's.

    What lies in a tool's own folder is the project's, not that of a package around it, unless it says so.
    """
    best: Package | None = None
    for package in packages:
        inside = package.folder == "." or path.startswith(f"{package.folder}/")
        if inside and (best is None or len(package.folder) > len(best.folder) or best.folder == "."):
            best = package
    if best is None:
        return None
    below = path if best.folder == "." else path[len(best.folder) + 1 :]
    return None if below.partition("/")[0] in places.VENDOR_FOLDERS and not _names(best, path) else best


def _names(package: Package, path: str) -> bool:
    return any(path == a or path.startswith(f"{a}/") for a in package.agents)


def tool_at(path: str, package: Package, formats: Formats) -> str:
    """The format of packages that says what an agent in a file of a package is in; empty where its keys do.

    That is the one of the tool whose package it is, where several tools do not mean different formats.
    """
    below = path if package.folder == "." else path[len(package.folder) + 1 :]
    if below.endswith(places.AGENT_ENDINGS):
        return ""
    found: dict[str, str] = {}
    for tool in package.tools:
        packaged = packaged_of(formats, tool)
        if packaged is None or packaged.beside:
            continue
        folder, _, ending = packaged.paths[-1].partition("*")
        if below.endswith(ending) and (below.startswith(folder) or _names(package, path)):
            found.setdefault(packaged.agents_of, tool)
    return next(iter(found.values())) if len(found) == 1 else ""
