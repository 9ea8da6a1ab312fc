"""`agentconv.lock`: the hashes of what a build was made from and of what came out; `build` writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from agentconv.containers import toml
from agentconv.errors import Problem, WrongType
from agentconv.folder.opening import read_bytes
from agentconv.frozen import slotted
from agentconv.model.agent import Value
from agentconv.text.source import decode

NAME = "agentconv.lock"
VERSION = 1
CAUSES = ("tools", "filters", "models", "inputs")
"""The tables of what a build depends on: all others follow from them."""
HEAD = "# Written by `agentconv build`: commit it. `agentconv build --locked` fails when anything differs.\n"

Table = dict[str, str]


@slotted
class Lock:
    """What a build depends on and gives: tables of names and values."""

    tables: dict[str, Table] = field(default_factory=dict)

    def to_text(self) -> str:
        """The file: one line for each thing that is pinned, sorted."""
        tables = {name: dict(sorted(table.items())) for name, table in self.tables.items() if table}
        values: dict[str, Value] = {"version": VERSION}
        values.update(tables)  # type: ignore[arg-type]
        return HEAD + toml.TomlContainer().write(values)

    def differences(self, other: Lock) -> Iterator[str]:
        """What differs from another lock, as lines for people; what only follows is counted."""
        found = {table: list(self._lines(table, other)) for table in {**self.tables, **other.tables}}
        causes = [line for table in CAUSES for line in found.get(table, ())]
        yield from causes
        rest = [line for table, lines in found.items() if table not in CAUSES for line in lines]
        if not causes:
            yield from rest
        elif rest:
            yield f"{len(rest)} more that follow from it, in what comes out"

    def _lines(self, table: str, other: Lock) -> Iterator[str]:
        old, new = self.tables.get(table, {}), other.tables.get(table, {})
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name):
                was, now = (_short(side.get(name)) for side in (old, new))
                yield f"{table}: {name}: {was} is locked, now {now}"


def load(folder: Path) -> Lock:
    """The lock of a folder. Raises `Problem` when there is none that can be read."""
    place = folder / NAME
    values = toml.load(decode(read_bytes(place, folder)))
    if values.pop("version", None) != VERSION:
        raise Problem("syntax", f"no lock file of version {VERSION}")
    tables: dict[str, Table] = {}
    for name, table in values.items():
        if not isinstance(table, Mapping) or not all(isinstance(v, str) for v in table.values()):
            raise Problem("syntax", f"[{name}] takes texts") from WrongType("a table of texts")
        tables[name] = {k: str(v) for k, v in table.items()}
    return Lock(tables)


def _short(value: str | None) -> str:
    if value is None:
        return "nothing"
    return value if len(value) < 64 else value[:12]
