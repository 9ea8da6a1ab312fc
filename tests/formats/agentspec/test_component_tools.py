"""Open Agent Specification: the components of tools, read and written one by one."""

from __future__ import annotations

import pytest

from agentconv.errors import WrongType
from agentconv.formats.agentspec.tools import (
    NAMES,
    TOOLS_KEYS,
    belongs,
    builtins_for,
    consent_of,
    given_tools,
    listed_tools,
    tools_of,
)
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.vocabulary import MCP

Map = dict[str, Value]

READ: Map = {"component_type": "BuiltinTool", "id": "a-b-read", "name": "read", "tool_type": "read"}
GIT: Map = {"component_type": "MCPTool", "name": "push", "client_transport": {"name": "git"}}
TOOLS, BOXES = TOOLS_KEYS["tools"], TOOLS_KEYS["toolboxes"]


def agent(*names: str, mode: str | None = None, **own: Value) -> Agent:
    tools = Tools(tuple(map(Tool, names)))
    return Agent("A b", tools=tools, permission_mode=mode, extensions={"agentspec": own} if own else {})


def test_a_plain_tool_is_a_component() -> None:
    asked = {"component_type": "BuiltinTool", "id": "a-b-shell", "name": "shell", "tool_type": "shell"}
    made = builtins_for(agent("read", "shell", mode="default"))
    assert made == [READ, {**asked, "requires_confirmation": True}]


def test_an_agent_with_its_hosts_tools_has_no_components() -> None:
    assert builtins_for(Agent("a", tools=Tools(None, (Tool("shell"),)))) == []
    assert TOOLS.write(Agent("a")) is None


def test_a_name_takes_no_argument() -> None:
    assert NAMES.decode("shell(git:*)") == Tool("shell(git:*)", native="agentspec")


@pytest.mark.parametrize(
    ("component", "tools"),
    [
        (READ, [Tool("read")]),
        ({"component_type": "BuiltinTool", "name": "own", "tool_type": "shell"}, [Tool("shell")]),
        ({"component_type": "BuiltinTool", "name": "grep"}, [Tool("grep")]),
        ({"component_type": "BuiltinTool"}, [Tool("", native="agentspec")]),
        ({"component_type": "ServerTool", "name": "read"}, [Tool("read", native="agentspec")]),
        (GIT, [Tool(MCP, server="git", tool="push")]),
        ({**GIT, "client_transport": {"$component_ref": "hub"}}, [Tool(MCP, server="GitHub", tool="push")]),
        ({**GIT, "client_transport": {"$component_ref": "no"}}, [Tool(MCP, server="no", tool="push")]),
        ({"component_type": "MCPTool", "name": "push"}, [Tool(MCP, server="push", tool="push")]),
        ({"component_type": "MCPTool", "client_transport": {"name": "git"}}, [Tool(MCP, server="git")]),
        ({**GIT, "component_type": "MCPToolBox"}, [Tool(MCP, server="git")]),
        ({**GIT, "component_type": "MCPToolBox", "tool_filter": [""]}, [Tool(MCP, server="git")]),
        (
            {**GIT, "component_type": "MCPToolBox", "tool_filter": ["pull", "", {"name": "push"}]},
            [Tool(MCP, server="git", tool="pull"), Tool(MCP, server="git", tool="push")],
        ),
    ],
)
def test_the_tools_of_a_component(component: Map, tools: list[Tool]) -> None:
    assert tools_of(component, {"hub": {"name": "GitHub"}}) == tools


def test_tools_and_toolboxes_add_up() -> None:
    shared: Map = {"r": READ, "g": {**GIT, "component_type": "MCPToolBox"}}
    values: Map = {"tools": [{"$component_ref": "r"}, READ], "toolboxes": [{"$component_ref": "g"}]}
    assert given_tools(values, shared) == (Tool("read"), Tool(MCP, server="git"))
    assert given_tools({}, {}) == ()


def test_the_tools_of_what_is_written() -> None:
    assert listed_tools(agent("read", "shell")) == (Tool("read"), Tool("shell"))
    shared: Map = {"r": {**READ, "tool_type": "grep"}}
    own = agent("read", tools=[{"$component_ref": "r"}], **{"$referenced_components": shared})
    assert listed_tools(own) == (Tool("grep"),)


def test_a_list_belongs_to_a_policy_that_it_was_written_for() -> None:
    both = agent("read", "shell")
    assert belongs((Tool("read"), Tool("shell")), both)
    assert belongs((Tool("read"), Tool("shell"), Tool("grep")), both)
    assert not belongs((Tool("read"),), both)
    assert not belongs((Tool("read"), Tool("shell"), Tool("agent")), both)


def test_a_list_of_components_is_read() -> None:
    assert TOOLS.decode([READ, GIT, READ], {}) == {
        "tools.allow": (Tool("read"), Tool(MCP, server="git", tool="push"))
    }
    assert TOOLS.decode(None, {}) == {}
    assert TOOLS.decode([{"$component_ref": "r"}], {"$referenced_components": {"r": READ}}) == {
        "tools.allow": (Tool("read"),)
    }
    with pytest.raises(WrongType, match=r"^expected a list of components$"):
        TOOLS.decode({}, {})
    with pytest.raises(WrongType, match=r"^expected components$") as raised:
        TOOLS.decode([READ, "read"], {})
    assert raised.value.at == (1,)


def test_what_is_written_under_each_key() -> None:
    assert TOOLS.write(agent("read")) == [READ]
    assert BOXES.write(agent("read")) is None
    assert TOOLS.write(agent()) is None
    for key, other in (("tools", "toolboxes"), ("toolboxes", "tools")):
        own = agent("read", **{key: [GIT]})
        assert TOOLS_KEYS[key].write(own) == [GIT]
        assert TOOLS_KEYS[other].write(own) is None


def test_what_no_field_holds_is_kept() -> None:
    assert TOOLS.rest([READ], agent("read")) is None
    assert TOOLS.rest([GIT], agent("read")) == [GIT]
    assert TOOLS.rest([], agent("read")) is None


def test_consent_of_toolboxes_counts_too() -> None:
    host = frozenset({"unasked:execute", "unasked:write"})
    shell: Map = {"component_type": "BuiltinTool", "name": "shell", "requires_confirmation": True}
    assert consent_of(agent(toolboxes=[shell]), host) == {"unasked:write"}
