"""docker-agent: what its patterns take away, what they free, and what is written so that it asks or refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from agentconv.errors import WrongType
from agentconv.formats.docker_agent.permissions import (
    UNASKED,
    PermissionsCodec,
    asked_for,
    denied,
    deny_patterns,
    mode_of,
)
from agentconv.formats.docker_agent.tools import called
from agentconv.model.agent import Agent, Tool, Tools, Value

CODEC = PermissionsCodec()
SHELL, FETCH, AGENT = Tool("shell"), Tool("web_fetch"), Tool("agent")
GH = Tool("mcp", server="gh")
PUSH = Tool("mcp", server="gh", tool="push")
GET = Tool("mcp", server="gh", tool="getIssue")
WHOLE: list[Value] = [{"type": "mcp", "name": "gh", "command": "gh-mcp"}]
PARTS: list[Value] = [{"type": "mcp", "name": "gh", "command": "gh-mcp", "tools": ["gh_getIssue", "gh_push"]}]
UNNAMED_PART: list[Value] = [{"type": "mcp", "command": "gh", "tools": ["push"]}]
UNNAMED: list[Value] = [{"type": "shell"}, {"type": "mcp", "command": "gh"}]
EVERY = {"read", "list", "glob", "grep", "edit", "write", "shell", "shell_output", "shell_stop"}


def agent(
    allow: tuple[Tool, ...] | None = None,
    deny: tuple[Tool, ...] = (),
    mode: str | None = None,
    own: Mapping[str, Value] | None = None,
) -> Agent:
    servers: dict[str, Value] = {"gh": {"command": "gh-mcp"}}
    return Agent(
        "a",
        tools=Tools(allow, deny),
        permission_mode=mode,
        mcp_servers=servers,
        extensions={"docker-agent": own} if own else {},
    )


# what is denied


@pytest.mark.parametrize(
    ("pattern", "tools"),
    [
        ("shell", (SHELL,)),
        ("SHELL", (SHELL,)),
        ("Edit_*", (Tool("edit"),)),
        ("shell:cmd=rm*", (Tool("shell", "rm*"),)),
        ("shell:cmd=rm *", (Tool("shell", "rm:*"),)),
        ("shell:cmd=git status", (Tool("shell", "git status"),)),
        ("*:cmd=rm*", (Tool("shell", "rm*"),)),
        ("shell:cmd=*", (SHELL,)),
        ("shell:cmd=rm*:cwd=/home/*", (SHELL,)),
        ("shell:cwd=/home/*", (SHELL,)),
        ("write_file:path=/etc/*", (Tool("write"),)),
        ("fetch:cmd=rm*", (Tool("fetch", "rm*", native="docker-agent"),)),
        ("shell:cmd=~*", (Tool("shell", "~*"),)),
        ("run_background_job:cmd=rm*", (Tool("shell", "rm*"),)),
        ("transfer_task", (AGENT,)),
        ("handoff", (AGENT,)),
        ("mcp:gh:~", (Tool("mcp", server="gh", tool="~"),)),
        ("hand*", (AGENT,)),
        ("run_background_agent", (AGENT,)),
        ("run_background_*", (SHELL, AGENT)),
        ("think", (Tool("think", native="docker-agent"),)),
        ("gh_push", (Tool("gh_push", native="docker-agent"),)),
        ("mcp:gh:push", (PUSH,)),
        ("mcp:gh:*", (GH,)),
        ("mcp:gh", (GH,)),
        ("mcp:gh:", (GH,)),
        ("mcp:", (Tool("mcp", server="*"),)),
    ],
)
def test_what_a_pattern_takes_away(pattern: str, tools: tuple[Tool, ...]) -> None:
    assert denied([pattern]) == tools


def test_a_star_takes_everything() -> None:
    found = denied(["*"], called(WHOLE, {}))
    assert {tool.name for tool in found} == {*EVERY, "web_fetch", "todo", "ask_user", "agent", "mcp"}
    assert GH in found


@pytest.mark.parametrize(
    ("toolsets", "pattern", "tools"),
    [
        (WHOLE, "gh_push", (PUSH,)),
        (WHOLE, "GH_getIssue", (GET,)),
        (WHOLE, "gh_*", (GH,)),
        (WHOLE, "g*", (GH,)),
        (WHOLE, "*_push", (GH,)),
        (WHOLE, "gh_p*", (Tool("mcp", server="gh", tool="p*"),)),
        (WHOLE, "gh_run:cmd=rm*", (Tool("mcp", server="gh", tool="run"),)),
        (WHOLE, "gitlab_push", (Tool("gitlab_push", native="docker-agent"),)),
        (WHOLE, "gi*", (Tool("gi*", native="docker-agent"),)),
        (WHOLE, "mcp:GH:push", (PUSH,)),
        (WHOLE, "shell:cmd=gh_*", (Tool("shell", "gh_*"),)),
        (WHOLE, "*:cmd=rm*", (Tool("shell", "rm*"),)),
        (WHOLE, "g[h]_push", (GH,)),
        (WHOLE, "g?_push", (GH,)),
        (WHOLE, "g", (Tool("g", native="docker-agent"),)),
        (WHOLE, "gh_~", (Tool("mcp", server="gh", tool="~"),)),
        (PARTS, "gh_push", (PUSH,)),
        (PARTS, "gh_get*", (GET, Tool("mcp", server="gh", tool="get*"))),
        (PARTS, "gh_*", (GET, GH, PUSH)),
        (PARTS, "gh_run", (Tool("mcp", server="gh", tool="run"),)),
        (PARTS, "*_push", (PUSH,)),
        (UNNAMED_PART, "push", (PUSH,)),
        (UNNAMED_PART, "pull", (Tool("pull", native="docker-agent"),)),
        (UNNAMED_PART, "p*", (PUSH,)),
        (PARTS, "mcp:gh:p*", (Tool("mcp", server="gh", tool="p*"), PUSH)),
        (PARTS, "mcp:gh:GET*", (Tool("mcp", server="gh", tool="GET*"), GET)),
        (PARTS, "mcp:other:p*", (Tool("mcp", server="other", tool="p*"),)),
        (UNNAMED, "push", (PUSH,)),
        (UNNAMED, "shell", (SHELL,)),
        (UNNAMED, "*_push", (GH,)),
        ([{"type": "other", "name": "gh"}], "gh_push", (Tool("gh_push", native="docker-agent"),)),
    ],
)
def test_what_a_pattern_takes_of_servers(
    toolsets: list[Value], pattern: str, tools: tuple[Tool, ...]
) -> None:
    assert denied([pattern], called(toolsets, {})) == tools


# what is free


@pytest.mark.parametrize(
    ("allow", "ask", "mode"),
    [
        ([], [], None),
        ([], ["fetch"], "default"),
        (["*"], [], "bypass"),
        (["**"], [], "bypass"),
        ([""], [], None),
        (["~"], [], None),
        (["shell:cmd=ls*"], ["fetch"], "default"),
        (["edit_file", "write_file", "create_directory", "shell", "run_background_job"], [], "auto"),
        (["write_file", "create_directory", "shell", "run_background_job"], [], None),
        (["edit_file", "create_directory", "shell", "run_background_job"], [], None),
        (["edit_file", "write_file", "shell", "run_background_job"], [], None),
        (["write_file", "create_directory"], [], None),
        (["edit_file", "create_directory"], [], None),
        (["*"], ["fetch"], "auto"),
        (["*"], ["shell"], "accept-edits"),
        (["*"], ["shell:cwd=/x"], "accept-edits"),
        (["*"], ["Shell:cmd=rm*"], "accept-edits"),
        (["*"], ["*"], None),
        (["fetch"], ["shell"], None),
        (["*:cmd=ls*"], [], None),
        (["shell:cmd=git status*"], [], None),
        (["a*"], [], None),
        (["shell"], [], None),
        (["write_file"], [], None),
        (["write_*", "edit_file"], [], None),
        (["*_FILE", "create_directory"], [], "accept-edits"),
        (["*_file", "create_directory", "shell:cmd=ls*"], [], "accept-edits"),
        (["*_file", "create_directory", "shell"], [], "accept-edits"),
        (["*_file", "create_directory", "shell", "run_*"], [], "auto"),
    ],
)
def test_a_mode_is_never_more_than_the_patterns(allow: list[str], ask: list[str], mode: str | None) -> None:
    assert mode_of(allow, ask) == mode


@pytest.mark.parametrize("mode", UNASKED)
def test_what_is_written_for_a_mode_is_that_mode(mode: str) -> None:
    assert mode_of(UNASKED[mode]) == mode


# the key


def test_permissions_are_read() -> None:
    given: Value = {"deny": ["gh_push"], "allow": ["*"], "ask": ["shell"]}
    assert CODEC.decode(given, {"toolsets": WHOLE}) == {
        "tools.deny": (PUSH,),
        "permission_mode": "accept-edits",
    }
    assert CODEC.decode({"deny": ["push"]}, NAMED)["tools.deny"] == (
        Tool("mcp", server="my:gh", tool="push"),
    )
    assert CODEC.decode(None, {}) == {}
    assert CODEC.decode({}, {}) == {"tools.deny": (), "permission_mode": None}


@pytest.mark.parametrize("value", [[], "x", {"deny": "shell"}, {"allow": [1]}, {"other": []}])
def test_permissions_of_another_shape_are_refused(value: Value) -> None:
    with pytest.raises(WrongType) as caught:
        CODEC.decode(value, {})
    assert caught.value.expected == "lists of patterns"


ASKS = ["fetch", "gh_*", "mcp:gh:*"]


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (agent(), {}),
        (agent(mode="bypass"), {"allow": ["*"]}),
        (agent(mode="auto"), {"allow": UNASKED["auto"], "ask": ASKS}),
        (agent(mode="accept-edits"), {"allow": UNASKED["accept-edits"], "ask": ASKS}),
        (agent(mode="default"), {"ask": ASKS}),
        (agent((Tool("read"),), mode="default"), {}),
        (agent(None, (SHELL, PUSH)), {"deny": ["shell", "run_background_job", "mcp:gh:push"]}),
        (agent((GET,), (PUSH,)), {"deny": ["gh_push", "mcp:gh:push"]}),
    ],
)
def test_permissions_are_written(given: Agent, made: Value) -> None:
    assert CODEC.write(given) == made


NAMED: dict[str, Value] = {
    "toolsets": [{"type": "mcp", "ref": "my:gh"}],
    "mcps": {"my:gh": {"command": "g"}},
}
OWN: Value = {"deny": ["gh_push"], "allow": ["*_file", "create_directory", "think"]}


def test_own_permissions_are_kept_while_they_say_the_same() -> None:
    own: Mapping[str, Value] = {"permissions": OWN, "toolsets": WHOLE}
    same = agent((GH,), (PUSH,), "accept-edits", own)
    assert CODEC.write(same) == OWN
    assert CODEC.write(agent((GH,), (PUSH,), "bypass", own)) != OWN
    assert CODEC.write(agent((GH, GET), (PUSH,), "accept-edits", {"permissions": OWN})) == OWN
    referred = {"permissions": {"deny": ["push"]}, **NAMED}
    taken = Tool("mcp", server="my:gh", tool="push")
    kept = Agent(
        "a", tools=Tools((Tool("mcp", server="my:gh"),), (taken,)), mcp_servers={"my:gh": {"command": "g"}}
    )
    assert CODEC.write(replace(kept, extensions={"docker-agent": referred})) == {"deny": ["push"]}
    assert CODEC.write(agent((GH,), (), "accept-edits", own)) != OWN
    assert CODEC.write(agent((GH,), (PUSH,), "accept-edits", {**own, "permissions": "x"})) != "x"


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (agent(), ASKS),
        (agent((SHELL,)), []),  # a shell that fetches is asked for as a shell
        (agent((FETCH,)), ["fetch"]),
        (agent((FETCH,), (FETCH,)), []),
        (agent((FETCH, SHELL), (FETCH,)), []),
        (agent(None, (FETCH,)), ["gh_*", "mcp:gh:*"]),
        (agent(None, (FETCH, Tool("web_search"))), ["gh_*", "mcp:gh:*"]),
        (agent((FETCH, SHELL), (Tool("web_fetch", "x"),)), []),
        (agent((GH,)), ["gh_*", "mcp:gh:*"]),
    ],
)
def test_what_a_release_may_not_ask_for_is_asked_for(given: Agent, asked: list[str]) -> None:
    assert asked_for(given) == asked


@pytest.mark.parametrize(
    ("given", "patterns"),
    [
        (agent(None, (FETCH, FETCH)), ["fetch"]),
        (agent(None, (Tool("shell", "rm:*"),)), []),
        (agent(None, (Tool("fetch", native="other"),)), []),
        (agent(None, (Tool("mcp", server="*"),)), []),
        (agent(None, (Tool("mcp"),)), []),
        (agent(None, (Tool("shell", native="other"),)), []),
        (agent((SHELL,), (GH,)), ["mcp:gh:*"]),
        (agent((GET,), (Tool("mcp", server="gh", tool="p*"),)), ["gh_p*", "mcp:gh:p*"]),
        (agent((GET,), (Tool("mcp", server="hub"),)), ["mcp:hub:*"]),
    ],
)
def test_what_is_denied_is_written(given: Agent, patterns: list[str]) -> None:
    assert deny_patterns(given) == patterns
