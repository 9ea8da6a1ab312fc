"""What a bundle may be made from."""

from pathlib import Path

import pytest

from tests.release.projects import TEXT, run


def test_a_source_outside_the_folder_is_refused(project: Path) -> None:
    (project / "agentconv.toml").write_text(TEXT.replace('["agents"]', '["../x"]'), encoding="utf-8")
    done = run("build", cwd=project)
    assert done.returncode == 1
    assert b"error[link-outside]" in done.stderr
    assert not (project / "dist").exists()


@pytest.mark.parametrize("hidden", ["\U000e0041\U000e0042", "\x1b[2J", "a\u202eb"])
def test_a_build_tells_of_text_that_nobody_sees(project: Path, hidden: str) -> None:
    text = f"---\nname: veiled\ndescription: d\ntools: Read\n---\nHi {hidden} there.\n"
    (project / "agents/veiled.md").write_text(text, encoding="utf-8")
    done = run("build", cwd=project)
    assert done.returncode == 0
    assert b"veiled.md:6:" in done.stderr
    assert b"warning[hidden-text]" in done.stderr


def test_a_merge_that_nobody_finished_is_not_built(project: Path) -> None:
    text = (
        "---\nname: torn\ndescription: d\ntools: Read\n---\n<<<"
        + "<<<< a\nx\n===="
        + "===\ny\n>>>"
        + ">>>> b\n"
    )
    (project / "agents/torn.md").write_text(text, encoding="utf-8")
    done = run("build", cwd=project)
    assert done.returncode == 1
    assert b"torn.md:6:1: error[conflict-marker]" in done.stderr
    assert not (project / "dist").exists()
