"""Entries in files that hold other settings, under the laws of files: ours or not, edited or not.

What changes in one file is made here as a text; `plan` says which files there are, and `apply` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from hashlib import sha256

from agentconv.containers import entries
from agentconv.containers.editor import Keys
from agentconv.containers.entries import Conflict
from agentconv.errors import Problem
from agentconv.folder.record import Entry, Record, Spliced, another, owner_text
from agentconv.folder.staging import Seen
from agentconv.frozen import frozen, slotted
from agentconv.model.agent import Value


@frozen
class WantedEntry:
    """A value as it should stand in a file that holds other settings, too."""

    path: str
    """Of the file, relative to the output folder; `/` between folders."""
    syntax: str
    """`json`, `jsonc`, `toml` or `yaml`."""
    keys: Keys
    """Where the value stands."""
    value: Value
    target: str
    sources: tuple[str, ...] = ()
    """The files that it was made from, as the caller names them."""
    instead: tuple[str, ...] = ()
    """Files that hold the same settings: the first that is there is taken where `path` is not."""


@frozen
class Kept:
    """An entry that stays as it is although something else is wanted."""

    keys: Keys
    code: str
    why: str
    hint: str


@slotted
class Splicing:
    """One file on its way to what is wanted in it."""

    text: str | None
    """What the file holds; None = there is none."""
    syntax: str
    owned: dict[Keys, Entry]
    """The entries of ours in it."""
    made: entries.Made
    also: Mapping[Keys, str] = field(default_factory=dict)
    """The digests of values that a run which was killed was about to write."""
    kept: list[Kept] = field(default_factory=list)
    refused: dict[Keys, Value] = field(default_factory=dict)
    """The values that are wanted where something else stays."""

    @property
    def state(self) -> Spliced:
        """What the record says of the file."""
        return Spliced(self.syntax, dict(self.owned), entries.needed(self.made, self.owned))

    @property
    def forced(self) -> str:
        """The text as it would be if nothing that can be replaced were kept."""
        text = self.text or ""
        for keys, value in self.refused.items():
            if _digest_at(text, self.syntax, keys) is not None:
                text = entries.replace(text, self.syntax, keys, value)
        return text

    def put(self, keys: Keys, value: Value, entry: Entry, *, force: bool) -> None:
        """Have a value in the file, unless somebody else's stands there.

        Raises `Problem` when the file cannot be read, or lets no entry in.
        """
        there, known = _digest_at(self.text, self.syntax, keys), self.owned.get(keys)
        if there is None:
            self._insert(keys, value, entry)
        elif there == entry.sha256:
            if known is not None and (force or not another(known.target, entry.target)):
                self.owned[keys] = entry  # else it is somebody's own, which says the same
        elif not force and (why := self._refusal(keys, there, entry.target)):
            self._keep(keys, value, *why, "--force replaces it; --diff shows the difference")
        else:
            self.text = entries.replace(self.text or "", self.syntax, keys, value)
            self.owned[keys] = entry

    def take(self, keys: Keys, why: str) -> None:
        """Have an entry of ours out of the file, unless it was edited. Raises `Problem` when it cannot be."""
        entry, there = self.owned[keys], _digest_at(self.text, self.syntax, keys)
        if self.text is not None and there in (entry.sha256, self.also.get(keys, entry.sha256)):
            self.text, self.made = entries.remove(self.text, self.syntax, keys, self.made)
        elif there is not None:
            what = f"{why}edited since agentconv wrote it"
            self.kept.append(Kept(keys, "kept-edited", what, "take it out yourself"))
        del self.owned[keys]
        self.made = entries.needed(self.made, self.owned)

    def _insert(self, keys: Keys, value: Value, entry: Entry) -> None:
        try:
            self.text, self.made = entries.insert(self.text, self.syntax, keys, value, self.made)
        except Conflict as conflict:
            self._keep(keys, value, "kept-foreign", conflict.message, "make room for it, and run this again")
        else:
            self.owned[keys] = entry

    def _keep(self, keys: Keys, value: Value, code: str, why: str, hint: str) -> None:
        self.kept.append(Kept(keys, code, why, hint))
        self.refused[keys] = value

    def _refusal(self, keys: Keys, there: str, target: str) -> tuple[str, str] | None:
        """Why a value is not replaced by another: a code, and words."""
        known = self.owned.get(keys)
        if known is None:
            return "kept-foreign", "not written by agentconv"
        if there not in (known.sha256, self.also.get(keys)):
            return "kept-edited", "edited since agentconv wrote it"
        if another(known.target, target):
            return "kept-owned", f"it belongs to {owner_text(known.target)}"
        return None


def splicing(text: str | None, syntax: str, path: str, known: Record, seen: Seen) -> Splicing:
    """A file as the record knows it: as it was, or, after a run that was killed, as it was about to be."""
    old, new = known.entries.get(path), known.coming.get(path)
    if new is not None and known.pending.get(path) == seen:
        old, new = new, None
    if old is None and new is None:
        return Splicing(text, syntax, {}, {})
    states = [state for state in (new, old) if state is not None]
    owned = {keys: entry for state in states for keys, entry in state.owned.items()}
    made = {keys: before for state in states for keys, before in state.made.items()}
    if text is None:  # somebody took the file away: it is made anew, with nothing before it
        made = {}
    also = {keys: entry.sha256 for keys, entry in new.owned.items()} if new is not None else {}
    return Splicing(text, syntax or states[-1].syntax, owned, made, also)


def as_files(wanted: Iterable[WantedEntry]) -> dict[str, str]:
    """The texts of files that hold nothing but entries, by path. Raises `Problem` where two do not agree."""
    files: dict[str, list[WantedEntry]] = {}
    for entry in wanted:
        files.setdefault(entry.path, []).append(entry)
    return {path: with_entries("", mine) for path, mine in files.items()}


def agreed(wanted: Iterable[WantedEntry]) -> list[WantedEntry]:
    """One entry for each place: of several the one that says all that the others do.

    Tools that read the same file take each other's words in it. Raises `Problem` for what does not agree.
    """
    found: dict[Keys, WantedEntry] = {}
    for entry in wanted:
        other = found.get(entry.keys)
        if other is None or _says(entry.value, other.value):
            sources = (*(other.sources if other else ()), *entry.sources)
            found[entry.keys] = replace(entry, sources=tuple(dict.fromkeys(sources)))
        elif not _says(other.value, entry.value):
            what = f"{shown(entry.keys)}: {other.target} and {entry.target} want it otherwise in one file"
            raise Problem("entry-conflict", what, "write the targets into folders of their own (--out)")
    return list(found.values())


def _says(value: Value, other: Value) -> bool:
    """Whether a value is another with or without more keys."""
    if isinstance(value, Mapping) and isinstance(other, Mapping):
        return other.items() <= value.items()
    return value == other


def shown(keys: Keys) -> str:
    """An entry's place as people write it: `mcpServers.github`."""
    return ".".join(keys)


def with_entries(text: str, wanted: Sequence[WantedEntry]) -> str:
    """A text that is written whole, with entries in it. Raises `Problem` when one has no place."""
    made: entries.Made = {}
    for entry in agreed(wanted):
        text, made = entries.insert(text, entry.syntax, entry.keys, entry.value, made)
    return text


def _digest_at(text: str | None, syntax: str, keys: Keys) -> str | None:
    try:
        return digest(entries.value_at(text, syntax, keys))
    except KeyError:
        return None


def digest(value: Value) -> str:
    """The SHA-256 of a value, however it is laid out."""
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
