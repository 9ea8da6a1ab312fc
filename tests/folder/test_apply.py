"""Writing: all or nothing, only what agentconv owns, nothing outside the output folder."""

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agentconv.export import ExportRequest, ExportResult, export
from agentconv.folder import apply, record
from agentconv.host.registry import Registry

ONE = "---\nname: one\ndescription: First.\n---\nFirst body.\n"
TWO = "---\nname: two\ndescription: Second.\n---\nSecond body.\n"
FILE = "openai/assistants/one.json"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "agents"
    folder.mkdir()
    (folder / "one.md").write_text(ONE)
    (folder / "two.md").write_text(TWO)
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def run(source: Path, out: Path, **more: object) -> ExportResult:
    values: dict[str, object] = {"sources": (str(source),), "targets": ("openai",), "out": out, **more}
    return export(ExportRequest(**values), Registry())  # type: ignore[arg-type]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def codes(result: ExportResult) -> set[str]:
    return {d.code for d in result.diagnostics}


def test_a_second_run_changes_nothing(source: Path, out: Path) -> None:
    run(source, out)
    before, times = tree(out), {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    result = run(source, out)
    assert result.plan is not None
    assert (result.plan.write, len(result.plan.unchanged)) == ([], 2)
    assert tree(out) == before
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*")} == times


def test_an_edited_file_is_kept_and_reported(source: Path, out: Path) -> None:
    run(source, out)
    (out / FILE).write_text("mine")
    result = run(source, out)
    assert (out / FILE).read_text() == "mine"
    assert "kept-edited" in codes(result)
    run(source, out, force=True)
    assert json.loads((out / FILE).read_text())["name"] == "one"


def test_a_file_of_somebody_else_is_kept(source: Path, out: Path) -> None:
    (out / FILE).parent.mkdir(parents=True)
    (out / FILE).write_text("theirs")
    result = run(source, out)
    assert (out / FILE).read_text() == "theirs"
    assert "kept-foreign" in codes(result)
    assert (out / "openai/assistants/two.json").exists()


def test_an_equal_file_of_somebody_else_is_adopted(source: Path, out: Path, tmp_path: Path) -> None:
    run(source, tmp_path / "other")
    (out / FILE).parent.mkdir(parents=True)
    (out / FILE).write_bytes((tmp_path / "other" / FILE).read_bytes())
    result = run(source, out)
    assert not codes(result) & {"kept-foreign", "kept-edited"}


def test_the_output_of_a_removed_source_goes(source: Path, out: Path) -> None:
    run(source, out)
    (source / "one.md").unlink()
    run(source, out)
    assert [p for p in tree(out) if p.endswith("one.json")] == []
    assert FILE not in json.loads((out / record.NAME).read_text())["files"]


def test_the_output_of_a_renamed_agent_goes(source: Path, out: Path) -> None:
    run(source, out)
    (source / "one.md").write_text(ONE.replace("name: one", "name: uno"))
    run(source, out)
    assert sorted(p for p in tree(out) if p.startswith("openai")) == [
        "openai/assistants/two.json",
        "openai/assistants/uno.json",
    ]


def test_an_edited_output_of_a_removed_source_stays(source: Path, out: Path) -> None:
    run(source, out)
    (out / FILE).write_text("mine")
    (source / "one.md").unlink()
    assert "kept-edited" in codes(run(source, out))
    assert (out / FILE).read_text() == "mine"


def test_outputs_of_other_sources_and_targets_stay(source: Path, out: Path) -> None:
    run(source / "one.md", out)
    run(source / "two.md", out)
    run(source, out, targets=("prompts",))
    assert (out / FILE).exists()
    assert (out / "openai/assistants/two.json").exists()


def test_check_and_dry_runs_write_nothing(source: Path, out: Path) -> None:
    assert run(source, out, check=True).stale
    assert run(source, out, dry=True).plan is not None
    assert not out.exists()
    run(source, out)
    assert run(source, out, check=True).ok
    (source / "one.md").write_text(ONE + "more\n")
    before = tree(out)
    assert run(source, out, check=True).stale
    assert tree(out) == before


def test_export_into_the_source_folder_is_stable(source: Path) -> None:
    for target in ("claude", "openai", "prompts", "agentconv"):
        run(source, source, targets=(target,))
    before = tree(source)
    for target in ("claude", "openai", "prompts", "agentconv"):
        assert run(source, source, targets=(target,)).ok
    assert tree(source) == before


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


# links and odd files


def test_a_link_in_the_output_folder_is_not_followed(source: Path, out: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    out.mkdir()
    (out / "openai").symlink_to(outside)
    result = run(source, out)
    assert "unwritable" in codes(result)
    assert list(outside.iterdir()) == []


def test_a_linked_file_is_kept_and_its_target_untouched(source: Path, out: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (out / FILE).parent.mkdir(parents=True)
    (out / FILE).symlink_to(victim)
    assert "kept-foreign" in codes(run(source, out))
    run(source, out, force=True)
    assert victim.read_text() == "precious"
    assert not (out / FILE).is_symlink()


@pytest.mark.parametrize("place", ["", "openai", "openai/assistants/one.json"])
def test_what_is_in_the_way_is_an_error(source: Path, out: Path, place: str) -> None:
    if place.endswith(".json"):
        (out / place).mkdir(parents=True)
    else:
        (out / place).parent.mkdir(parents=True, exist_ok=True)
        (out / place).write_text("x")
    before = tree(out) if out.is_dir() else out.read_text()
    assert "unwritable" in codes(run(source, out))
    assert (tree(out) if out.is_dir() else out.read_text()) == before


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


def test_a_broken_record_stops_the_run(source: Path, out: Path) -> None:
    run(source, out)
    (out / record.NAME).write_text("{")
    before = tree(out)
    assert "record-broken" in codes(run(source, out))
    assert tree(out) == before


# failures


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
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(at), str(source), str(out)], capture_output=True, check=False
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    for path, data in tree(out).items():
        if path != record.NAME and not path.endswith(".tmp"):
            assert data in (old.get(path), new.get(path)), path
    (source / "one.md").write_text(ONE + "changed again\n")
    assert run(source, out, targets=targets).ok
    run(source, tmp_path / "again", targets=targets)
    assert tree(out) == tree(tmp_path / "again")


def test_many_runs_at_once_in_one_folder(source: Path, out: Path, tmp_path: Path) -> None:
    for index in range(20):
        (source / f"more-{index}.md").write_text(ONE.replace("one", f"more-{index}"))
    command = [sys.executable, "-m", "agentconv", "export", str(source), "-t", "openai", "-o", str(out)]
    runs = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(6)]
    for one in runs:
        _, err = one.communicate(timeout=60)
        assert one.returncode in (0, 1), err
        assert b"Traceback" not in err
    run(source, out)
    run(source, tmp_path / "fresh")
    assert tree(out) == tree(tmp_path / "fresh")
