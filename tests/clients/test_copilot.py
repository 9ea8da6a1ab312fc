"""Copilot CLI loads what agentconv writes, and reads there what agentconv reads."""

import subprocess
from pathlib import Path

import pytest

from agentconv.host.registry import Registry
from tests.clients import copilot

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(copilot.missing() is not None, reason=str(copilot.missing())),
]

REGISTRY = Registry(plugins=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all: the client unpacks itself there."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def put(project: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


SPELLINGS = {
    "READ": {"view"},
    "Grep": {"grep"},
    "search": {"grep", "glob"},
    "editFiles": {"edit"},
    "edit": {"create", "edit"},
    "Bash(git log:*)": set(),
    "codebase": {"grep", "glob"},
    "githubRepo": set(),
    "task": {"task", "read_agent", "write_agent", "list_agents"},
}


def test_what_a_name_gives(project: Path, home: Path) -> None:
    names = {f"a{index}": name for index, name in enumerate(SPELLINGS)}
    heads = {agent: f"tools: ['{name}']\n" for agent, name in names.items()}
    heads |= {"none": "tools: []\n", "all": ""}
    put(
        project,
        {f".github/agents/{a}.agent.md": f"---\ndescription: d\n{h}---\nBody\n" for a, h in heads.items()},
    )
    sent = copilot.run(project, home, list(heads))
    assert {name: sent[agent].tools for agent, name in names.items()} == SPELLINGS
    assert sent["none"].tools == set()
    assert {"bash", "edit", "view", "task"} <= sent["all"].tools


def test_an_agent_that_no_model_may_start_is_listed(project: Path, home: Path) -> None:
    text = "---\ndescription: d\ndisable-model-invocation: true\n---\nBody\n"
    put(project, {".github/agents/one.agent.md": text})
    assert list(copilot.load(project, home).agents) == ["one"]
    assert "Unknown agent_type" in copilot.run(project, home, ["one"])["one"].more["refused"]
