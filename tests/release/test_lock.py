"""The lock pins what a build depends on and gives."""

from pathlib import Path

from agentconv.release.lock import Lock
from tests.release.projects import run


def test_the_lock_pins_inputs_and_outputs(project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    assert run("build", "--locked", cwd=project).returncode == 0
    path = project / "agents" / "reviewer.md"
    path.write_text(path.read_text("utf-8") + "\nMore.\n", encoding="utf-8")
    done = run("build", "--locked", cwd=project)
    assert done.returncode == 1
    assert b"lock-changed" in done.stderr
    assert b"inputs: agents/reviewer.md" in done.stderr
    assert done.stderr.count(b"error[lock-changed]") == 2
    assert b"more that follow from it" in done.stderr
    assert b"build without --locked to renew the lock" in done.stderr


def test_line_endings_alone_are_named(project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    for path in (project / "agents").iterdir():
        data = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        path.write_bytes(data)
    done = run("build", "--locked", cwd=project)
    assert done.returncode == 1
    assert b"only the line endings differ of agents/" in done.stderr
    assert b"eol=lf" in done.stderr


def test_what_comes_out_is_listed_when_nothing_that_went_in_explains_it() -> None:
    old = Lock({"inputs": {"a": "1"}, "outputs": {"b": "1", "c": "1"}})
    new = Lock({"inputs": {"a": "1"}, "outputs": {"b": "2", "c": "2"}})
    assert list(old.differences(new)) == ["outputs: b: 1 is locked, now 2", "outputs: c: 1 is locked, now 2"]
    assert list(old.differences(old)) == []
