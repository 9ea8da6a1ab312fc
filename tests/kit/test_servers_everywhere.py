"""What becomes of an agent's servers in every target that can hold one: stdio and HTTP, bounded and off."""

import pytest

from agentconv.api import convert, write
from agentconv.host.registry import Registry
from agentconv.kit.servers import HTTP, STDIO, Server, server_of
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.powers import power
from agentconv.model.vocabulary import ALL, MCP
from agentconv.testing import read_files

REGISTRY = Registry(plugins=False)
WITHOUT = {
    "a2a": "an agent card says what the agent does for others",
    "agents-md": "instructions alone",
    "antigravity": "an agent names servers that the host knows",
    "auggie": "an agent has those of its session",
    "cline": "a subagent has tools of none",
    "claude-plugin": "Claude Code ignores servers in a plugin's agents",
    "cursor": "all agents have those of the project",
    "factory": "a droid names servers that the host knows",
    "kilo": "they stand in the configuration of the project",
    "kimi": "an agent has those of its session",
    "m365": "the host adds actions",
    "oh-my-pi": "an agent has those of its session",
    "opencode": "they stand in the configuration of the project",
    "pi": "an agent names servers that the host knows",
    "qoder": "what one gives an agent there was not found out",
    "roo": "all modes have those of the project",
    "skill": "instructions alone",
    "vibe": "a subagent has tools of none",
    "zcode": "an agent names servers that the host knows",
}
TARGETS = [p.format.name for p in REGISTRY.all() if p.format.writes and p.format.reads]
HOLDING = [name for name in TARGETS if name not in WITHOUT]

LOCAL = """
- tracker:
    type: stdio
    command: run
    args: [-v]
    env: {PORT: 80}
"""
REMOTE = """
- docs:
    type: streamable-http
    url: https://example.dev/mcp
    headers: {X-Team: docs}
"""
MEANT = {
    "tracker": Server(STDIO, command="run", args=("-v",), env={"PORT": "80"}),
    "docs": Server(HTTP, url="https://example.dev/mcp", headers={"X-Team": "docs"}),
}


def there_and_back(target: str, name: str, servers: str) -> Agent:
    head = f"name: a\ndescription: d\ntools: Read, mcp__{name}\nmcpServers:{servers}"
    conversion = convert(f"---\n{head}---\nBody\n", target, registry=REGISTRY)
    assert conversion.ok, conversion.diagnostics
    (back,) = read_files(conversion, REGISTRY)
    return back


@pytest.mark.parametrize("target", HOLDING)
@pytest.mark.parametrize(("name", "servers"), [("tracker", LOCAL), ("docs", REMOTE)])
def test_a_server_reaches_every_target_that_can_hold_one(target: str, name: str, servers: str) -> None:
    back = there_and_back(target, name, servers)
    assert {key: server_of(config) for key, config in back.mcp_servers.items()} == {name: MEANT[name]}


@pytest.mark.parametrize("target", [name for name in WITHOUT if name in TARGETS])
def test_no_other_target_holds_one(target: str) -> None:
    agent = Agent("a", description="d", prompt="p", mcp_servers={"s": {"command": "run"}})
    conversion = write(agent, target, registry=REGISTRY)
    assert conversion.ok, WITHOUT[target]
    (back,) = read_files(conversion, REGISTRY)
    assert not any(back.mcp_servers.values()), "take it out of the list of those without"
    assert "mcp_servers" in {d.field for d in conversion.diagnostics if d.loss}


@pytest.mark.parametrize("target", HOLDING)
def test_a_server_that_is_off_is_never_written_as_one_that_is_on(target: str) -> None:
    agent = Agent("a", description="d", prompt="p", mcp_servers={"s": {"command": "run", "enabled": False}})
    conversion = write(agent, target, registry=REGISTRY)
    assert conversion.ok
    (back,) = read_files(conversion, REGISTRY)
    server = server_of(back.mcp_servers.get("s"))
    assert server is None or not server.enabled
    assert power(back) <= power(agent)


@pytest.mark.parametrize("bound", [{"includeTools": ["find"]}, {"excludeTools": ["drop"]}])
@pytest.mark.parametrize("target", HOLDING)
def test_a_server_of_which_some_tools_are_meant_is_never_given_whole(
    target: str, bound: dict[str, Value]
) -> None:
    config: dict[str, Value] = {"command": "run", **bound}
    conversion = write(
        Agent("a", description="d", prompt="p", mcp_servers={"s": config}), target, registry=REGISTRY
    )
    (back,) = read_files(conversion, REGISTRY)
    server, meant = server_of(back.mcp_servers.get("s")), server_of(config)
    if server is None or meant is None:
        return
    by_entry = server.tools == meant.tools and server.without == meant.without
    allow = back.tools.allow
    by_list = allow is not None and not {Tool(MCP, server="s"), Tool(MCP, server=ALL)} & {*allow}
    assert by_entry or by_list
