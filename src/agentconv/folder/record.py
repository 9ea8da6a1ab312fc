"""`.agentconv.json`: which files of a folder agentconv wrote, with their hashes.

It tells a file that may be replaced from one that somebody edited, and an output from a source. While
files are being written it also lists what they will be (`pending`), so that a run that was killed leaves
nothing that the next one does not know as its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from agentconv.containers.json import dump as dump_json
from agentconv.containers.json import load_plain, quoted
from agentconv.errors import Problem, WrongType
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen, slotted
from agentconv.model import names
from agentconv.text.source import OWN_BYTES, decode

NAME = ".agentconv.json"
VERSION = 1
WITH_ENTRIES = 2
"""The version of a record that lists entries, which a program that knows only files must not write anew."""
_OF_BUNDLE = " of bundle "


@frozen
class Entry:
    """One written file."""

    sha256: str
    target: str
    sources: tuple[str, ...] = ()
    """What it was made from, relative to the folder of the record; `/` between folders."""


Keys = tuple[str, ...]


@frozen
class Spliced:
    """What agentconv wrote into one file that holds other settings, too."""

    syntax: str
    owned: Mapping[Keys, Entry]
    """The entries, by the keys that lead to them; `sha256` is that of the value."""
    made: Mapping[Keys, str | None]
    """How the maps looked that held nothing before (`agentconv.containers.entries.Made`)."""


@slotted
class Record:
    """The files that agentconv wrote into one folder, by their relative path."""

    files: dict[str, Entry] = field(default_factory=dict)
    pending: dict[str, str] = field(default_factory=dict)
    """Path -> SHA-256 of what a run was about to write."""
    folders: frozenset[str] = frozenset()
    """The folders that agentconv made, and may remove when they are empty."""
    bundles: dict[str, str] = field(default_factory=dict)
    """Who owns files of a bundle -> the bundle's version."""
    entries: dict[str, Spliced] = field(default_factory=dict)
    """Path of a file that holds other settings -> the entries of ours in it."""
    coming: dict[str, Spliced] = field(default_factory=dict)
    """The same, as a run was about to leave it, for such files among `pending`."""

    def owns(self, path: str, sha256: str) -> bool:
        """Whether a file's content is what agentconv wrote, or was writing, there."""
        entry = self.files.get(path)
        return self.pending.get(path) == sha256 or (entry is not None and entry.sha256 == sha256)

    def to_text(self) -> str:
        """The text of the record: sorted, so that the same files give the same bytes."""
        return b"".join(self.to_bytes()).decode()

    def to_bytes(self) -> Iterator[bytes]:
        """The text in pieces, since the record of very many files is large."""
        rest: dict[str, Any] = {}
        if self.folders:
            rest["folders"] = sorted(self.folders)
        if self.bundles:
            rest["bundles"] = dict(sorted(self.bundles.items()))
        if self.pending:
            rest["pending"] = dict(sorted(self.pending.items()))
        if self.entries:
            rest["entries"] = {path: _spliced_json(self.entries[path]) for path in sorted(self.entries)}
        if self.coming:
            rest["coming"] = {path: _spliced_json(self.coming[path]) for path in sorted(self.coming)}
        version = WITH_ENTRIES if self.entries or self.coming else VERSION
        if not self.files:
            yield dump_json({"agentconv": version, "files": {}, **rest}).encode()
            return
        head, _, tail = dump_json({"agentconv": version, "files": 0, **rest}).partition('"files": 0')
        start = f'{head}"files": {{\n'
        paths = sorted(self.files)
        for index in range(0, len(paths), _SOME):
            some = ",\n".join(_entry_text(path, self.files[path]) for path in paths[index : index + _SOME])
            yield f"{start}{some}".encode()
            start = ",\n"
        yield f"\n  }}{tail}".encode()


_SOME = 512


def _entry_text(path: str, entry: Entry) -> str:
    """One file as `dump` writes it."""
    sources = ",\n".join(f"        {quoted(source)}" for source in entry.sources)
    listed = f"[\n{sources}\n      ]" if sources else "[]"
    return (
        f"    {quoted(path)}: {{\n"
        f'      "sha256": {quoted(entry.sha256)},\n'
        f'      "target": {quoted(entry.target)},\n'
        f'      "sources": {listed}\n'
        "    }"
    )


def _spliced_json(spliced: Spliced) -> dict[str, Any]:
    owned = [
        {"keys": [*keys], "sha256": entry.sha256, "target": entry.target, "sources": [*entry.sources]}
        for keys, entry in sorted(spliced.owned.items())
    ]
    made = [{"keys": [*keys], "before": before} for keys, before in sorted(spliced.made.items())]
    return {"syntax": spliced.syntax, "owned": owned, "made": made}


def _spliced(data: Mapping[str, Any]) -> Spliced:
    made = {tuple(map(str, item["keys"])): item["before"] for item in data["made"]}
    if any(not isinstance(before, str | None) for before in made.values()):
        raise TypeError
    return Spliced(
        str(data["syntax"]), {tuple(map(str, item["keys"])): _entry(item) for item in data["owned"]}, made
    )


