"""The command for git: what it tells git when it cannot do its work."""

import errno
import shutil
from pathlib import Path

import click
import pytest

from agentconv.cli.merge import NO_MERGE, DriverCall, _call, command
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


@pytest.mark.parametrize(
    ("words", "shown", "labels", "size"),
    [
        ("o a b", "a", ("", "", ""), None),
        ("o a b p.md", "p.md", ("", "", ""), None),
        ("o a b p.md 9", "p.md", ("", "", ""), 9),
        ("o a b 9 p.md", "p.md", ("", "", ""), 9),
        ("o a b 9", "a", ("", "", ""), 9),
        ("o a b p.md 7 1a2b HEAD side", "p.md", ("HEAD", "1a2b", "side"), 7),
        ("o a b 7 p.md 1a2b HEAD side", "p.md", ("HEAD", "1a2b", "side"), 7),
        ("o a b p.md 1a2b HEAD side", "p.md", ("HEAD", "1a2b", "side"), None),
    ],
)
def test_what_git_hands_over(words: str, shown: str, labels: tuple[str, ...], size: int | None) -> None:
    assert _call(tuple(words.split())) == DriverCall(("o", "a", "b"), shown, labels, size)


@pytest.mark.parametrize("words", ["o a", "o a b p.md 7 x", "o a b p.md 7 x y z more"])
def test_what_git_does_not_hand_over(words: str) -> None:
    with pytest.raises(click.UsageError, match="--git-driver takes"):
        _call(tuple(words.split()))


def test_conflicts_look_as_they_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(THREE / name) for name in ("base.md", "ours.md", "conflict.md")]
    more = ["--conflict-style", "zdiff3", "--marker-size", "9", "-L", "mine", "-L", "was"]
    with pytest.raises(SystemExit) as ended:
        command.main(["--base", *files, *more])
    assert ended.value.code == 1
    shown = (
        f"{'<' * 9} mine\n- Note the ships and their flags.\n{'|' * 9} was\n- Note the ships.\n{'=' * 9}\n"
    )
    assert f"{shown}- Count the ships.\n{'>' * 9} theirs\n" in capsys.readouterr().out
