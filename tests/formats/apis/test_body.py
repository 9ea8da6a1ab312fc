"""What the suite cannot hold of the bodies of API requests: the vendors' own types, and telling them apart."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pydantic
import pytest
from anthropic.types.beta.agent_create_params import AgentCreateParams as AnthropicParams
from hypothesis import given
from hypothesis import strategies as st
from openai.types.beta.agent_create_params import AgentCreateParams
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming

from agentconv.api import read, write
from agentconv.conformance.strategies import JSON
from agentconv.diagnostics import Report
from agentconv.formats.apis import anthropic_tools
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import power
from agentconv.reading.detect import read_source
from agentconv.testing import read_files
from agentconv.text.source import Source
from tests.conftest import FIXTURES
from tests.test_corpus import READ, outcome

REGISTRY = Registry(plugins=False)
TYPES = {
    "openai-agents": AgentCreateParams,
    "openai-responses": ResponseCreateParamsNonStreaming,
    "anthropic-agents": AnthropicParams,
}
TOOLSET = "agent_toolset_20260401"

each_target = pytest.mark.parametrize("target", TYPES)


@cache
def types(target: str) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(TYPES[target])


def walked(value: object) -> object:
    """Every item of lazily validated iterables, which are checked only when somebody looks."""
    if isinstance(value, dict):
        return {k: walked(v) for k, v in value.items()}
    if value is None or isinstance(value, (str, bytes, int, float, bool)):
        return value
    return [walked(v) for v in value]  # type: ignore[attr-defined]


def validate(target: str, body: dict[str, Any]) -> None:
    """Ask the vendor's types. What they leave to the server is asked here: the sizes of metadata."""
    if isinstance(body.get("compaction"), dict):  # the package's name for the key `async` of the request
        body = {**body, "compaction": {"async_": body["compaction"].get("async")}}
    walked(types(target).validate_python(body, extra="forbid"))
    bag = body.get("metadata", {})
    assert len(bag) <= 16
    assert all(len(key) <= 64 and len(value) <= 512 for key, value in bag.items())


def body_of(agent: Agent, target: str) -> dict[str, Any]:
    conversion = write(agent, target, registry=REGISTRY)
    assert conversion.ok, conversion.diagnostics
    (file,) = conversion.files
    return json.loads(file.text)


def back_of(agent: Agent, target: str) -> Agent:
    (back,) = read_files(write(agent, target, registry=REGISTRY), REGISTRY)
    return back


SOURCES = sorted((FIXTURES / "neutral").iterdir()) + sorted((FIXTURES / "claude").iterdir())
REAL = [document.agent for file in READ for document in outcome(file)[0]]


@each_target
def test_the_vendors_types_accept_every_body(target: str) -> None:
    for path in SOURCES:
        for agent in read(path, registry=REGISTRY).agents:
            validate(target, body_of(agent, target))


@each_target
@pytest.mark.skipif(not REAL, reason="the shared corpus is not beside this checkout")
def test_the_vendors_types_accept_every_real_agent(target: str) -> None:
    for agent in REAL:
        validate(target, body_of(agent, target))
    assert len(REAL) == 330


