"""Lines of a cache: found by key, kept in order, and never in the way."""

import os
from pathlib import Path

from agentconv.folder import lines
from agentconv.folder.lines import Lines

A, B, C = ("a" * 32, "b" * 32, "c" * 32)


def test_lines_come_back(tmp_path: Path) -> None:
    place = tmp_path / "x" / "some.lines"
    first = Lines(place)
    first.keep(A, b"one")
    first.keep(B, b"two")
    first.save()
    second = Lines(place)
    assert (second.get(A), second.get(B), second.get(C)) == (b"one", b"two", None)


def test_only_what_a_run_kept_is_in_the_next(tmp_path: Path) -> None:
    place = tmp_path / "some.lines"
    first = Lines(place)
    for key in (A, B):
        first.keep(key, key[:1].encode())
    first.save()
    second = Lines(place)
    second.keep(B)
    second.keep(C, b"new")
    second.save()
    third = Lines(place)
    assert (third.get(A), third.get(B), third.get(C)) == (None, b"b", b"new")
    third.keep(B)
    third.save()
    assert Lines(place).get(C) is None


def test_a_run_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    place = tmp_path / "some.lines"
    first = Lines(place)
    first.keep(A, b"one")
    first.save()
    inode = place.stat().st_ino
    os.utime(place, (1, 1))
    second = Lines(place)
    second.keep(A)
    second.save()
    assert place.stat().st_ino == inode
    assert place.stat().st_mtime > 1  # in use


def test_old_files_go(tmp_path: Path) -> None:
    (tmp_path / "old.lines").write_bytes(b"")
    os.utime(tmp_path / "old.lines", (1, 1))
    first = Lines(tmp_path / "new.lines")
    first.keep(A, b"one")
    first.save()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["CACHEDIR.TAG", "new.lines"]


def test_a_dropped_file_leaves_the_old_one(tmp_path: Path) -> None:
    place = tmp_path / "some.lines"
    first = Lines(place)
    first.keep(A, b"one")
    first.save()
    second = Lines(place)
    second.keep(B, b"two")
    second.drop()
    assert Lines(place).get(A) == b"one"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["CACHEDIR.TAG", "some.lines"]


def test_the_folder_is_the_users(monkeypatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(lines.sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert lines.cache_folder() == tmp_path / "agentconv"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert lines.cache_folder() == tmp_path / ".cache" / "agentconv"
