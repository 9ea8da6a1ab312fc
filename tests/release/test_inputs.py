"""What a bundle may be made from."""

from pathlib import Path

from tests.release.projects import TEXT, run


def test_a_source_outside_the_folder_is_refused(project: Path) -> None:
    (project / "agentconv.toml").write_text(TEXT.replace('["agents"]', '["../x"]'), encoding="utf-8")
    done = run("build", cwd=project)
    assert done.returncode == 1
    assert b"error[link-outside]" in done.stderr
    assert not (project / "dist").exists()
