"""`[check]` of `agentconv.toml`: what a project asks of every check, and what is wrong with it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from agentconv.release import checks

BAD = "---\nname: a\ndescription: do it: now\ntools: Read, BashOutput\n---\nHi\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for place in (".claude/agents/a.md", "old/agents/b.md"):
        path = tmp_path / place
        path.parent.mkdir(parents=True)
        path.write_text(BAD.replace("name: a", f"name: {path.stem}"), "utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> tuple[int, set[tuple[str, str]], str]:
    command = [sys.executable, "-m", "agentconv", "check", "--json", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["diagnostics"] if done.stdout.startswith("{") else []
    return done.returncode, {(d["code"], d.get("path", "")) for d in found}, done.stderr


def settle(folder: Path, text: str) -> None:
    (folder / "agentconv.toml").write_text(text, "utf-8")


def test_without_a_file_everything_is_asked(project: Path) -> None:
    status, found, _ = run(project, ".")
    assert status == 1
    assert {code for code, _ in found} == {"frontmatter-not-yaml", "tool-retired"}


def test_codes_and_files_are_chosen(project: Path) -> None:
    settle(project, '[check]\nignore = ["tool-*"]\n[check.files."old/"]\nignore = ["*"]\n')
    assert run(project, ".")[1] == {("frontmatter-not-yaml", ".claude/agents/a.md")}
    settle(project, '[check]\nselect = ["tool-retired"]\nexclude = ["old"]\n')
    assert run(project, ".")[:2] == (0, {("tool-retired", ".claude/agents/a.md")})
    settle(project, '[check]\nfail-on = "note"\nselect = ["tool-retired"]\n')
    assert run(project, ".")[0] == 1


def test_the_command_line_goes_first(project: Path) -> None:
    settle(project, '[check]\nselect = ["tool-retired"]\nfail-on = "note"\ntargets = ["openai"]\n')
    assert {code for code, _ in run(project, ".", "--select", "frontmatter-*")[1]} == {"frontmatter-not-yaml"}
    assert run(project, ".", "--fail-on", "error")[0] == 0
    assert run(project, ".", "--no-config")[1] == run_without(project)


def run_without(project: Path) -> set[tuple[str, str]]:
    (project / "agentconv.toml").unlink()
    return run(project, ".")[1]


def test_targets_are_asked_for(project: Path) -> None:
    settle(project, '[check]\ntargets = ["openai"]\n')
    assert "field-carried" in {code for code, _ in run(project, ".")[1]}


def test_it_is_found_from_below_and_its_paths_are_its_own(project: Path) -> None:
    settle(project, '[check]\nbaseline = "known.json"\n[check.files."old/**"]\nignore = ["frontmatter-*"]\n')
    done = subprocess.run(
        [sys.executable, "-m", "agentconv", "check", ".", "--update-baseline"],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (project / "known.json").exists()
    assert run(project, ".")[:2] == (0, set())


def test_no_file_of_another_repository_counts(project: Path) -> None:
    inner = project / "inner"
    (inner / ".git").mkdir(parents=True)
    settle(project, "[check]\n")
    assert checks.find(project / "old") == project / "agentconv.toml"
    assert checks.find(inner) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[check]\nignor = ["x"]\n', "did you mean 'ignore'?"),
        ('check = "x"\n', "'check' takes a table"),
        ('[check]\nignore = "x"\n', "'check.ignore' takes a list of texts"),
        ("[check\n", "agentconv.toml:1"),
    ],
)
def test_what_is_wrong_with_it_is_told_with_its_place(text: str, said: str, project: Path) -> None:
    settle(project, text)
    status, _, told = run(project, ".")
    assert status == 1
    assert said in told


@pytest.mark.parametrize("text", ['[check]\nselect = ["no-such-code"]\n', '[check]\nfail-on = "never"\n'])
def test_values_that_nobody_knows_are_told(text: str, project: Path) -> None:
    settle(project, text)
    status, _, told = run(project, ".")
    assert status in (1, 2)
    assert told
    assert "Traceback" not in told


def test_a_build_takes_no_notice(project: Path) -> None:
    settle(
        project,
        'name = "b"\nversion = "1.0.0"\nsources = ["old"]\n[targets.codex]\n[check]\nignore = ["*"]\n',
    )
    done = subprocess.run([sys.executable, "-m", "agentconv", "build", "-q"], cwd=project, check=False)
    assert done.returncode == 0
