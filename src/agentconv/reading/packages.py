"""The packages of a collection: what the manifests of plugins and extensions, and the lists of them, say."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agentconv.containers.json import load
from agentconv.errors import Problem, WrongType
from agentconv.formats import MANIFESTS, REGISTRIES, SCHEMAS
from agentconv.frozen import frozen
from agentconv.host import places
from agentconv.host.registry import Registry as Formats
from agentconv.kit.manifests import FIELDS, Fact, Manifest, merged, people, text, texts
from agentconv.kit.packaged import ABOUT, Packaged
from agentconv.model.agent import is_empty, same
from agentconv.model.neutral import from_json, to_json
from agentconv.model.package import Package as Facts
from agentconv.reading.finding import Found
from agentconv.text.source import decode

PLAIN = "plugin.json"
"""A manifest's name that other programs use, too: it counts only beside folders of a package."""


@frozen
class Package(Facts):
    """A package and what it says of itself."""

    folder: str = "."
    """Relative to what was given, with `/` between folders; `.` for all of it."""
    manifest: str = ""
    """The file that says so, as it is shown to people."""
    agents: tuple[str, ...] = ()
    """The files and folders that it calls agents, relative to what was given."""
    tools: tuple[str, ...] = ()
    """The formats of packages that its manifests are of, and the lists that name it."""

    def facts(self) -> Facts:
        """What it says of itself, for a format that is a package."""
        return Facts(**{name: getattr(self, name) for name in FIELDS})


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
    about: Facts | None = None
    """What it says of all packages together, for a format that has such lists."""


Carried = Callable[[Found], Mapping[str, Any]]
"""What a carry file knows of a manifest or list of packages: field -> what it says and what was meant."""


def packages_in(
    files: Mapping[str, Found], formats: Formats, carried: Carried = lambda _: {}
) -> tuple[list[Package], list[Registry]]:
    """The packages below a folder, by folder, and the lists of packages; `files` by their path below it.

    What a package's own manifest says goes over what a list says of it. One that cannot be read says nothing.
    A folder without a name is that of agents which belong to no package, laid out like one.
    """
    names = {name.rpartition("/")[2] for name in (*places.MANIFESTS, *places.REGISTRIES)}
    paths = sorted(path for path in files if path.rpartition("/")[2] in names)
    folders = _folders(files)
    found: dict[str, list[Package]] = {}
    settled: set[str] = set()
    for package, known in _described_in(paths, files, folders, formats, carried):
        found.setdefault(package.folder, []).append(package)
        settled |= {package.folder} if known else set()
    listed: list[Registry] = []
    for registry, packages in _listed_in(paths, files, formats, carried):
        listed.append(registry)
        for package in packages:
            if package.folder not in settled and (package.folder in folders or package.folder == "."):
                found.setdefault(package.folder, []).append(package)
    here = {one.name for said in found.values() for one in said}
    all_of = [_merged(said) for _, said in sorted(found.items())]
    return all_of, [replace(r, elsewhere=tuple(n for n in r.packages if n not in here)) for r in listed]


def _described_in(
    paths: Sequence[str],
    files: Mapping[str, Found],
    folders: set[str],
    formats: Formats,
    carried: Carried,
) -> Iterator[tuple[Package, bool]]:
    """What manifests say of packages, and whether a carry file says what was meant by it.

    Then that alone counts: neither what was written for want of it, nor the words of a list.
    """
    parents = {folder.rpartition("/")[::2] for folder in folders}
    laid_out = {parent or "." for parent, name in parents if name in places.LAYOUT}
    for manifest in places.MANIFESTS:
        for path in paths:
            folder = _described(path, manifest)
            if folder is None:
                continue
            values, shown = _values(files[path]), files[path].shown
            tool = tool_of(manifest, values)
            if manifest == PLAIN and not tool and folder not in laid_out:
                continue
            name = posixpath.basename(folder).strip(".")
            packaged = packaged_of(formats, tool)
            own = packaged.package_from(values, name) if packaged else None
            known = carried(files[path]) if own else {}
            if own is None or not known:
                package = _found(values, folder, shown, name, own, tool)
            else:
                own = restored(own, known)
                package = Package("", folder=folder, tools=(tool,))
                if own.name:
                    package = _found({}, folder, shown, own.name, own, tool) or package
            if package is not None:
                yield package, bool(known)


