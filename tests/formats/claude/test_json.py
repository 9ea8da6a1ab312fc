"""Claude Code's JSON object of agents: several in one file, and what one value could spoil."""

import json
from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, Tool, Tools, Value

REGISTRY = Registry(plugins=False)
INLINE: Value = {"command": "tracker-mcp"}


def entry(agent: Agent) -> dict[str, object]:
    conversion = write(agent, "claude-json", registry=REGISTRY)
    assert conversion.ok
    found: dict[str, object] = json.loads(conversion.files[0].text)["a"]
    return found


def test_a_server_of_its_own_is_left_out_where_it_would_give_more() -> None:
    bounded = Agent("a", tools=Tools((Tool("read"),)), mcp_servers={"x": INLINE, "y": None})
    assert entry(bounded)["mcpServers"] == ["y"]
    granted = Agent("a", tools=Tools((Tool("mcp", server="x"),)), mcp_servers={"x": INLINE})
    assert entry(granted)["mcpServers"] == [{"x": INLINE}]
    denied = Agent("a", tools=Tools((Tool("read"),), (Tool("mcp", server="x"),)), mcp_servers={"x": INLINE})
    assert entry(denied)["mcpServers"] == [{"x": INLINE}]


def test_a_tool_that_is_bounded_by_a_pattern_is_left_out() -> None:
    assert entry(Agent("a", tools=Tools((Tool("shell", "git *"), Tool("read")))))["tools"] == ["Read"]


@pytest.mark.parametrize(
    "agent",
    [
        Agent("a", effort="minimal"),
        Agent("a", hooks={"Unheard": []}),
        Agent("a", isolation="container"),
        Agent("a", max_turns=0),
        Agent("a", memory="elsewhere"),
        Agent("a", model=" "),
        Agent("a", permission_mode="dont-know"),
        Agent("a", mcp_servers={"x": {"type": "tcp", "url": "https://x.example"}}),
        Agent("a", mcp_servers={"x": {"command": "x", "enabled": False}}),
    ],
)
def test_what_would_refuse_the_object_is_left_out(agent: Agent) -> None:
    assert entry(agent) == {"description": "a", "prompt": ""}


def test_names_that_give_or_take_nothing_are_told(tmp_path: Path) -> None:
    tools = ["read", "Fly", "Bash(git:*)"]
    text = json.dumps({"a": {"description": "d", "prompt": "p", "tools": tools, "disallowedTools": ["*"]}})
    (path := tmp_path / "claude-agents.json").write_text(text, encoding="utf-8")
    codes = [d.code for d in read(path, registry=REGISTRY).diagnostics]
    assert codes == ["tool-case", "tool-unknown", "tool-granted-whole", "deny-all-ignored"]


@pytest.mark.parametrize(
    "bounds", [{"includeTools": ["get"]}, {"excludeTools": ["put"]}, {"enabled": False}], ids=str
)
def test_a_server_is_written_only_with_what_bounds_it(bounds: dict[str, Value]) -> None:
    mcp = Tool("mcp", server="x")
    agent = Agent("a", tools=Tools((mcp,)), mcp_servers={"x": {"command": "run", **bounds}})
    held = "excludeTools" in bounds  # which a list of denied tools says as well
    assert ("mcpServers" in entry(agent)) == held
    assert entry(agent).get("disallowedTools") == (["mcp__x__put"] if held else None)
    put = Tool("mcp", server="x", tool="put")
    denied = Agent("a", tools=Tools((mcp,), (put,)), mcp_servers=agent.mcp_servers)
    assert ("mcpServers" in entry(denied)) == ("excludeTools" in bounds)


def test_several_files_become_one(tmp_path: Path) -> None:
    for name in ("b", "c"):
        text = json.dumps({name: {"description": name, "prompt": name, "later": 1}})
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    documents = read(tmp_path, registry=REGISTRY).documents
    from agentconv.writing.convert import convert_documents

    (file,) = convert_documents(documents, "claude-json", REGISTRY).files
    assert json.loads(file.text) == {n: {"description": n, "prompt": n, "later": 1} for n in ("b", "c")}


def test_bad_input_is_named_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "claude-agents.json"
    path.write_text('{"a": {"description": [], "prompt": "p", "tools": {"x": 1}}, "b": 5}', encoding="utf-8")
    result = read(path, registry=REGISTRY)
    errors = {(d.code, d.column) for d in result.diagnostics if d.code == "wrong-type"}
    assert errors == {("wrong-type", 23), ("wrong-type", 51), ("wrong-type", 67)}


def test_keys_of_the_client_alone_cross_between_its_formats() -> None:
    own: dict[str, Value] = {"omitClaudeMd": "true", "observer": "watcher", "autoCompactWindow": 150_000}
    agent = Agent("a", description="d", extensions={"claude": own})
    written = entry(agent)
    assert {k: written[k] for k in own} == {**own, "omitClaudeMd": True}
    assert "autoCompactWindow" not in entry(Agent("a", extensions={"claude": {"autoCompactWindow": 99_999}}))


def test_what_the_object_says_is_read_as_the_files_keys(tmp_path: Path) -> None:
    (tmp_path / "claude-agents.json").write_text(
        '{"a": {"description": "d", "prompt": "p", "omitClaudeMd": true, "later": 1}}', encoding="utf-8"
    )
    agent = read(tmp_path, registry=REGISTRY).documents[0].agent
    assert agent.extensions == {"claude": {"omitClaudeMd": True}, "claude-json": {"later": 1}}
