"""Merging lines: one place that both sides changed, item by item, row by row, line by line."""

import pytest

from agentconv.merging.lines import merge_lines
from agentconv.merging.pieces import Clash


def merged(base: str, ours: str, theirs: str) -> str | None:
    """The merged lines, with a blank between two; None when they clash."""
    found = merge_lines(base.split(), ours.split(), theirs.split())
    if any(isinstance(piece, Clash) for piece in found):
        return None
    return " ".join(line for piece in found if not isinstance(piece, Clash) for line in piece)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        ("a b c", "a X c", "a b c Y", "a X c Y"),
        ("a b c", "a X c", "a X c", "a X c"),
        ("a b c d", "a X c d", "a b Y d", None),
        ("a b= c= d", "a X= c= d", "a b= Y= d", "a X= Y= d"),
        ("a b c", "a c", "a b", None),
        ("a b c", "a X c", "a Y c", None),
        ("a b c", "a c", "a Y c", None),
    ],
)
def test_lines(base: str, ours: str, theirs: str, wanted: str | None) -> None:
    assert merged(base, ours, theirs) == wanted
    assert merged(base, theirs, ours) == wanted


def both(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    found = merge_lines(base, ours, theirs)
    assert found == merge_lines(base, theirs, ours)
    (piece,) = found
    assert not isinstance(piece, Clash)
    return list(piece)


def test_items_that_both_add_stand_once() -> None:
    base = ["- one", "- two"]
    ours, theirs = [*base, "- mine", "- shared"], [*base, "- shared", "- yours here"]
    assert both(base, ours, theirs) == [*base, "- mine", "- shared", "- yours here"]


def test_an_item_that_one_side_removes_and_the_other_changes_clashes() -> None:
    base = ["- keep it short", "- be kind to all"]
    found = merge_lines(base, base[:1], [base[0], "- be kind to all of them"])
    assert [type(piece) for piece in found] == [tuple, Clash]


def test_rows_are_known_by_their_first_cell() -> None:
    head = ["| k | v |", "|---|---|"]
    base = [*head, "| a | 1 |", "| b | 2 |"]
    ours, theirs = [*head, "| a | 10 |", "| b | 2 |"], [*head, "| a | 1 |", "| b | 20 |"]
    assert both(base, ours, theirs) == [*head, "| a | 10 |", "| b | 20 |"]


def test_a_new_column_needs_a_person() -> None:
    base = ["| k | v |", "|---|---|", "| a | 1 |"]
    wider = ["| k | v | w |", "|---|---|---|", "| a | 1 | x |"]
    assert any(isinstance(piece, Clash) for piece in merge_lines(base, [*base, "| c | 3 |"], wider))


def test_a_clash_leaves_out_what_both_changed_alike() -> None:
    found = merge_lines(["a", "b", "z"], ["a", "S", "x", "z"], ["a", "S", "y", "z"])
    assert found == [("a", "S"), Clash(("b",), ("x",), ("y",)), ("z",)]


def clashes(base: str, ours: str, theirs: str) -> bool:
    """Whether the merge leaves something to a person, from either side."""
    turned = ((ours, theirs), (theirs, ours))
    found = [merge_lines(base.splitlines(), a.splitlines(), b.splitlines()) for a, b in turned]
    return all(any(isinstance(piece, Clash) for piece in pieces) for pieces in found)


def test_halves_of_two_sentences_are_not_made_one() -> None:
    base = "Never deploy on\nFridays without approval."
    assert clashes(base, "Always deploy on\nFridays without approval.", "Never deploy on\nweekends.")
    assert not clashes("- a b c\n- d e f", "- a b x\n- d e f", "- a b c\n- d e x")


def test_two_rows_of_one_key_clash() -> None:
    base = "| k | v |\n| 1 | a |\n"
    assert clashes(base, f"{base}| 2 | ours |\n", f"{base}| 2 | theirs |\n")
    assert not clashes(base, f"{base}| 2 | ours |\n", f"{base}| 3 | theirs |\n")
