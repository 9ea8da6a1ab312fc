"""What OpenCode's permission rules leave an agent, in neutral words."""

from __future__ import annotations

import pytest

from agentconv.formats.opencode.meaning import meaning, names_for
from agentconv.formats.opencode.rules import LOOSE, NO_TOOLS, rules_of
from agentconv.model.agent import Tool, Value
from agentconv.model.vocabulary import MCP

NAMES = names_for("opencode")


def said(tool: Tool) -> str:
    """A tool in short."""
    name = f"{tool.server}/{tool.tool or ''}" if tool.name == MCP else tool.name
    name = f"own:{name}" if tool.native == "opencode" else name
    return name if tool.argument is None else f"{name}({tool.argument})"


def listed(tools: tuple[Tool, ...] | None) -> str | None:
    return None if tools is None else " ".join(map(said, tools))


# names


@pytest.mark.parametrize(
    ("native", "tools"),
    [
        ("edit", "write edit"),
        ("bash", "shell"),
        ("plan_exit", "exit_plan"),
        ("plan_enter", "own:plan_enter"),
        ("external_directory", "own:external_directory"),
        ("gh_push", "gh/push"),
        ("gh_get_issue", "gh/get_issue"),
        ("gh_get*", "gh/get*"),
        ("gh_?", "gh/?"),
        ("gh_*", "gh/"),
        ("git_hub_*", "git_hub/"),
        ("*_*", "*/"),
        ("g*_*", "own:g*_*"),
        ("*_push", "own:*_push"),
        ("g?_push", "own:g?_push"),
        ("gh_", "own:gh_"),
        ("_push", "own:_push"),
        ("_*", "own:_*"),
        ("bash(ls)", "own:bash(ls)"),
    ],
)
def test_what_a_key_means(native: str, tools: str) -> None:
    assert listed(NAMES.tools(native)) == tools


def server(name: str, tool: str | None = None) -> Tool:
    return Tool(MCP, server=name, tool=tool)


@pytest.mark.parametrize(
    ("tool", "native"),
    [
        (Tool("write"), "edit"),
        (Tool("notebook_read"), "read"),
        (Tool("multi_edit"), "edit"),
        (Tool("notebook_edit"), "edit"),
        (Tool("powershell"), None),
        (Tool("shell", "ls"), None),
        (server("gh"), "gh_*"),
        (server("gh", "push"), "gh_push"),
        (server("gh", "get*"), "gh_get*"),
        (server("gh", "get?"), None),
        (server("gh", "*"), None),
        (server("g h"), None),
        (server("git_hub"), "git_hub_*"),
        (server("git_hub", "push"), None),
        (server("*"), "*_*"),
        (server("*", "push"), None),
        (server("doom", "loop"), None),
        (server("plan", "exit"), None),
    ],
)
def test_the_key_of_a_tool(tool: Tool, native: str | None) -> None:
    assert NAMES.encode(tool) == native


def test_names_belong_to_their_client() -> None:
    assert names_for("kilo").decode("own") == Tool("own", native="kilo")


# tools