BROKEN = {
    "openai-agents": [
        {"name": "a"},
        {"model": "m", "description": "d"},
        {"model": "m", "temperature": 1},
        {"model": "m", "tools": ["web_search"]},
        {"model": "m", "tools": [{"type": "code_interpreter"}]},
        {"model": "m", "tools": [{"type": "function", "name": "f"}]},
        {"model": "m", "tools": [{"type": "mcp", "server_label": "s"}]},
        {"model": "m", "tools": [{"type": "web_search", "filters": {}}]},
        {"model": "m", "metadata": {"a": 1}},
        {"model": "m", "reasoning": {"effort": "med"}},
        {"model": "m", "multi_agent": {}},
        {"model": "m", "service_tier": "slow"},
    ],
    "openai-responses": [
        {"model": "m", "name": "a"},
        {"model": "m", "description": "d"},
        {"model": "m", "tools": ["web_search"]},
        {"model": "m", "tools": [{"type": "function", "name": "f"}]},
        {"model": "m", "tools": [{"type": "code_interpreter"}]},
        {"model": "m", "tools": [{"type": "web_search", "mode": "live"}]},
        {"model": "m", "text": {"format": {"type": "json_schema", "schema": {}}}},
        {"model": "m", "metadata": {"a": 1}},
        {"model": "m", "reasoning": {"effort": "med"}},
        {"model": "m", "tool_choice": "some"},
        {"model": "m", "temperature": "warm"},
    ],
    "anthropic-agents": [
        {"model": "m"},
        {"name": "a"},
        {"name": "a", "model": "m", "color": "red"},
        {"name": "a", "model": "m", "tools": ["bash"]},
        {"name": "a", "model": "m", "tools": [{"type": "agent_toolset_1"}]},
        {"name": "a", "model": "m", "tools": [{"type": TOOLSET, "configs": [{"name": "task"}]}]},
        {"name": "a", "model": "m", "tools": [{"type": TOOLSET, "default_config": {"enabled": "some"}}]},
        {
            "name": "a",
            "model": "m",
            "tools": [{"type": TOOLSET, "default_config": {"permission_policy": "ask"}}],
        },
        {"name": "a", "model": "m", "mcp_servers": [{"type": "stdio", "name": "s", "command": "c"}]},
        {"name": "a", "model": "m", "skills": ["xlsx"]},
        {"name": "a", "model": "m", "metadata": {"a": 1}},
        {"name": "a", "model": {"id": "m", "effort": "med"}},
    ],
}


@pytest.mark.parametrize(("target", "body"), [(t, b) for t, bodies in BROKEN.items() for b in bodies])
def test_the_vendors_types_refuse_a_broken_body(target: str, body: dict[str, Any]) -> None:
    with pytest.raises(pydantic.ValidationError):
        validate(target, body)


# what a format's own fields may bring along


@st.composite
def own_values(draw: st.DrawFn, target: str) -> dict[str, Any]:
    """Fields of a format's own as somebody may have written them: right, nearly right, or anything."""
    found: dict[str, Any] = {}
    for path in sorted((FIXTURES / target).iterdir()):
        (agent,) = read(path, target, registry=REGISTRY).agents
        for key, value in agent.extensions.get(target, {}).items():
            if draw(st.booleans()):
                found[key] = draw(mangled(value))
    return found


def mangled(value: Any) -> st.SearchStrategy[Any]:
    """A value, or one in which something is another thing."""
    inner: st.SearchStrategy[Any] = st.just(value)
    if isinstance(value, dict) and value:
        key = sorted(value)[0]
        inner = st.one_of(
            st.fixed_dictionaries({k: mangled(v) for k, v in value.items()}),
            st.just({k: v for k, v in value.items() if k != key}),
            st.just({**value, "more": 1}),
        )
    elif isinstance(value, list) and value:
        inner = st.tuples(*(mangled(v) for v in value)).map(list)
    return st.one_of(st.just(value), inner, JSON)


@each_target
@given(data=st.data())
def test_own_fields_come_back_only_if_the_vendors_types_take_them(target: str, data: st.DataObject) -> None:
    own = data.draw(own_values(target))
    allow = data.draw(st.sampled_from([None, (), (Tool("read"), Tool("web_search"))]))
    agent = Agent("a", prompt="p", tools=Tools(allow), extensions={target: own})
    conversion = write(agent, target, registry=REGISTRY)
    if conversion.ok:
        validate(target, json.loads(conversion.files[0].text))
        (back,) = read_files(conversion, REGISTRY)
        assert power(back) <= power(agent)


@pytest.mark.parametrize("path", [p for t in TYPES for p in sorted((FIXTURES / t).iterdir())], ids=str)
def test_a_file_that_is_written_anew_grants_what_it_granted(path: Path) -> None:
    target = path.parent.name
    (agent,) = read(path, target, registry=REGISTRY).agents
    validate(target, body_of(agent, target))
    assert power(back_of(agent, target)) == power(agent)


# telling the formats apart