def _listed_in(
    paths: Sequence[str], files: Mapping[str, Found], formats: Formats, carried: Carried
) -> Iterator[tuple[Registry, list[Package]]]:
    """The lists of packages, and what each says of those below its folder."""
    for registry in places.REGISTRIES:
        for path in paths:
            if path != registry and not path.endswith(f"/{registry}"):
                continue
            top = path.removesuffix(registry).rstrip("/") or "."
            values = _values(files[path])
            packaged = packaged_of(formats, REGISTRIES.get(registry, ""))
            about = packaged.collection_from(values) if packaged else None
            if about is not None:
                about = restored(about, carried(files[path]))
            found = replace(_registry(values), folder=top, about=about)
            if about is not None and not about.name:  # nobody said so before it was written
                found = replace(found, name=None, about=None)
            yield found, _entries(values, top, files[path].shown, packaged)


def tool_of(manifest: str, values: Mapping[str, object]) -> str:
    """The format of the package that a manifest describes; empty where none is known."""
    if manifest != PLAIN:
        return MANIFESTS.get(manifest, "")
    schema = str(values.get("$schema"))
    return next((tool for start, tool in SCHEMAS.items() if schema.startswith(start)), "")


def packaged_of(formats: Formats, tool: str) -> Packaged | None:
    """The format of packages of this name; None for the empty one."""
    found = formats.get(tool) if tool else None
    return found if isinstance(found, Packaged) else None


def listed_in(fields: Mapping[str, Any]) -> list[Registry]:
    """The list of packages that a carry file knows where no file lists them."""
    about = restored(Facts(""), fields)
    if not about.name:
        return []
    return [Registry(about.name, about.version, about.description, about.authors, about=about)]


def restored(package: Facts, fields: Mapping[str, Any]) -> Facts:
    """A package with what a carry file knows of it, as far as the manifest still says what it said."""
    data: dict[str, Any] = {name: to_json(getattr(package, name)) for name in FIELDS}
    back: dict[str, Any] = {}
    for name, pair in fields.items():
        if name in FIELDS and isinstance(pair, Mapping) and same(data[name], pair.get("was")):
            back[name] = pair.get("is")
    if not back:
        return package
    try:
        whole = from_json(Facts, {k: v for k, v in {**data, **back}.items() if v is not None})
    except WrongType:
        return package
    return replace(package, **{name: getattr(whole, name) for name in back})


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


GENERIC = Manifest(
    (
        *ABOUT,
        Fact("authors", "authors"),
        Fact("tags", "keywords"),
        Fact("category", "category"),
    ),
    more=frozenset(),
)
"""The keys that all manifests understand alike."""


def _found(
    values: Mapping[str, Any], folder: str, shown: str, name: str, own: Facts | None, tool: str
) -> Package | None:
    """What a manifest, or an entry of a list, says of a package: in a tool's way, and in the usual one."""
    said = GENERIC.read(values, "")
    said.pop("extensions", None)
    if own is not None:
        said |= {n: v for n in FIELDS if not is_empty(v := getattr(own, n))}
    said["name"] = said.get("name") or name
    agents = tuple(_inside(folder, path) for path in texts(values.get("agents")))
    tools = (tool,) if tool else ()
    return (
        Package(**said, folder=folder, manifest=shown, agents=agents, tools=tools) if said["name"] else None
    )


def _registry(values: Mapping[str, object]) -> Registry:
    about = values.get("metadata")
    more = {**about, **values} if isinstance(about, dict) else values
    name, version, description = (text(more.get(key)) for key in ("name", "version", "description"))
    plugins = values.get("plugins")
    entries = [e for e in plugins if isinstance(e, dict)] if isinstance(plugins, list) else []
    names = tuple(dict.fromkeys(listed for e in entries if (listed := text(e.get("name")))))
    owners = people(values.get("owner"), values.get("author"))
    return Registry(name, version, description, owners, packages=names)


def _entries(values: Mapping[str, Any], top: str, shown: str, packaged: Packaged | None) -> list[Package]:
    """The packages that a list says lie below its folder."""
    plugins, about = values.get("plugins"), values.get("metadata")
    base = text(about.get("pluginRoot")) if isinstance(about, dict) else None
    found = []
    for entry in plugins if isinstance(plugins, list) else []:
        if not isinstance(entry, dict):
            continue
        source = entry.get("source")
        path = text(source.get("path") if isinstance(source, dict) else source)
        if path is None or "://" in path or (isinstance(source, dict) and source.get("source") != "local"):
            continue
        folder = _inside(_inside(top, base or "."), path)
        name = posixpath.basename(folder).strip(".")
        own = packaged.entry_from(entry, name) if packaged else None
        if package := _found(entry, folder, shown, name, own, packaged.name if packaged else ""):
            found.append(package)
    return found


def _inside(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path.removeprefix("/")))


def _merged(said: Sequence[Package]) -> Package:
    """One package of all that is said of it: the first that says something counts."""
    agents = tuple(dict.fromkeys(path for one in said for path in one.agents))
    tools = tuple(dict.fromkeys(tool for one in said for tool in one.tools))
    return replace(merged(said), agents=agents, tools=tools)