@pytest.mark.parametrize(
    ("permission", "allow", "deny"),
    [
        ({}, None, ""),
        ("allow", None, ""),
        ("ask", None, ""),
        ("deny", "", ""),
        # the host's tools, less some
        ({"grep": "deny"}, None, "grep"),
        ({"edit": "deny"}, None, "write edit"),
        ({"bash": {"*": "allow", "rm *": "deny"}}, None, "shell(rm:*)"),
        ({"bash": {"rm": "deny"}}, None, "shell(rm)"),
        ({"bash": {"git *": "allow"}}, None, ""),
        ({"bash": {"*": "deny", "git *": "allow"}}, None, "shell"),
        ({"task": {"a": "deny", "b": "deny"}}, None, "agent(a, b)"),
        ({"skill": {"a": "deny", "b c *": "deny"}}, None, "skill(a) skill(b c *)"),
        ({"read": {"*.env": "deny"}}, None, "read(*.env)"),
        ({"gh_*": "deny", "own": "deny", "~": "deny"}, None, "gh/ own:own own:~"),
        ({"gh_*": "allow", "gh_push": "deny"}, None, "gh/push"),
        ({"w*": "deny"}, None, "own:w* web_fetch web_search"),
        ({"w*": "deny", "webfetch": "ask"}, None, "own:w* web_search"),
        ({"plan_exit": "deny"}, None, "exit_plan"),
        ({"plan_*": "deny"}, None, "plan/"),
        ({"external_directory": "deny", "doom_loop": "deny"}, None, ""),
        ({"?": "deny"}, None, "own:?"),
        # a closed list
        ({"grep": "allow", "*": "deny"}, "", ""),
        ({"*": "deny", "grep": "allow", "bash": "ask"}, "grep shell", ""),
        ({"*": "deny", "bash": "ask", "grep": "allow"}, "shell grep", ""),
        ({"**": "deny", "edit": "allow"}, "write edit", ""),
        ({"?*": "deny"}, "", ""),
        ({"*": "deny", "bash": {"*": "ask", "rm *": "deny"}}, "shell", "shell(rm:*)"),
        ({"*": "deny", "bash": {"git *": "ask", "ls": "allow"}}, "shell(git:*) shell(ls)", ""),
        ({"*": "deny", "bash": {"git *": "ask", "git x *": "deny"}}, "shell(git:*)", "shell(git x:*)"),
        ({"*": "deny", "task": {"a": "allow", "b": "ask"}}, "agent(a, b)", ""),
        ({"*": "deny", "ta*": "allow"}, "own:ta*", ""),
        ({"ta*": "deny"}, None, "own:ta* agent"),
        ({"*": "deny", "grep": {"x": "deny"}}, "", ""),
        ({"*": "deny", "web*": "allow"}, "own:web* web_fetch web_search", ""),
        ({"*": "deny", "web*": "allow", "webfetch": "deny"}, "own:web* web_search", "web_fetch"),
        ({"*": "deny", "plan_exit": "allow"}, "exit_plan", ""),
        ({"*": "deny", "plan_*": "allow"}, "plan/", ""),
        ({"*": "deny", "grep": "allow", "lsp": "deny"}, "grep", ""),
        # servers in a closed list
        ({"*": "deny", "gh_*": "allow"}, "gh/", ""),
        ({"*": "deny", "gh_*": "allow", "gh_push": "deny"}, "gh/", "gh/push"),
        ({"*": "deny", "gh_push": "deny", "gh_*": "allow"}, "gh/push gh/", ""),
        ({"*": "deny", "gh_*": "deny", "gh_push": "deny"}, "", ""),
        ({"*": "deny", "gh_*": "allow", "gh_get*": "deny"}, "gh/", "gh/get*"),
        ({"*": "deny", "gh_get*": "allow", "gh_*_issue": "deny"}, "gh/get*", "gh/*_issue"),
        ({"*": "deny", "gh_*": "allow", "gh_push": {"x": "deny"}}, "gh/ gh/push", "gh/push(x)"),
        ({"*": "deny", "gh_*": {"x": "ask", "y": "deny"}}, "", ""),
        ({"*": "deny", "gh_*": {"*": "ask", "y": "deny"}}, "gh/", "gh/(y)"),
        ({"*": "deny", "gh_*": "ask", "gh_push": {"*": "deny", "x": "ask"}}, "gh/", "gh/push"),
        ({"*": "deny", "*_*": "allow", "gh_*": "deny"}, "*/", "gh/"),
        ({"*": "deny", "gh_*": "allow", "*_push": "deny"}, "", "own:*_push"),
        ({"*": "deny", "gh_*": "allow", "*_push": {"x": "deny"}}, "", "own:*_push"),
        ({"*": "deny", "gh_*": "allow", "*_push": "ask"}, "gh/ own:*_push", ""),
        ({"*": "deny", "gh_*": "allow", "*_push": {"x": "ask"}}, "gh/ own:*_push(x)", ""),
        ({"*": "deny", "*_push": "deny", "gh_*": "allow"}, "gh/", ""),
        ({"*": "deny", "*_push": "deny", "gh_*": {"x": "allow"}}, "", ""),
        ({"*": "deny", "gh_*": "allow", "web*": "deny"}, "gh/", ""),
        ({"*": "deny", "*_*": "allow", "g*": "deny"}, "", "own:g*"),
        ({"*": "deny", "*_*": "ask", "g*": "deny", "gh_*": "ask"}, "gh/", "own:g*"),
    ],
)
def test_the_tools_that_rules_leave(permission: Value, allow: str | None, deny: str) -> None:
    tools = meaning(rules_of(None, permission), "opencode").tools
    assert (listed(tools.allow), listed(tools.deny)) == (allow, deny)


