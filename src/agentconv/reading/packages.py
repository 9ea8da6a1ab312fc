"""The packages of a collection: what the manifests of plugins and extensions, and the lists of them, say."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from agentconv.containers.json import load
from agentconv.errors import Problem, WrongType
from agentconv.frozen import frozen
from agentconv.host import places
from agentconv.model.package import Package as Facts
from agentconv.reading.finding import Found
from agentconv.text.source import decode

PLAIN = "plugin.json"
"""A manifest's name that other programs use, too: it counts only beside folders of a package."""


@frozen
class Package:
    """A package and what it says of itself."""

    name: str
    folder: str
    """Relative to what was given, with `/` between folders; `.` for all of it."""
    version: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    license: str | None = None
    homepage: str | None = None
    keywords: tuple[str, ...] = ()
    category: str | None = None
    manifest: str = ""
    """The file that says so, as it is shown to people."""
    agents: tuple[str, ...] = ()
    """The files and folders that it calls agents, relative to what was given."""

    def facts(self) -> Facts:
        """What it says of itself, for a format that is a package."""
        said = self.version, self.description, self.authors, self.license, self.homepage, self.keywords
        return Facts(self.name, *said)


@frozen
class Registry:
    """A file that lists packages: what it says of itself."""

    name: str | None
    version: str | None
    description: str | None
    authors: tuple[str, ...]
    folder: str = "."
    """The folder that it speaks of, relative to what was given."""
    packages: tuple[str, ...] = ()
    """The names of all packages that it lists."""
    elsewhere: tuple[str, ...] = ()
    """Those of them that do not lie here."""


def packages_in(files: Mapping[str, Found]) -> tuple[list[Package], list[Registry]]:
    """The packages below a folder, by folder, and the lists of packages; `files` by their path below it.

    What a package's own manifest says goes over what a list says of it. One that cannot be read says nothing.
    """
    found: dict[str, list[Package]] = {}
    listed: list[Registry] = []
    names = {name.rpartition("/")[2] for name in (*places.MANIFESTS, *places.REGISTRIES)}
    paths = sorted(path for path in files if path.rpartition("/")[2] in names)
    folders = _folders(files)
    parents = {folder.rpartition("/")[::2] for folder in folders}
    laid_out = {parent or "." for parent, name in parents if name in places.LAYOUT}
    for manifest in places.MANIFESTS:
        for path in paths:
            folder = _described(path, manifest)
            if folder is None or (manifest == PLAIN and folder not in laid_out):
                continue
            if package := _package(_values(files[path]), folder, files[path].shown):
                found.setdefault(folder, []).append(package)
    for registry in places.REGISTRIES:
        for path in paths:
            if path == registry or path.endswith(f"/{registry}"):
                top = path.removesuffix(registry).rstrip("/") or "."
                values = _values(files[path])
                listed.append(replace(_registry(values), folder=top))
                for package in _entries(values, top, files[path].shown):
                    if package.folder in folders or package.folder == ".":
                        found.setdefault(package.folder, []).append(package)
    packages = [_merged(said) for _, said in sorted(found.items())]
    here = {one.name for said in found.values() for one in said}
    return packages, [replace(r, elsewhere=tuple(n for n in r.packages if n not in here)) for r in listed]


def _folders(files: Iterable[str]) -> set[str]:
    """Every folder that one of the files lies in."""
    found: set[str] = set()
    for path in files:
        while (path := path.rpartition("/")[0]) and path not in found:
            found.add(path)
    return found


def _described(path: str, manifest: str) -> str | None:
    """The folder that a file describes, if it is called like a manifest."""
    if path != manifest and not path.endswith(f"/{manifest}"):
        return None
    longer = (m for m in places.MANIFESTS if m.endswith(f"/{manifest}"))
    if any(path.endswith(m) for m in longer):
        return None
    return path.removesuffix(manifest).rstrip("/") or "."


def _values(found: Found) -> Mapping[str, object]:
    if not found.file.endswith(".json"):
        return {}
    try:
        values = load(decode(found.read()))
    except (Problem, WrongType, OSError):
        return {}
    return values if isinstance(values, dict) else {}


def _package(values: Mapping[str, object], folder: str, shown: str) -> Package | None:
    name = _text(values.get("name")) or posixpath.basename(folder).strip(".") or None
    if name is None:
        return None
    return Package(
        name,
        folder,
        _text(values.get("version")),
        _text(values.get("description")),
        _people(values.get("author"), values.get("authors")),
        _text(values.get("license")),
        _text(values.get("homepage")) or _text(values.get("repository")),
        _texts(values.get("keywords")) or _texts(values.get("tags")),
        _text(values.get("category")),
        shown,
        tuple(_inside(folder, path) for path in _texts(values.get("agents"))),
    )


def _registry(values: Mapping[str, object]) -> Registry:
    about = values.get("metadata")
    more = {**about, **values} if isinstance(about, dict) else values
    name, version, description = (_text(more.get(key)) for key in ("name", "version", "description"))
    plugins = values.get("plugins")
    entries = [e for e in plugins if isinstance(e, dict)] if isinstance(plugins, list) else []
    names = tuple(dict.fromkeys(listed for e in entries if (listed := _text(e.get("name")))))
    people = _people(values.get("owner"), values.get("author"))
    return Registry(name, version, description, people, packages=names)


def _entries(values: Mapping[str, object], top: str, shown: str) -> list[Package]:
    """The packages that a list says lie below its folder."""
    plugins, about = values.get("plugins"), values.get("metadata")
    base = _text(about.get("pluginRoot")) if isinstance(about, dict) else None
    found = []
    for entry in plugins if isinstance(plugins, list) else []:
        if not isinstance(entry, dict):
            continue
        source = entry.get("source")
        path = _text(source.get("path") if isinstance(source, dict) else source)
        if path is None or "://" in path or (isinstance(source, dict) and source.get("source") != "local"):
            continue
        folder = _inside(_inside(top, base or "."), path)
        if package := _package(entry, folder, shown):
            found.append(package)
    return found


def _inside(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path.removeprefix("/")))


def _merged(said: Sequence[Package]) -> Package:
    """One package of all that is said of it: the first that says something counts."""
    first = said[0]
    facts = {
        name: next((value for one in said if (value := getattr(one, name))), getattr(first, name))
        for name in ("version", "description", "authors", "license", "homepage", "keywords", "category")
    }
    agents = tuple(dict.fromkeys(path for one in said for path in one.agents))
    return Package(first.name, first.folder, **facts, manifest=first.manifest, agents=agents)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _people(*values: object) -> tuple[str, ...]:
    """Names of people, however they are said."""
    found: list[str] = []
    for value in values:
        for one in value if isinstance(value, list) else [value]:
            name = _text(one.get("name") if isinstance(one, dict) else one)
            found += [name] if name else []
    return tuple(dict.fromkeys(found))


def package_of(path: str, packages: Sequence[Package]) -> str:
    """The package that a file belongs to, by its path below what was given; empty when it is none's.

    What lies in a tool's own folder is the project's, not that of a package around it, unless it says so.
    """
    best: Package | None = None
    for package in packages:
        inside = package.folder == "." or path.startswith(f"{package.folder}/")
        if inside and (best is None or len(package.folder) > len(best.folder) or best.folder == "."):
            best = package
    if best is None:
        return ""
    below = path if best.folder == "." else path[len(best.folder) + 1 :]
    own = any(path == a or path.startswith(f"{a}/") for a in best.agents)
    return "" if below.partition("/")[0] in places.VENDOR_FOLDERS and not own else best.name
