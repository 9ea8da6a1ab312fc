"""What Qwen Code itself says of subagents, and that it takes what agentconv writes for it."""

from pathlib import Path

import pytest

from agentconv.formats.gemini import qwen, qwen_tools
from agentconv.host.registry import Registry
from tests.clients import qwen as client

pytestmark = [pytest.mark.clients, pytest.mark.skipif(bool(client.missing()), reason=client.missing() or "")]

REGISTRY = Registry(plugins=False)
ALL = {"read_file", "write_file", "edit", "run_shell_command", "monitor", "web_fetch", "agent"}
BODY = "A body that is long enough."


def folder(project: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = project / ".qwen" / "agents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return project


def head(name: str, more: str = "", body: str = BODY) -> str:
    return f"---\nname: {name}\ndescription: d\n{more}---\n{body}"


def ask(tmp_path: Path, files: dict[str, str]) -> client.Answer:
    (tmp_path / "home").mkdir(parents=True)
    return client.load(folder(tmp_path / "project", files), tmp_path / "home")


def test_what_grants_everything(tmp_path: Path) -> None:
    values = ["", "[]", "''", "'*'", "[read_file, '*']", "[7]"]
    agents = ask(tmp_path, {f"{i}.md": head(f"a{i}", f"tools: {v}\n") for i, v in enumerate(values)}).agents
    assert [v for i, v in enumerate(values) if not set(agents[f"a{i}"].tools) > ALL] == []


def test_names_of_tools(tmp_path: Path) -> None:
    names = [
        *qwen_tools.TOOLS,
        "Read",
        "Bash",
        "LS",
        "replace",
        "search_file_content",
        "task",
        "READ_FILE",
        "Shell(ls)",
    ]
    agents = ask(
        tmp_path, {f"{i}.md": head(f"a{i}", f"tools: ['{n}']\n") for i, n in enumerate(names)}
    ).agents
    absent = {"list_directory", "web_search", "lsp"}  # not in every session
    for i, name in enumerate(names):
        given = agents[f"a{i}"].tools
        neutral = qwen_tools.TOOLS.get(name)
        if neutral is None:
            assert given == [], name
        else:
            assert {qwen_tools.TOOLS[tool] for tool in given} == {neutral} or qwen_tools.ALLOWED._native[
                neutral
            ] in absent, name


def test_what_is_withheld_from_every_agent(tmp_path: Path) -> None:
    files = {
        f"{i}.md": head(f"a{i}", f"tools: [{name}]\n") for i, name in enumerate(sorted(qwen_tools.WITHHELD))
    }
    assert all(agent.tools == [] for agent in ask(tmp_path, files).agents.values())


def test_what_a_deny_list_takes_away(tmp_path: Path) -> None:
    names = [
        "run_shell_command",
        "Shell",
        "WriteFile",
        "Bash",
        "*",
        "replace",
        "run_*",
        "search_file_content",
    ]
    files = {f"{i}.md": head(f"a{i}", f"disallowedTools: ['{n}']\n") for i, n in enumerate(names)}
    agents = ask(tmp_path, files).agents
    taken = [len(agents[f"a{i}"].tools) for i in range(len(names))]
    assert [max(taken) - n for n in taken] == [1, 1, 1, 0, 0, 0, 0, 0]


def test_modes(tmp_path: Path) -> None:
    modes = [
        "",
        "approvalMode: default",
        "approvalMode: plan",
        "permissionMode: bypassPermissions",
        "permissionMode: x",
    ]
    files = {f"{i}.md": head(f"a{i}", f"{mode}\n" if mode else "") for i, mode in enumerate(modes)}
    files["bad.md"] = head("bad", "approvalMode: never\n")
    agents = ask(tmp_path, files).agents
    assert "bad" not in agents
    found = [agents[f"a{i}"].more["approval"] for i in range(len(modes))]
    assert found == ["auto_edit", "default", "plan", "yolo", "auto_edit"]


def test_names_of_agents(tmp_path: Path) -> None:
    names = [
        "ab",
        "a",
        "x" * 50,
        "x" * 51,
        "-ab",
        "ab_",
        "main",
        "CONFIG",
        "tools",
        "Zoë",
        "a.b",
        "a b",
        "\U00020000" * 26,
    ]
    answer = ask(tmp_path, {f"{i}.md": head(f"'{name}'") for i, name in enumerate(names)})
    assert [bool(qwen.Qwen.name_rule.fullmatch(n)) for n in names] == [n in answer.agents for n in names]


def test_words_of_templates(tmp_path: Path) -> None:
    words = [
        "${foo}",
        "${task_prompt}",
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
    agents = ask(tmp_path, {f"{i}.md": head(f"a{i}", body=f"{BODY} {w}") for i, w in enumerate(words)}).agents
    for i, word in enumerate(words):
        broken = [w for w in qwen.LIVE.findall(word) if w not in qwen.FILLED]
        assert bool(agents[f"a{i}"].more.get("refused")) == bool(broken), word
    assert agents["a1"].prompt == f"{BODY} <task_prompt>"


def test_files_and_fences(tmp_path: Path) -> None:
    files = {
        "_under.md": head("under"),
        "below/deep.md": head("deep"),
        "UPPER.MD": head("upper"),
        "bom.md": "\ufeff" + head("bom"),
        "blank.md": "\n" + head("blank"),
        "crlf.md": head("crlf").replace("\n", "\r\n"),
        "closing.md": head("closing").replace("\n---\n", "\n--- \n"),
        "short.md": head("short", body="123456789"),
        "ten.md": head("ten", body=" 1234567890 "),
        "unknown.md": head("unknown", "no-such-key: 1\n"),
    }
    assert set(ask(tmp_path, files).agents) == {"under", "bom", "crlf", "ten", "unknown"}
