"""Merging agents: the laws of a merge, and what each kind of field does."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from agentconv.conformance.strategies import AGENT
from agentconv.merging.agents import merge3
from agentconv.model.agent import Agent, Tool, Tools, diff
from agentconv.model.powers import power

READ, GREP, SHELL, WRITE = (Tool(n) for n in ("read", "grep", "shell", "write"))
A = Agent("a", description="d", prompt="# H\nx\n", tools=Tools((READ, GREP)), version="1.0.0")


@given(base=AGENT, other=AGENT)
@settings(max_examples=40)
def test_the_laws_of_a_merge(base: Agent, other: Agent) -> None:
    for ours, theirs in ((base, other), (other, base), (other, other)):
        found = merge3(base, ours, theirs)
        assert found.clean
        assert diff(found.agent, other) == ()


@given(base=AGENT, ours=AGENT, theirs=AGENT)
@settings(max_examples=40)
def test_both_directions_conflict_alike(base: Agent, ours: Agent, theirs: Agent) -> None:
    one, other = merge3(base, ours, theirs), merge3(base, theirs, ours)
    assert sorted(c.field for c in one.conflicts) == sorted(c.field for c in other.conflicts)


def allow(*tools: Tool) -> Agent:
    return replace(A, tools=Tools(tools))


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        (allow(READ, GREP, SHELL), allow(READ, GREP, WRITE), (READ, GREP, WRITE, SHELL)),
        (allow(READ), allow(READ, GREP, SHELL), (READ, SHELL)),
        (allow(READ), allow(GREP), ()),
    ],
)
def test_tools_are_a_set(ours: Agent, theirs: Agent, wanted: tuple[Tool, ...]) -> None:
    found = merge3(A, ours, theirs)
    assert found.clean
    assert set(found.agent.tools.allow or ()) == set(wanted)


def test_a_tool_that_one_side_bounds_and_the_other_removes_is_a_conflict() -> None:
    base = allow(READ, SHELL)
    found = merge3(base, allow(READ), allow(READ, Tool("shell", "git:*")))
    assert [c.field for c in found.conflicts] == ["tools.allow"]
    assert power(found.agent) <= power(allow(READ))


def test_all_tools_against_another_list_is_a_conflict() -> None:
    found = merge3(A, replace(A, tools=Tools()), allow(READ))
    assert [c.field for c in found.conflicts] == ["tools.allow"]


def test_scalars_maps_and_versions() -> None:
    base = replace(A, model="opus", extensions={"x": {"m": {"a": 1, "b": 2}}}, updated="2026-01-01")
    ours = replace(base, model="sonnet", version="1.2.0", extensions={"x": {"m": {"a": 9, "b": 2}}})
    theirs = replace(
        base, version="1.10.0", updated="2026-02-01", extensions={"x": {"m": {"a": 1, "b": 2, "c": 3}}}
    )
    found = merge3(base, ours, theirs)
    assert found.clean
    assert (found.agent.model, found.agent.version, found.agent.updated) == ("sonnet", "1.10.0", "2026-02-01")
    assert found.agent.extensions == {"x": {"m": {"a": 9, "b": 2, "c": 3}}}
    both = merge3(base, ours, replace(theirs, model="haiku"))
    assert [(c.field, c.base, c.ours, c.theirs) for c in both.conflicts] == [
        ("model", "opus", "sonnet", "haiku")
    ]
    assert both.agent.model == "sonnet"
