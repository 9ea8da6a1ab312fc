"""What a file of a folder is: an agent, or a skill, a command, a rule and so on; told by place, then by keys.

An agent needs proof: the place of some tool's agents, a folder called `agents`, or keys that only agents
have. Nothing here is asked of a file that was named itself, or whose format was.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import cache, lru_cache
from pathlib import PurePosixPath

from agentconv.containers import SUFFIXES
from agentconv.containers.base import BODY
from agentconv.errors import NotAnAgent
from agentconv.frozen import frozen
from agentconv.host import places
from agentconv.host.registry import Registry
from agentconv.model.agent import Value
from agentconv.reading.left import DOCUMENT

AGENT = "agent"
UNKNOWN = ""

_MARKDOWN = (".md", ".markdown")


class OtherKind(NotAnAgent):
    """A file that is something else than an agent."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind


class Undecided(NotAnAgent):
    """A file that is an agent only among others: nothing but a name and a description, or not valid."""


@frozen
class Place:
    """What a file's place says of it."""

    kind: str
    """Its kind; `UNKNOWN` where its keys have to say."""
    why: str = ""
    part: bool = False
    """Whether it is a part of something that is counted by another file."""
    direct: bool = False
    """Whether it lies directly in the folder that was given."""
    otherwise: str = DOCUMENT
    """The kind of a file that turns out to be no agent."""

    @property
    def belongs(self) -> bool:
        """Whether an agent belongs there, so that a file which cannot be read is an error."""
        return self.kind == AGENT

    @property
    def read(self) -> bool:
        """Whether the file is read at all."""
        return self.kind in (AGENT, UNKNOWN)


_TOOLS_PLACE = Place(AGENT, "the place of a tool's agents")


@frozen
class _Folder:
    """What a folder says of each of its files."""

    whole: str
    """The folder with what counts of the given one, and a slash; empty where there is none."""
    skill: Place | None
    by_layout: Place | None
    by_folders: Place


@frozen
class Layout:
    """The folder that was given, as far as places depend on what else lies in it.

    Paths are relative to it, with `/` between folders.
    """

    given: PurePosixPath
    """How the folder is called, as far as that counts: its name, below a tool's folder that one's, too."""
    skills: frozenset[str]
    """The folders that hold a skill."""
    packages: frozenset[str]
    """The folders that a manifest describes."""
    agents: tuple[str, ...] = ()
    """Files and folders that a manifest calls agents."""
    registry: Registry | None = None
    _folders: dict[tuple[str, bool], _Folder] = field(default_factory=dict, repr=False, compare=False)
    """Folder, and whether of its Markdown -> what it says of its files, as far as it was asked."""

    def place(self, path: str) -> Place:
        """What a file's place says of it."""
        folder, _, name = path.rpartition("/")
        found = self._place(folder, name)
        return found if folder else _direct(found)

    def _place(self, folder: str, name: str) -> Place:
        told = self._of(folder, name)
        if named := _by_name(name, told.skill):
            return named
        path = f"{folder}/{name}" if folder else name
        if any(path == a or path.startswith(f"{a}/") for a in self.agents):
            return Place(AGENT, "a manifest names it")
        if name in places.RULES_OR_AGENTS:
            return Place(UNKNOWN, otherwise="rule")
        if self.registry is not None and _tools_place(f"{told.whole}{name}", self.registry):
            return _TOOLS_PLACE
        if told.by_layout is None and name.endswith(places.AGENT_ENDINGS):
            return Place(AGENT, "its ending")
        return told.by_layout or told.by_folders

    def _of(self, folder: str, name: str) -> _Folder:
        key = folder, name.endswith(_MARKDOWN)
        if (found := self._folders.get(key)) is None:
            path = PurePosixPath(folder, name)
            whole = self.given / path
            by_layout = self._by_layout(path, whole)
            by_folders = self._within_commands(path) or _by_folders(whole)
            kinds = self._with_parts(by_layout), self._with_parts(by_folders)
            above = f"{whole.parent}/" if whole.parent.parts else ""
            found = self._folders[key] = _Folder(
                above, self._skill(path), kinds[0], kinds[1] or Place(UNKNOWN)
            )
        return found

    def _with_parts(self, found: Place | None) -> Place | None:
        """What skills share is none itself; where no skill has a folder of its own, each file is one."""
        is_skill = found is not None and found.kind == "skill"
        return replace(found, part=bool(self.skills)) if found and is_skill else found

    def _skill(self, path: PurePosixPath) -> Place | None:
        """What the skill says of a file that lies in its folder."""
        for folder in path.parents[:-1]:
            if str(folder) in self.skills and str(folder) not in self.packages:
                return Place("skill", f"a part of the skill {folder.name}", part=True)
        return None

    def _within_commands(self, path: PurePosixPath) -> Place | None:
        """What a folder of commands, or of skills that are some, says of what lies below it at any depth."""
        for folder in reversed(path.parents[:-1]):
            found = _of_folder(folder.name, "")
            if found is not None and found.kind == AGENT:
                return None
            if found is not None and found.kind == "command" and folder.name.casefold() in places.LAYOUT:
                return found
            below = f"{folder}/"
            if folder.name.casefold() in places.LAYOUT and any(s.startswith(below) for s in self.skills):
                return found
        return None

    def _by_layout(self, path: PurePosixPath, whole: PurePosixPath) -> Place | None:
        """What the first folder in a tool's own folder, in a package or in what was given says."""
        folders = whole.parts[:-1]
        own = [i for i, name in enumerate(folders) if name in places.VENDOR_FOLDERS]
        if own and own[-1] + 1 < len(folders):
            return _of_folder(folders[own[-1] + 1], folders[own[-1]])
        if own:
            return None
        root = next((p for p in path.parents if str(p) in self.packages), PurePosixPath())
        first = path.relative_to(root).parts[0]
        if first.casefold() in places.LAYOUT and path.relative_to(root) != PurePosixPath(first):
            return _of_folder(first, "")
        return None


