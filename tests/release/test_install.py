"""A project is as it was after uninstalling, and keeps what was edited."""

from pathlib import Path

from tests.release.projects import run


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        p.relative_to(folder).as_posix(): (p.lstat().st_mode, p.read_bytes() if p.is_file() else b"")
        for p in sorted(folder.rglob("*"))
    }


def test_install_and_uninstall_leave_a_project_as_it_was(project: Path, tmp_path: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    bundle = str(project / "dist" / "acme-agents-1.4.0.tar.gz")
    into = tmp_path / "target"
    (into / ".claude" / "empty").mkdir(parents=True)
    (into / ".claude" / "mine.md").write_text("mine\n", encoding="utf-8")
    (into / ".claude" / "mine.md").chmod(0o640)
    before = state(into)
    dry = run("install", bundle, "-t", "claude", "--into", str(into), "--dry-run", cwd=project)
    assert dry.returncode == 0
    assert state(into) == before
    assert run("install", bundle, "-t", "claude", "--into", str(into), cwd=project).returncode == 0
    assert (into / ".claude/agents/reviewer.md").is_file()
    assert (
        run("install", bundle, "-t", "claude", "--into", str(into), "--uninstall", cwd=project).returncode
        == 0
    )
    assert state(into) == before


def test_an_edited_file_is_kept(project: Path, tmp_path: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    bundle, into = str(project / "dist" / "acme-agents-1.4.0.zip"), tmp_path / "target"
    into.mkdir()
    run("install", bundle, "-t", "claude", "--into", str(into), cwd=project)
    edited = into / ".claude/agents/reviewer.md"
    edited.write_text("mine now\n", encoding="utf-8")
    assert b"kept-edited" in run("install", bundle, "-t", "claude", "--into", str(into), cwd=project).stderr
    assert (
        b"kept-edited"
        in run("install", bundle, "-t", "claude", "--into", str(into), "--uninstall", cwd=project).stderr
    )
    assert edited.read_text("utf-8") == "mine now\n"
    assert [p.name for p in into.rglob("*.md")] == ["reviewer.md"]
    assert (
        b"it has claude, openai, prompts"
        in run("install", bundle, "-t", "agentconv", "--into", str(into), cwd=project).stderr
    )
