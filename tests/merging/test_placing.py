"""Whether text stands in the section where a side put it."""

import pytest

from agentconv.merging.placing import misplaced, same_headings
from agentconv.merging.prompts import merge_prompts


def lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n"))


BASE = "# A\n\nx\n\n# Z\n\nz"
NEW = BASE.replace("# Z", "# N\n\nn\n\n# Z")


@pytest.mark.parametrize(
    ("theirs", "merged", "wanted"),
    [
        (BASE.replace("x", "x\n\nmore"), NEW.replace("n\n\n", "n\n\nmore\n\n"), 1),
        (BASE.replace("x", "x\n\nmore"), NEW.replace("x", "x\n\nmore"), 0),
        (
            BASE.replace("x", "x\nmore"),
            NEW.replace("n\n\n", "n\n\nx\nmore\n\n").replace("x\n\n# N", "# N"),
            1,
        ),
        (BASE.replace("# A", "# B"), NEW.replace("# A", "# B"), 0),
    ],
)
def test_lines_under_another_heading_are_counted(theirs: str, merged: str, wanted: int) -> None:
    assert misplaced(lines(merged), lines(BASE), lines(NEW), lines(theirs)) == wanted


def test_which_texts_have_the_same_headings() -> None:
    assert same_headings(lines(BASE), lines(BASE.replace("x", "y")))
    assert not same_headings(lines(BASE), lines(NEW))


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        pytest.param(BASE, NEW.replace("x", "X2"), BASE.replace("x", "x\n\nADDED"),
                     NEW.replace("x", "X2\n\nADDED"), id="a paragraph beside a new section"),
        pytest.param(BASE + "\n\n# Q\n\nq", "# A\n\nx\n\n# Q\n\nq\n\n# Z\n\nz", BASE + "\n\nend of z\n\n# Q\n\nq",
                     "# A\n\nx\n\n# Q\n\nq\n\n# Z\n\nz\n\nend of z", id="at the end of one that moves"),
    ],
)  # fmt: skip
def test_no_text_lands_in_another_section(base: str, ours: str, theirs: str, wanted: str) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        found = merge_prompts(base + "\n", one + "\n", other + "\n")
        assert found.text == wanted + "\n"


def test_what_one_side_takes_away_and_the_other_moves_does_not_come_back() -> None:
    base = "".join(f"# {name}\n\n{name} one\n{name} two\n\n" for name in "ABCD").rstrip("\n") + "\n"
    part = "# B\n\nB one\nB two\n\n"
    gone, at_end = base.replace(part, ""), base.replace(part, "") + "\n" + part.rstrip("\n") + "\n"
    for sides in ((gone, at_end), (at_end, gone)):
        assert merge_prompts(base, *sides).text == gone
    edited = at_end.replace("B two", "B 2")
    for sides in ((gone, edited), (edited, gone)):
        assert [region.section for region in merge_prompts(base, *sides).regions] == ["B"]


def test_a_section_that_both_move_does_not_stand_twice() -> None:
    parts = [f"# {name}\n\n{name} one\n{name} two\n\n" for name in "ABCDE"]
    base = "".join(parts)
    ours = "".join(parts[i] for i in (0, 2, 3, 1, 4))
    theirs = "".join(parts[i] for i in (0, 2, 3, 4, 1))
    for sides in ((ours, theirs), (theirs, ours)):
        found = merge_prompts(base, *sides)
        assert found.regions or found.text.count("B one") == 1


def test_blank_lines_do_not_pile_up_where_both_take_away() -> None:
    base = "# A\n\nx\n\ny\n\n# B\n\nz\n"
    found = merge_prompts(base, base.replace("x\n\n", ""), base.replace("y\n\n", ""))
    assert (found.text, found.regions) == ("# A\n\n# B\n\nz\n", ())
