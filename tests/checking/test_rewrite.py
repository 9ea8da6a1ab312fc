"""Repaired texts take the place of files that were named, each once, or of none."""

import os
import shutil
from pathlib import Path

import pytest

from agentconv.checking.run import CheckRequest, check
from agentconv.folder import apply
from agentconv.host.registry import Registry
from tests.conftest import FIXTURES

REGISTRY = Registry(plugins=False)
COLON = "---\nname: a\ndescription: Use when: now\ncolor:   red\n---\nBody: stays\n"


def run(*sources: Path):
    return check(CheckRequest(tuple(map(str, sources)), fix=True), REGISTRY)


def test_files_are_repaired_once(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(COLON)
    os.chmod(file, 0o640)
    first = run(tmp_path)
    assert [f.path for f in first.fixed] == [file.as_posix()]
    assert "frontmatter-not-yaml" not in {d.code for d in first.diagnostics}
    assert file.stat().st_mode & 0o777 == 0o640
    text, when = file.read_text(), file.stat().st_mtime_ns
    assert run(tmp_path).fixed == []
    assert (file.read_text(), file.stat().st_mtime_ns) == (text, when)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.md"]


@pytest.mark.parametrize("kind", ["link out", "link in", "folder link", "other name"])
def test_files_behind_links_are_left_alone(tmp_path: Path, kind: str) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    target = (inside if kind == "link in" else outside) / "b.md"
    target.write_text(COLON)
    if kind == "folder link":
        (inside / "sub").symlink_to(outside)
    elif kind == "other name":
        os.link(target, inside / "a.md")
    else:
        (inside / "a.md").symlink_to(target)
    sources = [inside / "sub" / ".." / "sub" / "b.md"] if kind == "folder link" else [inside / "a.md"]
    if kind == "folder link":
        assert run(inside).fixed == []
    else:
        result = run(*sources)
        assert result.fixed == []
        assert "not-fixed" in {d.code for d in result.diagnostics}
    assert target.read_text() == COLON


def test_a_file_that_cannot_be_written_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text(COLON)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(apply.os, "replace", fail)
    result = run(tmp_path)
    assert "unwritable" in {d.code for d in result.diagnostics}
    assert (tmp_path / "a.md").read_text() == COLON
    assert [p.name for p in tmp_path.iterdir()] == ["a.md"]


def test_a_file_that_changed_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from agentconv.checking import rewrite as running

    file = tmp_path / "a.md"
    file.write_text(COLON)
    real = running.repair

    def late(document, registry):
        file.write_text("mine")
        return real(document, registry)

    monkeypatch.setattr(running, "repair", late)
    run(tmp_path)
    assert file.read_text() == "mine"


def test_all_files_of_a_folder(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "claude", tmp_path / "claude")
    assert len(run(tmp_path).fixed) > 10
    assert run(tmp_path).fixed == []
