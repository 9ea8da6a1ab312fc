"""Whole merges: a stack of versions, and a real git repository that merges with agentconv."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.merging.marks import Labels
from agentconv.merging.run import MergeRequest, merge, merge_for_git
from tests.conftest import CORPUS
from tests.merging.test_documents import BODY, HEAD, REGISTRY, needs_corpus


@needs_corpus
def test_the_two_seeds_as_a_stack() -> None:
    command = [sys.executable, "-m", "agentconv", "merge", "seeds/001.md", "seeds/000.md"]
    done = subprocess.run(command, cwd=CORPUS, capture_output=True, check=True)
    log = done.stdout.decode().partition("changelog:")[2].partition("output_schema:")[0]
    for word in (
        "Authentication",
        "Multi-Tenancy",
        "Serverless",
        "DDD",
        "TDD",
        "Ambiguous",
        "output contract",
    ):
        assert word in log
    assert (
        done.stdout.decode().partition("\n---\n")[2]
        == (CORPUS / "seeds/000.md").read_text("utf-8").partition("\n---\n")[2]
    )


def git(folder: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    who = {f"GIT_{role}_{what}": "tests" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {**os.environ, **who, "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(["git", *words], cwd=folder, env=env, capture_output=True, check=check)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("way", ["merge", "cherry-pick", "rebase"])
def test_as_a_merge_driver_of_git(way: str, tmp_path: Path) -> None:
    driver = f"{sys.executable} -m agentconv merge --git-driver %O %A %B %P"
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "merge.agentconv.driver", driver)
    (tmp_path / ".gitattributes").write_text(".claude/agents/**/*.md merge=agentconv\n")
    place = tmp_path / ".claude" / "agents" / "a.md"
    place.parent.mkdir(parents=True)

    def commit(text: str, what: str) -> None:
        place.write_text(text, encoding="utf-8")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", what)

    base = HEAD + BODY
    commit(base, "base")
    git(tmp_path, "checkout", "-qb", "side")
    commit(base.replace("- two", "- two!").replace("model: opus", "model: haiku"), "theirs")
    git(tmp_path, "checkout", "-q", "main")
    commit(base.replace("- one", "- one!").replace("x-key", "color: red\nx-key"), "ours")
    if way == "rebase":
        git(tmp_path, "checkout", "-q", "side")
        git(tmp_path, "rebase", "-q", "main")
    else:
        git(tmp_path, *([way, "-q", "side"] if way == "merge" else [way, "side"]))
    text = place.read_text("utf-8")
    assert text == base.replace("- one\n- two", "- one!\n- two!").replace(
        "model: opus", "model: haiku\ncolor: red"
    )


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_driver_leaves_a_conflict_to_git(tmp_path: Path) -> None:
    for name, text in (("o", "x"), ("a", "y"), ("b", "z")):
        (tmp_path / name).write_text(HEAD + f"# A\n{text}\n", encoding="utf-8")
    command = [sys.executable, "-m", "agentconv", "merge", "--git-driver", "o", "a", "b", "agents/a.md"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"agents/a.md: error[merge-conflict]" in done.stderr
    assert (tmp_path / "a").read_text("utf-8").endswith("<<<<<<< ours\ny\n=======\nz\n>>>>>>> theirs\n")
    (tmp_path / "a").write_text("no agent\nours\n", encoding="utf-8")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"merged-as-text" in done.stderr


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_finds_what_is_left_to_decide(tmp_path: Path) -> None:
    """Its check and its style are the user's: markers at the start of lines, with the base in diff3."""
    driver = f"{sys.executable} -m agentconv merge --git-driver %O %A %B %P %L %S %X %Y"
    git(tmp_path, "init", "-q", "-b", "main")
    for key, value in (("merge.agentconv.driver", driver), ("merge.conflictStyle", "diff3")):
        git(tmp_path, "config", key, value)
    (tmp_path / ".gitattributes").write_text("*.json merge=agentconv conflict-marker-size=9\n")
    place = tmp_path / ".amazonq" / "cli-agents" / "q.json"
    place.parent.mkdir(parents=True)
    for branch, description in (("main", "d"), ("side", "theirs"), ("main", "ours")):
        if branch == "side":
            git(tmp_path, "checkout", "-qb", branch)
        else:
            git(tmp_path, "checkout", "-q", branch, check=False)
        place.write_text(f'{{\n  "name": "q",\n  "description": "{description}"\n}}\n', encoding="utf-8")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", description)
    assert git(tmp_path, "merge", "-q", "side", check=False).returncode == 1
    text = place.read_text("utf-8")
    assert [line[:9] for line in text.splitlines() if line[:9] == line[0] * 9] == [s * 9 for s in "<|=>"]
    assert [f'"description": "{d}"' in text for d in ("d", "ours", "theirs")] == [True] * 3
    assert b"leftover conflict marker" in git(tmp_path, "diff", "--check", check=False).stdout


def sides(folder: Path, *heads: str, name: str = "{0}.md") -> list[str]:
    """Files of one agent with different heads, given as lines."""
    found = []
    for number, head in enumerate(heads):
        path = folder / name.format(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\nname: a\ndescription: d\n{head}\n---\nHi\n", encoding="utf-8")
        found.append(str(path))
    return found


@pytest.mark.parametrize(
    ("heads", "codes"),
    [
        (("tools: Read, Bash", "tools: Read\npermissionMode: bypassPermissions", "tools: Read, Bash, Write, WebFetch"),
         ["merge-power"]),
        (("tools: Read", "tools: Read, Write", "tools: Read, WebFetch"), ["merge-power"]),
        (("tools: Read", "tools: Read, Write", "tools: Read, Grep"), []),
        (("tools: Read", "tools: Read, Grep", "tools: Read, Glob"), []),
        (("tools: Read, Bash", "tools: Read", "tools: Read, Bash, WebFetch"), []),
    ],
)  # fmt: skip
def test_more_power_than_either_side_has_is_told(
    heads: tuple[str, ...], codes: list[str], tmp_path: Path
) -> None:
    base, ours, theirs = sides(tmp_path, *heads)
    for one, other in ((ours, theirs), (theirs, ours)):
        for request in (MergeRequest((one, other), base), None):
            report = Report()
            if request is None:
                merge_for_git((base, one, other), "a.md", REGISTRY, report, Labels())
            else:
                assert merge(request, REGISTRY, report).files
            assert [d.code for d in report.diagnostics] == codes
            assert "unasked:" not in str(report.diagnostics)


def test_folders_of_several_agents_are_no_merge(tmp_path: Path) -> None:
    """A merge gives one text: of folders it would be that of the first file, and lose the others."""
    for side in ("base", "ours", "theirs"):
        for name in ("a", "b"):
            place = tmp_path / side / "agents" / f"{name}.md"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(f"---\nname: {name}\ndescription: d\n---\n{side}\n", "utf-8")
    base, ours, theirs = (str(tmp_path / side) for side in ("base", "ours", "theirs"))
    report = Report()
    assert merge(MergeRequest((ours, theirs), base), REGISTRY, report).files == ()
    assert [d.code for d in report.errors()] == ["not-same-agent"] * 3
    assert "2 agents in 2 files" in report.errors()[0].message
