"""Finding source files: folders, globs, bundles and standard input.

Only regular files inside the folder that was given are opened; nothing is followed out of it.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Container, Iterator, Sequence
from pathlib import Path

from agentconv.bundle import contents
from agentconv.containers import SUFFIXES
from agentconv.diagnostics import Report
from agentconv.folder import record
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.reading import carry
from agentconv.reading.kinds import Place

SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".mypy_cache"}
)


STANDARD_INPUT = "-"


@frozen
class Found:
    """A file that may define agents."""

    file: str
    """Its path, as the system has it."""
    shown: str
    """As it is shown to people; `/` between folders."""
    root: Path
    """The folder, or file, that was given."""
    real: str
    """The path without links."""
    direct: bool = False
    """Whether no part of the path below `root` is a link."""
    named: bool = False
    """Whether the file itself was given, so that it must define an agent."""
    bundle: bool = False
    """Whether it is a bundle that was given: an archive or its folder."""
    place: Place | None = None
    """What its place says of it; None where nobody asks, since the file or its format was named."""
    package: str = ""
    owner: str = ""
    """As a document has them."""
    pattern: str = ""
    """The pattern that it fits, where one was given."""
    beside: tuple[str, ...] = ()
    """The files of agents below its folder, where it says something of them; `/` between folders."""
    tool: str = ""
    """The format of packages that says what an agent there is in; empty where its keys have to say."""
    outside: bool = False
    """Whether it is a link that leads out of what was given, which nobody follows."""

    @property
    def path(self) -> Path:
        """Its path; made when it is asked for, since there may be very many files."""
        return Path(self.file)

    @property
    def around(self) -> Path:
        """The folder out of which nothing that belongs to the file is followed: the one that was given.

        Of a file that was named itself it is the folder where it lies.
        """
        return self.root if self.root.is_dir() else Path(os.path.dirname(self.file) or os.curdir)

    def read(self) -> bytes:
        """The file's bytes. Raises `Problem` for what is no regular file inside the root."""
        return read_bytes(self.file, self.root, direct=self.direct)

    def at(self, place: Place | None, package: str, owner: str, tool: str = "") -> Found:
        """The same file with what its place says of it."""
        facts = self.file, self.shown, self.root, self.real, self.direct, self.named, self.bundle
        return Found(*facts, place, package, owner, self.pattern, self.beside, tool, self.outside)


def find(
    arguments: Sequence[str], registry: Registry, report: Report, *, loose: Container[str] = ()
) -> Iterator[Found]:
    """The files that the arguments name, in their order, sorted within each folder.

    An argument that is `loose` is a pattern, although a file is called so, too.
    """
    for argument in arguments:
        if argument == STANDARD_INPUT:
            yield Found(argument, STANDARD_INPUT, Path(argument), "", named=True)
            continue
        path = Path(argument)
        paths, links = [path], _Links(argument)
        if argument in loose or not os.path.lexists(path):
            paths = [Path(p) for p in sorted(glob.glob(argument, recursive=True))]
            if not paths:
                report.add("not-found", "there is no such file or folder", path=as_shown(path))
        for item in paths:
            if path not in paths and (link := links.out(item)):
                yield Found(str(link), as_shown(link), link, os.path.realpath(link), outside=True)
            elif contents.is_bundle(item):
                yield Found(str(item), as_shown(item), item, os.path.realpath(item), named=True, bundle=True)
            elif item.is_dir():
                yield from _walk(item, registry, report)
            elif (path in paths and argument not in loose) or _readable(item.name, registry):
                named = path in paths and argument not in loose
                pattern = "" if named else argument
                real = os.path.realpath(item)
                yield Found(str(item), as_shown(item), item, real, named=named, pattern=pattern)


def as_shown(path: Path) -> str:
    """A path as people read it; bytes that are not UTF-8 as escapes."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _readable(name: str, registry: Registry) -> bool:
    """Whether some format may have a file of this name; plugins are asked for endings that are not ours."""
    ending = os.path.splitext(name)[1].lower()
    return ending in SUFFIXES or name in registry.plain_names() or bool(registry.owners(ending))


def _walk(root: Path, registry: Registry, report: Report) -> Iterator[Found]:
    """The files below a folder that some format could read, sorted within each folder.

    A link to a folder is followed inside the root, once.
    """
    real_root, cut = os.path.realpath(root), len(str(root))
    followed: set[str] = set()
    stack: list[tuple[str | os.DirEntry[str], bool]] = [(str(root), False)]
    while stack:
        item, linked = stack.pop()
        path = item if isinstance(item, str) else item.path
        if not isinstance(item, str) and item.is_symlink():
            linked = True
            if os.path.isdir(path):
                if item.name in SKIPPED_FOLDERS:
                    continue
                real = os.path.realpath(path)
                if not _is_inside(real, real_root):
                    shown = as_shown(Path(path))
                    yield Found(path, shown, root, real, outside=True)
                elif real not in followed and not _is_inside(os.path.realpath(os.path.dirname(path)), real):
                    followed.add(real)
                    stack += _entries(path, report, linked=True)
                continue
        if isinstance(item, str) or item.is_dir(follow_symlinks=False):
            if isinstance(item, str) or item.name not in SKIPPED_FOLDERS:
                stack += _entries(path, report, linked=linked)
            continue
        name = os.path.basename(path)
        if name not in (carry.NAME, record.NAME) and _readable(name, registry):
            real = os.path.realpath(path) if linked else _join(real_root, path[cut:])
            path = path.removeprefix(f".{os.sep}")
            real = path if real == path else real
            shown = path if path.isascii() and os.sep == "/" else as_shown(Path(path))
            yield Found(path, shown, root, real, direct=not linked)


def _entries(path: str, report: Report, *, linked: bool) -> list[tuple[str | os.DirEntry[str], bool]]:
    """What a folder holds, the last first; `linked` = a part of the path to it is a link."""
    try:
        return [(entry, linked) for entry in sorted(os.scandir(path), key=lambda e: e.name, reverse=True)]
    except OSError as error:
        report.add("unreadable", f"cannot be read: {error.strerror}", path=as_shown(Path(path)))
        return []


def _is_inside(path: str, folder: str) -> bool:
    """Whether a path without links is a folder without links, or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


class _Links:
    """Which links lead out of the folder that a pattern is looked for in."""

    def __init__(self, pattern: str) -> None:
        self.base = Path(base_of_pattern(pattern))
        self.real = os.path.realpath(self.base)
        self.known: dict[Path, Path | None] = {self.base: None}

    def out(self, path: Path) -> Path | None:
        """The link in a path below the base that leads out; None for none."""
        if path not in self.known:
            if path.parent == path:  # not below the base
                return None
            found = self.out(path.parent)
            if found is None and path.is_symlink() and not _is_inside(os.path.realpath(path), self.real):
                found = path
            if not path.is_dir():
                return found
            self.known[path] = found
        return self.known[path]


def base_of_pattern(pattern: str) -> str:
    """The folder below which a pattern is looked for."""
    parts = Path(pattern).parts
    plain = next((i for i, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    return str(Path(*parts[:plain]))


def _join(root: str, rest: str) -> str:
    return os.path.join(root, rest.lstrip(os.sep))
