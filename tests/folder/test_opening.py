"""Only regular files inside the folder that was given are opened."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.folder.exports import ONE, codes, run


def test_a_link_out_of_the_source_folder_is_refused(source: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(ONE.replace("one", "secret"))
    (source / "link.md").symlink_to(tmp_path / "secret.md")
    assert "link-outside" in codes(run(source, out))
    assert not out.exists()


@pytest.mark.parametrize("make", [os.mkfifo, lambda p: Path(p).symlink_to("/dev/zero")])
def test_a_pipe_or_device_is_refused_unread(
    source: Path, out: Path, make: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    make(str(source / "odd.md"))
    got: list[bytes] = []
    read = os.read

    def reading(handle: int, size: int) -> bytes:
        got.append(read(handle, size))
        return got[-1]

    monkeypatch.setattr(os, "read", reading)
    assert codes(run(source, out)) & {"not-a-file", "link-outside"}
    assert 0 < len(b"".join(got)) < 1_000  # the files beside it
