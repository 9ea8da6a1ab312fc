"""What Qwen Code itself says of subagents, and that it takes what agentconv writes for it."""

from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.formats import _gemini_family, qwen
from agentconv.model import Agent
from agentconv.registry import Registry
from agentconv.testing import read_documents
from tests.clients import qwen as client
from tests.conftest import CORPUS, FIXTURES

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


@pytest.mark.parametrize("value", ["", "[]", "''", "'*'", "[read_file, '*']", "[7]"])
def test_what_grants_everything(value: str, tmp_path: Path) -> None:
    agents = ask(tmp_path, {"a.md": head("aa", f"tools: {value}\n")}).agents
    assert set(agents["aa"].tools) > ALL


def test_names_of_tools(tmp_path: Path) -> None:
    names = [
        *qwen.TOOLS,
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
        neutral = qwen.TOOLS.get(name)
        if neutral is None:
            assert given == [], name
        else:
            assert {qwen.TOOLS[tool] for tool in given} == {neutral} or qwen.ALLOWED._native[
                neutral
            ] in absent, name


def test_what_is_withheld_from_every_agent(tmp_path: Path) -> None:
    files = {f"{i}.md": head(f"a{i}", f"tools: [{name}]\n") for i, name in enumerate(sorted(qwen.WITHHELD))}
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


def test_all_that_is_written_loads(tmp_path: Path) -> None:
    conversion = write(agents_to_write(), "qwen", registry=REGISTRY)
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
        prompt = agent.prompt.replace("\r\n", "\n").replace("\r", "\n")  # as the client does
        assert theirs.prompt == _gemini_family.trimmed(prompt)
        assert theirs.model == (agent.model or "inherit")
        if agent.tools.allow is not None:
            allowed = {tool.name for tool in agent.tools.allow}
            assert {qwen.TOOLS.get(tool, tool) for tool in theirs.tools} <= allowed
        denied = {tool.name for tool in agent.tools.deny}
        assert not denied & {qwen.TOOLS.get(tool, tool) for tool in theirs.tools}
        assert theirs.more["approval"] == (agent.permission_mode or "").replace(
            "accept-edits", "auto_edit"
        ).replace("bypass", "yolo")


@pytest.mark.parametrize("case", sorted((FIXTURES / "qwen").glob("*.md")), ids=lambda path: path.stem)
def test_what_is_said_of_loading(case: Path, tmp_path: Path) -> None:
    result = read(case, "qwen", registry=REGISTRY)
    ignored = any(d.code == "client-ignores" for d in result.diagnostics)
    answer = ask(tmp_path, {case.name: case.read_bytes().decode()})
    assert bool(answer.agents) != ignored
    if ignored:
        return
    (theirs,), (ours,) = answer.agents.values(), result.agents
    broken = any(d.code == "live-text" and "every call" in d.message for d in result.diagnostics)
    assert bool(theirs.more.get("refused")) == broken
    assert theirs.description == ours.description
    if not broken and ours.tools.allow is None:
        assert {"read_file", "edit"} <= set(theirs.tools)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
def test_real_files_load_as_we_say(tmp_path: Path) -> None:
    files, ignored = {}, set()
    for index, path in enumerate(sorted((CORPUS / "other" / "qwen").rglob("*.md"))):
        files[f"{index}.md"] = path.read_bytes().decode()
        if any(d.code == "client-ignores" for d in read(path, "qwen", registry=REGISTRY).diagnostics):
            ignored.add(f"{index}.md")
    errors = ask(tmp_path, files).errors
    assert {name for name in files if any(error.startswith(f"{name}:") for error in errors)} == ignored
