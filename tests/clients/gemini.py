"""Ask Gemini CLI of agents and extensions: the product's own code, and what only tests ask."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from agentconv.proving import gemini
from agentconv.proving.node_asked import asked
from tests.clients import common
from tests.clients.common import Answer, Loaded, installed

HERE = Path(__file__).parent


def missing() -> str | None:
    """Why the client cannot be asked; None = it can."""
    return common.missing("gemini")


def package() -> Path:
    """The folder of the client's package."""
    found = installed("gemini").package
    assert found is not None
    return found


def load(project: Path, home: Path) -> Answer:
    return gemini.load(installed("gemini"), project, home)


def of_extension(extension: Path, home: Path) -> Answer:
    """What the client loads from the folder of an extension: names alone."""
    said = asked(installed("gemini"), HERE / "gemini_extension.mjs", extension, home)
    return Answer({name: Loaded(name) for name in said["agents"]}, tuple(said["errors"]))


def skills_of_extensions(
    extensions: Iterable[Path], project: Path, home: Path
) -> tuple[list[str], list[str]]:
    """The names of the skills that the client has of several extensions, and what it says of them."""
    script = HERE / "gemini_extensions.mjs"
    said = asked(installed("gemini"), script, project, home, *map(str, extensions))
    return said["skills"], said["errors"]
