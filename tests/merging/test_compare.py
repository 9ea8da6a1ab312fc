"""Two versions side by side: what moved, what was renamed, and that nothing is silent."""

from hypothesis import given, settings
from hypothesis import strategies as st

from agentconv.conformance.strategies import AGENT
from agentconv.merging.compare import compare
from agentconv.model.agent import Agent, Tool, Tools

READ, SHELL = Tool("read"), Tool("shell")


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
