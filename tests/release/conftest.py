"""The project of the examples, ready to be built."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import FIXTURES
from tests.host.conftest import use
from tests.release.projects import TEXT

__all__ = ["use"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(FIXTURES / "examples", folder / "agents")
    (folder / "agentconv.toml").write_text(TEXT, encoding="utf-8")
    (folder / "LICENSE").write_text("MIT\n", encoding="utf-8")
    return folder
