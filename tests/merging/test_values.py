"""Values of files are merged key by key; lists by what tells their items apart."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentconv.kit.skill_text import WORDS
from agentconv.merging.values import changes, merge_values, put, words_way
from agentconv.model.agent import MISSING


def merged(base: Any, ours: Any, theirs: Any, **ways: Any) -> Any:
    found = merge_values({"k": base}, {"k": ours}, {"k": theirs}, ways)
    return [c.keys for c in found.clashes] or found.values["k"]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        ({"a": 1, "b": 2}, {"a": 2, "b": 2}, {"a": 1}, {"a": 2}),
        ({}, {"x": {"p": 1}}, {"y": {"p": 2}}, {"x": {"p": 1}, "y": {"p": 2}}),
        ({"a": {"p": 1}}, {"a": {"p": 2}}, {"a": {"p": 3}}, [("k", "a", "p")]),
        ({"a": 1}, {}, {"a": 2}, [("k", "a")]),
        (["r", "w"], ["r", "w", "x"], ["r"], ["r", "x"]),
        ([{"name": "p", "v": 1}], [{"name": "p", "v": 2}], [{"name": "p", "v": 1, "t": 0}, {"name": "q"}],
         [{"name": "p", "v": 2, "t": 0}, {"name": "q"}]),
        ([{"name": "p", "v": 1}], [{"name": "p", "v": 2}], [{"name": "p", "v": 3}], [("k",)]),
        ([1, 2, 3], [1, 2, 3, 4], [0, 2, 3], [0, 2, 3, 4]),
    ],
)  # fmt: skip
def test_what_both_sides_made_of_it(base: Any, ours: Any, theirs: Any, wanted: Any) -> None:
    assert merged(base, ours, theirs) == wanted


def test_the_words_of_a_command_line_keep_their_order() -> None:
    base = {"args": ["--port", "80", "--host", "a"]}
    ours, theirs = {"args": ["--port", "81", "--host", "a"]}, {"args": ["--port", "80", "--host", "a", "-v"]}
    assert merged(base, ours, theirs) == {"args": ["--port", "81", "--host", "a", "-v"]}
    assert merged(base, ours, {"args": ["--port", "82", "--host", "a"]}) == [("k", "args")]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        ("Read, Write", "Read, Write, Grep", "Read", "Read, Grep"),
        ("Read Write", "Read Write Grep", "Read Write Glob", "Read Write Glob Grep"),
        (["Read"], ["Read", "Bash(git log:*)"], "Read, Grep", ["Read", "Grep", "Bash(git log:*)"]),
        ("Bash(git:*)", "Bash(git log:*)", "Bash(git add:*)", [("k",)]),
    ],
)
def test_words_in_one_text_are_a_set(base: Any, ours: Any, theirs: Any, wanted: Any) -> None:
    found = merged(base, ours, theirs, k=words_way(WORDS.decode))
    assert found == wanted or sorted(found) == sorted(wanted)


def test_a_clash_is_decided_for_each_side() -> None:
    found = merge_values({"a": 1, "b": {"c": 1}}, {"a": 2, "b": {"c": 2}}, {"b": {"c": 3}})
    assert [found.decided(side) for side in range(3)] == [
        {"a": 1, "b": {"c": 1}},
        {"a": 2, "b": {"c": 2}},
        {"b": {"c": 3}},
    ]


VALUES = st.dictionaries(
    st.sampled_from("abc"),
    st.recursive(
        st.integers(0, 3) | st.sampled_from(["x", "y"]),
        lambda inner: st.dictionaries(st.sampled_from("pq"), inner, max_size=2),
        max_leaves=4,
    ),
    max_size=3,
)


@given(VALUES, VALUES)
def test_a_side_that_changed_nothing_gives_way(base: Any, other: Any) -> None:
    assert merge_values(base, other, base).values == other
    assert merge_values(base, base, other).values == other
    assert merge_values(base, other, other).values == other


@given(VALUES, VALUES, VALUES)
def test_both_orders_say_the_same(base: Any, ours: Any, theirs: Any) -> None:
    one, two = merge_values(base, ours, theirs), merge_values(base, theirs, ours)
    assert {c.keys for c in one.clashes} == {c.keys for c in two.clashes}
    assert one.clashes or one.values == two.values


@given(VALUES, VALUES)
def test_changes_lead_from_one_to_the_other(old: Any, new: Any) -> None:
    found = old
    for keys, value in changes(old, new):
        found = put(found, keys, value)
    assert found == new


def test_what_is_gone_is_missing() -> None:
    assert list(changes({"a": 1}, {})) == [(("a",), MISSING)]
