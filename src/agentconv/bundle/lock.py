"""`agentconv.lock`: the hashes of what a build was made from and of what came out; `build` writes it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from agentconv import __version__, models
from agentconv.bundle import layout
from agentconv.containers import toml
from agentconv.errors import SyntaxProblem, WrongType
from agentconv.files import read_bytes
from agentconv.model import Value
from agentconv.registry import Registry
from agentconv.source import decode

if TYPE_CHECKING:
    from agentconv.bundle.build import Built

NAME = "agentconv.lock"
VERSION = 1
HEAD = "# Written by `agentconv build`: commit it. `agentconv build --locked` fails when anything differs.\n"

Table = dict[str, str]


@dataclass(slots=True)
class Lock:
    """What a build depends on and gives: tables of names and values."""

    tables: dict[str, Table] = field(default_factory=dict)

    @classmethod
    def of(cls, built: Built, folder: Path, registry: Registry) -> Lock:
        """The lock of a build."""
        tools = {"agentconv": __version__}
        used = {c.target for c in built.conversions} | {d.format for d in built.documents}
        for provided in registry.all():
            if provided.format.name in used and provided.provider != "agentconv":
                name, _, version = provided.provider.rpartition(" ")
                tools[name] = version
        inputs = {_relative(d.path, folder): _sha(d.tree.source.text) for d in built.documents}
        for document in built.documents:
            place = os.path.dirname(document.path)
            for name, source in document.companions:
                inputs[_relative(os.path.join(place, name), folder)] = _sha(source.text)
        outputs = {path: layout.digest(data) for path, data in built.entries.items()}
        archives = {name: layout.digest(data) for name, data in built.archives.items()}
        return cls(
            {
                "tools": tools,
                "models": dict(_models_used(built)),
                "inputs": inputs,
                "outputs": outputs,
                "archives": archives,
            }
        )

    def to_text(self) -> str:
        """The file: one line for each thing that is pinned, sorted."""
        tables = {name: dict(sorted(table.items())) for name, table in self.tables.items() if table}
        values: dict[str, Value] = {"version": VERSION}
        values.update(tables)  # type: ignore[arg-type]
        return HEAD + toml.TomlContainer().write(values)

    def differences(self, other: Lock) -> Iterator[str]:
        """What differs from another lock, as lines for people."""
        for table in dict.fromkeys((*self.tables, *other.tables)):
            old, new = self.tables.get(table, {}), other.tables.get(table, {})
            for name in sorted({*old, *new}):
                if old.get(name) != new.get(name):
                    was, now = (_short(side.get(name)) for side in (old, new))
                    yield f"{table}: {name}: {was} is locked, now {now}"


def load(folder: Path) -> Lock:
    """The lock of a folder. Raises `SyntaxProblem` when there is none that can be read."""
    place = folder / NAME
    values = toml.load(decode(read_bytes(place, folder)))
    if values.pop("version", None) != VERSION:
        raise SyntaxProblem("syntax", f"no lock file of version {VERSION}", 0)
    tables: dict[str, Table] = {}
    for name, table in values.items():
        if not isinstance(table, Mapping) or not all(isinstance(v, str) for v in table.values()):
            raise SyntaxProblem("syntax", f"[{name}] takes texts", 0) from WrongType("a table of texts")
        tables[name] = {k: str(v) for k, v in table.items()}
    return Lock(tables)


def _models_used(built: Built) -> Iterator[tuple[str, str]]:
    """What each source's model became in each target."""
    for target in built.manifest.targets:
        known = {**models.load().mapped.get(target.name, {}), **target.models}
        for document in built.documents:
            model = document.agent.model
            if model is None:
                continue
            chosen = target.model or known.get(model)
            if chosen is None:
                chosen = models.load().choose(model, target.name, required=False).model
            if chosen is not None and chosen != model:
                yield f"{target.name}: {model}", chosen


def _relative(path: str, folder: Path) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


def _sha(text: str) -> str:
    return layout.digest(text.encode())


def _short(value: str | None) -> str:
    if value is None:
        return "nothing"
    return value if len(value) < 64 else value[:12]