BASE = {"model": "gpt-5.4", "instructions": "x"}
KNOWN = [
    ({**BASE, "description": "d"}, "openai"),
    ({**BASE, "object": "assistant"}, "openai"),
    ({**BASE, "tools": [{"type": "function", "function": {"name": "f"}}]}, "openai"),
    ({**BASE, "tools": [{"type": "code_interpreter"}]}, "openai"),
    ({**BASE, "object": "agent"}, "openai-agents"),
    ({**BASE, "multi_agent": {"enabled": False}}, "openai-agents"),
    ({**BASE, "name": "a", "tools": [{"type": "web_search"}]}, "openai-agents"),
    ({**BASE, "name": "a", "reasoning": {"effort": "low"}}, "openai-agents"),
    ({**BASE, "input": "x"}, "openai-responses"),
    ({**BASE, "store": False}, "openai-responses"),
    ({**BASE, "metadata": {"agentconv.name": "a"}}, "openai-responses"),
    (
        {**BASE, "tools": [{"type": "code_interpreter", "container": {"type": "auto"}}]},
        "openai-responses",
    ),
    ({"model": "m", "name": "a", "system": "x"}, "anthropic-agents"),
    ({"model": "m", "name": "a", "tools": [{"type": TOOLSET}]}, "anthropic-agents"),
    ({"model": "m", "name": "a", "type": "agent", "system": "x", "version": 3}, "anthropic-agents"),
]
UNSURE = [
    (BASE, "openai, openai-agents, openai-responses"),
    ({**BASE, "tools": [], "metadata": {}}, "openai, openai-agents, openai-responses"),
    ({**BASE, "name": "a"}, "openai, openai-agents"),
    ({**BASE, "temperature": 1}, "openai, openai-responses"),
    ({**BASE, "tools": [{"type": "web_search"}]}, "openai-agents, openai-responses"),
    ({**BASE, "reasoning": {"effort": "low"}}, "openai-agents, openai-responses"),
]


@pytest.mark.parametrize(("body", "name"), KNOWN)
def test_a_body_is_known_by_what_only_its_format_has(body: dict[str, Any], name: str) -> None:
    (document,) = read_source(Source("body.json", json.dumps(body)), REGISTRY, Report())
    assert document.format == name


@pytest.mark.parametrize(("body", "names"), UNSURE)
def test_a_body_that_several_take_is_an_error_that_lists_them(body: dict[str, Any], names: str) -> None:
    report = Report()
    assert read_source(Source("body.json", json.dumps(body)), REGISTRY, report) == []
    (found,) = report.diagnostics
    assert (found.code, found.message) == ("format-ambiguous", f"may be any of {names}")


@pytest.mark.parametrize(
    "folder", ["openai/assistants", "openai/agents", "openai/responses", "anthropic/agents"]
)
def test_the_place_decides(folder: str) -> None:
    report = Report()
    (document,) = read_source(Source(f"x/{folder}/a.json", json.dumps(BASE)), REGISTRY, report)
    assert REGISTRY.get(document.format).paths == (f"{folder}/*.json",)


# what is granted


def test_a_pattern_or_an_unknown_tool_is_granted_to_nobody() -> None:
    allow = (Tool("read"), Tool("shell", "git:*"), Tool("agent"), Tool("todo"))
    (toolset,) = body_of(Agent("a", tools=Tools(allow)), "anthropic-agents")["tools"]
    assert toolset["default_config"] == {"enabled": False, "permission_policy": {"type": "always_ask"}}
    assert [config["name"] for config in toolset["configs"]] == ["read"]
    assert back_of(Agent("a", tools=Tools(allow)), "anthropic-agents").tools.allow == allow


@pytest.mark.parametrize(
    ("mode", "bash", "edit"),
    [
        (None, "always_ask", "always_ask"),
        ("dont-ask", "always_ask", "always_ask"),
        ("strange", "always_ask", "always_ask"),
        ("accept-edits", "always_ask", "always_allow"),
        ("auto", "auto", "auto"),
        ("bypass", "always_allow", "always_allow"),
    ],
)
def test_nothing_happens_unasked_that_was_asked_for(mode: str | None, bash: str, edit: str) -> None:
    agent = Agent("a", permission_mode=mode)
    (toolset,) = body_of(agent, "anthropic-agents")["tools"]
    usual = toolset["default_config"]["permission_policy"]
    policies = {c["name"]: c.get("permission_policy", usual)["type"] for c in toolset.get("configs", [])}
    assert (policies.get("bash", usual["type"]), policies.get("edit", usual["type"])) == (bash, edit)
    assert policies.get("read", usual["type"]) == "always_allow"
    assert back_of(agent, "anthropic-agents").permission_mode == mode


