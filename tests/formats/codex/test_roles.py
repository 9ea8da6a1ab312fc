"""Codex roles: what is meant and what the client acts on, and the real files, where they are at hand."""

import csv
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from agentconv.api import read, write
from agentconv.diagnostics import Loss, Report
from agentconv.errors import NotAnAgent
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import power
from agentconv.reading.detect import read_source
from agentconv.testing import read_files
from agentconv.text.source import Source, decode
from agentconv.writing.convert import Conversion, convert_documents
from tests.conftest import CORPUS, FIXTURES

REGISTRY = Registry(plugins=False)
PLACE = ".codex/agents/n.toml"
PROMPT = 'developer_instructions = "p"\n'
HEAD = f'name = "n"\ndescription = "d"\n{PROMPT}'


def read_text(text: str, path: str = PLACE) -> tuple[list[Document], Report]:
    report = Report()
    return read_source(Source(path, text), REGISTRY, report), report


def to_codex(agent: Agent) -> Conversion:
    return write(agent, "codex", registry=REGISTRY)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "temperature = 0.5\n",
        HEAD + 'sandbox_mode = "readonly"\n',
        HEAD + "web_search = false\n",
        HEAD + "nickname_candidates = []\n",
        HEAD + 'nickname_candidates = ["a", " a"]\n',
        HEAD + 'nickname_candidates = ["a.b"]\n',
        HEAD + "[features]\nshell_tool = 1\n",
        HEAD + 'model_reasoning_effort = ""\n',
        f'name = "n"\n{PROMPT}',
        f'name = "n"\ndescription = " "\n{PROMPT}',
        'name = "n"\ndescription = "d"\n',
    ],
)
def test_what_the_client_skips_is_read_with_a_warning(text: str) -> None:
    documents, report = read_text(text)
    assert [d.agent.name for d in documents] == ["n"]
    assert [d.code for d in report.diagnostics] == ["client-ignores"]


@pytest.mark.parametrize(
    "text",
    [
        f'name = 5\ndescription = "d"\n{PROMPT}',
        HEAD.replace('"n"', "2024-01-01"),
        HEAD.replace('"d"', "07:30:00"),
        f'name = 1.5\ndescription = "d"\n{PROMPT}',
        f'name = "n"\ndescription = ["d"]\n{PROMPT}',
        'name = "n"\ndescription = "d"\ndeveloper_instructions = 1979-05-27T07:32:00Z\n' + "model = 1\n",
        HEAD + "model = true\n",
        HEAD + "model_reasoning_effort = 3\n",
        HEAD + "mcp_servers = 3\n",
        HEAD + "[mcp_servers]\na = 3\n",
    ],
)
def test_a_value_of_a_wrong_type_is_an_error_with_its_place(text: str) -> None:
    documents, report = read_text(text)
    assert not documents
    assert {(d.code, d.line is not None) for d in report.diagnostics} == {("wrong-type", True)}


@pytest.mark.parametrize("text", ['model = "m"\n', PROMPT, 'name = "n"\ndescription = "d"\n'])
def test_a_file_elsewhere_is_a_role_only_with_a_name_and_instructions(text: str) -> None:
    with pytest.raises(NotAnAgent):
        read_text(text, ".codex/config.toml")


def test_a_role_is_known_wherever_it_lies() -> None:
    documents, _ = read_text(HEAD, "roles/n.toml")
    assert [d.format for d in documents] == ["codex"]


TOOLS = {
    name: Tool(name)
    for name in ("read", "write", "edit", "shell", "web_search", "web_fetch", "agent", "todo")
}
OFF, LIVE = 'web_search = "disabled"\n', 'web_search = "live"\n'


def tools(*names: str) -> tuple[Tool, ...]:
    return tuple(TOOLS[name] for name in names)


