"""The permission map that is written for an agent, word by word."""

from __future__ import annotations

import json

import pytest

from agentconv.formats.opencode.permission import permission_for
from agentconv.formats.opencode.rules import ENV_FILES
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.vocabulary import MCP

Map = dict[str, Value]

READ: Value = dict[str, Value](ENV_FILES)
FREE: Map = {
    "read": READ,
    "grep": "allow",
    "glob": "allow",
    "list": "allow",
    "task": "allow",
    "todowrite": "allow",
    "skill": "allow",
    "question": "allow",
    "lsp": "allow",
}
ASKING: Map = {"*": "ask", **FREE, "edit": "ask", "bash": "ask", "webfetch": "ask"}
LEFT: Map = {"*": "deny", **FREE, "websearch": "ask", "webfetch": "ask", "plan_exit": "allow"}
"""The closed list of an agent that has all but editing and commands."""


def denying(*deny: Tool, mode: str | None = None) -> Map:
    return permission_for(Agent("a", tools=Tools(None, deny), permission_mode=mode), "opencode")


def having(*allow: Tool, mode: str | None = None, deny: tuple[Tool, ...] = ()) -> Map:
    return permission_for(Agent("a", tools=Tools(allow, deny), permission_mode=mode), "opencode")


def shell(argument: str | None = None) -> Tool:
    return Tool("shell", argument)


@pytest.mark.parametrize(
    ("mode", "map_"),
    [
        (None, {}),
        ("bypass", {"*": "allow"}),
        ("default", ASKING),
        ("accept-edits", {**ASKING, "edit": "allow"}),
        ("auto", {**ASKING, "edit": "allow", "bash": "allow"}),
        ("plan", {**ASKING, "edit": "deny", "bash": "deny"}),
        ("dont-ask", {"*": "deny", **FREE, "plan_exit": "allow"}),
        ("odd", ASKING),
    ],
)
def test_an_agent_with_the_hosts_tools(mode: str | None, map_: Map) -> None:
    assert denying(mode=mode) == map_


@pytest.mark.parametrize(
    ("deny", "map_"),
    [
        ((shell(),), {"bash": "deny"}),
        ((Tool("powershell"), Tool("notebook_edit")), {"bash": "deny", "edit": "deny"}),
        ((shell(), shell("rm:*")), {"bash": "deny"}),
        ((shell("rm:*"),), {"bash": {"rm *": "deny"}}),
        ((shell("rm:*"), shell("a, b")), {"bash": {"rm *": "deny", "a, b": "deny"}}),
        ((shell("rm:*"), shell()), {"bash": "deny"}),
        ((Tool("agent", "a, b"),), {"task": {"a": "deny", "b": "deny"}}),
        ((Tool("agent", "a*"),), {"task": "deny"}),
        ((Tool("grep", "x"),), {"grep": "deny"}),
        ((Tool("read", "a:*"),), {"read": {"a:*": "deny"}}),
        ((Tool("read", "a *"),), {"read": {"a *": "deny"}}),
        ((Tool("read", "*~"),), {"read": {"*~": "deny"}}),
        ((Tool(MCP, server="git", tool="push"),), {"git_push": "deny"}),
        ((Tool(MCP, server="git"), Tool("own", native="opencode")), {"git_*": "deny", "own": "deny"}),
    ],
)
def test_what_is_denied_of_the_hosts_tools(deny: tuple[Tool, ...], map_: Map) -> None:
    assert denying(*deny) == map_


@pytest.mark.parametrize("argument", ["~/x", "$HOME/x", "!x", "./x", "/x", "a?b", "a\\b", "*", "* *", "7"])
def test_a_part_that_the_client_reads_otherwise_is_denied_with_the_whole(argument: str) -> None:
    assert denying(Tool("skill", argument)) == {"skill": "deny"}


def test_a_plain_star_after_a_space_is_no_prefix() -> None:
    assert denying(shell("git *")) == {"bash": "deny"}
    assert denying(shell("git:*")) == {"bash": {"git *": "deny"}}


def test_what_is_denied_beside_a_mode() -> None:
    rm, secret = shell("rm:*"), Tool("read", "secret")
    assert denying(rm, mode="default") == {**ASKING, "bash": {"*": "ask", "rm *": "deny"}}
    assert denying(rm, mode="bypass") == {"*": "allow", "bash": {"rm *": "deny"}}
    assert denying(rm, mode="plan") == {**ASKING, "edit": "deny", "bash": "deny"}
    assert denying(secret, mode="default") == {**ASKING, "read": {**ENV_FILES, "secret": "deny"}}


@pytest.mark.parametrize("name", ["doom_loop", "*", "**", "7", "__proto__", ""])
def test_a_name_that_no_key_can_say_is_neither_given_nor_taken(name: str) -> None:
    own = Tool(name, native="opencode")
    assert denying(own) == {**LEFT, "edit": "ask", "bash": "ask"}
    assert having(own, Tool("grep")) == {"*": "deny", "grep": "allow"}


def test_a_name_of_other_letters_is_a_key() -> None:
    assert having(Tool("~", native="opencode")) == {"*": "deny", "~": "ask"}


@pytest.mark.parametrize(
    "tool",
    [Tool("tool_search"), Tool("powershell", native="claude"), Tool("a_b", native="opencode")],
)
def test_what_no_key_takes_away_leaves_a_closed_list(tool: Tool) -> None:
    assert denying(tool) == {**LEFT, "edit": "ask", "bash": "ask"}


