"""Files and texts that cannot be read: each gives an error that says where, and nothing is raised."""

from pathlib import Path

import pytest

from agentconv.api import read
from agentconv.text.source import MAX_BYTES

BAD_BYTES = [
    (b"\xff\xfe-\x00-\x00", (1, 1), "UTF-16"),
    (b"---\nname: \xe9\n---\n", (2, 7), "save the file as UTF-8"),
]


@pytest.mark.parametrize(("data", "place", "hint"), BAD_BYTES)
def test_the_first_byte_that_is_not_utf_8_is_placed(
    data: bytes, place: tuple[int, int], hint: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    (found,) = read(path).diagnostics
    assert (found.code, (found.line, found.column)) == ("not-utf8", place)
    assert hint in (found.hint or "")


@pytest.mark.parametrize(
    ("data", "code"),
    [(data, "not-utf8") for data, *_ in BAD_BYTES] + [(b"x" * (MAX_BYTES + 1), "file-too-large")],
    ids=["utf-16", "latin-1", "large"],
)
def test_bytes_that_are_no_text_give_a_finding(data: bytes, code: str) -> None:
    result = read(data)
    assert [(d.code, d.path) for d in result.diagnostics] == [(code, "<text>")]
    assert not result.ok
    assert result.documents == ()
