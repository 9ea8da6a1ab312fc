"""Manifests and lists of packages: keys nothing reads, files that are not there, versions that differ."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from agentconv.checking.keys import nearest
from agentconv.checking.subject import listed
from agentconv.containers import container
from agentconv.containers.base import Tree
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem, SyntaxProblem
from agentconv.formats import REGISTRIES
from agentconv.frozen import frozen
from agentconv.host import places
from agentconv.host.registry import Registry as Formats
from agentconv.kit.manifests import Manifest, text
from agentconv.kit.packaged import Packaged
from agentconv.reading.finding import Found
from agentconv.reading.packages import packaged_of, tool_of
from agentconv.text.source import Source, decode

CONTEXT = "contextFileName"
"""The key under which some manifests name the package's file of instructions."""
Step = str | int


@frozen
class File:
    """A manifest, or a list of packages, that is looked at."""

    tree: Tree
    folder: str
    """The folder that it speaks of, as it is shown to people."""
    packaged: Packaged
    report: Report
    """Scoped to the file."""

    def add(self, code: str, message: str, *path: Step, hint: str | None = None) -> None:
        """Report a finding at a value."""
        line, column = self.tree.position(path)
        field = str(path[-1]) if path else None
        self.report.add(code, message, line=line, column=column, hint=hint, field=field)


_PATHS = frozenset({"agents", "commands", "skills"})
"""The keys of manifests whose lists hold nothing but paths.

A vendor's own command that validates plugins takes nothing else in such a list (asked 2026-11-28).
"""


def look(files: Mapping[str, Found], formats: Formats, report: Report) -> None:
    """Look at every manifest and every list of packages among the files."""
    versions: dict[str, str] = {}
    for manifest in places.MANIFESTS:
        for shown, found in files.items():
            folder = _folder(shown, manifest)
            file = _opened(found, folder, manifest, formats, report) if folder is not None else None
            if file is not None:
                _look_at_manifest(file)
                if version := text(file.tree.values.get("version")):
                    versions.setdefault(file.folder, version)
    for registry in places.REGISTRIES:
        for shown, found in files.items():
            folder = _folder(shown, registry)
            file = _opened(found, folder, registry, formats, report) if folder is not None else None
            if file is not None and file.packaged.listing is not None:
                _look_at_list(file, versions)


def _folder(shown: str, name: str) -> str | None:
    """The folder that a file describes, if it is called like a manifest of this name."""
    if shown != name and not shown.endswith(f"/{name}"):
        return None
    if any(shown.endswith(longer) for longer in places.MANIFESTS if longer.endswith(f"/{name}")):
        return None
    return shown.removesuffix(name).rstrip("/") or "."


def _opened(found: Found, folder: str, name: str, formats: Formats, report: Report) -> File | None:
    """A file with its values; None for one that is no manifest, or cannot be read, which is told."""
    if not name.endswith(".json"):
        return None
    report = report.scoped(path=found.shown)
    try:
        source = Source(found.shown, decode(found.read()))
        tree = container("json").read(source)
    except SyntaxProblem as problem:
        report.add_problem(problem, source)
        return None
    except NotAnAgent:
        return None
    except Problem as problem:
        report.add_problem(problem)
        return None
    packaged = packaged_of(formats, REGISTRIES.get(name, "") or tool_of(name, tree.values))
    return File(tree, folder, packaged, report) if packaged is not None else None


def _look_at_manifest(file: File) -> None:
    values = file.tree.values
    _look_at_keys(file, values, file.packaged.manifest, ())
    for key in sorted(file.packaged.manifest.parts & _PATHS):
        value = values.get(key)
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if not isinstance(item, str):
                file.add("wrong-type", f"{key!r} takes paths, and item {index + 1} is none", key, index)
    for key in [*sorted(file.packaged.manifest.parts), CONTEXT]:
        for path, at in _paths(values.get(key), (key,)):
            if not os.path.lexists(posixpath.join(file.folder, path)):
                file.add("file-missing", f"{key!r} names {path!r}, which is not in the package", *at)


def _look_at_keys(file: File, values: Mapping[str, Any], manifest: Manifest, at: tuple[Step, ...]) -> None:
    """Report keys of a map that nothing reads."""
    known = _known(manifest)
    rest = []
    for key in [key for key in values if key not in known and key.isascii()]:
        near = nearest(key, known)
        if near is not None and near not in values:
            what = f"{key!r} is no key of this file, so nothing reads it"
            file.add("key-misspelt", what, *at, key, hint=f"probably {near!r} was meant")
        else:
            rest.append(key)
    if rest and manifest.more is not None and not at:
        what = f"no key that {file.packaged.name} is known to have here: {listed(rest, 10)}"
        file.add("key-unknown", what, rest[0])


def _known(manifest: Manifest) -> frozenset[str]:
    rows = (row.path[0] for row in manifest.rows)
    return frozenset({*rows, *manifest.parts, *(manifest.more or ()), *manifest.fixed, "$schema"})


def _paths(value: object, at: tuple[Step, ...]) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """The paths in the package that a value names, and where each stands."""
    if isinstance(value, str):
        if value and not _is_elsewhere(value):
            yield value.removeprefix("./"), at
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, str):
                yield from _paths(item, (*at, index))


def _is_elsewhere(path: str) -> bool:
    """Whether a path has a place for something in it, or leads out of the package."""
    return any(sign in path for sign in ("*", "$", "{", "://")) or path.startswith(("/", "..", "~"))


# lists


def _look_at_list(file: File, versions: Mapping[str, str]) -> None:
    listing, values = file.packaged.listing, file.tree.values
    if listing is None:
        return
    _look_at_keys(file, values, listing.top, ())
    about, plugins = values.get("metadata"), values.get("plugins")
    base = text(about.get("pluginRoot")) if isinstance(about, dict) else None
    missing: dict[int, str] = {}
    for index, entry in enumerate(plugins if isinstance(plugins, list) else ()):
        if not isinstance(entry, dict):
            continue
        _look_at_keys(file, entry, listing.entry, ("plugins", index))
        inside = _inside(entry.get("source"))
        if inside is not None:
            folder = posixpath.normpath(posixpath.join(file.folder, base or ".", inside))
            if not os.path.isdir(folder):
                missing[index] = inside
            _look_at_version(file, index, entry, versions.get(folder))
    if missing:
        what = f"it lists packages whose folders are not there: {listed([*missing.values()], 5)}"
        file.add("file-missing", what, "plugins", next(iter(missing)), "source")


def _inside(source: object) -> str | None:
    """The folder below the list that an entry names; None where its package lies elsewhere."""
    is_local = not isinstance(source, dict) or source.get("source") == "local"
    path = source.get("path") if isinstance(source, dict) else source
    return path if is_local and isinstance(path, str) and not _is_elsewhere(path) else None


def _look_at_version(file: File, index: int, entry: Mapping[str, Any], own: str | None) -> None:
    version = text(entry.get("version"))
    if version is not None and own is not None and own != version:
        what = f"the list says {version} of {text(entry.get('name'))!r}, and its own manifest {own}"
        hint = "leave the version to the manifest"
        file.add("version-differs", what, "plugins", index, "version", hint=hint)