def test_a_pattern_for_every_tool_is_none_of_a_tool_named_star() -> None:
    found = meaning(rules_of(None, {"*": {"*": "deny", "x": "allow"}}), "opencode").tools.allow
    assert listed(found) == (
        "read(x) write(x) edit(x) shell(x) grep(x) glob(x) list(x) web_fetch(x) web_search(x)"
        " todo(x) skill(x) ask_user(x) code_intelligence(x)"
    )


@pytest.mark.parametrize("key", sorted(NO_TOOLS - {*LOOSE}))
def test_a_key_that_is_no_tool_gives_and_takes_none(key: str) -> None:
    assert meaning(rules_of(None, {key: "deny"}), "opencode").tools.deny == ()
    assert meaning(rules_of(None, {"*": "deny", key: "allow"}), "opencode").tools.allow == ()
    assert NAMES.decode(key) == Tool(key, native="opencode")


# modes


@pytest.mark.parametrize(
    ("permission", "mode"),
    [
        ({}, None),
        ("allow", "bypass"),
        ("ask", "default"),
        ("deny", None),
        ({"*": "allow", "grep": "deny"}, "bypass"),
        ({"*": "allow", "webfetch": "ask"}, "auto"),
        ({"*": "allow", "gh_push": "ask"}, "auto"),
        ({"*": "allow", "notebook_execute": "ask"}, "auto"),
        ({"*": "allow", "bash": "ask"}, "accept-edits"),
        ({"*": "allow", "edit": "ask"}, "default"),
        ({"*": "allow", "edit": "ask", "bash": "ask"}, "default"),
        ({"*": "allow", "edit": "deny", "bash": "ask"}, "default"),
        # places
        ({"*": "allow", "external_directory": "allow"}, "bypass"),
        ({"*": "allow", "external_directory": "ask"}, "accept-edits"),
        ({"*": "allow", "doom_loop": "deny"}, "accept-edits"),
        ({"*": "allow", "external_*": "deny"}, "accept-edits"),
        ({"*": "allow", "external_directory": {"*": "allow", "/etc/*": "deny"}}, "accept-edits"),
        ({"*": "ask", "edit": "allow", "bash": "allow"}, "auto"),
        ({"*": "ask", "edit": "allow", "bash": "allow", "doom_loop": "ask"}, "accept-edits"),
        ({"*": "deny", "edit": "allow", "bash": "allow", "lsp": "deny", "webfetch": "allow"}, "bypass"),
        # the host's tools, where little is said
        ({"edit": "allow"}, "accept-edits"),
        ({"bash": "allow"}, None),
        ({"edit": "allow", "bash": "allow"}, "auto"),
        ({"edit": "deny", "bash": "allow"}, "auto"),
        ({"edit": {"*": "deny", "docs/*": "allow"}, "bash": "allow"}, None),
        ({"edit": "ask", "bash": "allow"}, "default"),
        ({"edit": "ask"}, None),
        ({"bash": "ask"}, None),
        ({"edit": "ask", "bash": "ask"}, "default"),
        ({"edit": "deny", "bash": "ask"}, "default"),
        ({"edit": "deny", "bash": "deny"}, None),
        ({"*": "ask", "edit": "deny", "bash": "deny"}, "default"),
        ({"edit": {"*": "allow", "src/*": "ask"}, "bash": "allow"}, None),
        ({"edit": {"*": "allow", "src/*": "deny"}, "bash": "allow"}, "auto"),
        # a closed list
        ({"*": "deny", "edit": "ask", "bash": "ask"}, None),
        ({"*": "deny", "edit": "allow"}, "accept-edits"),
        ({"*": "deny", "bash": "allow"}, "auto"),
        ({"*": "deny", "edit": "allow", "bash": "allow"}, "auto"),
        ({"*": "deny", "edit": "allow", "bash": "allow", "read": "ask"}, "auto"),
        ({"*": "deny", "edit": "allow", "bash": "allow", "webfetch": "allow"}, "bypass"),
        ({"*": "deny", "edit": "allow", "bash": "allow", "webfetch": "ask"}, "auto"),
        ({"*": "deny", "edit": "allow", "bash": "ask", "webfetch": "allow"}, "accept-edits"),
        ({"*": "deny", "edit": "allow", "webfetch": "allow"}, "accept-edits"),
        ({"*": "deny", "webfetch": "allow"}, None),
        ({"*": "deny", "read": "allow"}, None),
        ({"*": "deny", "gh_*": "allow"}, "bypass"),
        # a wildcard over the client's own tools
        ({"*": "deny", "r?ad": "allow"}, None),
        ({"*": "deny", "g*": "allow"}, None),
        ({"*": "deny", "gh_*": "allow", "r?ad": "allow"}, "bypass"),
        ({"*": "deny", "gh_*": "ask"}, None),
        ({"*": "deny", "gh_*": "allow", "gh_push": "ask"}, None),
        ({"*": "deny", "gh_*": {"x": "allow"}}, None),
        ({"*": "deny", "gh_*": "allow", "read": "ask"}, "bypass"),
        ({"*": "deny", "gh_*": "allow", "webfetch": "ask"}, None),
        ({"*": "deny", "gh_push": "ask", "gh_*": "allow"}, "bypass"),
        ({"gh_*": "allow", "*": "deny", "read": "allow"}, None),
    ],
)
def test_the_mode_that_stays_within_the_rules(permission: Value, mode: str | None) -> None:
    assert meaning(rules_of(None, permission), "opencode").mode == mode


