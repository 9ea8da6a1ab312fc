"""The built-in formats by name, by syntax and by place; each is imported when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import PurePosixPath

from agentconv.formats import BUILT_IN, ENDS, GENERATION, GENERATIONS, PLACES, READ_IN, SIGNS
from agentconv.kit.format import Format
from agentconv.kit.table import names_in
from agentconv.model.agent import Value
from agentconv.model.memo import SIZE


class BuiltIn:
    """The formats that agentconv brings."""

    def __init__(self) -> None:
        self._built_in: dict[str, Format] = {}
        self._homes: dict[tuple[str, str], list[tuple[str, re.Pattern[str]]]] = {}
        self._keys: dict[str, frozenset[str]] = {}
        self._readers: dict[str, list[Format]] = {}
        self._likely: dict[str, list[tuple[str, frozenset[str] | None]]] = {}

    def _reading(self, container: str) -> Sequence[Format]:
        """Those that read texts in a container."""
        if container not in self._readers:
            found = map(self._built_in_format, READ_IN.get(container, ()))
            self._readers[container] = [fmt for fmt in found if fmt is not None]
        return self._readers[container]

    def _built_in_format(self, name: str) -> Format | None:
        place = BUILT_IN.get(name) or GENERATIONS.get(name, ("", "", ""))[2]
        if name not in self._built_in and place:
            module, _, attribute = place.partition(":")
            self._built_in[name] = getattr(import_module(module), attribute)()
        return self._built_in.get(name)

    def writer(self, fmt: Format, told: Mapping[str, Value]) -> Format:
        """The format that writes what one is told: itself, or another for a generation of its own."""
        said = {o.name: told.get(o.name, o.default) for o in fmt.options}.get(GENERATION)
        words = (word for word, (name, its, _) in GENERATIONS.items() if (name, its) == (fmt.name, said))
        return next(filter(None, map(self._built_in_format, words)), fmt)

    def likely(self, container: str, path: str, values: Mapping[str, object]) -> list[Format]:
        """The built-in formats of a syntax that may recognise a file, by its place, its name and its keys."""
        owners = self.owners_of_place(container, path)
        names = self._likely.get(container)
        if names is None:
            names = self._likely[container] = [(n, SIGNS.get(n)) for n in READ_IN.get(container, ())]
        asked = (
            name
            for name, signs in names
            if signs is None
            or name in owners
            or not signs.isdisjoint(values)
            or path.endswith(ENDS.get(name, ()))
        )
        return [fmt for fmt in map(self._built_in_format, asked) if fmt is not None]

    def at_home(self, container: str, path: PurePosixPath) -> Format | None:
        """The one built-in format of a syntax at whose place a file lies; no other is imported for that."""
        owners = self.owners_of_place(container, str(path))
        return self._built_in_format(owners.pop()) if len(owners) == 1 else None

    def owners_of_place(self, container: str, path: str) -> set[str]:
        """The names of the built-in formats of a syntax at whose place a file lies; none is imported."""
        folder, _, name = path.rpartition("/")
        rules = self._homes.get((container, folder))
        if rules is None:
            if len(self._homes) >= SIZE:
                self._homes.clear()
            known = ((owner, names_in(folder, PLACES[owner])) for owner in READ_IN.get(container, ()))
            rules = self._homes[container, folder] = [(owner, r) for owner, found in known for r in found]
        return {owner for owner, rule in rules if rule.fullmatch(name)}

    def in_folder_of(self, container: str, path: PurePosixPath) -> Format | None:
        """The one built-in format of a syntax in whose tool's own folder a file lies, wherever there."""
        own = [part for part in path.parts[:-1] if part.startswith(".") and part.strip(".")]
        if not own:
            return None
        head = f"{own[-1]}/"
        names = [n for n in READ_IN.get(container, ()) if any(p.startswith(head) for p in PLACES[n])]
        return self._built_in_format(names[0]) if len(names) == 1 else None

    def keys_of(self, container: str) -> frozenset[str]:
        """All keys that the built-in formats of a syntax know."""
        if container not in self._keys:
            formats = self._reading(container)
            self._keys[container] = frozenset[str]().union(*(f.known_keys for f in formats))
        return self._keys[container]
