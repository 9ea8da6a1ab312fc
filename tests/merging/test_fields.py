"""Merging values: sets, maps, and what needs a person."""

import pytest

from agentconv.merging.fields import (
    Disagreement,
    merge_changes,
    merge_items,
    merge_maps,
    merge_tools,
    merge_value,
    merge_words,
)
from agentconv.model.agent import MISSING, Change, Tool


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
        ("One.\n\nTwo.\n", "One!\n\nTwo.\n", "One.\n\nTwo?\n", "One!\n\nTwo?\n"),
        (
            [{"id": "a"}, {"id": "b"}],
            [{"id": "a", "v": 2}, {"id": "b"}],
            [{"id": "a"}, {"id": "c"}],
            [{"id": "a", "v": 2}, {"id": "c"}],
        ),
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
        ("One.\nTwo.\n", "One!\nTwo.\n", "One.\nTwo?\n"),
        ([{"id": "a"}], [{"id": "a", "v": 1}], [{"id": "a", "v": 2}]),
        ([{"id": "a"}], [{"id": "a"}, {"id": "a"}], [{"id": "a", "v": 2}]),
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


GIT, NPM, ANY = (Tool("shell", arg) for arg in ("git:*", "npm:*", None))


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        (
            (GIT, NPM),
            (GIT, NPM, Tool("search")),
            (GIT, NPM, Tool("read")),
            {GIT, NPM, Tool("search"), Tool("read")},
        ),
        ((ANY, NPM), (NPM,), (ANY,), set()),
        ((GIT, NPM), (NPM,), (GIT, NPM, Tool("read")), {NPM, Tool("read")}),
    ],
)
def test_tools_of_one_name_are_several(
    base: tuple[Tool, ...], ours: tuple[Tool, ...], theirs: tuple[Tool, ...], wanted: set[Tool]
) -> None:
    for sides in ((ours, theirs), (theirs, ours)):
        found = merge_tools(base, *sides)
        assert isinstance(found, tuple)
        assert set(found) == wanted


def test_one_pattern_of_several_changed_by_both_sides_in_two_ways() -> None:
    sides = [(NPM, Tool("shell", f"git {word}")) for word in ("log", "status")]
    assert isinstance(merge_tools((NPM, GIT), *sides), Disagreement)


def test_two_entries_of_one_version_are_no_changelog() -> None:
    old = Change("1.0.0", "First")
    ours, theirs = ((Change("1.1.0", text), old) for text in ("Adds a", "Adds b"))
    assert isinstance(merge_changes((old,), ours, theirs), Disagreement)
    other = (Change("1.2.0", "Adds b"), old)
    found = merge_changes((old,), ours, other)
    assert isinstance(found, tuple)
    assert set(found) == {*ours, *other}
