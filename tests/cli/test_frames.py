"""The line that a finding is about, with a mark below its place."""

from pathlib import Path

import pytest

from agentconv.cli.frames import frame
from agentconv.diagnostics import Diagnostic, Severity


def at(path: Path | str | None, line: int | None, column: int | None) -> list[str]:
    where = None if path is None else str(path)
    return frame(Diagnostic("secret", Severity.ERROR, "m", path=where, line=line, column=column))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("COLUMNS", raising=False)
    path = tmp_path / "a.md"
    path.write_bytes("one\r\ntwo\tx\n\u202etr\n".encode() + b"\xff\n" + b"y" * 300 + b"Z" + b"y" * 300)
    return path


def test_the_mark_stands_below_the_place(file: Path) -> None:
    assert at(file, 1, 2) == ["1 | one", "  |  ^"]
    assert at(file, 2, 5) == ["2 | two x", "  |     ^"]


def test_what_nobody_sees_is_shown_and_nothing_of_it_acts_on_the_screen(file: Path) -> None:
    text, mark = at(file, 3, 2)
    assert "\u202e" not in text
    assert text[mark.index("^")] == "t"
    assert at(file, 4, 1) == ["4 | \ufffd", "  | ^"]


def test_of_a_long_line_the_place_is_shown(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in ("40", "60", "200", ""):
        monkeypatch.setenv("COLUMNS", columns)
        text, mark = at(file, 5, 301)
        assert text[mark.index("^")] == "Z"
        assert len(text) <= int(columns or 120)


@pytest.mark.parametrize(("line", "column"), [(None, 1), (1, None), (0, 1), (99, 1), (1, 99)])
def test_a_place_that_is_not_there(file: Path, line: int | None, column: int | None) -> None:
    assert len(at(file, line, column)) in (0, 2)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (None, "-", "<text>", tmp_path, tmp_path / "none", "/dev/zero", "a\0b"):
        assert at(path, 1, 1) == []


def test_a_file_that_changed_is_read_again(file: Path) -> None:
    assert at(file, 1, 1) == ["1 | one", "  | ^"]
    file.write_text("eins, zwei\n")
    assert at(file, 1, 1) == ["1 | eins, zwei", "  | ^"]
