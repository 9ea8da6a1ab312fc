"""Merging values: sets, maps, and what needs a person."""

import pytest

from agentconv.merging.fields import Disagreement, merge_items, merge_maps, merge_value, merge_words
from agentconv.model.agent import MISSING


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        ("a", "b", "a", "b"),
        ("a", "a", "b", "b"),
        ("a", "b", "b", "b"),
        (MISSING, MISSING, "b", "b"),
        ("a", MISSING, "a", MISSING),
        (1, 1, True, True),
        (["a"], ["a", "b"], ["c", "a"], ["c", "a", "b"]),
        ({"x": 1}, {"x": 2}, {"x": 1, "y": 3}, {"x": 2, "y": 3}),
        (MISSING, {"x": 1}, {"y": 2}, {"y": 2, "x": 1}),
    ],
)
def test_values(base: object, ours: object, theirs: object, wanted: object) -> None:
    found = merge_value(base, ours, theirs)
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        ("a", "b", "c"),
        ("a", MISSING, "b"),
        (MISSING, "a", "b"),
        ([1], [1, 2], [1, 3]),
        (["a"], ["a", "a"], ["a", "b"]),
        ({"x": 1}, {"x": 2}, {"x": 3}),
    ],
)
def test_disagreements(base: object, ours: object, theirs: object) -> None:
    assert merge_value(base, ours, theirs) == Disagreement(base, ours, theirs)


def test_what_only_theirs_has_stands_behind_its_neighbour() -> None:
    found = merge_maps({"a": 1, "c": 1}, {"c": 1, "a": 1}, {"a": 1, "b": 2, "c": 1})
    assert isinstance(found, dict)
    assert list(found) == ["c", "a", "b"]
    assert merge_words(("a", "b"), ("a", "b", "x"), ("a", "y", "b")) == ("a", "y", "b", "x")


def test_an_item_is_known_by_its_identity() -> None:
    assert merge_items(["ab"], ["aB"], ["ab", "cd"], lambda item: item[0]) == ("aB", "cd")
    assert isinstance(merge_items(["ab"], ["ax"], ["ay"], lambda item: item[0]), Disagreement)
    assert isinstance(merge_items(["ab"], [], ["ay"], lambda item: item[0]), Disagreement)
