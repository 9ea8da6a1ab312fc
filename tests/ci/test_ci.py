"""The action and the hooks, run: by bash as a runner would, and by pre-commit in a repository of its own."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from agentconv.cli import COMMANDS
from tests.conftest import FIXTURES, ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
HAS_PRE_COMMIT = importlib.util.find_spec("pre_commit") is not None and shutil.which("git") is not None
needs_check = pytest.mark.skipif("check" not in COMMANDS, reason="there is no `agentconv check` yet")


def git(folder: Path, *words: str) -> None:
    facts = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *facts, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with an `agentconv` that is the one under test."""
    folder = tmp_path / "venv" / "bin"
    folder.mkdir(parents=True)
    script = folder / "agentconv"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m agentconv "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return folder


@pytest.fixture
def repository(tmp_path: Path, tools: Path) -> Path:
    """A repository with agents and what Codex gets of them."""
    folder = tmp_path / "repository"
    shutil.copytree(FIXTURES / "examples", folder / ".claude" / "agents")
    (folder / ".claude" / "agents" / "scribe-1.9.md").unlink()
    export = [tools / "agentconv", "export", ".claude/agents", "-t", "codex", "-o", "."]
    subprocess.run(export, cwd=folder, check=True, capture_output=True)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "agents")
    return folder


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, encoding="utf-8")


# the action


def step(name: str) -> dict[str, Any]:
    (found,) = [s for s in ACTION["runs"]["steps"] if s.get("name") == name]
    return dict(found)


def run_step(name: str, folder: Path, tools: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run a step's script with bash as a runner does, its variables set from the inputs."""
    facts = {f"inputs.{key}": value["default"] for key, value in ACTION["inputs"].items()}
    facts |= {f"inputs.{key}": value for key, value in inputs.items()}
    facts |= {"runner.temp": str(tools.parents[1]), "github.action_path": str(ROOT)}
    env = {**os.environ, "GITHUB_OUTPUT": str(folder / "output.txt")}
    for key, value in step(name)["env"].items():
        env[key] = re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda m: facts[m[1]], value)
    env["VENV"] = str(tools.parent)
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step(name)["run"]],
        cwd=folder, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_no_input_is_pasted_into_a_script() -> None:
    for item in ACTION["runs"]["steps"]:
        assert "${{" not in item.get("run", "")
    used = str(ACTION["runs"])
    assert all(f"inputs.{name}" in used for name in ACTION["inputs"])


def test_the_action_holds_converted_files_against_their_sources(repository: Path, tools: Path) -> None:
    name, given = "Hold the converted files against the agents", {"sources": ".claude/agents\n\n"}
    assert run_step(name, repository, tools, targets="codex", **given).returncode == 0
    append(repository / ".claude" / "agents" / "reviewer.md", "More.\n")
    done = run_step(name, repository, tools, targets="codex", **given)
    assert done.returncode == 1, done.stderr
    assert run_step(name, repository, tools, targets="nonsense", **given).returncode == 2
    assert run_step(name, repository, tools, targets="codex", sources="$(touch owned)").returncode == 1
    assert not (repository / "owned").exists()


def test_the_action_builds_and_verifies(repository: Path, tools: Path) -> None:
    agentconv = str(tools / "agentconv")
    subprocess.run([agentconv, "init", "-t", "codex"], cwd=repository, check=True, capture_output=True)
    done = run_step("Build the release", repository, tools, manifest=".")
    assert done.returncode == 0, done.stderr
    assert "repository-0.1.0-codex.zip: good" in done.stdout
    assert (repository / "output.txt").read_text(
        "utf-8"
    ) == "provenance=dist/repository-0.1.0.provenance.json\n"
    assert run_step("Build the release", repository, tools, manifest=".", locked="true").returncode == 0
    append(repository / ".claude" / "agents" / "reviewer.md", "More.\n")
    assert run_step("Build the release", repository, tools, manifest=".", locked="true").returncode == 1


@needs_check
def test_the_action_checks(repository: Path, tools: Path) -> None:
    given = {"sources": ".claude/agents", "targets": "codex"}
    fix = [tools / "agentconv", "check", ".claude/agents", "--fix"]
    subprocess.run(fix, cwd=repository, check=True, capture_output=True)
    done = run_step("Check the agents", repository, tools, **given)
    assert done.returncode == 0, done.stderr
    (repository / ".claude/agents/bad.md").write_text("---\nname: a\nname: b\n---\n", encoding="utf-8")
    assert run_step("Check the agents", repository, tools, **given).returncode == 1


