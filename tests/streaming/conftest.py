"""A folder of agents, and a folder to write to."""

from pathlib import Path

import pytest


def agent(name: str, more: str = "", body: str = "Do the work.\n") -> str:
    return f"---\nname: {name}\ndescription: Does {name}.\n{more}---\n{body}"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "agents"
    folder.mkdir()
    for index in range(6):
        (folder / f"a{index}.md").write_text(agent(f"a{index}", "tools: Read, Bash\nmodel: opus\n"))
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"
