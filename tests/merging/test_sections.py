"""Merging section by section: what moved, what is new, and the blank lines between."""

import pytest

from agentconv.merging.pieces import Clash
from agentconv.merging.sections import merge_sections, without_end

A, B, C = ("# A", "1", "2", ""), ("# B", "3", "4", ""), ("# C", "5", "6")


def merged(*sides: tuple[str, ...]) -> list[str] | None:
    """The merged lines; None when sections cannot be merged, or clash."""
    found = merge_sections(*sides)
    if found is None or any(isinstance(piece, Clash) for piece in found):
        return None
    return [line for piece in found if not isinstance(piece, Clash) for line in piece]


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        pytest.param(B + A + C, ("# A", "1", "2!", "", *B, *C), (*B, "# A", "1", "2!", "", *C), id="moved, changed"),
        pytest.param(A + C, A + B + C, A + C, id="removed"),
        pytest.param((*A, "# M", "m", "", *B, *C), (*A, "# Y", "y", "", *B, *C),
                     (*A, "# M", "m", "", "# Y", "y", "", *B, *C), id="both added at one place"),
        pytest.param(("# N", "n", "", *A, *B, *C), (*A, *B, "# N", "n", "", *C),
                     ("# N", "n", "", *A, *B, *C), id="one section that both added"),
        pytest.param(A + C + ("",) + B[:-1], A + B + C, A + C + ("",) + B[:-1], id="the last is another"),
    ],
)  # fmt: skip
def test_what_both_sides_made(
    ours: tuple[str, ...], theirs: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    for sides in ((ours, theirs), (theirs, ours)):
        found = merged(A + B + C, *sides)
        assert found == list(wanted)


def test_what_both_added_stands_as_the_side_has_it_that_added_more() -> None:
    one, more = ("# T 0",), ("# T 1", "# T 0")
    assert merged((), one, more) == merged((), more, one) == list(more)


def test_two_orders_of_the_same_sections_are_nobodys_to_choose() -> None:
    assert merge_sections(A + B + C, B + A + C, (*C, "", *A, *B[:-1])) is None


def test_text_without_headings_has_no_sections() -> None:
    assert merge_sections(("a",), ("b",), ("c",)) is None


def test_a_section_that_one_removes_and_the_other_changes_clashes() -> None:
    found = merge_sections(A + B + C, A + C, (*A, "# B", "3", "4!", "", *C))
    assert found is not None
    (clash,) = (piece for piece in found if isinstance(piece, Clash))
    assert (clash.base, clash.ours, clash.theirs) == (B[:-1], (), ("# B", "3", "4!"))


def test_blank_lines_at_the_end_are_no_part_of_it() -> None:
    assert without_end(("a", "", "b", "", " ")) == ("a", "", "b")
    assert without_end(("", "")) == ()
