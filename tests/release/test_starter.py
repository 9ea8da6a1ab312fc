"""The manifest that is written for a folder."""

import shutil
from pathlib import Path

from tests.conftest import FIXTURES
from tests.release.projects import run


def test_init_writes_a_manifest_that_builds(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "examples", tmp_path / "My Agents" / "agents")
    folder = tmp_path / "My Agents"
    assert run("init", cwd=folder).returncode == 0
    assert run("init", cwd=folder).returncode == 1
    assert run("build", cwd=folder).returncode == 0
    assert (folder / "dist" / "my-agents-0.1.0.zip").is_file()
