"""What the contract suite cannot hold for Gemini CLI: own servers, server names, real files."""

import csv

import pytest

from agentconv.api import write
from agentconv.containers import container
from agentconv.diagnostics import Report, Severity
from agentconv.errors import NotAnAgent
from agentconv.formats.gemini.gemini import Gemini
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import power
from agentconv.reading.detect import read_source
from agentconv.testing import read_files
from agentconv.text.source import Source, decode
from agentconv.writing.convert import convert_documents
from tests.conftest import CORPUS

REGISTRY = Registry(plugins=False)
PATH = ".gemini/agents/a.md"
SERVER = {"command": "node"}


def mcp(server: str, tool: str | None = None) -> Tool:
    return Tool("mcp", server=server, tool=tool)


def written(agent: Agent) -> dict[str, object]:
    (file,) = write(agent, "gemini", registry=REGISTRY).files
    return container("frontmatter").read(Source(PATH, file.text)).values


def found(text: str) -> tuple[list[Agent], list[str]]:
    report = Report()
    documents = read_source(Source(PATH, text), REGISTRY, report)
    return [d.agent for d in documents], [d.code for d in report.diagnostics]


def test_an_own_server_is_left_out_where_the_tools_leave_it_out() -> None:
    agent = Agent("a", tools=Tools((Tool("read"),)), mcp_servers={"s": SERVER})
    assert "mcp_servers" not in written(agent)


def test_an_own_server_is_bounded_to_the_tools_that_are_listed() -> None:
    agent = Agent("a", tools=Tools((Tool("read"), mcp("my_s", "t"))), mcp_servers={"my_s": SERVER})
    values = written(agent)
    assert values["mcp_servers"] == {"my_s": {"command": "node", "include_tools": ["t"]}}
    assert values["tools"] == ["read_file"]


def test_what_is_denied_of_an_own_server_is_excluded_there() -> None:
    tools = Tools((mcp("s"),), (mcp("s", "drop"),))
    values = written(Agent("a", tools=tools, mcp_servers={"s": SERVER}))
    assert values["mcp_servers"] == {"s": {"command": "node", "exclude_tools": ["drop"]}}
    assert values["tools"] == []


def test_a_server_that_is_off_is_left_out() -> None:
    assert "mcp_servers" not in written(Agent("a", mcp_servers={"s": {**SERVER, "enabled": False}}))


def test_a_server_that_gives_nothing_gives_nothing_here() -> None:
    agent = Agent("a", mcp_servers={"s": {**SERVER, "includeTools": []}})
    assert written(agent)["mcp_servers"] == {"s": {"command": "node", "include_tools": []}}


@pytest.mark.parametrize("kind", ["http", "streamable-http", "streamable_http"])
def test_every_word_for_http_is_http(kind: str) -> None:
    agent = Agent("a", mcp_servers={"s": {"type": kind, "url": "https://a.example"}})
    assert written(agent)["mcp_servers"] == {"s": {"type": "http", "url": "https://a.example"}}


@pytest.mark.parametrize("servers", ["{s: node}", "[s]", "{s: {command: node, env: {PORT: 80}}}"])
def test_servers_that_the_client_does_not_take(servers: str) -> None:
    agents, codes = found(f"---\nname: a\ndescription: d\nmcp_servers: {servers}\n---\n")
    assert len(agents) == 1
    assert codes == ["client-ignores"]


def test_a_denied_server_is_left_out() -> None:
    agent = Agent("a", tools=Tools(None, (mcp("s"),)), mcp_servers={"s": SERVER, "t": SERVER})
    assert list(written(agent)["mcp_servers"]) == ["t"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("tool", "name"),
    [
        (mcp("s"), "mcp_s_*"),
        (mcp("s", "t_u"), "mcp_s_t_u"),
        (mcp("*"), "mcp_*"),
        (mcp("my_s"), None),
        (mcp("my_s", "t"), None),
        (mcp("s p"), None),
        (mcp("s", "_"), None),
        (Tool("shell", "git:*"), None),
        (Tool("multi_edit"), "replace"),
        (Tool("agent"), None),
        (Tool("ReadFile", native="gemini"), None),
        (Tool("get_internal_docs", native="gemini"), "get_internal_docs"),
    ],
)
def test_names_of_tools(tool: Tool, name: str | None) -> None:
    assert written(Agent("a", tools=Tools((tool,))))["tools"] == ([name] if name else [])


@pytest.mark.parametrize(
    "name", ["generalist", "Generalist", "cli_help", "codebase_investigator", "Browser Agent", "Ünï"]
)
def test_names_that_the_client_keeps_or_does_not_take(name: str) -> None:
    got = str(written(Agent(name))["name"])
    assert got != name
    assert Gemini.name_rule.fullmatch(got)


def test_a_remote_agent_is_no_definition() -> None:
    with pytest.raises(NotAnAgent, match="its card"):
        found("---\nkind: remote\nname: a\nagent_card_url: https://a.example\n---\n")


@pytest.mark.parametrize(
    "line",
    [
        "tools: {a: b}",
        "tools: [[a]]",
        "max_turns: many",
        "temperature: [1]",
        "model: {a: b}",
        "description: []",
    ],
)
def test_wrong_types_are_reported(line: str) -> None:
    assert "wrong-type" in found(f"---\nname: a\n{line}\n---\n")[1]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
@pytest.mark.parametrize("target", ["gemini", "qwen"])
def test_real_files_are_recognised_and_come_back(target: str) -> None:
    with (CORPUS / "index.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["format"] == target]
    assert rows
    for row in rows:
        text = decode((CORPUS / row["path"]).read_bytes())
        documents = read_source(Source(row["source_path"], text), REGISTRY, Report())
        assert [d.format for d in documents] == [target]
        (file,) = convert_documents(documents, target, REGISTRY).files
        assert file.text == text
        for other in (p.format.name for p in REGISTRY.all() if p.format.reads and p.format.writes):
            conversion = convert_documents(documents, other, REGISTRY)
            if "power-widened" in {d.code for d in conversion.diagnostics}:
                continue  # a target that bounds nothing
            assert {d.code for d in conversion.diagnostics if d.severity is Severity.ERROR} <= {"over-limit"}
            assert all(power(a) <= power(documents[0].agent) for a in read_files(conversion, REGISTRY))
