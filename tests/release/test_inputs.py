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
    assert b"torn.md:6:1: error[merge-unresolved]" in done.stderr
    assert not (project / "dist").exists()


AGENT = "---\nname: {0}\ndescription: Does {0}.\ntools: Read\n---\nDo the work.\n"


def with_sources(project: Path, sources: str) -> None:
    text = TEXT.partition("[agents.reviewer]")[0].replace('exclude = ["scribe"]', "")
    (project / "agentconv.toml").write_text(text.replace('sources = ["agents"]', sources), "utf-8")


@pytest.mark.parametrize("pattern", ["old", "old/", "**/old/**", "/old/*", "old/**"])
def test_what_is_excluded_is_not_read(project: Path, pattern: str) -> None:
    (project / "old").mkdir()
    (project / "old" / "agent.md").write_text("---\nname: a\nname: b\ndescription: d\n---\nx\n")
    (project / "old" / "broken.agent.md").write_bytes(b"---\nname: \x97\n---\n")
    with_sources(project, f'sources = ["."]\nexclude = ["{pattern}"]')
    done = run("build", "-t", "prompts", cwd=project)
    assert b"old/" not in done.stderr
    assert b"exclude-unused" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_a_pattern_that_excludes_nothing_is_told(project: Path) -> None:
    with_sources(project, 'sources = ["."]\nexclude = ["nowhere/"]')
    done = run("build", "-t", "prompts", cwd=project)
    assert b"note[exclude-unused]: the pattern 'nowhere/' leaves out no file" in done.stderr
    assert done.returncode == 0


def test_what_a_pattern_finds_is_not_named(project: Path) -> None:
    (project / "agents" / "README.md").write_text("# What lies here\n")
    (project / "agents" / "[x]").mkdir()
    (project / "agents" / "[x]" / "more.md").write_text(AGENT.format("more"))
    with_sources(project, 'sources = ["agents/**/*.md"]')
    done = run("build", "-t", "prompts", cwd=project)
    assert done.returncode == 0, done.stderr
    assert (project / "dist" / "acme-agents-1.4.0" / "agents" / "more.json").is_file()
