"""What Gemini CLI itself says of subagents, and that it takes what agentconv writes for it."""

import re
from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.formats import _gemini_family, gemini
from agentconv.model import Agent
from agentconv.registry import Registry
from agentconv.testing import read_documents
from tests.clients import gemini as client
from tests.conftest import CORPUS, FIXTURES

pytestmark = [pytest.mark.clients, pytest.mark.skipif(bool(client.missing()), reason=client.missing() or "")]

REGISTRY = Registry(plugins=False)
ALL = {"read_file", "write_file", "replace", "run_shell_command", "web_fetch", "google_web_search"}


def folder(project: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = project / ".gemini" / "agents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return project


def head(name: str, more: str = "", body: str = "Body.") -> str:
    return f"---\nname: {name}\ndescription: d\n{more}---\n{body}"


def ask(tmp_path: Path, files: dict[str, str]) -> client.Answer:
    (tmp_path / "home").mkdir()
    return client.load(folder(tmp_path / "project", files), tmp_path / "home")


def test_tools(tmp_path: Path) -> None:
    files = {
        "absent.md": head("absent"),
        "star.md": head("star", "tools: ['*']\n"),
        "empty.md": head("empty", "tools: []\n"),
        "listed.md": head("listed", "tools: [read_file, search_file_content, invoke_agent]\n"),
        "comma.md": head("comma", "tools: read_file, glob\n"),
        "unknown.md": head("unknown", "tools: [Read]\n"),
    }
    answer = ask(tmp_path, files)
    tools = {name: agent.tools for name, agent in answer.agents.items()}
    assert set(tools["absent"]) > ALL
    assert "invoke_agent" not in tools["absent"]
    assert sorted(tools["star"]) == sorted(tools["absent"])
    assert tools["empty"] == []
    assert tools["listed"] == ["read_file", "grep_search"]
    assert set(tools) == {"absent", "star", "empty", "listed"}
    assert len(answer.errors) == 2


def test_names_of_servers(tmp_path: Path) -> None:
    names = [
        "mcp_*",
        "mcp_s_*",
        "mcp_s_t",
        "mcp_my_s_t",
        "mcp_my_s_*",
        "mcp__s__t",
        "mcp_s",
        "mcp_s.x_t",
        "mcp_s__",
    ]
    names += [
        "mcp_s__t",
        "mcp_s_t*",
        "discovered_tool_x",
        "read_*",
        "list_background_processes",
        "save_memory",
    ]
    files = {f"{i}.md": head(f"a{i}", f"tools: ['{name}']\n") for i, name in enumerate(names)}
    agents = ask(tmp_path, files).agents
    assert [gemini.is_tool(name) for name in names] == [f"a{i}" in agents for i in range(len(names))]


def test_words_of_templates(tmp_path: Path) -> None:
    words = [
        "${foo}",
        "${query}",
        "${1}",
        "${ foo }",
        "${a.b}",
        "$${foo}",
        "{{x}}",
        "!{ls}",
        "@{f}",
        "${é}",
        "${}",
    ]
    agents = ask(tmp_path, {f"{i}.md": head(f"a{i}", body=w) for i, w in enumerate(words)}).agents
    for i, word in enumerate(words):
        broken = [w for w in gemini.LIVE.findall(word) if w not in gemini.FILLED]
        assert bool(agents[f"a{i}"].more.get("refused")) == bool(broken), word
        if not broken:
            assert agents[f"a{i}"].prompt == word.replace("${query}", "<query>")
    assert agents["a1"].prompt == "<query>"


def test_files_and_fences(tmp_path: Path) -> None:
    files = {
        "_hidden.md": head("hidden"),
        "below/deep.md": head("deep"),
        "UPPER.MD": head("upper"),
        "bom.md": "\ufeff" + head("bom"),
        "blank.md": "\n" + head("blank"),
        "crlf.md": head("crlf").replace("\n", "\r\n"),
        "closing.md": head("closing").replace("\n---\n", "\n--- \n"),
        "generalist.md": head("generalist", body="Mine."),
        "number.md": head("123"),
        "quoted.md": head("'123'"),
        "on.md": head("on"),
        "colour.md": head("colour", "color: red\n"),
    }
    agents = ask(tmp_path, files).agents
    assert set(agents) == {"crlf", "closing", "123", "on"}
    assert agents["closing"].prompt == ""


def test_the_home_folder_and_doubles(tmp_path: Path) -> None:
    home = tmp_path / "home"
    folder(home, {"a.md": head("same", body="Home."), "b.md": head("other", body="Home.")})
    answer = client.load(folder(tmp_path / "project", {"a.md": head("same", body="Project.")}), home)
    assert {name: agent.prompt for name, agent in answer.agents.items()} == {
        "same": "Project.",
        "other": "Home.",
    }
    assert any("Duplicate agent name" in error for error in answer.errors)


def agents_to_write() -> list[Agent]:
    sources = [*sorted((FIXTURES / "neutral").glob("*.json")), *sorted((FIXTURES / "claude").glob("*.md"))]
    if CORPUS.is_dir():
        sources += sorted(
            p for p in CORPUS.rglob("*") if p.suffix in (".md", ".toml", ".json") and p.is_file()
        )
    found: dict[str, Agent] = {}
    for source in sources:
        for agent in read(source, registry=REGISTRY).agents:
            found.setdefault(agent.name, agent)
    return list(found.values())


@pytest.mark.parametrize("target", ["gemini"])
def test_all_that_is_written_loads(target: str, tmp_path: Path) -> None:
    conversion = write(agents_to_write(), target, registry=REGISTRY)
    assert not [d for d in conversion.diagnostics if d.code == "power-widened"]
    names = [Path(file.path).name for file in conversion.files]
    answer = ask(tmp_path, dict(zip(names, (file.text for file in conversion.files), strict=True)))
    ours = {d.agent.name: d for d in read_documents(conversion, REGISTRY)}
    assert answer.errors == ()
    assert answer.agents.keys() == ours.keys()
    for name, document in ours.items():
        agent, theirs = document.agent, answer.agents[name]
        assert "refused" not in theirs.more
        assert theirs.description == agent.description
        assert theirs.prompt == _gemini_family.trimmed(agent.prompt)
        assert theirs.model == (agent.model or "inherit")
        assert theirs.more.get("listed") == document.tree.values.get("tools")
        assert sorted(theirs.more["servers"]) == sorted(agent.mcp_servers)


@pytest.mark.parametrize("case", sorted((FIXTURES / "gemini").glob("*.md")), ids=lambda path: path.stem)
def test_what_is_said_of_loading(case: Path, tmp_path: Path) -> None:
    result = read(case, "gemini", registry=REGISTRY)
    ignored = [d for d in result.diagnostics if d.code == "client-ignores" and "does not load" in d.message]
    answer = ask(tmp_path, {case.name: case.read_bytes().decode()})
    assert bool(answer.agents) != bool(ignored)
    if not answer.agents:
        return
    (theirs,), (ours,) = answer.agents.values(), result.agents
    broken = any(d.code == "live-text" and "every call" in d.message for d in result.diagnostics)
    assert bool(theirs.more.get("refused")) == broken
    assert re.sub(r"\s+", " ", theirs.description or "") == re.sub(r"\s+", " ", ours.description or "")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
def test_real_files_load_as_we_say(tmp_path: Path) -> None:
    files, ignored = {}, set()
    for index, path in enumerate(sorted((CORPUS / "gemini").rglob("*.md"))):
        files[f"{index}.md"] = path.read_bytes().decode()
        if any(d.code == "client-ignores" for d in read(path, "gemini", registry=REGISTRY).diagnostics):
            ignored.add(f"{index}.md")
    errors = ask(tmp_path, files).errors
    assert {name for name in files if any(f"/{name}:" in error for error in errors)} == ignored