def policy(name: str, kind: str) -> dict[str, object]:
    return {"name": name, "permission_policy": {"type": kind}}


@pytest.mark.parametrize(
    ("configs", "more", "mode"),
    [
        ([], [], "bypass"),
        ([policy("bash", "always_ask")], [], "accept-edits"),
        ([policy(n, "always_ask") for n in ("write", "edit", "bash")], [], None),
        ([policy(n, "always_ask") for n in ("write", "bash")], [], None),
        ([policy("bash", "auto")], [], "auto"),
        ([policy("web_fetch", "always_ask")], [], "accept-edits"),
        ([], [{"type": "mcp_toolset", "mcp_server_name": "s"}], "accept-edits"),
    ],
)
def test_a_mode_is_never_more_than_the_policies(
    configs: list[Any], more: list[Any], mode: str | None
) -> None:
    toolset = {"type": "agent_toolset_20260401", "configs": configs}
    found = anthropic_tools.ToolsCodec().decode([toolset, *more], {})
    assert found["permission_mode"] == mode


def test_plan_takes_write_and_execute_away() -> None:
    (toolset,) = body_of(Agent("a", permission_mode="plan"), "anthropic-agents")["tools"]
    names = {config["name"] for config in toolset["configs"]}
    assert names == {"read", "glob", "grep", "web_fetch", "web_search"}


SERVERS = {"s": {"type": "http", "url": "https://s.example/mcp"}, "local": {"command": "c"}}


@pytest.mark.parametrize(
    ("tools", "configs"),
    [
        (Tools(None), None),
        (Tools((Tool("mcp", server="s"),)), None),
        (Tools((Tool("mcp", server="s", tool="t"),)), [{"name": "t", "enabled": True}]),
        (Tools(None, (Tool("mcp", server="s", tool="t"),)), [{"name": "t", "enabled": False}]),
        (Tools((Tool("read"),)), "no server"),
        (Tools(None, (Tool("mcp", server="*"),)), "no server"),
    ],
)
def test_servers_need_a_url_and_a_toolset(tools: Tools, configs: object) -> None:
    body = body_of(Agent("a", tools=tools, mcp_servers=SERVERS), "anthropic-agents")
    sets = [tool for tool in body["tools"] if tool["type"] == "mcp_toolset"]
    if configs == "no server":
        assert "mcp_servers" not in body
        assert not sets
    else:
        assert body["mcp_servers"] == [{"type": "url", "name": "s", "url": "https://s.example/mcp"}]
        assert [s.get("configs") for s in sets] == [configs]


@each_target
def test_a_server_that_is_switched_off_is_not_given(target: str) -> None:
    servers = {"s": {"type": "streamable-http", "url": "https://s.example/mcp"}}
    on = body_of(Agent("a", mcp_servers=servers), target)
    assert "https://s.example/mcp" in json.dumps({**on, "metadata": None})
    off = body_of(Agent("a", mcp_servers={"s": {**servers["s"], "enabled": False}}), target)
    assert "https://s.example/mcp" not in json.dumps({**off, "metadata": None})


def test_a_model_stands_alone_until_it_has_an_effort() -> None:
    assert body_of(Agent("a", model="claude-opus-5-5"), "anthropic-agents")["model"] == "claude-opus-5-5"
    both = body_of(Agent("a", model="claude-opus-5-5", effort="low"), "anthropic-agents")
    assert both["model"] == {"id": "claude-opus-5-5", "effort": "low"}