def _entry(data: Mapping[str, Any]) -> Entry:
    return Entry(str(data["sha256"]), str(data["target"]), tuple(map(str, data["sources"])))


def owner_of(bundle: str, target: str) -> str:
    """What the record calls the files that a bundle brought for a target."""
    return f"{target}{_OF_BUNDLE}{bundle}"


def another(owner: str, wanted: str) -> bool:
    """Whether a file belongs to somebody else than who wants it, and one of the two is a bundle."""
    return owner != wanted and _OF_BUNDLE in owner + wanted


def is_of_bundle(owner: str) -> bool:
    """Whether what owns a file is a bundle."""
    return _OF_BUNDLE in owner


def owner_text(owner: str) -> str:
    """Whose a file is, in words: a bundle's, or that of an export to a target."""
    target, _, bundle = owner.partition(_OF_BUNDLE)
    return f"the bundle {bundle!r}" if bundle else f"an export to {target}"


def from_text(text: str) -> Record:
    """The record that a text holds. Raises `WrongType` when it is none."""
    try:
        data: Any = load_plain(text)
        if "\\u" in text:
            str(data).encode()  # half of a surrogate pair is in no path
        if not isinstance(data, Mapping) or data.get("agentconv") not in (VERSION, WITH_ENTRIES):
            raise WrongType(f"a record of version {WITH_ENTRIES} or before")
        files = {str(path): _entry(entry) for path, entry in data["files"].items()}
        pending = {str(path): str(digest) for path, digest in data.get("pending", {}).items()}
        folders = frozenset(map(str, data.get("folders", [])))
        bundles = {str(name): str(version) for name, version in data.get("bundles", {}).items()}
        entries, coming = (
            {str(path): _spliced(found) for path, found in data.get(key, {}).items()}
            for key in ("entries", "coming")
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise WrongType("a record of written files") from None
    if any(names.unsafe_path(path) for path in (*files, *pending, *folders, *entries, *coming)):
        raise WrongType("a record of files inside its folder")
    return Record(files, pending, folders, bundles, entries, coming)


def load(folder: Path) -> Record:
    """The record of a folder; empty when there is none. Raises `WrongType`."""
    if not os.path.lexists(folder / NAME):
        return Record()
    try:
        return from_text(decode(read_bytes(folder / NAME, folder, limit=OWN_BYTES), limit=OWN_BYTES))
    except Problem as problem:
        raise WrongType(f"a record of written files ({problem})") from None


class Generated:
    """Tells what agentconv wrote from what people did, by the records in the folders above a file."""

    def __init__(self, out: Path | None) -> None:
        self.out = None if out is None else Path(os.path.realpath(out))
        self._records: dict[Path, Record] = {}
        self._above: dict[str, tuple[Path, ...]] = {}

    def in_out(self, real: str) -> bool:
        """Whether a file, by its path without links, lies in the folder that is being written to."""
        return self.out is not None and Path(real).is_relative_to(self.out)

    def is_expected(self, real: str) -> bool:
        """Whether nobody wonders that it is no source: it lies in the output, or nothing is written."""
        return self.out is None or self.in_out(real)

    def why(self, real: str, root: Path) -> str | None:
        """Why a file is no source: the record that lists it; None when none does."""
        for relative, known in self._known(real, root):
            if relative in known.files or (relative in known.pending and relative not in known.coming):
                return f"agentconv wrote it, says {NAME}"
        return None

    def target(self, real: str, root: Path) -> str:
        """The format that a file was written in, as the record that lists it says; empty where none does."""
        for relative, known in self._known(real, root):
            if relative in known.files:
                return known.files[relative].target.partition(_OF_BUNDLE)[0]
        return ""

    def entries(self, real: str, root: Path) -> frozenset[Keys]:
        """The entries of a file with other settings that are no source, since agentconv wrote them."""
        lists = (
            spliced.owned
            for relative, known in self._known(real, root)
            for spliced in (known.entries.get(relative), known.coming.get(relative))
            if spliced is not None
        )
        return frozenset(keys for owned in lists for keys in owned)

    def _known(self, real: str, root: Path) -> Iterator[tuple[str, Record]]:
        """A file's path relative to each folder above it that has a record, and the record."""
        for folder in self._folders(os.path.dirname(real), root):
            yield real[len(str(folder)) :].lstrip(os.sep).replace(os.sep, "/"), self._record(folder)

    def _folders(self, start: str, root: Path) -> tuple[Path, ...]:
        """The folders above a file whose records count: up to the given root, and the output folder."""
        if start not in self._above:
            top = Path(os.path.realpath(root))
            chain = (Path(start), *Path(start).parents)
            self._above[start] = tuple(f for f in chain if f == self.out or f.is_relative_to(top))
        return self._above[start]

    def _record(self, folder: Path) -> Record:
        if folder not in self._records:
            try:
                self._records[folder] = load(folder)
            except (OSError, WrongType):
                self._records[folder] = Record()
        return self._records[folder]
