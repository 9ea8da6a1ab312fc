"""docker-agent: what its toolsets give, and the toolsets that an agent is written with."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from agentconv.errors import WrongType
from agentconv.formats.docker_agent.tools import (
    NAMES,
    TOOLSETS,
    ToolsetsCodec,
    called,
    is_toolset,
    server_in,
    tools_of,
    toolsets_for,
)
from agentconv.kit.format import Native
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.vocabulary import MCP

CODEC = ToolsetsCodec()
SHELL, FETCH, READ, EDIT = Tool("shell"), Tool("web_fetch"), Tool("read"), Tool("edit")
GH = Tool(MCP, server="gh")
PUSH = Tool(MCP, server="gh", tool="push")


def said(tool: Tool) -> str:
    """A tool in short."""
    name = f"{tool.server}/{tool.tool or ''}" if tool.name == MCP else tool.name
    return f"own:{name}" if tool.native == "docker-agent" else name


def given(toolset: Native, mcps: Native | None = None) -> str:
    return " ".join(map(said, tools_of(toolset, mcps or {})))


# the client's own tools: its schema of version 7 and its source of 2026-03 to 2026-11


def test_the_tools_of_toolsets() -> None:
    assert TOOLSETS == {
        "filesystem": {
            "read_file": "read",
            "read_multiple_files": "read",
            "list_directory": "list",
            "directory_tree": "glob",
            "search_files_content": "grep",
            "edit_file": "edit",
            "write_file": "write",
            "create_directory": "write",
            "remove_directory": None,
        },
        "shell": {
            "shell": "shell",
            "run_background_job": "shell",
            "list_background_jobs": "shell_output",
            "view_background_job": "shell_output",
            "stop_background_job": "shell_stop",
        },
        "fetch": {"fetch": "web_fetch"},
        "todo": {"create_todo": "todo", "create_todos": "todo", "update_todos": "todo", "list_todos": "todo"},
        "user_prompt": {"user_prompt": "ask_user"},
    }


@pytest.mark.parametrize(
    ("tool", "native"),
    [
        (READ, "read_file"),
        (SHELL, "shell"),
        (Tool("shell", "ls"), None),
        (Tool("multi_edit"), "edit_file"),
        (Tool("agent"), None),
        (GH, None),
        (PUSH, None),
        (Tool("gh_push", native="docker-agent"), "gh_push"),
        (Tool("remove_directory", native="docker-agent"), "remove_directory"),
    ],
)
def test_the_name_of_a_tool(tool: Tool, native: str | None) -> None:
    assert NAMES.encode(tool) == native


@pytest.mark.parametrize("native", ["gh_push", "mcp:gh:push", "shell(ls)", "remove_directory"])
def test_a_name_of_no_toolset_is_the_clients_own(native: str) -> None:
    assert NAMES.tools(native) == (Tool(native, native="docker-agent"),)


# what a toolset gives


@pytest.mark.parametrize(
    ("toolset", "tools"),
    [
        ({"type": "shell"}, "shell shell_output shell_stop"),
        ({"type": "shell", "tools": []}, "shell shell_output shell_stop"),
        ({"type": "shell", "tools": ["stop_background_job", "shell"]}, "shell_stop shell"),
        ({"type": "shell", "tools": ["fetch"]}, ""),
        ({"type": "shell", "tools": ["fetch", "shell"]}, "shell"),
        ({"type": "shell", "tools": ["later"]}, "own:later"),
        ({"type": "filesystem"}, "read list glob grep edit write own:remove_directory"),
        ({"type": "filesystem", "tools": ["shell", "read_file"]}, "read"),
        ({"type": "think"}, "own:think"),
        ({"type": "think", "tools": ["shell"]}, "own:think"),
        ({"type": "memory", "ref": "gh"}, "own:memory"),
        ({"type": "mcp", "name": "gh", "command": "x"}, "gh/"),
        ({"type": "mcp", "name": "gh", "command": "x", "tools": []}, "gh/"),
        ({"type": "mcp", "name": "gh", "command": "x", "tools": ["gh_push", "gh_gh_x"]}, "gh/push gh/gh_x"),
        ({"type": "mcp", "name": "gh", "command": "x", "tools": ["push"]}, ""),
        ({"type": "mcp", "name": "gh", "command": "x", "tools": ["gh_"]}, ""),
        ({"type": "mcp", "command": "gh", "tools": ["push", ""]}, "gh/push"),
        ({"type": "mcp", "name": "", "command": "gh", "tools": ["push"]}, "gh/push"),
        ({"type": "mcp", "ref": "docker:gh", "tools": ["push"]}, "gh/push"),
    ],
)
def test_what_a_toolset_gives(toolset: Native, tools: str) -> None:
    assert given(toolset) == tools


MCPS: Native = {
    "gh": {"command": "x", "tools": ["push"]},
    "named": {"command": "x", "name": "own", "tools": ["own_push"]},
    "whole": {"command": "x"},
    "docs": {"ref": "docker:context7", "tools": ["get"]},
    "odd": "x",
    "": {"command": "x", "tools": ["push"]},
    "None": {"command": "x", "tools": ["push"]},
}


@pytest.mark.parametrize(
    ("toolset", "tools"),
    [
        ({"type": "mcp", "ref": "gh"}, "gh/push"),
        ({"type": "mcp", "ref": "gh", "tools": []}, "gh/push"),
        ({"type": "mcp", "ref": "gh", "tools": ["pull"]}, "gh/pull"),
        ({"type": "mcp", "ref": "gh", "name": "my"}, ""),
        ({"type": "mcp", "ref": "gh", "name": "my", "tools": ["my_push"]}, "my/push"),
        ({"type": "mcp", "ref": "named"}, "own/push"),
        ({"type": "mcp", "ref": "whole"}, "whole/"),
        ({"type": "mcp", "ref": "docs"}, "docs/get"),
        ({"type": "mcp", "ref": "odd"}, "odd/"),
        ({"type": "mcp", "ref": "gone"}, "gone/"),
        ({"type": "mcp", "ref": "", "command": "c"}, "c/"),
        ({"type": "mcp", "command": "c"}, "c/"),
        ({"type": "shell", "ref": "gh"}, "shell shell_output shell_stop"),
    ],
)
def test_a_definition_says_what_its_reference_does_not(toolset: Native, tools: str) -> None:
    assert given(toolset, MCPS) == tools


# servers


@pytest.mark.parametrize(
    ("toolset", "name", "config"),
    [
        ({"command": "npx"}, "npx", {"command": "npx"}),
        ({"command": "/opt/gh-mcp.sh", "args": ["-q"]}, "gh-mcp", {"command": "/opt/gh-mcp.sh", "args": ["-q"]}),
        ({"name": "gh", "command": "npx", "env": {"A": "b"}}, "gh", {"command": "npx", "env": {"A": "b"}}),
        ({"command": "npx", "toon": "x", "working_dir": "y"}, "npx", {"command": "npx"}),
        (
            {"remote": {"url": "https://gh.example:80/mcp", "transport_type": "sse", "headers": {"A": "b"}}},
            "gh.example",
            {"type": "sse", "url": "https://gh.example:80/mcp", "headers": {"A": "b"}},
        ),
        (
            {"remote": {"url": "http://gh/mcp", "transport_type": "streamable"}},
            "gh",
            {"type": "http", "url": "http://gh/mcp"},
        ),
        ({"remote": {"url": "gh/mcp"}}, "mcp", {"type": "http", "url": "gh/mcp"}),
        ({"remote": {"url": "http://?x"}}, "mcp", {"type": "http", "url": "http://?x"}),
        ({"command": "/"}, "mcp", {"command": "/"}),
        ({"ref": "docker:duckduckgo"}, "duckduckgo", None),
        ({"ref": "docker:duckduckgo", "name": "ddg"}, "ddg", None),
        ({"name": "gh"}, "gh", None),
        ({}, "mcp", None),
        ({"remote": {}}, "mcp", None),
        ({"remote": {}, "name": "gh"}, "gh", None),
        ({"ref": "my:gone"}, "gone", None),
        ({"ref": "gh"}, "gh", {"command": "x"}),
        ({"ref": "named"}, "own", {"command": "x"}),
        ({"ref": "docs"}, "docs", None),
        ({"ref": "my:docs"}, "docs", None),
        ({"ref": "empty"}, "empty", None),
        ({"ref": "full"}, "full", {"command": "f", "args": ["-a"], "env": {"A": "1", "B": "2"}}),
        ({"ref": "full", "args": ["-b"]}, "full", {"command": "f", "args": ["-b"], "env": {"A": "1", "B": "2"}}),
        (
            {"ref": "full", "env": {"A": "3"}, "name": "other"},
            "other",
            {"command": "f", "args": ["-a"], "env": {"A": "3", "B": "2"}},
        ),
    ],
)  # fmt: skip
def test_the_server_of_a_toolset(toolset: Native, name: str, config: Value) -> None:
    more: Native = {
        "empty": {"instruction": "x"},
        "full": {"command": "f", "args": ["-a"], "env": {"A": "1", "B": "2"}},
        "my:docs": {"ref": "docker:context7"},
    }
    assert server_in({"type": "mcp", **toolset}, MCPS | more) == (name, config)


@pytest.mark.parametrize(
    ("toolset", "names"),
    [
        ({"type": "mcp", "name": "gh", "command": "x"}, ["gh_"]),
        ({"type": "mcp", "name": "gh", "command": "x", "tools": ["gh_push"]}, ["gh_push"]),
        ({"type": "mcp", "name": "", "command": "gh", "tools": ["push"]}, ["push"]),
        ({"type": "mcp", "command": "gh"}, [""]),
        ({"type": "mcp", "ref": "named"}, ["own_push"]),
        ({"type": "mcp", "ref": "gh"}, ["push"]),
        ({"type": "shell", "name": "gh"}, []),
    ],
)
def test_the_names_that_the_model_calls(toolset: Native, names: list[str]) -> None:
    assert [name for name, _ in called([toolset, "x"], MCPS)] == names


# the list


def test_toolsets_are_read() -> None:
    value: Value = [
        {"type": "shell", "tools": ["shell"]},
        {"type": "shell", "tools": None},
        {"type": "mcp", "ref": "gh"},
        {"type": "mcp", "command": "npx"},
    ]
    found = CODEC.decode(value, {"mcps": MCPS})
    tools = "shell shell_output shell_stop gh/push npx/"
    assert " ".join(map(said, found["tools.allow"])) == tools  # type: ignore[call-overload]
    assert found["mcp_servers"] == {"gh": {"command": "x"}, "npx": {"command": "npx"}}
    assert CODEC.decode(None, {}) == {"tools.allow": (), "mcp_servers": {}}
    assert CODEC.decode(value[2:3], {"mcps": None})["mcp_servers"] == {"gh": None}  # type: ignore[index]


@pytest.mark.parametrize(
    ("value", "expected", "at"),
    [
        ({"type": "shell"}, "a list", ()),
        ("shell", "a list", ()),
        ([{"type": "shell"}, "shell"], "maps with a 'type'", (1,)),
        ([{"kind": "shell"}], "maps with a 'type'", (0,)),
        ([{"type": 1}], "maps with a 'type'", (0,)),
        ([{"type": "shell"}, {"type": "shell", "tools": "shell"}], "a list of names", (1, "tools")),
        ([{"type": "shell", "tools": [1]}], "a list of names", (0, "tools")),
    ],
)
def test_toolsets_of_another_shape_are_refused(
    value: Value, expected: str, at: tuple[str | int, ...]
) -> None:
    with pytest.raises(WrongType) as caught:
        CODEC.decode(value, {})
    assert (caught.value.expected, caught.value.at) == (expected, at)


TYPES: dict[str, Native] = {
    **{kind: {} for kind in ("filesystem", "shell", "fetch", "todo", "user_prompt")},
    **{kind: {} for kind in ("memory", "script", "think", "tasks", "background_agents")},
    "mcp": {"command": "x"},
    "lsp": {"command": "x"},
    "api": {"api_config": {"name": "x"}},
    "a2a": {"url": "https://x"},
    "openapi": {"url": "https://x"},
    "model_picker": {"models": ["x"]},
}
"""Every type, with what it needs."""
KEYS: dict[str, Value] = {
    **dict.fromkeys(("instruction", "toon", "model", "ref", "command", "path", "url", "name"), "x"),
    **{key: ["x"] for key in ("args", "tools", "file_types", "models")},
    **{key: {"x": 1} for key in ("remote", "shell", "api_config")},
    "post_edit": [{"x": 1}],
    "env": {"A": "b"},
    "headers": {"A": "b"},
    "version": "1",
    "shared": True,
    "ignore_vcs": True,
    "timeout": 3,
    "defer": True,
    "config": {"x": 1},
}


@pytest.mark.parametrize("kind", TYPES)
def test_a_toolset_that_the_client_loads(kind: str) -> None:
    assert is_toolset({"type": kind, **TYPES[kind]})
    assert not is_toolset({"type": f"{kind}s", **TYPES[kind]})
    for key in TYPES[kind]:
        assert not is_toolset({"type": kind, **TYPES[kind], key: None})
        assert not is_toolset({"type": kind})


@pytest.mark.parametrize("key", KEYS)
def test_the_keys_of_a_toolset(key: str) -> None:
    assert is_toolset({"type": "shell", key: KEYS[key]})
    assert not is_toolset({"type": "shell", key: {1}})  # type: ignore[dict-item]
    assert not is_toolset({"type": "shell", f"{key}_": KEYS[key]})


@pytest.mark.parametrize(
    ("value", "is_loaded"),
    [
        ("shell", False),
        (None, False),
        ({}, False),
        ({"tools": []}, False),
        ({"type": "mcp", "ref": "docker:x"}, True),
        ({"type": "mcp", "remote": {"url": "x"}}, True),
        ({"type": "mcp", "command": "x", "ref": "docker:x"}, False),
        ({"type": "mcp", "command": ""}, False),
        ({"type": "shell", "defer": ["x"]}, True),
        ({"type": "shell", "defer": "x"}, False),
        ({"type": "shell", "post_edit": "x"}, False),
        ({"type": "shell", "env": {"A": 1}}, False),
        ({"type": "shell", "headers": {"A": 1}}, False),
        ({"type": "shell", "version": 1}, False),
        ({"type": "shell", "shared": "x"}, False),
        ({"type": "shell", "timeout": "x"}, False),
        ({"type": "shell", "tools": [1]}, False),
        ({"type": "shell", "remote": "x"}, False),
        *(({"type": "memory", "config": value}, True) for value in (["x"], "x", 1.5, True)),
        ({"type": "memory", "config": None}, False),
    ],
)
def test_what_the_client_loads(value: Value, is_loaded: bool) -> None:
    assert is_toolset(value) == is_loaded


# writing


def agent(
    allow: tuple[Tool, ...] | None = None,
    deny: tuple[Tool, ...] = (),
    mode: str | None = None,
    servers: Mapping[str, Value] | None = None,
    own: Native | None = None,
) -> Agent:
    extensions = {"docker-agent": own} if own else {}
    return Agent(
        "a",
        tools=Tools(allow, deny),
        permission_mode=mode,
        mcp_servers=servers or {},
        extensions=extensions,
    )


ALL: list[Value] = [{"type": kind} for kind in ("filesystem", "shell", "fetch", "todo", "user_prompt")]


@pytest.mark.parametrize(
    ("given", "toolsets"),
    [
        (agent(), ALL),
        (agent(mode="bypass"), ALL),
        (agent(()), []),
        (agent((FETCH, SHELL)), [{"type": "fetch"}, {"type": "shell", "tools": ["shell", "run_background_job"]}]),
        (agent((Tool("todo"), Tool("ask_user"))), [{"type": "todo"}, {"type": "user_prompt"}]),
        (agent((EDIT, READ)), [{"type": "filesystem", "tools": ["edit_file", "read_file", "read_multiple_files"]}]),
        (agent((Tool("agent"), READ), (READ,)), []),
        (agent((Tool("shell_stop"), SHELL, Tool("shell_output"))), [{"type": "shell"}]),
        (agent(None, (EDIT, Tool("write"), SHELL, Tool("todo"))), [
            {"type": "filesystem", "tools": [
                "read_file", "read_multiple_files", "list_directory", "directory_tree", "search_files_content",
            ]},
            {"type": "fetch"},
            {"type": "user_prompt"},
        ]),
        (agent((FETCH, READ, Tool("x", native="docker-agent"))), [
            {"type": "fetch"},
            {"type": "filesystem", "tools": ["read_file", "read_multiple_files"]},
        ]),
    ],
)  # fmt: skip
def test_the_toolsets_for_an_agents_tools(given: Agent, toolsets: list[Value]) -> None:
    assert toolsets_for(given) == toolsets


LOCAL: Value = {"command": "gh-mcp", "args": ["-q"], "env": {"A": "b"}}
LINE: Native = {"type": "mcp", "name": "gh", "command": "gh-mcp", "args": ["-q"], "env": {"A": "b"}}


@pytest.mark.parametrize(
    ("config", "tools", "toolsets"),
    [
        (LOCAL, Tools((GH,)), [LINE]),
        (LOCAL, Tools((GH, PUSH)), [LINE]),
        (LOCAL, Tools(None, (GH,)), []),
        (LOCAL, Tools((READ,)), []),
        (LOCAL, Tools((PUSH,)), [{**LINE, "tools": ["gh_push"]}]),
        ({"command": "x", "enabled": False}, Tools((GH,)), []),
        (None, Tools((GH,)), []),
        ({"url": ""}, Tools((GH,)), []),
        (
            {"type": "http", "url": "https://gh", "headers": {"A": "b"}},
            Tools((GH,)),
            [{"type": "mcp", "name": "gh", "remote": {"url": "https://gh", "transport_type": "streamable", "headers": {"A": "b"}}}],
        ),
        (
            {"type": "sse", "url": "https://gh"},
            Tools((GH,)),
            [{"type": "mcp", "name": "gh", "remote": {"url": "https://gh", "transport_type": "sse"}}],
        ),
        ({"command": "x", "includeTools": ["push"]}, Tools((GH,)), [{"type": "mcp", "name": "gh", "command": "x", "tools": ["gh_push"]}]),
        ({"command": "x", "includeTools": ["push", "pull"]}, Tools((GH,), (PUSH,)), [{"type": "mcp", "name": "gh", "command": "x", "tools": ["gh_pull"]}]),
        ({"command": "x", "includeTools": ["push", "pull"], "excludeTools": ["pull"]}, Tools((GH,)), [{"type": "mcp", "name": "gh", "command": "x", "tools": ["gh_push"]}]),
        ({"command": "x", "excludeTools": ["pull"]}, Tools((GH,)), []),
        ({"command": "x", "excludeTools": ["pull"]}, Tools(None), []),
        (
            {"command": "x", "excludeTools": ["pull"]},
            Tools((GH, PUSH, Tool(MCP, server="gh", tool="pull"), Tool(MCP, server="hub", tool="x"), Tool("agent"))),
            [{"type": "mcp", "name": "gh", "command": "x", "tools": ["gh_push"]}],
        ),
    ],
)  # fmt: skip
def test_the_toolset_of_a_server(config: Value, tools: Tools, toolsets: list[Value]) -> None:
    made = toolsets_for(Agent("a", tools=tools, mcp_servers={"gh": config}))
    assert [t for t in made if isinstance(t, dict) and t["type"] == "mcp"] == toolsets


def test_all_tools_stand_before_the_servers() -> None:
    made = toolsets_for(agent(servers={"gh": {"url": "https://gh"}}))
    assert made[:-1] == ALL
    assert json.dumps(made[-1]) == (
        '{"type": "mcp", "name": "gh", "remote": {"url": "https://gh", "transport_type": "streamable"}}'
    )


def test_a_server_without_a_name_is_not_written() -> None:
    servers: dict[str, Value] = {"": {"command": "x"}, "gh": {"command": "y"}}
    made = toolsets_for(agent((Tool(MCP, server="*"),), servers=servers))
    assert made == [{"type": "mcp", "name": "gh", "command": "y"}]


OWN: list[Value] = [{"type": "shell", "tools": ["shell"]}, {"type": "mcp", "ref": "docker:gh"}]
SERVERS: dict[str, Value] = {"gh": None}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (agent((SHELL, GH), servers=SERVERS, own={"toolsets": OWN}), True),
        (agent((SHELL, GH, READ), servers=SERVERS, own={"toolsets": OWN}), True),
        (agent((SHELL, GH), (SHELL,), servers=SERVERS, own={"toolsets": OWN}), True),
        (agent((SHELL, GH), servers=SERVERS, mode="plan", own={"toolsets": OWN}), False),
        (agent((SHELL,), servers=SERVERS, own={"toolsets": OWN}), False),
        (agent(None, servers=SERVERS, own={"toolsets": OWN}), False),
        (agent((SHELL, GH), servers={}, own={"toolsets": OWN}), False),
        (agent((SHELL, GH), servers=SERVERS, own={"toolsets": [*OWN, "x"]}), False),
        (agent((SHELL, GH), servers=SERVERS, own={"toolsets": OWN[1]}), False),
        (agent((SHELL, GH), servers=SERVERS, own={"toolsets": True}), False),
        (agent((), own={"toolsets": []}), False),
        (agent((READ,), own={"toolsets": OWN, "harness": {"type": "codex"}}), True),
        (agent((READ,), own={"toolsets": OWN, "readonly": True}), True),
        (agent((READ,), own={"toolsets": OWN, "readonly": False}), False),
        (agent((READ,), own={"toolsets": OWN, "readonly": "x"}), False),
    ],
)
def test_own_toolsets_are_kept_while_they_give_no_more(given: Agent, kept: bool) -> None:
    own = given.extensions["docker-agent"]["toolsets"]
    assert CODEC.write(given) == (own if kept else toolsets_for(given) or None)
    assert kept == (CODEC.write(given) == own)


def test_own_toolsets_of_definitions_are_kept() -> None:
    own: Native = {"toolsets": [{"type": "mcp", "ref": "gh"}], "mcps": {"gh": {"command": "x"}}}
    servers: dict[str, Value] = {"gh": {"command": "x"}}
    assert CODEC.write(agent((GH,), servers=servers, own=own)) == own["toolsets"]


def test_nothing_is_written_as_no_key() -> None:
    assert CODEC.write(agent(())) is None
    assert CODEC.write(agent((), own={"toolsets": [], "readonly": True})) is None
    assert CODEC.write(agent((SHELL,))) == [{"type": "shell", "tools": ["shell", "run_background_job"]}]


def test_what_is_left_of_toolsets() -> None:
    assert CODEC.rest([], agent(())) is None
    assert CODEC.rest(OWN, agent(())) == OWN
