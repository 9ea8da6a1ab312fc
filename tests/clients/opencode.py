"""Ask OpenCode and Kilo Code: the product's own code, and what only tests ask."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from agentconv.proving import opencode
from agentconv.proving.opencode import Served
from tests.clients import common
from tests.clients.common import Answer, installed
from tests.conftest import NIGHTLY

OPENCODES = ("opencode", "kilo") if NIGHTLY else ("opencode",)
"""Who is asked how the code reads that both have in common; Kilo's starts cost twice as much as OpenCode's."""


def missing(name: str = "opencode") -> str | None:
    """Why the program cannot be asked; None when it can."""
    return common.missing(name)


def load(project: Path, home: Path, name: str = "opencode") -> Answer:
    return opencode.load(installed(name), project, home)


def served(home: Path, folder: Path, name: str = "opencode") -> AbstractContextManager[Served]:
    """The program as a server on this machine, within a `with` block."""
    return opencode.served(installed(name), home, folder)


def config(project: Path, home: Path, name: str = "opencode") -> dict[str, Any]:
    """The settings of a project, as the program has them; it is asked for them in its own words."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(project, copy)
        with served(home, Path(folder), name) as server:
            answer, error = server.get("/config", copy)
    assert error is None, error
    return dict(answer)
