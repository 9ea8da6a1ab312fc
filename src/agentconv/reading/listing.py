"""What a collection holds: its packages, and the agents, skills, commands and so on of each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import Path, PurePosixPath
from typing import Any

from agentconv.bundle import contents, opening
from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.frozen import frozen, slotted
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.components import SERVER
from agentconv.reading import components, kinds, sources
from agentconv.reading.excluding import ALL, Choice
from agentconv.reading.finding import Found, as_shown
from agentconv.reading.left import DOCUMENT, OWN, Left
from agentconv.reading.packages import Package

ORDER = (kinds.AGENT, "skill", "command", "server", "rule", "hook")
"""The kinds that a package is made of, as they are listed; others follow by name."""

NO_KIND = frozenset({DOCUMENT, OWN, "manifest"})
"""The kinds of files that belong to no tool, or only describe."""

COMMANDS = frozenset({"command", "commands", "prompts"})


@frozen
class Item:
    """One thing that a package holds."""

    kind: str
    name: str
    path: str
    size: int
    """In bytes; of a skill with all the files of its folder."""
    version: str | None = None
    format: str | None = None
    """What an agent is written in."""


@slotted
class Content:
    """A package and what it holds."""

    package: Package | None
    """None for what lies in none."""
    items: list[Item] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the package is called; empty for what lies in none."""
        return self.package.name if self.package else ""

    def counts(self) -> dict[str, int]:
        """Kind -> how many there are, in the order of the kinds."""
        found = Counter(item.kind for item in self.items)
        return {kind: found[kind] for kind in sorted(found, key=_rank)}


@slotted
class Listing:
    """What some sources hold."""

    contents: list[Content] = field(default_factory=list)
    others: int = 0
    """How many files belong to no tool."""
    elsewhere: list[str] = field(default_factory=list)
    """The packages that a list of them says lie somewhere else."""


def listing(arguments: Sequence[str], registry: Registry, report: Report, choice: Choice = ALL) -> Listing:
    """What sources hold, package by package; bundles among them. Problems go to the report."""
    result = Listing()
    folders = []
    for argument in arguments:
        if contents.is_bundle(Path(argument)):
            result.contents += _bundle(Path(argument), report)
        else:
            folders.append(argument)
    if folders:
        said = Report()
        loaded = sources.load(folders, registry, said, choice=choice)
        report.extend(d for d in said.diagnostics if d.code != "kinds-left")
        _add(loaded, result)
    return result


def _add(loaded: sources.Loaded, result: Listing) -> None:
    found = {f.shown: f for f in loaded.survey.files}
    packages = {p.name: Content(p) for p in loaded.survey.packages}
    free = Content(None)
    for document in loaded.documents:
        packages.get(document.package, free).items.append(_agent(document, found))
    servers, files = _servers(loaded, found)
    told = {server.path for _, server in servers}
    for package, server in servers:
        packages.get(package, free).items.append(server)
    for left in loaded.skipped:
        if left.kind in NO_KIND or left.path in files:
            result.others += left.path not in told
        elif not left.part and left.path in found:
            packages.get(found[left.path].package, free).items.append(_other(left, found[left.path]))
    for content in (*packages.values(), free):
        content.items.sort(key=lambda item: (_rank(item.kind), item.name.casefold(), item.path))
    result.contents += sorted(packages.values(), key=lambda content: content.name.casefold())
    result.contents += [free] if free.items else []
    absent = [name for one in loaded.survey.registries for name in one.elsewhere]
    result.elsewhere += dict.fromkeys(name for name in absent if name not in packages)


def _servers(loaded: sources.Loaded, found: Mapping[str, Found]) -> tuple[list[tuple[str, Item]], set[str]]:
    """Each server with its package, also of files that hold other things; and the files of servers alone.

    A file that cannot be read is none of those: it is listed by its own name.
    """
    report = Report()
    held = components.held(loaded.survey, (), (SERVER,), report)
    broken = {d.path for d in report.diagnostics} - {h.source for h in held}
    items = [
        (h.package, Item(SERVER, h.component.name, h.source, _size([found[h.source].path]))) for h in held
    ]
    return items, {left.path for left in loaded.skipped if left.kind == SERVER} - broken


def _rank(kind: str) -> tuple[int, str]:
    return (ORDER.index(kind), "") if kind in ORDER else (len(ORDER), kind)


def _agent(document: Document, found: Mapping[str, Found]) -> Item:
    agent, file = document.agent, found.get(document.path)
    size = _size([file.path]) if file else 0
    return Item(kinds.AGENT, agent.name, document.path, size, agent.version, document.format)


def _other(left: Left, found: Found) -> Item:
    path = PurePosixPath(left.path)
    if left.kind == "skill":
        below = found.path.parent
        files = [Path(folder, name) for folder, _, names in os.walk(below) for name in names]
        if not kinds.is_skill(path.name):  # a file of its own, without a folder
            files = [found.path]
        return Item(left.kind, _skill(path, found), left.path, _size(files))
    return Item(left.kind, _called(left.kind, path), left.path, _size([found.path]))


def _skill(path: PurePosixPath, found: Found) -> str:
    if not kinds.is_skill(path.name):
        return path.stem
    return path.parent.name or as_shown(Path(os.path.realpath(found.path.parent).rpartition(os.sep)[2]))


def _called(kind: str, path: PurePosixPath) -> str:
    """What a file of a kind is called: a command with its folders, anything else by its file."""
    if kind != "command":
        return path.name
    name = path.name.removesuffix(path.suffix).removesuffix(".prompt")
    folders = [i for i, part in enumerate(path.parts[:-1]) if part in COMMANDS]
    return ":".join((*path.parts[folders[0] + 1 : -1], name)) if folders else name


def _size(paths: Iterable[Path]) -> int:
    return sum(os.lstat(path).st_size for path in paths if os.path.lexists(path))


def _bundle(path: Path, report: Report) -> list[Content]:
    try:
        index, entries = opening.open_bundle(path)
        items = [_of_bundle(agent, entries) for agent in index["agents"]]
        items += [_component(one, entries) for one in contents.listed_components(index)]
    except Problem as problem:
        report.add_problem(problem, path=as_shown(path))
        return []
    except OSError as error:
        report.add("unreadable", f"cannot be read: {error.strerror}", path=as_shown(path))
        return []
    facts = {
        key: index[key] for key in ("description", "license", "homepage") if isinstance(index.get(key), str)
    }
    authors = tuple(a for a in index.get("authors", ()) if isinstance(a, str))
    package = Package(str(index["name"]), str(index["bundle_version"]), authors=authors, **facts)
    return [Content(package, items)]


def _of_bundle(agent: Mapping[str, Any], entries: Mapping[str, bytes]) -> Item:
    path, version = str(agent["neutral"]), agent.get("version")
    size = len(entries[path]) if path in entries else 0
    return Item(kinds.AGENT, str(agent["name"]), path, size, None if version is None else str(version))


def _component(one: Mapping[str, Any], entries: Mapping[str, bytes]) -> Item:
    files = sorted(map(str, one["files"]))
    size = sum(len(entries[file]) for file in files if file in entries)
    return Item(str(one["kind"]), str(one["name"]), next(iter(files), ""), size)
