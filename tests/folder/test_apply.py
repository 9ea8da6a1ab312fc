"""All or nothing: with bad input, after a failure or a kill, and with many runs at once."""

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from agentconv.folder import apply, record
from tests import processes
from tests.folder.exports import FILE, ONE, codes, run, tree

# failures


def test_bad_input_leaves_the_folder_as_it_was(source: Path, out: Path) -> None:
    run(source, out)
    before = tree(out)
    (source / "one.md").write_text(ONE + "changed\n")
    (source / "three.md").write_text("---\nname: [x]\n---\n")
    (source / "four.md").write_text("---\nname: a\nname: b\n---\n")
    result = run(source, out)
    assert {d.code for d in result.diagnostics if d.severity == "error"} == {"wrong-type", "duplicate-key"}
    assert tree(out) == before


def test_skip_bad_writes_the_rest(source: Path, out: Path) -> None:
    (source / "three.md").write_text("---\nname: [x]\n---\n")
    result = run(source, out, skip_bad=True)
    assert not result.ok
    assert (out / FILE).exists()


def test_strict_takes_warnings_for_errors_and_writes_nothing(source: Path, out: Path) -> None:
    assert not run(source, out, strict=True).ok
    assert not out.exists()


class Fails:
    """Lets a function fail at its n-th call."""

    def __init__(self, function: Callable[..., object], at: int) -> None:
        self.function, self.left = function, at

    def __call__(self, *args: object, **kwargs: object) -> object:
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(args[0]))
        return self.function(*args, **kwargs)


@pytest.mark.parametrize("name", ["open", "replace", "fsync", "chmod"])
@pytest.mark.parametrize("at", range(1, 8))
def test_a_failure_anywhere_puts_everything_back(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch, name: str, at: int
) -> None:
    run(source, out)
    (source / "one.md").write_text(ONE + "changed\n")
    (source / "two.md").unlink()
    (source / "new.md").write_text(ONE.replace("one", "new"))
    before = tree(out)
    fails = Fails(getattr(os, name), at)
    monkeypatch.setattr(apply.os, name, fails)
    result = run(source, out)
    monkeypatch.undo()
    if fails.left > 0:
        assert result.ok
        return
    if "unwritable" in codes(result):
        assert tree(out) == before
    run(source, out)
    assert sorted(p for p in tree(out) if not p.startswith(".")) == [
        "openai/assistants/new.json",
        "openai/assistants/one.json",
    ]


KILLER = """
import os, signal, sys
from pathlib import Path
from agentconv.folder import apply
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
left = int(sys.argv[1])
def counted(function):
    def call(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call
for name in ("open", "replace", "unlink"):
    setattr(apply.os, name, counted(getattr(os, name)))
export(ExportRequest((sys.argv[2],), ("openai", "prompts"), Path(sys.argv[3])), Registry())
"""


@pytest.mark.parametrize("at", range(1, 20))
def test_after_a_kill_every_file_is_whole_and_the_next_run_finishes(
    source: Path, out: Path, tmp_path: Path, at: int
) -> None:
    targets = ("openai", "prompts")
    run(source, out, targets=targets)
    old = tree(out)
    (source / "one.md").write_text(ONE + "changed\n")
    (source / "two.md").unlink()
    (source / "new.md").write_text(ONE.replace("one", "new"))
    run(source, tmp_path / "fresh", targets=targets)
    new = tree(tmp_path / "fresh")
    done = processes.python(KILLER, str(at), str(source), str(out))
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    for path, data in tree(out).items():
        if path != record.NAME and ".tmp" not in path:
            assert data in (old.get(path), new.get(path)), path
    (source / "one.md").write_text(ONE + "changed again\n")
    assert run(source, out, targets=targets).ok
    run(source, tmp_path / "again", targets=targets)
    assert tree(out) == tree(tmp_path / "again")


def test_many_runs_at_once_in_one_folder(source: Path, out: Path, tmp_path: Path) -> None:
    for index in range(20):
        (source / f"more-{index}.md").write_text(ONE.replace("one", f"more-{index}"))
    words = ("-m", "agentconv", "export", str(source), "-t", "openai", "-o", str(out))
    runs = [processes.start(words) for _ in range(6)]
    for done in [one.finished() for one in runs]:
        assert done.returncode in (0, 1), done.stderr
        assert b"Traceback" not in done.stderr
    run(source, out)
    run(source, tmp_path / "fresh")
    assert tree(out) == tree(tmp_path / "fresh")
