"""Merging files: real histories, ours' layout, and a real git repository."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.merging.documents import merge_documents
from agentconv.reading.detect import read_source
from agentconv.text.source import Source
from tests.conftest import CORPUS

REGISTRY = Registry(plugins=False)

HEAD = "---\n# who\nname: a\ndescription: d  # short\nmodel: opus\nx-key: [1, 2]\n---\n"
BODY = "# A\nx\n\n## B\n- one\n- two\n"


def document(text: str, path: Path | None = None) -> Document:
    result = read(text if path is None else path, registry=REGISTRY)
    assert result.ok, result.diagnostics
    return result.documents[0]


def merged(base: str, ours: str, theirs: str) -> str:
    found = merge_documents(document(base), document(ours), document(theirs), REGISTRY)
    assert found.clean, found.conflicts
    assert found.text is not None
    return found.text


def test_the_result_keeps_ours_bytes_and_both_sides_comments() -> None:
    base = HEAD + BODY
    ours = base.replace("model: opus", "model: opus # large\ncolor: 'red'")
    theirs = base.replace("# who", "# who it is").replace("- two\n", "- two\n- three\n")
    assert merged(base, ours, theirs) == ours.replace("# who", "# who it is").replace(
        "- two\n", "- two\n- three\n"
    )


def test_neighbouring_keys_merge() -> None:
    base = HEAD + BODY
    ours, theirs = (
        base.replace("model: opus", "model: sonnet"),
        base.replace("# short", "# brief").replace("description: d ", "description: e "),
    )
    text = merged(base, ours, theirs)
    assert "model: sonnet" in text
    assert "description: e" in text


def test_crlf_and_no_final_newline_stay() -> None:
    base = (HEAD + BODY).replace("\n", "\r\n")[:-2]
    ours, theirs = base.replace("- one", "- ONE"), base.replace("x-key: [1, 2]", "x-key: [1, 2]\r\nmore: 1")
    text = merged(base, ours, theirs)
    assert text == ours.replace("x-key: [1, 2]", "x-key: [1, 2]\r\nmore: 1")


def test_a_field_conflict_is_a_comment_and_the_file_reads() -> None:
    base = HEAD + BODY
    ours, theirs = base.replace("model: opus", "model: sonnet"), base.replace("model: opus", "model: haiku")
    found = merge_documents(document(base), document(ours), document(theirs), REGISTRY)
    assert [c.field for c in found.conflicts] == ["model"]
    assert found.text is not None
    marks = "# <<<<<<< ours\n# model: sonnet\n# =======\n# model: haiku\n# >>>>>>> theirs\nmodel: sonnet\n"
    assert marks in found.text
    assert document(found.text).agent == document(ours).agent


@pytest.mark.parametrize("target", ["codex", "opencode", "copilot", "openai", "gemini"])
def test_what_another_format_cannot_say_was_not_taken_away(target: str) -> None:
    base = document(HEAD.replace("x-key", "color: red\ntools: Read, Bash\nx-key") + BODY)
    ours = document(base.tree.source.text.replace("- one", "- one!"))
    changed = replace(base.agent, prompt=base.agent.prompt.replace("- two", "- two!"))
    (file,) = write(changed, target, registry=REGISTRY).files
    theirs = read_source(Source(file.path, file.text), REGISTRY, Report())[0]
    found = merge_documents(base, ours, theirs, REGISTRY)
    assert found.clean, found.conflicts
    assert found.text == ours.tree.source.text.replace("- two", "- two!")


needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")
GIT_CONFLICTS = {
    "01-backend-engineer-typescript": (4, 3),
    "02-frontend-designer": (2, 1),
    "03-backend-engineer-golang": (0, 0),
    "04-api-writer": (0, 0),
    "05-functional-writer": (0, 0),
    "06-salesforce-expert": (0, 0),
    "07-wordpress-master-fork": (0, 0),
    "08-rust-engineer-fork": (0, 0),
}
"""Case -> places where git conflicts, and where we do."""


@needs_corpus
@pytest.mark.parametrize("case", GIT_CONFLICTS)
def test_recorded_merges(case: str) -> None:
    files = {path.name.partition(".")[0]: path for path in (CORPUS / "merge" / case).iterdir()}
    sides = {name: document("", path) for name, path in files.items()}
    found = merge_documents(sides["base"], sides["ours"], sides["theirs"], REGISTRY)
    assert len(found.conflicts) == GIT_CONFLICTS[case][1]
    if found.clean:
        assert found.text is not None
        again = read(found.text, sides["ours"].format, registry=REGISTRY).documents[0].agent
        assert replace(again, name=found.agent.name) == found.agent
        if "merged" in sides:
            assert found.text.encode() == files["merged"].read_bytes()


def edit(text: str) -> str:
    """A change at the end of a text that no history has."""
    return text.rstrip("\n") + "\n\n## House rules\n\n- Only ours.\n"


@needs_corpus
@pytest.mark.parametrize("index", range(13))
def test_an_edit_is_carried_over_every_step_of_a_history(index: int) -> None:
    paths = sorted((CORPUS / "history").iterdir())
    base, theirs = (document("", path) for path in paths[index : index + 2])
    ours = replace(base, agent=replace(base.agent, prompt=edit(base.agent.prompt)), original=base.agent)
    found = merge_documents(base, ours, theirs, REGISTRY)
    assert found.clean, found.conflicts
    assert found.agent == replace(theirs.agent, prompt=edit(theirs.agent.prompt))


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
