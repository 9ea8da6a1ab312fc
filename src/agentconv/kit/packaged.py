"""What the formats have in common that are packages: manifests, lists of packages, and where agents go.

A format of a package is one of agents first: it has the table of the tool's own format of agents, and says
where a package keeps them and what its manifest looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import Any, ClassVar

from agentconv.containers.json import dump
from agentconv.frozen import frozen
from agentconv.kit.exchange import Native, OutputFile, Rendered, Writing
from agentconv.kit.format import Format
from agentconv.kit.manifests import Fact, Manifest, merged, text, unsaid
from agentconv.kit.restored import TOGETHER, Restored
from agentconv.model import names
from agentconv.model.agent import Difference, Value, is_empty, same
from agentconv.model.frozen import empty
from agentconv.model.package import Package

NAME, VERSION = "agents", "0.1.0"
"""What a package is called, and its version, when nobody says."""
ENTRY = "marketplace.json"
"""The key in the extensions of a package under which stands what a list of packages says of it."""
OWN_LIST = "agent-bundles"
"""What a list of packages is called where the name is not free."""
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Parts = Mapping[str, Sequence[str]]
"""Kind -> the paths of what a package holds of it, relative to the package."""

ABOUT = (
    Fact("name", "name"),
    Fact("version", "version"),
    Fact("description", "description"),
    Fact("author", "authors"),
    Fact("homepage", "homepage"),
    Fact("repository", "repository"),
    Fact("license", "license"),
    Fact("keywords", "keywords"),
)
"""The rows that nearly all manifests have."""

_PARTS_WORDS = "agents commands skills rules hooks mcpServers lspServers outputStyles workflows apps"
PARTS = frozenset(_PARTS_WORDS.split())
"""The keys of nearly all manifests for what the package holds."""


@frozen
class Listing:
    """A file that lists packages, as one tool has it."""

    path: str
    top: Manifest
    entry: Manifest
    local: bool = False
    """Whether a source is a map with a `path`, not the path alone."""
    usual: Mapping[str, Value] = field(default_factory=empty)
    """What an entry says where nothing else is said."""
    reserved: frozenset[str] = frozenset()
    """Names that are not free for a list."""

    def entry_of(self, package: Package, tool: str, folder: str) -> Native:
        """A package's entry."""
        own = package.extensions.get(tool, {}).get(ENTRY)
        native = self.entry.write(package, own if isinstance(own, dict) else {})
        name = native.pop("name", package.name)
        return {"name": name, "source": self.source(folder), **self.usual, **native}

    def of(self, about: Package, tool: str, entries: Sequence[Native]) -> Native:
        """What the file says."""
        if about.name in self.reserved:
            about = replace(about, name=OWN_LIST)
        own = {key: value for key, value in about.extensions.get(tool, {}).items() if key != ENTRY}
        return self.top.write(about, own) | {"plugins": [*entries]}

    def source(self, folder: str) -> Value:
        """Where a package lies."""
        if self.local:
            return {"source": "local", "path": f"./{folder}".rstrip("/") if folder else "."}
        return f"./{folder}".rstrip("/") if folder else "./"


@frozen
class Described:
    """A package on its way out."""

    package: Package
    """What is written of it, with something for all that a manifest needs."""
    said: Package
    """What it says of itself; without a name when nobody said anything."""
    folder: str = ""
    """Where its files go, relative to the output folder, with a slash at the end; empty for all of it."""
    parts: Parts = field(default_factory=dict)
    agents: tuple[str, ...] = ()
    """What the run calls its agents."""


def keep(meant: Package, back: Package | None, path: str, writing: Writing) -> None:
    """Have what a file does not say of a package, or of several, in the carry file."""
    if found := unsaid(meant, back or Package("")):
        writing.kept.append(Restored(path, "", found))


