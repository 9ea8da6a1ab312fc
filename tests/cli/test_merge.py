"""The command for git: what it tells git when it cannot do its work."""

import errno
import shutil
from pathlib import Path

import pytest

from agentconv.cli.merge import NO_MERGE, command
from agentconv.folder import apply

THREE = Path(__file__).parents[1] / "commands" / "files" / "three"


def test_a_result_that_cannot_be_written_is_no_merge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else git would take the unchanged %A for the result, and theirs would be lost in silence."""
    ours = Path(shutil.copy(THREE / "ours.md", tmp_path))
    before = ours.read_bytes()

    def full(place: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(apply, "write_file", full)
    with pytest.raises(SystemExit) as ended:
        command.main(["--git-driver", str(THREE / "base.md"), str(ours), str(THREE / "theirs.md"), "a.md"])
    assert ended.value.code == NO_MERGE
    assert "error[unwritable]: cannot be written: No space left on device" in capsys.readouterr().err
    assert ours.read_bytes() == before
