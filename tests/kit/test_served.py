"""What an agent's own servers leave of the tools that its list names of them."""

import pytest

from agentconv.kit.served import within_servers
from agentconv.model.agent import Agent, Tool, Tools, Value

READ = Tool("read")
GH, GET, PUSH = (
    Tool("mcp", server="gh"),
    Tool("mcp", server="gh", tool="get"),
    Tool("mcp", server="gh", tool="push"),
)
OTHER, EVERY = Tool("mcp", server="db"), Tool("mcp", server="*")
NATIVE = Tool("mcp", server="gh", native="claude")


def agent(*allow: Tool, deny: tuple[Tool, ...] = (), **config: Value) -> Agent:
    return Agent("a", tools=Tools(allow, deny), mcp_servers={"gh": {"command": "gh-mcp", **config}})


@pytest.mark.parametrize(
    ("one", "allow", "deny"),
    [
        (agent(READ, GH), (READ, GH), ()),
        (agent(READ, GET), (READ, GET), ()),
        (agent(READ, GH, enabled=False), (READ,), ()),
        (agent(READ, GET, enabled=False), (READ,), ()),
        (agent(READ, GH, includeTools=["get"]), (READ, GET), ()),
        (agent(GET, GH, includeTools=["get"]), (GET,), ()),
        (agent(GET, includeTools=["get"]), (GET,), ()),
        (agent(READ, PUSH, includeTools=["get"]), (READ,), ()),
        (agent(READ, GH, includeTools=[]), (READ,), ()),
        (agent(READ, GH, excludeTools=["push"]), (READ, GH), (PUSH,)),
        (agent(READ, GH, deny=(PUSH,), excludeTools=["push"]), (READ, GH), (PUSH,)),
        (agent(READ, GH, deny=(READ,), excludeTools=["push"]), (READ, GH), (READ, PUSH)),
        (agent(READ, GET, excludeTools=["push"]), (READ, GET), ()),
        (agent(READ, OTHER, enabled=False), (READ, OTHER), ()),
        (agent(READ, EVERY, enabled=False), (READ, EVERY), ()),
        (agent(READ, NATIVE, enabled=False), (READ, NATIVE), ()),
    ],
)
def test_a_list_means_what_the_servers_give(
    one: Agent, allow: tuple[Tool, ...], deny: tuple[Tool, ...]
) -> None:
    assert within_servers(one).tools == Tools(allow, deny)


def test_nothing_changes_where_nothing_is_said() -> None:
    for same in (agent(READ, GH), agent(READ, GET), Agent("a", tools=Tools((GH,))), Agent("a")):
        assert within_servers(same) is same


def test_an_agent_with_the_hosts_tools_keeps_them() -> None:
    one = Agent("a", mcp_servers={"gh": {"command": "gh-mcp", "enabled": False}})
    assert within_servers(one) is one