def test_a_tool_that_is_only_given_is_had_but_not_free() -> None:
    found = meaning(rules_of({"*": False, "bash": True, "gh_*": True}, None), "opencode")
    assert (listed(found.tools.allow), found.mode) == ("shell gh/", None)
    assert meaning(rules_of({"*": True}, None), "opencode").mode is None


@pytest.mark.parametrize(
    ("permission", "allow", "deny", "mode"),
    [
        ({"notebook_edit": "deny"}, None, ["notebook_edit"], None),
        ({"note*": "deny"}, None, ["note*", "notebook_edit"], None),
        ({"edit": "deny", "notebook_edit": "deny"}, None, ["write", "edit"], None),
        ({"*": "deny", "notebook_edit": "allow"}, ["notebook_edit"], [], None),
        (
            {"*": "deny", "edit": "allow", "notebook_edit": "ask"},
            ["write", "edit", "notebook_edit"],
            [],
            "accept-edits",
        ),
    ],
)
def test_kilo_code_has_a_tool_for_notebooks(
    permission: Value, allow: list[str] | None, deny: list[str], mode: str | None
) -> None:
    found = meaning(rules_of(None, permission), "kilo")
    assert allow == (None if found.tools.allow is None else [t.name for t in found.tools.allow])
    assert ([t.name for t in found.tools.deny], found.mode) == (deny, mode)
    other = meaning(rules_of(None, {"notebook_edit": "deny"}), "opencode")
    assert (other.tools.allow, other.tools.deny) == (None, ())
