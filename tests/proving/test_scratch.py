"""Scratch folders are gone when their block is left, whatever happened in it."""

import stat
from pathlib import Path

import pytest

from agentconv.proving import scratch


def test_a_folder_is_gone_after_its_block() -> None:
    with scratch.folder() as place:
        scratch.put(place, {"a/b.md": b"x"})
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert not place.exists()


def test_also_after_an_interrupt() -> None:
    seen: list[Path] = []

    def interrupted() -> None:
        with scratch.folder() as place:
            seen.append(place)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not seen[0].exists()


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert scratch.text_of(tmp_path / "none") == ""
    scratch.put(tmp_path, {"a": b"\xff"})
    assert scratch.text_of(tmp_path / "a") == "\ufffd"


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/x"])
def test_nothing_is_written_outside(path: str, tmp_path: Path) -> None:
    with scratch.folder() as place, pytest.raises(ValueError, match="leads out"):
        scratch.put(place / "project", {path: b""})
