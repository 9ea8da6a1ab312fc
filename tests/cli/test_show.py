"""What `agentconv show` prints of a bundle, and of some agents of many."""

from pathlib import Path

import pytest

from tests.conftest import FIXTURES
from tests.release.projects import TEXT, run


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    (tmp_path / "agentconv.toml").write_text(TEXT.replace('["agents"]', '["a"]'), "utf-8")
    (tmp_path / "a").mkdir()
    for path in (FIXTURES / "examples").glob("*.md"):
        (tmp_path / "a" / path.name).write_bytes(path.read_bytes())
    assert run("build", cwd=tmp_path).returncode == 0
    return tmp_path / "dist" / "acme-agents-1.4.0.zip"


def test_a_bundle_is_shown_as_a_catalogue(bundle: Path) -> None:
    done = run("show", str(bundle), cwd=bundle.parent)
    lines = done.stdout.decode().splitlines()
    assert lines[:3] == [
        "acme-agents 1.4.0  MIT  by Acme",
        "Agents for Acme",
        "3 agents for claude, openai, prompts",
    ]
    assert "scribe 1.10  for claude, prompts" in lines
    assert lines[lines.index("reviewer") + 1 :][:2] == ["  Reviews, as the manifest says.", "  power: read"]
    assert done.returncode == 0


def test_one_agent_of_a_bundle_is_shown_in_full(bundle: Path) -> None:
    done = run("show", str(bundle), "--agent", "reviewer", cwd=bundle.parent)
    assert done.stdout.startswith(b"reviewer  (agentconv, ")
    assert b"scribe" not in done.stdout
    assert run("show", str(bundle), "--agent", "nobody", cwd=bundle.parent).returncode == 1


def test_a_broken_bundle_has_no_catalogue(bundle: Path) -> None:
    bundle.write_bytes(b"PK")
    done = run("show", str(bundle), cwd=bundle.parent)
    assert done.returncode == 1
    assert done.stdout == b""
    assert b"error[" in done.stderr