@pytest.mark.parametrize(
    ("policy", "wanted"),
    [
        (Tools(()), f'sandbox_mode = "read-only"\n{OFF}'),
        (Tools(tools("todo")), f'sandbox_mode = "read-only"\n{OFF}'),
        (Tools(tools("read")), f'sandbox_mode = "read-only"\n{OFF}'),
        (Tools(tools("read", "web_fetch")), f'sandbox_mode = "read-only"\n{LIVE}'),
        (Tools(tools("read", "write", "edit")), f'sandbox_mode = "read-only"\n{OFF}'),
        (Tools((Tool("shell", "git:*"), *tools("read"))), f'sandbox_mode = "read-only"\n{OFF}'),
        (Tools(tools("read", "write", "shell")), f'sandbox_mode = "workspace-write"\n{OFF}'),
        (Tools(tools("read", "shell", "web_search")), f'sandbox_mode = "workspace-write"\n{LIVE}'),
        (Tools(None, tools("write", "edit")), f'sandbox_mode = "read-only"\n{LIVE}'),
        (Tools(None, tools("web_fetch", "web_search")), f'sandbox_mode = "workspace-write"\n{OFF}'),
        (Tools(None, tools("agent")), f'sandbox_mode = "workspace-write"\n{LIVE}'),
        (Tools(None, (Tool("mcp", server="x"),)), f'sandbox_mode = "workspace-write"\n{LIVE}'),
        (Tools(), ""),
    ],
)
def test_the_most_capable_setting_within_is_written(policy: Tools, wanted: str) -> None:
    agent = Agent("a", description="d", prompt="p", tools=policy)
    conversion = to_codex(agent)
    assert conversion.ok
    text = conversion.files[0].text
    assert wanted in text
    assert ("sandbox_mode" in text) == bool(wanted)
    assert ("shell_tool = false" in text) == (policy.allow in ((), tools("todo")))
    (back,) = read_files(conversion, REGISTRY)
    assert power(back) <= power(agent)
    assert back.extensions == {}
    assert ("setting-ignored" in {d.code for d in conversion.diagnostics}) == bool(wanted)
    bounds = [key for key in ("sandbox_mode", "web_search") if key in text]
    unheld = policy == Tools()  # what nothing bounds acts unasked there, which is told
    assert (Loss.UNENFORCED in {d.loss for d in conversion.diagnostics}) == (bool(bounds) or unheld)


def test_plan_mode_reads_only() -> None:
    conversion = to_codex(Agent("a", description="d", prompt="p", permission_mode="plan"))
    assert conversion.ok
    assert 'sandbox_mode = "read-only"' in conversion.files[0].text


def test_servers_come_with_their_tools() -> None:
    servers = {"a": {"command": "x"}, "b": {"command": "y"}}
    agent = Agent(
        "n",
        description="d",
        prompt="p",
        tools=Tools((Tool("read"), Tool("mcp", server="a"))),
        mcp_servers=servers,
    )
    (back,) = read_files(to_codex(agent), REGISTRY)
    assert back.mcp_servers == {"a": {"command": "x"}}
    assert Tool("mcp", server="a") in (back.tools.allow or ())


@pytest.mark.parametrize("name", ["read-only", "no-shell", "full"])
def test_a_role_that_passed_through_the_neutral_form_is_not_refused(name: str) -> None:
    (agent,) = read(FIXTURES / "codex" / f"{name}.toml", "codex", registry=REGISTRY).agents
    conversion = to_codex(agent)
    assert conversion.ok, conversion.diagnostics
    assert tuple(read_files(conversion, REGISTRY)) == (agent,)


def test_a_role_that_may_write_again_leaves_its_sandbox() -> None:
    (document,), _ = read_text(
        HEAD + 'sandbox_mode = "read-only"\n[features]\nshell_tool = false\napps = false\n'
    )
    assert document.agent.tools.allow == (Tool("web_search"),)
    conversion = to_codex(replace(document.agent, tools=Tools()))
    assert "sandbox_mode" not in conversion.files[0].text
    assert conversion.files[0].text.endswith("[features]\napps = false\n")