@pytest.mark.parametrize("target", ["openai-agents", "openai-responses"])
def test_web_search_is_not_given_to_who_must_not_fetch(target: str) -> None:
    search, both = {"type": "web_search"}, Tools((Tool("web_search"), Tool("web_fetch")))
    assert body_of(Agent("a", tools=both), target)["tools"] == [search]
    assert "tools" not in body_of(Agent("a", tools=Tools((Tool("web_search"),))), target)  # it opens pages
    assert "tools" not in body_of(Agent("a", tools=Tools(None, (Tool("web_fetch"),))), target)
    assert "tools" not in body_of(Agent("a", tools=Tools(())), target)


@pytest.mark.parametrize("target", ["openai-agents", "openai-responses"])
def test_mcp_tools_are_allowed_by_name(target: str) -> None:
    def tools(*allow: Tool, deny: tuple[Tool, ...] = ()) -> list[Any]:
        agent = Agent("a", tools=Tools(allow, deny), mcp_servers=SERVERS)
        return [tool.get("allowed_tools") for tool in body_of(agent, target).get("tools", [])]

    assert tools(Tool("mcp", server="s")) == [None]
    assert tools(Tool("mcp", server="s", tool="t"), Tool("mcp", server="local")) == [["t"]]
    assert tools(Tool("mcp", server="s"), deny=(Tool("mcp", server="s", tool="t"),)) == []


@each_target
def test_a_tool_that_was_taken_out_of_the_file_is_gone(target: str) -> None:
    body = body_of(Agent("a", prompt="p"), target)
    body["tools"] = []
    path = REGISTRY.get(target).path_of("a")
    report = Report()
    (document,) = read_source(Source(path, json.dumps(body)), REGISTRY, report)
    assert document.agent.tools.allow == ()
    assert "policy-ignored" in {d.code for d in report.diagnostics}


def test_limits_of_a_managed_agent() -> None:
    def codes(agent: Agent, **options: Any) -> set[str]:
        return {d.code for d in write(agent, "anthropic-agents", registry=REGISTRY, **options).diagnostics}

    assert "over-limit" not in codes(Agent("n" * 256, prompt="x" * 100_000, model="claude-opus-5-5"))
    assert "over-limit" in codes(Agent("n" * 257))
    assert "over-limit" in codes(Agent("n", prompt="x. " * 40_000))
    long = Agent("n", description="A sentence. " * 200)
    assert "description-shortened" in codes(long)
    assert len(body_of(long, "anthropic-agents")["description"]) <= 2048
    assert back_of(long, "anthropic-agents") == back_of(back_of(long, "anthropic-agents"), "anthropic-agents")
    assert back_of(long, "anthropic-agents").description == long.description


BAD = [
    ("openai-agents", {"model": "m", "tools": ["x"]}, "tools"),
    ("openai-agents", {"model": "m", "reasoning": "high"}, "reasoning"),
    ("openai-agents", {"model": "m", "reasoning": {"effort": ["high"]}}, "reasoning"),
    ("openai-agents", {"model": "m", "multi_agent": True}, "multi_agent"),
    ("openai-agents", {"model": {"id": "m"}}, "model"),
    ("openai-responses", {"model": "m", "tools": {"type": "web_search"}}, "tools"),
    ("openai-responses", {"model": "m", "metadata": []}, "metadata"),
    ("openai-responses", {"model": "m", "top_p": "x"}, "top_p"),
    ("anthropic-agents", {"name": "a", "model": {"speed": "fast"}}, "model"),
    ("anthropic-agents", {"name": "a", "model": {"id": "m", "effort": {"type": ["x"]}}}, "model"),
    ("anthropic-agents", {"name": "a", "model": "m", "tools": [{"type": TOOLSET, "configs": {}}]}, "tools"),
    ("anthropic-agents", {"name": "a", "model": "m", "mcp_servers": {"s": {}}}, "mcp_servers"),
    ("anthropic-agents", {"name": ["a"], "model": "m"}, "name"),
]


@pytest.mark.parametrize(("target", "body", "field"), BAD)
def test_a_wrong_type_is_named_with_its_place(target: str, body: dict[str, Any], field: str) -> None:
    result = read(json.dumps(body, indent=1), target, registry=REGISTRY)
    errors = [d for d in result.diagnostics if d.code == "wrong-type"]
    assert [d.field for d in errors] == [field]
    assert errors[0].line
    assert not result.ok
