"""A plan: what a run would change in an output folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from agentconv.folder.record import Entry, Record
from agentconv.folder.staging import Seen, Staged
from agentconv.frozen import frozen, slotted
from agentconv.model import names


@frozen
class Made:
    """A content that is made anew whenever it is needed, so that nobody has to hold it."""

    make: Callable[[], bytes]
    """Gives the same bytes each time."""
    sha256: str
    size: int

    def read(self) -> bytes:
        """The content."""
        return self.make()


@dataclass(frozen=True)
class Wanted:
    """A file as it should be."""

    path: str
    """Relative to the output folder, `/` between folders."""
    content: str | bytes | Staged | Made
    target: str
    agents: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """The files that it was made from, as the caller names them."""
    executable: bool = False

    @property
    def data(self) -> bytes:
        """The bytes to write; made anew each time, since most are needed only once."""
        if isinstance(self.content, Staged | Made):
            return self.content.read()
        return self.content.encode() if isinstance(self.content, str) else self.content

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal digest of the content."""
        if isinstance(self.content, Staged | Made):
            return self.content.sha256
        return sha256(self.data).hexdigest()


@slotted
class Plan:
    """What a run would change in the output folder."""

    out: Path
    base: str
    """`out` without links."""
    known: Record
    after: Record
    write: list[tuple[Wanted, Seen]] = field(default_factory=list)
    """Files to write, with what is there now."""
    unchanged: list[Wanted] = field(default_factory=list)
    kept: list[Wanted] = field(default_factory=list)
    """Files that are not written since somebody else's content is in the way."""
    remove: list[str] = field(default_factory=list)
    """Outputs of sources that are gone."""
    spliced: dict[str, Seen] = field(default_factory=dict)
    """Files with other settings that change or go since entries of ours do, with what is there now."""
    folders: dict[str, str | None] = field(default_factory=dict)
    """Folder -> why nothing can be written in it."""
    relative: dict[str, str] = field(default_factory=dict)
    """Folder of sources -> its path relative to `base`."""

    def relative_to_base(self, paths: Iterable[str]) -> set[str]:
        """Paths as the record names them; what is no path, such as standard input, is left out."""
        return {known for path in paths if (known := self._relative(path))}

    def _relative(self, path: str) -> str | None:
        """A source's path relative to `base`; None = it is no file."""
        try:
            mode = os.lstat(path).st_mode
        except (OSError, ValueError):  # a file in an archive stands for the archive
            path = next((str(p) for p in Path(path).parents if p.is_file()), "")
            return self._relative(path) if path else None
        if stat.S_ISLNK(mode):
            return relative_to(os.path.realpath(path), self.base)
        folder, name = os.path.split(path)
        if folder not in self.relative:
            self.relative[folder] = relative_to(os.path.realpath(folder or os.curdir), self.base)
        return f"{self.relative[folder]}/{name}".removeprefix("./")

    @property
    def changes(self) -> bool:
        """Whether applying the plan would change any file, the record aside."""
        return bool(self.write or self.remove or self.kept)


@frozen
class Leaving:
    """Which outputs go when nothing wants them any more."""

    targets: frozenset[str]
    read: frozenset[str]
    """The sources that were read in this run, relative to the output folder."""
    whole: bool
    """Whether nothing else is wanted for the targets, so that what has no source goes, too."""
    everything: bool = False
    """Whether all of the targets goes, also what has a source."""

    def has(self, entry: Entry, out: Path) -> bool:
        """Whether an output that is not wanted goes.

        One that was made from several sources stays while any of them may still want it: one that is there
        and was not read now belongs to another run.
        """
        if entry.target not in self.targets or not (entry.sources or self.whole):
            return False
        return self.everything or not any(s not in self.read and (out / s).exists() for s in entry.sources)


def blocked(out: Path, path: str, folders: dict[str, str | None]) -> str | None:
    """Why a path below `out` cannot be written; links are not followed, and nothing leads out of it."""
    if why := names.unsafe_path(path):
        return f"the path is not safe: {why}"
    folder, _, _ = path.rpartition("/")
    if folder not in folders:
        folders[folder] = blocked_folder(out, folder)
    return folders[folder]


def blocked_folder(out: Path, folder: str) -> str | None:
    """Why nothing can be written in a folder below `out`; None when it can, or is not there yet."""
    place = out
    for part in folder.split("/") if folder else ():
        place = place / part
        try:
            mode = place.lstat().st_mode
        except OSError:
            return None
        if stat.S_ISLNK(mode):
            return f"the folder {place.as_posix()!r} is a link, and links are not followed"
        if not stat.S_ISDIR(mode):
            return f"{place.as_posix()!r} is no folder"
    return None


def relative_to(real: str, base: str) -> str:
    """A path without links relative to another; `/` between folders."""
    return os.path.relpath(real, base).replace(os.sep, "/")


def join(out: Path, path: str) -> str:
    """A file of the output folder as people are told of it."""
    return (out / path).as_posix()