class Packaged(Format):
    """A package of agents, with the files that describe it; mixed into a tool's format of agents."""

    manifest_path: ClassVar[str]
    """Where the manifest lies in a package."""
    manifest: ClassVar[Manifest]
    listing: ClassVar[Listing | None] = None
    """The file that lists packages; None = the tool has none."""
    beside: ClassVar[bool] = False
    """Whether the tool loads no agents from packages, so that they go where it looks in a project."""
    package_name: ClassVar[re.Pattern[str]] = KEBAB
    """What the tool takes for a package's name; any other is written as a slug."""
    name_length: ClassVar[int] = 64
    user_paths: ClassVar[tuple[str, ...]] = ()
    reads = False

    @cached_property
    def dialect(self) -> str:
        return self.agents_of

    # what a package says of itself

    def package_from(self, values: Mapping[str, Any], name: str) -> Package | None:
        """What a manifest says; `name` is the package's where the manifest has none."""
        found = self.manifest.read(values, self.name)
        named = found.pop("name", None) or name
        return Package(named, **found) if named else None

    def collection_from(self, values: Mapping[str, Any]) -> Package | None:
        """What a list of packages says of all together."""
        found = self.listing.top.read(values, self.name) if self.listing else {}
        return Package(**found) if found.get("name") else None

    def entry_from(self, values: Mapping[str, Any], name: str) -> Package | None:
        """What a list of packages says of one."""
        found = self.listing.entry.read(values, self.name) if self.listing else {}
        named = found.pop("name", None) or text(values.get("name")) or name
        usual = self.listing.usual if self.listing else {}
        own = found.pop("extensions", {}).get(self.name, {})
        if own := {key: value for key, value in own.items() if not same(value, usual.get(key))}:
            found["extensions"] = {self.name: {ENTRY: own}}
        return Package(named, **found) if named else None

    def manifest_of(self, package: Package, parts: Parts) -> Native:
        """The manifest of a package that holds some parts."""
        own = {k: v for k, v in package.extensions.get(self.name, {}).items() if k != ENTRY}
        return self.manifest.write(self.in_manifest(package), own) | self.named_parts(parts)

    def in_manifest(self, package: Package) -> Package:
        """A package as far as the manifest can hold it. For a format to override."""
        return package

    def named_parts(self, parts: Parts) -> Native:
        """What a manifest has to say of the parts of its package. For a format to override."""
        return {}

    def named_package(self, name: str) -> str:
        """A package's name as the tool takes it."""
        fits = self.package_name.fullmatch(name) and len(name) <= self.name_length
        return name if fits else names.slug(name)[: self.name_length].strip("-.") or NAME

    # files

    def natives(self, files: Sequence[OutputFile]) -> list[Native]:
        """Those of the agents' own files; the manifests say nothing of them."""
        return super().natives([file for file in files if not file.is_index])

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        """The agents of each package with its manifest, and the list of packages if the tool has one."""
        groups: dict[str, list[Rendered]] = {}
        homes = {home.folder: home for home in writing.homes}
        for item in items:
            groups.setdefault(item.home.folder, []).append(item)
            homes[item.home.folder] = item.home
        for folder in homes:
            groups.setdefault(folder, [])
        found: list[OutputFile] = []
        packages: list[Described] = []
        for folder, part in groups.items():
            written = zip(part, super().files(part, writing), strict=True)
            above = "" if self.beside else folder
            found += [replace(f, path=above + f.path, agents=(_known(item),)) for item, f in written]
            home = homes[folder]
            said = home.package or writing.package
            agents = [] if self.beside else [self.path_of(item.slug) for item in part]
            packages.append(
                Described(
                    self.facts(part, said, writing),
                    home.said or (said if not folder else None) or Package(""),
                    folder,
                    {**({"agent": agents} if agents else {}), **writing.parts.get(folder, {})},
                    tuple(map(_known, part)),
                )
            )
            found.append(self.manifest_file(packages[-1], writing))
        self._tell_left(packages, writing)
        whole = packages[0].package
        if len(packages) > 1:
            whole = self.facts(items, writing.package, writing)
        return [*found, *self.list_files(packages, whole, writing)]

    def manifest_file(self, described: Described, writing: Writing) -> OutputFile:
        """The manifest of a package; what it cannot say is kept for `carry`."""
        native = self.manifest_of(described.package, described.parts)
        path = described.folder + self.manifest_path
        keep(described.said, self.package_from(native, ""), path, writing)
        return OutputFile(path, dump(native), described.agents, is_index=True)

    def _tell_left(self, packages: Sequence[Described], writing: Writing) -> None:
        """Say what packages say of themselves for which the tool has no place."""
        left: dict[str, None] = {}
        for described in packages:
            left |= dict.fromkeys(self._left_of(described))
        if left:
            files = [self.manifest_path, *([self.listing.path] if self.listing else [])]
            where = " and ".join(files)
            what = f"no place in {where} for what packages say of: {', '.join(sorted(left))}"
            hint = None if writing.carry else "--carry keeps it for the way back"
            writing.report.add("package-fact-left", what, hint=hint)

    def _left_of(self, described: Described) -> Iterator[str]:
        said = described.said
        held = self.package_from(self.manifest_of(described.package, described.parts), "") or Package("")
        if self.listing is not None:
            entry = self.listing.entry_of(described.package, self.name, described.folder)
            held = merged([held, self.entry_from(entry, "") or held])
        for difference in unsaid(said, held):
            name, meant = difference.field, difference.new
            if name == "extensions":
                mine, back = (of.extensions.get(self.name, {}) for of in (said, held))
                yield from (key for key in mine if key not in back)
            elif name != "name" and not is_empty(meant) and not _is_joined(difference):
                yield name.replace("_", " ")

    def list_files(self, packages: Sequence[Described], whole: Package, writing: Writing) -> list[OutputFile]:
        """The list of packages, for a tool that has one; what it cannot say of all is kept for `carry`."""
        several = writing.package if len(packages) > 1 else None
        if (listing := self.listing) is None:
            if several is not None:
                keep(several, None, TOGETHER, writing)
            return []
        about = whole if len(packages) > 1 else replace(whole, version=None)  # a list of one has none
        # That of the sources depends on where they come from.
        in_order = sorted(packages, key=lambda d: d.folder)
        entries = [listing.entry_of(d.package, self.name, d.folder) for d in in_order]
        native = listing.of(about, self.name, entries)
        if len(packages) > 1:  # also that nobody said anything of all together
            keep(several or Package(""), self.collection_from(native), listing.path, writing)
        agents = tuple(name for d in packages for name in d.agents)
        return [OutputFile(listing.path, dump(native), agents, is_index=True)]

    def facts(self, items: Sequence[Rendered], said: Package | None, writing: Writing) -> Package:
        """What a package says of itself: what is said of it, and what its agents say for the rest."""
        given = said or Package(NAME)
        if said is None:
            what = f"no manifest: the plugin is called {NAME!r}, version {VERSION}"
            hint = "`agentconv build` takes name, version, description and authors from agentconv.toml"
            writing.report.add("package-defaulted", what, hint=hint)
        name = self.named_package(given.name)
        if name != given.name:
            what = f"the plugin is called {name!r}: {self.name_told}"
            writing.report.add("name-slugged", what, field="name")
        listed = ", ".join(sorted(map(self._called, items))[:8])
        theirs = (a for i in items for a in i.agent.authors) if self.is_native("authors") else ()
        authors = given.authors or tuple(dict.fromkeys(theirs))
        more = ", …" if len(items) > 8 else ""
        about = f"Agents: {listed}{more}" if items else f"What {name} holds"
        return replace(
            given,
            name=name,
            version=given.version or VERSION,
            description=given.description or about,
            authors=authors or (f"The authors of {name}",),
        )

    def _called(self, item: Rendered) -> str:
        """What an agent's file calls it; of a file that stays as it is there are no native values."""
        return item.slug if self.named_by_file else str(item.native.get("name") or item.agent.name)

    name_told: ClassVar[str] = "a name is a-z, 0-9 and single dashes"
    """What is said of the names that the tool takes."""


def _is_joined(difference: Difference) -> bool:
    """Whether people are there, though in one name."""
    old, new = difference.old, difference.new
    return isinstance(old, tuple) and isinstance(new, tuple) and old == (", ".join(new),)


def _known(item: Rendered) -> str:
    return item.known_as or item.agent.name
