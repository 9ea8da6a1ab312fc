"""What Gemini CLI itself says of subagents, and that it takes what agentconv writes for it."""

from pathlib import Path

import pytest

from agentconv.formats.gemini import gemini
from agentconv.host.registry import Registry
from tests.clients import gemini as client

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
