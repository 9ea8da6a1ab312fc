"""The manifest that is written for a folder."""

import json
import shutil
import tomllib
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


def test_where_no_agent_is_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "skills" / "s").mkdir(parents=True)
    (tmp_path / "skills" / "s" / "SKILL.md").write_text(
        "---\nname: s\ndescription: A skill.\n---\nKnow it.\n"
    )
    done = run("init", cwd=tmp_path)
    assert done.returncode == 1
    assert b"no-agents" in done.stderr
    assert b"1 skill" in done.stderr
    assert not (tmp_path / "agentconv.toml").exists()


AGENT = "---\nname: {0}\ndescription: Does {0}.\ntools: Read\n---\nDo the work.\n"


def test_a_collection_is_built_as_it_was_found(tmp_path: Path) -> None:
    for path, text in {
        "plugins/one/agents/a.md": AGENT.format("a"),
        "plugins/one/commands/c.md": "---\ndescription: A command.\n---\nRun $ARGUMENTS.\n",
        "plugins/one/skills/s/SKILL.md": "---\nname: s\ndescription: A skill.\n---\nKnow it.\n",
        "plugins/one/README.md": "# One\n",
        "docs/page.md": "# Page\n",
        "top.md": AGENT.format("top"),
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert run("init", "-t", "claude", cwd=tmp_path).returncode == 0
    manifest = tomllib.loads((tmp_path / "agentconv.toml").read_text("utf-8"))
    assert manifest["sources"] == ["*.md", "plugins"]
    done = run("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (index,) = (tmp_path / "dist").glob("*/manifest.json")
    assert sorted(agent["name"] for agent in json.loads(index.read_text("utf-8"))["agents"]) == ["a", "top"]
