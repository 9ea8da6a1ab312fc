"""Merging agents: the laws of a merge, and what each kind of field does."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentconv.conformance.strategies import AGENT
from agentconv.errors import UsageError
from agentconv.merging.agents import merge3
from agentconv.merging.compare import compare
from agentconv.merging.stack import bumped, sort_versions, stack_versions
from agentconv.model.agent import Agent, Change, Tool, Tools, diff
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


def test_a_stack_keeps_entries_and_writes_the_missing_ones() -> None:
    one = replace(A, version="1.9", changelog=(Change("1.9", "First"),))
    two = replace(A, version="1.10", prompt="# H\nx\n# New\ny\n", tools=Tools((READ,)))
    assert sort_versions([two, one]).order == (1, 0)
    found = stack_versions([one, two])
    assert found.changelog == (Change("1.9", "First"), Change("1.10", "Added New; fields: tools allow"))
    assert found.prompt == two.prompt


def test_union_brings_back_sections_and_fields_but_no_tools() -> None:
    old = replace(A, prompt="# H\nx\n## Gone\ny\n# End\n", license="MIT", tools=Tools((READ, SHELL)))
    new = replace(A, version="2.0.0", prompt="# H\nz\n# End\n")
    found = stack_versions([old, new], union=True)
    assert found.prompt == "# H\nz\n## Gone\ny\n# End\n"
    assert found.license == "MIT"
    assert found.tools == new.tools


def test_equal_versions_need_an_order() -> None:
    assert sort_versions([A, replace(A, prompt="other")]).unsure == ((0, 1),)
    assert sort_versions([replace(A, updated="2026-02-01"), replace(A, updated="2026-01-01")]).order == (1, 0)


def test_bump() -> None:
    assert [bumped("1.4.2", part) for part in ("major", "minor", "patch")] == ["2.0.0", "1.5.0", "1.4.3"]
    assert bumped("v1.4", "patch") == "v1.4.1"
    with pytest.raises(UsageError, match="cannot bump"):
        bumped(None, "patch")


def test_compare_tells_moved_renamed_and_power() -> None:
    old = Agent("a", prompt="# A\n1\n2\n# B\n3\n4\n# C\n5\n", tools=Tools((READ,)))
    new = Agent("a", prompt="# C\n5\n# A\n1\n2\n# Bee\n3\n4\n", tools=Tools((READ, SHELL)))
    found = compare(old, new)
    assert [(s.kinds, s.path, s.old_path) for s in found.sections] == [
        (("renamed",), ("Bee",), ("B",)),
        (("moved",), ("C",), None),
    ]
    assert found.tools_gained == (SHELL,)
    assert found.power_gained == ("execute",)


@given(agent=AGENT)
@settings(max_examples=30)
def test_an_agent_compares_the_same_with_itself(agent: Agent) -> None:
    assert compare(agent, agent).same


@given(old=st.text(max_size=50), new=st.text(max_size=50))
@settings(max_examples=60)
def test_a_changed_prompt_is_never_silent(old: str, new: str) -> None:
    found = compare(Agent("a", prompt=old), Agent("a", prompt=new))
    assert found.same == (old == new)
