"""What the contract suite cannot know of Factory's files."""

from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.formats.factory.head import read_as_client
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.testing import read_files
from tests.formats import real_files
from tests.formats.real_files import REGISTRY


@pytest.mark.parametrize(("path", "source_path"), real_files.of("factory"), ids=str)
def test_real_files(path: Path, source_path: str) -> None:
    real_files.check(path, source_path, "factory", {})


def test_one_tool_of_a_server_is_granted_by_its_id_and_a_whole_server_is_not() -> None:
    tools = Tools((Tool("read"), Tool("mcp", server="moulds"), Tool("mcp", server="rain", tool="today")))
    conversion = write(Agent("a", description="d", prompt="p", tools=tools), "factory", registry=REGISTRY)
    (back,) = read_files(conversion, REGISTRY)
    assert back.tools == Tools((Tool("read"), Tool("mcp", server="rain", tool="today")))


def test_a_denied_server_is_not_named() -> None:
    server = Tool("mcp", server="moulds")
    tools = Tools((Tool("read"), server), (server,))
    agent = Agent("a", description="d", prompt="p", tools=tools, mcp_servers={"moulds": None})
    assert "moulds" not in write(agent, "factory", registry=REGISTRY).files[0].text


@pytest.mark.parametrize(("description", "prompt"), [("d", "d"), (None, "a")])
def test_an_empty_prompt_has_a_stand_in(description: str | None, prompt: str) -> None:
    conversion = write(Agent("a", description=description, prompt=" \n"), "factory", registry=REGISTRY)
    assert read_files(conversion, REGISTRY)[0].prompt == prompt


def test_a_foreign_model_becomes_one_of_the_clients() -> None:
    agent = Agent("a", description="d", prompt="p", model="opus", effort="high")
    (back,) = read_files(write(agent, "factory", registry=REGISTRY), REGISTRY)
    assert (back.model, back.effort) == ("claude-opus-5", "high")


def test_an_unknown_model_and_its_effort_are_left_out() -> None:
    agent = Agent("a", description="d", prompt="p", model="my-own", effort="high")
    (back,) = read_files(write(agent, "factory", registry=REGISTRY), REGISTRY)
    assert (back.model, back.effort) == (None, None)


@pytest.mark.parametrize(
    ("tools", "names"),
    [
        ("''", set()),
        ("all", {"all"}),
        ("[Read, mcp__rain__today]", {"read", "mcp__rain__today"}),
        ("Read, Grep", {"read", "grep"}),
        ("execution", {"shell"}),
        ("[]", set()),
        ("['*']", {"*"}),
    ],
)
def test_a_text_may_be_a_list_and_an_empty_one_gives_nothing(
    tmp_path: Path, tools: str, names: set[str] | None
) -> None:
    path = tmp_path / ".factory" / "droids" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\ndescription: d\ntools: {tools}\n---\nDo it.\n", encoding="utf-8")
    (document,) = read(tmp_path, registry=REGISTRY).documents
    allow = document.agent.tools.allow
    assert document.agent.name == "a"
    assert (None if allow is None else {tool.name for tool in allow}) == names


@pytest.mark.parametrize(
    ("model", "effort", "written"),
    [("opus", "max", "max"), ("haiku", "max", None), ("haiku", "low", "low"), ("opus", "minimal", None)],
)
def test_an_effort_that_the_model_has_not_is_left_out(model: str, effort: str, written: str | None) -> None:
    agent = Agent("a", description="d", prompt="p", model=model, effort=effort)
    (back,) = read_files(write(agent, "factory", registry=REGISTRY), REGISTRY)
    assert back.effort == written


@pytest.mark.parametrize(
    ("head", "values"),
    [
        ("description: a: b\ntools: Read, Grep", {"description": "a: b", "tools": ["Read", "Grep"]}),
        ('description: "d\ntools:\n- \'Read\'\n# x\nmcpServers: ["x"]', {"description": '"d'}),
        ("description: a: b\ntools: [Read]", {"description": "a: b", "tools": "[Read]"}),
        ("description: d\ntools: null", {}),
        ("description: {a: b}\ntools: [Read]", {}),
        ("- x", {}),
    ],
)
def test_a_head_that_is_no_yaml_is_read_by_lines_and_one_of_a_wrong_type_not_at_all(
    head: str, values: dict[str, object]
) -> None:
    found = read_as_client(f"---\n{head}\n---\nDo it.\n")
    assert found["(body)"] == "Do it."
    assert values.items() <= found.items()
    assert bool(values) == (len(found) > 1)


def test_what_makes_a_head_count_for_nothing_is_told(tmp_path: Path) -> None:
    path = tmp_path / ".factory" / "droids" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\ndescription: d\ntools: {Read: true}\n---\nDo it.\n", encoding="utf-8")
    found = [d.message for d in read(tmp_path, registry=REGISTRY).diagnostics if d.code == "client-ignores"]
    assert any("every tool" in message for message in found)
