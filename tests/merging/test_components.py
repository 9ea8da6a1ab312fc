"""Two versions of components: what is compared, and that nothing is silent."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agentconv.host import components as formats
from agentconv.kit.component import Material
from agentconv.merging.components import ComponentPair, compare_components
from agentconv.model.components import RULE, SKILL, Component, File
from agentconv.model.rule import Rule
from agentconv.model.skill import Skill
from agentconv.reading.held import Held

FILES = st.dictionaries(st.sampled_from(["a.py", "b.py", "c.py"]), st.binary(max_size=2)).map(
    lambda files: tuple(File(path, data) for path, data in files.items())
)
SKILLS = st.builds(Skill, st.just("s"), body=st.text(max_size=9), files=FILES)


def held(component: Component, kind: str) -> Held:
    fmt = formats.format_of(kind, "claude")
    assert fmt is not None
    return Held(component, fmt, Material("p", (), "p"), "p")


def pair(old: Skill, new: Skill) -> ComponentPair:
    (found,) = compare_components([held(old, SKILL)], [held(new, SKILL)])
    return found


@given(old=SKILLS, new=SKILLS)
@settings(max_examples=60)
def test_a_change_is_never_silent(old: Skill, new: Skill) -> None:
    assert pair(old, old).differs is False
    assert pair(old, new).differs is (old != new)


def test_components_are_paired_by_kind_and_name() -> None:
    old, new = [held(Skill("x"), SKILL)], [held(Rule("x"), RULE), held(Skill("b"), SKILL)]
    found = [(p.kind, p.name, p.old is None, p.new is None) for p in compare_components(old, new)]
    assert found == [(SKILL, "b", True, False), (SKILL, "x", False, True), (RULE, "x", True, False)]
