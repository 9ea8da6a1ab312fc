"""Filters at work: every change is measured, and power is gained only where that is allowed."""

from collections.abc import Callable

import pytest

from agentconv import Agent, Conversion, Filter, Filtering, Options, Registry, Tool, Tools, with_fields, write
from agentconv.diagnostics import Diagnostic

READ = Tools((Tool("read"),))
BASE = Agent(
    "a",
    description="d",
    prompt="p",
    tools=READ,
    color="red",
    hooks={"Stop": [1]},
    mcp_servers={"s": {"command": "x"}},
)


def convert(does: Callable[[Agent], Agent | None], *agents: Agent, wider: bool = False) -> Conversion:
    """What agents become in one target, behind one filter."""

    class Mine(Filter):
        name = "mine"
        about = "Of the tests."

        def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
            return does(agent)

    registry = Registry(plugins=False)
    registry.add_filter(Mine)
    options = Options(filters=("mine",), allow_wider=wider)
    return write(agents or (BASE,), "agentconv", options=options, registry=registry)


def said(found: Conversion) -> list[Diagnostic]:
    return [d for d in found.diagnostics if d.filter == "mine"]


CHANGES = {
    "dropped": ({"color": None}, "color", "note", "takes color away"),
    "approximated": ({"color": "blue"}, "color", "note", "changes color: 'red' becomes 'blue'"),
    "added": ({"model": "x"}, "model", "note", "adds model: 'x'"),
    "narrowed": ({"tools": Tools(())}, "tools.allow", "note", "it loses read"),
    "widened": ({"tools": Tools((Tool("read"), Tool("shell")))}, "tools.allow", "error", "it gains execute"),
    "freed": ({"permission_mode": "bypass"}, "permission_mode", "error", "it gains unasked"),
    "hooked": ({"hooks": {"Stop": [2]}}, "hooks", "error", "it gains the hooks of 'Stop'"),
    "served": ({"mcp_servers": {"s": {"command": "y"}}}, "mcp_servers", "error", "it gains the server 's'"),
    "unserved": ({"mcp_servers": {}}, "mcp_servers", "note", "takes mcp_servers away"),
    "native": ({"extensions.x.k": 1}, "extensions.x.k", "note", "adds extensions.x.k"),
}
CLASSES = {"added": "approximated", "freed": "widened", "hooked": "widened", "served": "widened", "unserved": "dropped",
           "native": "approximated"}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_one_finding_with_its_class(name: str) -> None:
    values, field, severity, words = CHANGES[name]
    found = convert(lambda agent: with_fields(agent, values))
    (one,) = said(found)
    assert (str(one.loss), one.field, one.severity, one.agent) == (
        CLASSES.get(name, name),
        field,
        severity,
        "a",
    )
    assert words in one.message
    assert "'mine'" in one.message
    assert found.ok is (severity != "error")


def test_power_is_gained_where_it_is_allowed() -> None:
    found = convert(lambda agent: with_fields(agent, {"tools": Tools()}), wider=True)
    assert [(str(d.loss), d.severity) for d in said(found)] == [("widened", "warning")]
    assert found.ok


def test_what_is_not_changed_is_not_told() -> None:
    found = convert(lambda agent: agent)
    assert said(found) == []
    assert found.files == write(BASE, "agentconv").files


def test_an_agent_is_left_out() -> None:
    found = convert(lambda agent: agent if agent.name == "b" else None, BASE, Agent("b", prompt="p"))
    assert [(d.code, d.agent, d.severity) for d in said(found)] == [("filter-left-out", "a", "note")]
    assert [f.agents for f in found.files if not f.is_index] == [("b",)]


def test_two_agents_of_one_name_are_one_error_that_names_the_filter() -> None:
    found = convert(lambda agent: with_fields(agent, {"name": "same"}), Agent("a"), Agent("b"))
    (one,) = [d for d in said(found) if d.severity == "error"]
    assert one.code == "name-collision"
    assert "the filter 'mine' calls two agents 'same'" in one.message
    assert not found.ok


def test_what_fails_for_many_is_one_error() -> None:
    found = convert(lambda agent: 1 / 0, *(Agent(f"a{n}") for n in range(5)))  # type: ignore[arg-type,return-value]
    (one,) = said(found)
    assert (one.code, one.agent) == ("plugin-raised", "a0")
    assert one.message.endswith("division by zero (and so for 4 more)")


def test_who_is_renamed_is_called_so_by_the_others() -> None:
    def house(agent: Agent) -> Agent:
        return with_fields(agent, {"name": f"acme-{agent.name}"})

    both = (
        Agent("one", prompt="p"),
        Agent("two", prompt="Use @agent-one here.", tools=Tools((Tool("agent", "one"),))),
    )
    found = convert(house, *both)
    text = next(f.text for f in found.files if f.agents == ("acme-two",))
    assert "Use @agent-acme-one here." in text
    assert "acme-one" in text.partition("tools")[2]
    assert found.ok
