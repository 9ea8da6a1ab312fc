"""Antigravity: what stands besides the list of tools, the modes, and a folder that several tools share."""

from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.testing import read_files

REGISTRY = Registry(plugins=False)
SHELLS = (Tool("shell"), Tool("powershell"))


def text_of(agent: Agent) -> str:
    return write(agent, "antigravity", registry=REGISTRY).files[0].text


def back(agent: Agent) -> Agent:
    (found,) = read_files(write(agent, "antigravity", registry=REGISTRY), REGISTRY)
    return found


def test_a_bounded_agent_has_no_servers_unasked() -> None:
    text = text_of(Agent("a", description="d", tools=Tools((Tool("read"),))))
    assert "inheritMcp: false" in text
    assert "commandExecutionPolicy: 'off'" in text


def test_what_another_client_denies_by_a_wildcard_may_be_a_servers_tool() -> None:
    for name, said in (("*_push", "inheritMcp: false"), ("own", "inheritMcp: true")):
        tools = Tools(None, (Tool(name, native="opencode"), Tool("edit")))
        assert said in text_of(Agent("a", description="d", tools=tools))


def test_an_agent_without_a_shell_needs_no_list() -> None:
    agent = Agent("a", description="d", tools=Tools(None, SHELLS))
    assert "tools:" not in text_of(agent)
    assert back(agent).tools == agent.tools


def test_all_servers_are_inherited_and_some_are_named() -> None:
    every = Agent("a", description="d", tools=Tools((Tool("read"), Tool("mcp", server="*"))))
    assert back(every).tools == every.tools
    named = Agent("a", description="d", tools=Tools((Tool("read"), Tool("mcp", server="x"))))
    assert "mcpServers:\n- x" in text_of(named)
    assert back(named).tools == named.tools
    part = Agent("a", description="d", tools=Tools((Tool("read"), Tool("mcp", server="x", tool="t"))))
    assert back(part).tools.allow == (Tool("read"),)


@pytest.mark.parametrize("mode", [None, "primary", "all"])
def test_modes_are_two_switches(mode: str | None) -> None:
    assert back(Agent("a", description="d", mode=mode)).mode == mode


@pytest.mark.parametrize(
    ("place", "tools", "wanted"),
    [
        (".agents/agents/x.md", "view_file", ("antigravity", "x")),
        (".agents/agents/x/agent.md", "view_file", ("antigravity", "x")),
        (".agents/agents/x.md", "Read, Bash", ("claude", "x")),
        (".agents/agents/x.md", "Read, view_file", ("antigravity", "x")),
        (".agents/agents/x.md", "Read\nwhenToUse: often", ("kimi", "x")),
        (".agent/agents/x.agent.md", "view_file", ("copilot", "x")),
        (".strange/agents/x.md", "Read", ("claude", "x")),
        (".agents/x.md", "Read", ("claude", "x")),
    ],
)
def test_a_shared_folder_is_read_by_what_lies_there(
    tmp_path: Path, place: str, tools: str, wanted: tuple[str, str]
) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(f"---\nname: x\ndescription: d\ntools: {tools}\n---\nDo it.\n", encoding="utf-8")
    result = read(path, registry=REGISTRY)
    (document,) = result.documents
    assert (document.format, document.agent.name) == wanted
    guessed = [d for d in result.diagnostics if d.code == "format-guessed"]
    assert bool(guessed) == (wanted[0] == "claude")
