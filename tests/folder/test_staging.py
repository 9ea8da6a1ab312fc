"""Contents wait aside, and what is there already is not written again."""

import errno
import os
import pickle
from hashlib import sha256
from pathlib import Path

import pytest

from agentconv.folder import staging
from agentconv.folder.staging import Stage, There, look, staged, write_new


def test_a_content_waits_in_the_folder_and_goes_with_it(tmp_path: Path) -> None:
    with staged(tmp_path, "wait") as stage:
        made = stage.put("x/a.md", "text")
        assert made.file is not None
        assert Path(made.file).read_text() == "text"
        assert (made.sha256, made.seen) == (sha256(b"text").hexdigest(), None)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_written_again(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    with staged(tmp_path, "wait") as stage:
        made = stage.put("a.md", "text")
        assert (made.file, made.seen) == (None, made.sha256)
        assert list((tmp_path / "wait").iterdir()) == []


def test_a_dry_run_holds_only_what_differs(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    stage = Stage(str(tmp_path), keep=True)
    assert stage.put("a.md", "text").data is None
    assert stage.put("a.md", "other").read() == b"other"
    assert Stage(str(tmp_path)).put("a.md", "other").data is None


def test_after_a_failure_nothing_more_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int, data: object) -> int:
        raise OSError(errno.ENOSPC, "no space")

    with staged(tmp_path, "wait") as stage:
        monkeypatch.setattr(staging.os, "write", full)
        stage.put("a.md", "text")
        monkeypatch.undo()
        assert stage.failed is not None
        stage.put("b.md", "text")
        assert list((tmp_path / "wait").iterdir()) == []


def test_a_stage_goes_to_another_process(tmp_path: Path) -> None:
    with staged(tmp_path, "wait") as stage:
        copy = pickle.loads(pickle.dumps(stage))  # noqa: S301
        assert (copy.out, copy.folder, copy.keep, copy.failed) == (stage.out, stage.folder, False, None)


def test_what_is_at_a_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")
    found = {name: look(tmp_path / name) for name in ("file", "folder", "link", "pipe", "nothing")}
    assert found == {
        "file": sha256(b"x").hexdigest(),
        "folder": There.FOLDER,
        "link": There.LINK,
        "pipe": There.LINK,
        "nothing": None,
    }


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "aim")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "link", b"x")
    assert not (tmp_path / "aim").exists()
