"""The lock pins what a build depends on and gives."""

from pathlib import Path

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