@pytest.mark.parametrize(
    ("allow", "map_"),
    [
        ((), {"*": "deny"}),
        ((Tool("read"),), {"*": "deny", "read": READ}),
        ((shell(), Tool("grep")), {"*": "deny", "bash": "ask", "grep": "allow"}),
        ((shell(), shell("git:*")), {"*": "deny", "bash": "ask"}),
        ((shell("git:*"), shell("ls")), {"*": "deny", "bash": {"*": "deny", "git *": "ask", "ls": "ask"}}),
        ((Tool("tool_search"), Tool("list")), {"*": "deny", "list": "allow"}),
        ((Tool("web_fetch"),), {"*": "deny", "webfetch": "ask"}),
        ((Tool("grep", "x"),), {"*": "deny"}),
    ],
)
def test_the_list_of_an_agents_tools(allow: tuple[Tool, ...], map_: Map) -> None:
    assert having(*allow) == map_


def test_what_is_denied_of_the_listed_tools() -> None:
    rm, push = shell("rm:*"), shell("git push:*")
    assert having(shell(), deny=(rm,)) == {"*": "deny", "bash": {"*": "ask", "rm *": "deny"}}
    parts = {"*": "deny", "git *": "ask", "git push *": "deny"}
    assert having(shell("git:*"), deny=(push,)) == {"*": "deny", "bash": parts}
    secret = Tool("read", "secret")
    assert having(Tool("read"), deny=(secret,)) == {"*": "deny", "read": {**ENV_FILES, "secret": "deny"}}
    assert having(shell(), deny=(shell(),)) == {"*": "deny"}
    assert having(shell(), deny=(Tool("grep"),)) == {"*": "deny", "bash": "ask"}
    other = Tool("powershell", "rm:*", native="claude")
    assert having(shell(), deny=(other,)) == {"*": "deny", "bash": "ask"}


def test_what_is_denied_of_a_server() -> None:
    git, push = Tool(MCP, server="git"), Tool(MCP, server="git", tool="push")
    assert having(git, deny=(push,)) == {"*": "deny", "git_*": "ask", "git_push": "deny"}
    assert having(Tool("grep"), deny=(push,)) == {"*": "deny", "grep": "allow"}
    hub = Tool(MCP, server="git_hub")
    assert having(hub) == {"*": "deny", "git_hub_*": "ask"}
    assert having(hub, deny=(Tool(MCP, server="git_hub", tool="push"),)) == {"*": "deny"}


@pytest.mark.parametrize(
    ("mode", "edit", "bash", "fetch"),
    [
        (None, "ask", "ask", "ask"),
        ("default", "ask", "ask", "ask"),
        ("accept-edits", "allow", "ask", "ask"),
        ("auto", "allow", "allow", "ask"),
        ("bypass", "allow", "allow", "allow"),
    ],
)
def test_a_list_asks_as_the_mode_says(mode: str | None, edit: str, bash: str, fetch: str) -> None:
    tools = (Tool("edit"), Tool("write"), shell(), Tool("web_fetch"))
    assert having(*tools, mode=mode) == {"*": "deny", "edit": edit, "bash": bash, "webfetch": fetch}


def test_the_modes_that_give_less() -> None:
    tools = (Tool("grep"), shell())
    assert having(*tools, mode="plan") == {"*": "deny", "grep": "allow"}
    assert having(*tools, mode="dont-ask") == {"*": "deny", "grep": "allow"}


EDIT_SOME = (Tool("edit", "src/*"), Tool("write", "src/*"))


@pytest.mark.parametrize(
    ("mode", "tools", "map_"),
    [
        ("accept-edits", EDIT_SOME, {"edit": {"*": "deny", "src/*": "ask"}}),
        ("auto", (shell("git:*"),), {"bash": {"*": "deny", "git *": "ask"}}),
        ("bypass", (shell("git:*"),), {"bash": {"*": "deny", "git *": "ask"}}),
        ("bypass", (shell(), Tool("web_fetch")), {"bash": "allow", "webfetch": "ask"}),
    ],
)
def test_what_comes_to_no_mode_asks_at_once(mode: str, tools: tuple[Tool, ...], map_: Map) -> None:
    assert having(*tools, mode=mode) == {"*": "deny", **map_}


def test_a_map_is_the_callers_own() -> None:
    first = having(Tool("read"))
    assert isinstance(first["read"], dict)
    first["read"].clear()
    assert having(Tool("read")) == {"*": "deny", "read": READ}


def test_the_order_of_a_map_is_part_of_its_meaning() -> None:
    assert json.dumps(denying(shell("rm:*"), mode="default")) == json.dumps(
        {**ASKING, "bash": {"*": "ask", "rm *": "deny"}}
    )
    git, push = Tool(MCP, server="git"), Tool(MCP, server="git", tool="push")
    assert list(having(git, shell(), deny=(push,))) == ["*", "git_*", "git_push", "bash"]


def test_notebooks_are_denied_alone_where_a_key_is_theirs() -> None:
    agent = Agent("a", tools=Tools(deny=(Tool("notebook_edit"),)))
    assert permission_for(agent, "kilo") == {"notebook_edit": "deny"}
    assert permission_for(agent, "opencode") == {"edit": "deny"}
    listed = Agent("a", tools=Tools((Tool("read"), Tool("notebook_edit"))))
    assert permission_for(listed, "kilo") == {"*": "deny", "read": ENV_FILES, "notebook_edit": "ask"}
