"""What a package says of itself, and what is said of several together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from agentconv.frozen import frozen
from agentconv.model.agent import Value
from agentconv.model.frozen import empty, freeze_fields


@frozen
class Package:
    """What a package says of itself, whatever tool its manifest is written for."""

    name: str
    version: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    license: str | None = None
    homepage: str | None = None
    keywords: tuple[str, ...] = ()
    repository: str | None = None
    category: str | None = None
    display_name: str | None = None
    contacts: Mapping[str, Mapping[str, str]] = field(default_factory=empty)
    """Author -> where one is reached: `email` and `url`."""
    extensions: Mapping[str, Mapping[str, Value]] = field(default_factory=empty)
    """What no field covers, under the name of the format that it came from."""

    def __post_init__(self) -> None:
        freeze_fields(self, "contacts", "extensions")


@frozen
class Collection:
    """Several packages together, as a list of them says it."""

    about: Package
    """What is said of all: name, version, description, authors."""
    packages: tuple[Package, ...] = ()
