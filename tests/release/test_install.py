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


def names_in(folder: Path) -> list[str]:
    return sorted(p.stem for p in folder.rglob("*.md"))


def test_some_of_many_agents_are_put_in_and_taken_out(project: Path, tmp_path: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    bundle, into = str(project / "dist" / "acme-agents-1.4.0.zip"), tmp_path / "target"
    into.mkdir()

    def install(*words: str) -> int:
        return run("install", bundle, "-t", "claude", "--into", str(into), *words, cwd=project).returncode

    assert install("--agent", "reviewer") == 0
    assert names_in(into) == ["reviewer"]
    assert install("--agent", "scribe") == 0  # beside what is there
    assert names_in(into) == ["reviewer", "scribe"]
    assert install("--agent", "reviewer", "--uninstall") == 0
    assert names_in(into) == ["scribe"]
    assert install() == 0
    assert {"reviewer", "scribe"} < {*names_in(into)}
    assert install("--uninstall") == 0
    assert not [*into.iterdir()]


def test_an_agent_of_a_file_of_several_is_put_in_by_itself(project: Path, tmp_path: Path) -> None:
    manifest = project / "agentconv.toml"
    text = manifest.read_text("utf-8").replace("[targets.prompts]", "[targets.prompts]\n[targets.roo]")
    manifest.write_text(text.replace("allow-wider", "#"), "utf-8")
    done = run("build", "-t", "roo", cwd=project)
    assert done.returncode == 0, done.stderr
    bundle, into = str(project / "dist" / "acme-agents-1.4.0.zip"), tmp_path / "target"
    into.mkdir()

    def install(*words: str) -> str:
        done = run("install", bundle, "-t", "roo", "--into", str(into), *words, cwd=project)
        assert done.returncode == 0, done.stderr
        return "".join(p.read_text("utf-8") for p in into.glob(".roomodes"))

    only = install("--agent", "reviewer")
    assert "slug: reviewer" in only
    assert "slug: scribe" not in only
    both = install("--agent", "scribe")
    assert "slug: reviewer" in both
    assert "slug: scribe" in both
    assert "slug: reviewer" not in install("--agent", "reviewer", "--uninstall")


def test_an_agent_that_the_bundle_has_not_is_told(project: Path, tmp_path: Path) -> None:
    assert run("build", "-t", "claude", cwd=project).returncode == 0
    bundle = str(project / "dist" / "acme-agents-1.4.0.zip")
    done = run("install", bundle, "-t", "claude", "--into", ".", "--agent", "revewer", cwd=project)
    assert done.returncode == 2
    assert b"did you mean 'reviewer'?" in done.stderr
