"""Copilot CLI loads what agentconv writes, and reads there what agentconv reads."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.model import Agent
from agentconv.powers import power
from agentconv.registry import Registry
from agentconv.testing import read_documents
from tests.clients import copilot
from tests.conftest import CORPUS, FIXTURES

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(copilot.missing() is not None, reason=str(copilot.missing())),
]

REGISTRY = Registry(plugins=False)

CAPABILITIES = {
    "read": {"view", "grep", "glob", "semantic_code_search"},
    "write": {"create", "edit"},
    "execute": {"bash", "read_bash", "stop_bash", "list_bash"},
    "delegate": {"task", "read_agent", "write_agent", "list_agents"},
}
"""Capability -> the client's tools that give it."""

LAST_LINE_END = "a block text in the last line of the frontmatter loses its line end in the client"

OWN_SERVERS = {"github-mcp-server"}
"""What the client adds to the servers of an agent by itself."""

HARMLESS = {"update_todo", "ask_user"}


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


def exported(agents: Iterable[Agent], project: Path) -> dict[str, Agent]:
    """The agents as agentconv reads them from its own files in `project`."""
    back = {}
    for agent in agents:
        conversion = write(agent, "copilot", registry=REGISTRY)
        if not conversion.ok:
            assert {d.code for d in conversion.diagnostics if d.severity == "error"} <= {"over-limit"}
            continue
        put(project, {file.path: file.text for file in conversion.files})
        for document in read_documents(conversion, REGISTRY):
            back[document.agent.name] = document.agent
    return back


def sources(folder: Path) -> list[Agent]:
    agents = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".md", ".json")):
        result = read(path, registry=REGISTRY)
        agents += result.agents if result.ok else []
    return agents


def assert_equal(back: dict[str, Agent], project: Path, home: Path) -> None:
    answer = copilot.load(project, home)
    assert answer.agents.keys() == back.keys()
    for name, agent in back.items():
        loaded = answer.agents[name]
        assert loaded.name == (agent.display_name or agent.name)
        assert (loaded.description or "").rstrip("\n") == (agent.description or "").rstrip("\n"), (
            LAST_LINE_END
        )
        assert loaded.model == agent.model
        tools = read(Path(loaded.more["path"]), registry=REGISTRY).agents[0].tools
        assert tools == agent.tools
        assert (loaded.tools == ["*"]) == (agent.tools.allow is None)
        assert loaded.more.get("skills", []) == list(agent.skills)
        assert set(loaded.more.get("mcpServers", {})) - OWN_SERVERS == set(agent.mcp_servers)


@pytest.mark.parametrize("folder", ["neutral", "claude", "examples"])
def test_loads_every_fixture(folder: str, project: Path, home: Path) -> None:
    back = exported(sources(FIXTURES / folder), project)
    assert back
    assert_equal(back, project, home)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")
@pytest.mark.parametrize("folder", ["claude", "copilot", "seeds"])
def test_loads_the_corpus(folder: str, project: Path, home: Path) -> None:
    back = exported(sources(CORPUS / folder), project)
    assert back
    assert_equal(back, project, home)


@pytest.mark.parametrize("case", sorted((FIXTURES / "copilot").iterdir()), ids=lambda p: p.name)
def test_warns_of_what_the_client_drops(case: Path, project: Path, home: Path) -> None:
    folder = "chatmodes" if ".chatmode." in case.name else "agents"
    target = project / ".github" / folder / case.name
    target.parent.mkdir(parents=True)
    shutil.copy(case, target)
    result = read(target, registry=REGISTRY)
    dropped = "client-ignores" in {d.code for d in result.diagnostics}
    loaded = copilot.load(project, home).agents
    if folder == "agents":
        assert bool(loaded) != dropped
    if loaded:
        assert loaded.keys() == {result.agents[0].name}


@pytest.mark.parametrize("case", sorted((FIXTURES / "neutral").glob("*.json")), ids=lambda p: p.stem)
def test_sends_the_prompt_and_no_more_tools_than_are_read(case: Path, project: Path, home: Path) -> None:
    ((name, agent),) = exported(read(case).agents, project).items()
    answer = copilot.sent(project, home, name)
    assert answer.prompt == agent.prompt.replace("\r\n", "\n").strip(), "blanks around a prompt are cut"
    if agent.tools.allow is not None:
        grants = power(agent).grants or frozenset()
        given = {c for c, tools in CAPABILITIES.items() if tools & answer.tools}
        assert given <= grants
        assert answer.tools <= HARMLESS.union(*CAPABILITIES.values())


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


@pytest.mark.parametrize("name", SPELLINGS)
def test_what_a_name_gives(name: str, project: Path, home: Path) -> None:
    text = f"---\ndescription: d\ntools: ['{name}']\n---\nBody\n"
    put(project, {".github/agents/one.agent.md": text})
    assert copilot.sent(project, home, "one").tools == SPELLINGS[name]


def test_an_empty_list_gives_nothing_and_none_gives_all(project: Path, home: Path) -> None:
    put(project, {".github/agents/none.agent.md": "---\ndescription: d\ntools: []\n---\nBody\n"})
    put(project, {".github/agents/all.agent.md": "---\ndescription: d\n---\nBody\n"})
    assert copilot.sent(project, home, "none").tools == set()
    assert {"bash", "edit", "view", "task"} <= copilot.sent(project, home, "all").tools