def is_skill(name: str) -> bool:
    """Whether a file of this name makes its folder a skill."""
    return name.casefold() == places.SKILL.casefold()


def layout_of(
    given: str, files: Collection[str], packages: Iterable[str], agents: Sequence[str], registry: Registry
) -> Layout:
    """The layout of a folder.

    `files` are all its files that some format could read, below it; `packages` the folders that manifests
    describe; `agents` what they call so.
    """
    holders = (file.rpartition("/") for file in files)
    skills = {head or "." for head, _, name in holders if is_skill(name)}
    described = {"."} & skills | {*packages}  # a skill that is all there is claims no folder beside it
    is_collection = bool(described) or any(r in files for r in places.REGISTRIES)
    own = PurePosixPath() if is_collection else name_that_counts(given)
    return Layout(own, frozenset(skills), frozenset(described), tuple(agents), registry)


@lru_cache(maxsize=4096)
def owner_of(folder: str) -> str:
    """The folder above the last folder of agents in a path; empty for none.

    A tool's own folder is it, with its dot, only where nothing else lies above.
    """
    folders = folder.split("/")
    told = [_of_folder(name, "") for name in folders]
    named = [i for i, place in enumerate(told) if place is not None and place.belongs]
    above = folders[: named[-1]] if named else []
    plain = [name for name in above if not name.startswith(".")]
    return next(iter([*plain[-1:], *above[-1:]]), "")


def name_that_counts(given: str) -> PurePosixPath:
    """What a folder that was given is called, with the tool's folder that it lies in."""
    path = PurePosixPath(given)
    keep = 1
    if path.parent.name in places.VENDOR_FOLDERS:
        keep = 2
    return PurePosixPath(*[p for p in path.parts[-keep:] if p not in ("/", "..")])


def _by_name(name: str, skill: Place | None) -> Place | None:
    """What a file's name says, and the skill that it is a part of."""
    kind = _kind_of_file(name)
    if kind == "skill":
        return Place(kind, f"{name} makes its folder a skill")
    return skill or (Place(kind, f"a file called {name}") if kind else None)


@cache
def _direct(place: Place) -> Place:
    return replace(place, direct=True)


def _tools_place(path: str, registry: Registry) -> bool:
    """Whether some tool looks there for agents."""
    syntax = SUFFIXES.get(posixpath.splitext(path)[1].lower())
    return syntax is not None and bool(registry.owners_of_place(syntax, path))


def _kind_of_file(name: str) -> str | None:
    """The kind of the files of a name, wherever they lie."""
    if kind := places.FILES.get(name):
        return kind
    for ending, kind in places.FILE_ENDS:
        if name.endswith(ending):
            return kind
    small = name.casefold()
    if kind := places.FILES_IN_ANY_CASE.get(small):
        return kind
    fitting = (
        k for start, k, looks in places.FILE_PATTERNS if small.startswith(start) and re.fullmatch(looks, name)
    )
    return next(fitting, None)


@lru_cache(maxsize=4096)
def _kind_of_folder(name: str) -> str | None:
    small = name.casefold()
    if kind := places.FOLDERS.get(small):
        return kind
    is_agents = small.endswith("agents") and re.fullmatch(places.AGENT_FOLDER, small)
    return AGENT if is_agents else None


def _of_folder(name: str, inside: str) -> Place | None:
    kind = _kind_of_folder(name)
    if kind is None:
        return None
    return Place(kind, f"it lies in {inside}/{name}/" if inside else f"it lies in {name}/")


def _by_folders(path: PurePosixPath) -> Place:
    """What the nearest folder says that says anything.

    One that only ends in `-agents` says it where none above says otherwise: what is called so in a folder of
    workflows is a workflow.
    """
    of_agents = None
    for name in reversed(path.parts[:-1]):
        found = _of_folder(name, "")
        if found is None or not (path.name.endswith(_MARKDOWN) or found.kind != DOCUMENT):
            continue
        if not found.belongs or name.casefold() in places.FOLDERS:
            return found if of_agents is None or not found.belongs else of_agents
        of_agents = of_agents or found
    return of_agents or Place(UNKNOWN)


def judge(place: Place, values: Mapping[str, Value]) -> None:
    """Raises `OtherKind` for Markdown that is no agent, `Undecided` where others have to say.

    `values` are its keys and its body.
    """
    if place.belongs:
        return
    keys = values.keys()
    sure = _sure(values)
    found = [kind for kind, those in places.KEYS if those <= keys]
    if not sure or places.AGENT_KEYS & keys == {"model"}:
        found += [kind for kind, those in places.LIKELY_KEYS if not those.isdisjoint(keys)]
    if found:
        raise OtherKind(found[0], "it has the keys of one")
    if values.get("mode") in places.PROMPT_MODES and not isinstance(values.get("tools"), dict):
        raise OtherKind("command", "its mode is that of a prompt file")
    if sure:
        return
    if places.ARGUMENTS.search(str(values.get(BODY, ""))):
        raise OtherKind("command", "its text takes arguments")
    if not {"name", "description"} <= keys:
        raise OtherKind(DOCUMENT, "it has no name and description, and lies in no place of agents")
    if not place.direct:
        raise Undecided("a name and a description alone make no agent outside a folder of agents")


def _sure(values: Mapping[str, Value]) -> bool:
    """Whether keys prove an agent."""
    named = "name" in values or values.get("mode") in places.AGENT_MODES
    return named and "description" in values and not places.AGENT_KEYS.isdisjoint(values)
