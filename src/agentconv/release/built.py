"""What a build is: a bundle, whole and in parts, in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from agentconv.bundle.contents import digest
from agentconv.folder.planned import Made
from agentconv.frozen import slotted
from agentconv.kit.document import Document
from agentconv.model.package import Package
from agentconv.reading.components import Wanted
from agentconv.reading.left import Left
from agentconv.release.filters import Filters
from agentconv.release.lock import Lock
from agentconv.release.manifest import Manifest
from agentconv.writing.convert import Conversion


class Archives(Mapping[str, bytes]):
    """The archives of a bundle by file name, each made anew when it is asked for.

    Together they are several times as large as the bundle itself, and are needed one after the other.
    """

    def __init__(self) -> None:
        self.made: dict[str, Made] = {}

    def add(self, name: str, make: Callable[[], bytes]) -> None:
        """Take an archive; it is made once to know its size and digest."""
        data = make()
        self.made[name] = Made(make, digest(data), len(data))

    def __getitem__(self, name: str) -> bytes:
        return self.made[name].read()

    def __iter__(self) -> Iterator[str]:
        return iter(self.made)

    def __len__(self) -> int:
        return len(self.made)


@slotted
class Built:
    """A bundle, whole and in parts."""

    manifest: Manifest
    facts: dict[str, Any] = field(default_factory=dict)
    """What `manifest.json` says, its list of files aside."""
    entries: dict[str, bytes] = field(default_factory=dict)
    """The whole bundle's files."""
    archives: Archives = field(default_factory=Archives)
    """File name -> content."""
    beside: dict[str, bytes] = field(default_factory=dict)
    """What lies beside the archives: the report, the bill of materials, the provenance."""
    conversions: list[Conversion] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    packages: dict[str, Package] = field(default_factory=dict)
    """What the packages of the agents say of themselves, by name."""
    components: list[Wanted] = field(default_factory=list)
    """The skills and so on that go along."""
    files: dict[str, str] = field(default_factory=dict)
    """The files that options of targets name, relative to the manifest -> their SHA-256."""
    filters: Filters = field(default_factory=Filters)
    """What changed the agents before they were written."""
    lock: Lock = field(default_factory=Lock)
    skipped: list[Left] = field(default_factory=list)
    folder: Path = field(default_factory=Path)
    """The manifest's, to which the paths on the page are relative."""

    @property
    def stem(self) -> str:
        """`name-version`."""
        return f"{self.manifest.name}-{self.manifest.version}"
