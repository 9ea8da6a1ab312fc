"""A bundle that is whole is a source like any folder; one that is not is none."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from agentconv.bundle import archive, contents
from tests.bundle.hostile import hostile
from tests.release.projects import STEM, TEXT, run


@pytest.mark.parametrize("name", [STEM, f"{STEM}.zip", f"{STEM}.tar.gz"])
def test_a_bundle_is_a_source(name: str, project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    bundle = f"dist/{name}"
    done = run("show", bundle, "--agent", "reviewer", cwd=project)
    assert done.returncode == 0, done.stderr
    assert f"reviewer  (agentconv, {bundle}/agents/reviewer.json)".encode() in done.stdout
    assert b"Reviews, as the manifest says." in done.stdout
    assert run("export", bundle, "-t", "codex", "-o", "there", cwd=project).returncode == 0
    assert len(list((project / "there").rglob("*.toml"))) == 3
    assert run("export", bundle, "-t", "codex", "-o", "there", "--check", cwd=project).returncode == 0
    assert run("diff", bundle, f"dist/{STEM}", cwd=project).returncode == 0
    assert b"description" in run("diff", "agents/reviewer.md", bundle, cwd=project).stdout
    assert run("diff", "agents", bundle, cwd=project).returncode == 1
    part = f"dist/{STEM}-openai.zip"
    assert run("export", part, "-t", "codex", "-o", "there", cwd=project).returncode == 0


def test_what_a_newer_bundle_lacks_is_removed(project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    bundle = project / "dist" / f"{STEM}.zip"
    shutil.copy(bundle, project / "bundle.zip")
    assert run("export", "bundle.zip", "-t", "codex", "-o", "there", cwd=project).returncode == 0
    text = TEXT.replace('exclude = ["scribe"]\n', "")
    (project / "agentconv.toml").write_text(text + "\n[agents.scribe]\nskip = true\n", encoding="utf-8")
    assert run("build", cwd=project).returncode == 0
    shutil.copy(bundle, project / "bundle.zip")
    assert run("export", "bundle.zip", "-t", "codex", "-o", "there", cwd=project).returncode == 0
    assert {p.stem for p in (project / "there").rglob("*.toml")} == {"release-pilot", "reviewer"}


@pytest.mark.parametrize("name", ["leads out", "link", "bomb", "half", "tar link", "no archive"])
def test_a_hostile_bundle_is_no_source(name: str, tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(hostile(name))
    done = run("export", "bundle.zip", "-t", "codex", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert b"bundle.zip: error[" in done.stderr
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_edited_bundle_is_no_source(project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    path = project / "dist" / STEM / "agents" / "reviewer.json"
    path.write_text(path.read_text("utf-8").replace("Reviews", "Deletes"), encoding="utf-8")
    done = run("show", f"dist/{STEM}", cwd=project)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"error[hash-mismatch]: 'agents/reviewer.json'" in done.stderr


def test_a_bundle_that_names_a_file_it_lacks_is_told(tmp_path: Path) -> None:
    agent = {"name": "a", "neutral": "agents/a.json", "targets": {}}
    facts: Any = {"name": "a", "bundle_version": "1", "targets": [], "agents": [agent]}
    entries = contents.finished(facts, {"x.md": b"text\n"})
    (tmp_path / "a.zip").write_bytes(archive.zip_bytes({f"a-1/{p}": d for p, d in entries.items()}))
    done = run("show", "a.zip", "--json", cwd=tmp_path)
    assert done.returncode == 1
    assert b"a.zip: error[unlisted]" in done.stderr
