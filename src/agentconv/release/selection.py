"""Which agents of a bundle lie in a project, where somebody wants some of them alone."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from agentconv.bundle import contents
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem, UsageError
from agentconv.folder.opening import read_bytes
from agentconv.folder.record import Record, owner_of
from agentconv.frozen import frozen
from agentconv.kit.format import Format
from agentconv.reading.read import read_as
from agentconv.text.source import Source, decode


@frozen
class Selection:
    """The agents of a bundle for one target."""

    index: Mapping[str, Any]
    target: str
    format: Format
    place: Callable[[str], str]
    """Where a file of the target lies in a project."""

    def files(self) -> dict[str, list[str]]:
        """Agent -> its files, as they lie in a project."""
        prefix = f"{contents.TARGETS}/{self.target}/"
        return {
            item["name"]: [self.place(path.removeprefix(prefix)) for path in found["files"]]
            for item in self.index["agents"]
            if (found := item["targets"].get(self.target)) is not None
        }

    def check(self, names: Iterable[str]) -> None:
        """Raise `UsageError` for an agent that the target has not."""
        known = self.files()
        for name in names:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"did you mean {near[0]!r}?" if near else "`agentconv list` names those of a bundle"
                raise UsageError(f"the bundle has no agent {name!r} for {self.target}; {hint}")

    def there(self, known: Record, folder: Path) -> set[str]:
        """The agents that the bundle brought into a folder, as the record of it says.

        One that has no file to itself is there when a file of several, which the bundle brought, holds it.
        """
        owner, files = owner_of(self.index["name"], self.target), self.files()
        users = Counter(path for paths in files.values() for path in paths)
        ours = {path for path in users if path in known.files and known.files[path].target == owner}
        found = {name for path in ours if users[path] > 1 for name in self._in_file(folder / path)}
        for name, paths in files.items():
            alone = [path for path in paths if users[path] == 1]
            if alone:
                found.discard(name)
            if not ours.isdisjoint(alone):
                found.add(name)
        return found & files.keys()

    def _in_file(self, path: Path) -> set[str]:
        """The agents that a file holds; none where it cannot be read."""
        with suppress(Problem, NotAnAgent, UsageError):
            source = Source(path.as_posix(), decode(read_bytes(path, path)))
            return {document.agent.name for document in read_as(self.format, source, Report())}
        return set()