@needs_check
def test_the_action_annotates_and_fails_as_it_says(repository: Path, tools: Path) -> None:
    given = {"sources": "odd.md"}
    odd = "---\nname: odd\ndescription: Odd.\ntools: read\n---\nDo.\n"
    (repository / "odd.md").write_text(odd, encoding="utf-8")
    done = run_step("Check the agents", repository, tools, sarif="odd.sarif", **given)
    assert (done.returncode, "::warning file=odd.md,line=4" in done.stdout) == (0, True)
    assert "tool-case" in (repository / "odd.sarif").read_text("utf-8")
    assert run_step("Check the agents", repository, tools, strict="true", **given).returncode == 1
    assert run_step("Check the agents", repository, tools, **given, **{"fail-on": "warning"}).returncode == 1
    for more in ({"ignore": "tool-case"}, {"select": "secret"}):
        assert run_step("Check the agents", repository, tools, strict="true", **given, **more).returncode == 0
    known = [tools / "agentconv", "check", "odd.md", "--baseline", "known.json", "--update-baseline"]
    subprocess.run(known, cwd=repository, check=True, capture_output=True)
    again = run_step("Check the agents", repository, tools, strict="true", baseline="known.json", **given)
    assert again.returncode == 0, again.stdout


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        (".claude/agents/a.md", True),
        ("agents/reviewers/a.md", True),
        ("plugins/x/agents/a.md", True),
        (".codex/agents/a.toml", True),
        (".factory/droids/a.md", True),
        (".roomodes", True),
        ("skills/s/SKILL.md", True),
        (".claude/commands/git/c.md", True),
        (".gemini/commands/c.toml", True),
        ("plugins/p/commands/c.md", True),
        ("team/commands/c.md", True),
        ("docs/commands/c.md", False),
        ("plugins/p/.mcp.json", True),
        (".vscode/mcp.json", True),
        ("hooks/hooks.json", True),
        (".claude-plugin/marketplace.json", True),
        ("AGENTS.md", True),
        (".cursor/rules/r.mdc", True),
        ("skills/s/references/more.md", False),
        ("agents/README.md", False),
        ("docs/guide.md", False),
        ("src/agents.py", False),
    ],
)
def test_the_hook_sees_collections_wherever_they_lie(path: str, seen: bool) -> None:
    (hook,) = (hook for hook in HOOKS if hook["id"] == "agentconv-check")
    found = re.search(hook["files"], path) and not re.search(hook["exclude"], path)
    assert bool(found) is seen


# pre-commit


def pre_commit(repository: Path, tools: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(tools.parent / "cache"),
    }
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        env.pop(name, None)
    command = [sys.executable, "-m", "pre_commit", *words]
    return subprocess.run(command, cwd=repository, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def hooked(repository: Path, tools: Path, tmp_path: Path) -> Path:
    """The repository with our hooks, from a repository that has them; only their installing is left out."""
    if not HAS_PRE_COMMIT:
        pytest.skip("pre-commit or git is not installed")
    ours = tmp_path / "hooks"
    ours.mkdir()
    text = (
        (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8").replace("language: python", "language: system")
    )
    (ours / ".pre-commit-hooks.yaml").write_text(text, encoding="utf-8")
    git(ours, "init", "-q")
    git(ours, "add", "-A")
    git(ours, "commit", "-qm", "hooks")
    git(ours, "tag", "v1")
    config = {"repos": [{"repo": str(ours), "rev": "v1", "hooks": [{"id": "agentconv-export"}]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(repository, "add", "-A")
    return repository


def test_the_hooks_are_what_pre_commit_takes(repository: Path, tools: Path) -> None:
    if not HAS_PRE_COMMIT:
        pytest.skip("pre-commit or git is not installed")
    done = pre_commit(repository, tools, "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
    assert done.returncode == 0, done.stdout
    assert {hook["entry"].split()[1] for hook in HOOKS} == {"check", "export"}


def test_a_commit_with_stale_files_is_refused(hooked: Path, tools: Path) -> None:
    done = pre_commit(hooked, tools, "run", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
    append(hooked / ".claude" / "agents" / "reviewer.md", "More.\n")
    git(hooked, "add", "-A")
    before = {p: p.read_bytes() for p in hooked.rglob("*.toml")}
    done = pre_commit(hooked, tools, "run")
    assert done.returncode == 1
    assert "reviewer" in done.stdout
    assert before == {p: p.read_bytes() for p in hooked.rglob("*.toml")}
    subprocess.run(
        [tools / "agentconv", "export", ".claude/agents", "-t", "codex", "-o", "."],
        cwd=hooked, check=True, capture_output=True,
    )  # fmt: skip
    git(hooked, "add", "-A")
    assert pre_commit(hooked, tools, "run").returncode == 0


@needs_check
def test_a_broken_agent_is_refused(hooked: Path, tools: Path) -> None:
    config = hooked / ".pre-commit-config.yaml"
    config.write_text(
        config.read_text("utf-8").replace("agentconv-export", "agentconv-check"), encoding="utf-8"
    )
    (hooked / ".claude/agents/bad.md").write_text("---\nname: a\nname: b\n---\n", encoding="utf-8")
    git(hooked, "add", "-A")
    done = pre_commit(hooked, tools, "run")
    assert done.returncode == 1
    assert "duplicate-key" in done.stdout
