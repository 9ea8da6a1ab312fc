"""Open Agent Specification: which tools ask before they are used, in words and in files."""

from __future__ import annotations

import pytest

from agentconv.api import read, write
from agentconv.diagnostics import Loss
from agentconv.formats.agentspec.agents import AgentSpec
from agentconv.formats.agentspec.tools import CONFIRM, asking, builtins_for, consent_of
from agentconv.host.registry import Registry
from agentconv.kit.shapes import map_or_empty
from agentconv.model.agent import Agent, Tool, Tools, Value

REGISTRY = Registry(plugins=False)
HOST = AgentSpec().unasked
SOME = ("read", "write", "shell", "web_fetch", "web_search", "agent", "todo")


def agent(*names: str, mode: str | None = None) -> Agent:
    return Agent("a", description="d", tools=Tools(tuple(map(Tool, names))), permission_mode=mode)


def confirmed(made: list[Value]) -> list[str]:
    return [str(map_or_empty(item)["name"]) for item in made if map_or_empty(item).get(CONFIRM) is True]


@pytest.mark.parametrize(
    ("mode", "names"),
    [
        (None, []),
        ("default", ["write", "shell", "web_fetch", "web_search"]),
        ("dont-ask", ["write", "shell", "web_fetch", "web_search"]),
        ("accept-edits", ["shell", "web_fetch", "web_search"]),
        ("auto", ["web_fetch", "web_search"]),
        ("plan", ["web_fetch", "web_search"]),
        ("bypass", []),
        ("other", ["write", "shell", "web_fetch", "web_search"]),
    ],
)
def test_tools_ask_as_the_mode_says(mode: str | None, names: list[str]) -> None:
    assert confirmed(builtins_for(agent(*SOME, mode=mode))) == names


@pytest.mark.parametrize(
    ("names", "lets", "mode"),
    [
        (SOME, frozenset(), "default"),
        (("read", "web_fetch"), frozenset({"unasked:servers"}), "default"),
        (SOME, {"unasked:write"}, None),
        (SOME, {"unasked:execute"}, None),
        (("write",), {"unasked:write"}, None),
        (("read", "agent", "todo"), frozenset(), None),
        ((), frozenset(), None),
    ],
)
def test_an_agent_of_a_client_that_asks_gets_the_mode_that_asks(
    names: tuple[str, ...], lets: frozenset[str], mode: str | None
) -> None:
    assert asking(agent(*names), frozenset(lets)) == mode


def test_an_agent_with_the_hosts_tools_has_none_here_that_could_ask() -> None:
    assert asking(Agent("a"), frozenset()) is None


def component(name: str, confirm: Value, kind: str = "BuiltinTool") -> dict[str, Value]:
    return {"component_type": kind, "name": name, "tool_type": name, CONFIRM: confirm}


@pytest.mark.parametrize(
    ("tools", "gone", "asks"),
    [
        ([component("write", False)], (), ()),
        ([component("write", True)], ("write",), ()),
        ([component("write", True), component("edit", False)], (), ()),
        ([component("shell", True), component("web_fetch", True)], ("execute", "network", "search"), ()),
        ([component("web_search", True), component("web_fetch", False)], (), ()),
        ([component("web_fetch", True), component("web_search", False)], ("network",), ()),
        ([component("web_search", True)], ("search",), ()),
        ([component("read", True), component("agent", True)], (), ("asks:read", "asks:delegate")),
        ([component("read", True), component("grep", False)], (), ()),
        ([component("weather", True, "ServerTool")], (), ()),
        ([{"$component_ref": "x"}], ("write",), ()),
    ],
)
def test_what_components_let_go_unasked(
    tools: list[Value], gone: tuple[str, ...], asks: tuple[str, ...]
) -> None:
    own: dict[str, Value] = {"tools": tools, "$referenced_components": {"x": component("write", True)}}
    words = consent_of(Agent("a", extensions={"agentspec": own}), HOST)
    assert words == (HOST - {f"unasked:{word}" for word in gone}) | set(asks)


def test_a_file_whose_tools_ask_goes_on_asking() -> None:
    source = write(agent("shell", "write", mode="accept-edits"), "agentspec", registry=REGISTRY)
    assert "requires_confirmation: true" in source.files[0].text
    (document,) = read(source.files[0].text, "agentspec", registry=REGISTRY).documents
    assert AgentSpec().lets(document.agent) >= {"unasked:write"}
    assert "unasked:execute" not in AgentSpec().lets(document.agent)


def test_an_agent_without_a_mode_asks_and_that_is_said_once() -> None:
    made = write(agent("shell"), "agentspec", registry=REGISTRY)
    assert "requires_confirmation: true" in made.files[0].text
    assert [d.field for d in made.diagnostics if d.loss is Loss.APPROXIMATED] == ["permission_mode"]
    assert [d for d in made.diagnostics if d.loss is Loss.UNENFORCED] == []
    assert AgentSpec().lets(Agent("a")) == frozenset()