@pytest.mark.parametrize(
    ("effort", "written"), [("low", "low"), ("max", "xhigh"), ("minimal", None), ("", None), (None, None)]
)
def test_only_efforts_that_every_model_has_are_written(effort: str | None, written: str | None) -> None:
    (back,) = read_files(to_codex(Agent("a", description="d", prompt="p", effort=effort)), REGISTRY)
    assert back.effort == written


def test_only_servers_that_the_client_takes_are_written() -> None:
    servers = {
        "known": None,
        "stdio": {"type": "stdio", "command": "c", "args": ["a"], "env": {"K": 1}, "timeout": 3000},
        "http": {"type": "streamable-http", "url": "https://s.example", "headers": {"H": "v"}},
        "sse": {"type": "sse", "url": "https://s.example"},
        "bad": {"command": ["c"]},
    }
    conversion = to_codex(Agent("a", description="d", prompt="p", mcp_servers=servers))
    (back,) = read_files(conversion, REGISTRY)
    assert "tool_timeout_sec = 3\n" in conversion.files[0].text
    assert back.mcp_servers == {
        "stdio": {"command": "c", "args": ["a"], "env": {"K": "1"}, "timeout": 3000},
        "http": {"type": "http", "url": "https://s.example", "headers": {"H": "v"}},
    }
    assert "setting-ignored" in {d.code for d in conversion.diagnostics}


def test_the_tools_of_a_server_are_bounded_as_the_file_says() -> None:
    (document,), _ = read_text(
        HEAD + f'sandbox_mode = "read-only"\n{OFF}'
        '[mcp_servers.a]\ncommand = "x"\ndisabled_tools = ["put"]\n'
        '[mcp_servers.b]\nurl = "https://b.example"\nenabled_tools = ["get"]\nenabled = true\n'
        '[mcp_servers.c]\ncommand = "z"\nenabled = false\n'
    )
    agent = document.agent
    assert agent.mcp_servers == {
        "a": {"command": "x", "excludeTools": ["put"]},
        "b": {"type": "http", "url": "https://b.example", "includeTools": ["get"]},
        "c": {"command": "z", "enabled": False},
    }
    mcp = [tool for tool in agent.tools.allow or () if tool.name == "mcp"]
    assert mcp == [Tool("mcp", server="a"), Tool("mcp", server="b", tool="get")]
    assert agent.tools.deny == (Tool("mcp", server="a", tool="put"),)
    assert tuple(read_files(to_codex(agent), REGISTRY)) == (agent,)


def test_own_keys_come_back_only_where_the_client_takes_them() -> None:
    own = {"nickname_candidates": ["A."], "web_search": "on", "temperature": 1, "personality": "pragmatic"}
    conversion = to_codex(Agent("a", description="d", prompt="p", extensions={"codex": own}))
    (back,) = read_files(conversion, REGISTRY)
    assert back.extensions == {"codex": {"personality": "pragmatic"}}


@pytest.mark.parametrize("prompt", ["", " \n\t", "\u3000"])
def test_a_role_always_has_instructions(prompt: str) -> None:
    (back,) = read_files(to_codex(Agent("a", description=" the work ", prompt=prompt)), REGISTRY)
    assert (back.description, back.prompt) == ("the work", "the work")


def _rows() -> list[dict[str, str]]:
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "index.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["format"] == "codex"]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")
@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["path"])
def test_real_roles(row: dict[str, str]) -> None:
    content = Path(CORPUS, row["path"]).read_bytes()
    report = Report()
    try:
        documents = read_source(Source(row["source_path"], decode(content)), REGISTRY, report)
    except NotAnAgent:
        assert PurePosixPath(row["source_path"]).name == "config.toml"
        return
    assert not report.errors()
    assert [d.format for d in documents] == ["codex"]
    again = convert_documents(documents, "codex", REGISTRY)
    assert [f.text.encode() for f in again.files] == [content]
    for target in REGISTRY.targets():
        conversion = convert_documents(documents, target, REGISTRY)
        if conversion.ok and REGISTRY.get(target).reads:
            (back,) = read_files(conversion, REGISTRY)
            assert power(back) <= power(documents[0].agent)
