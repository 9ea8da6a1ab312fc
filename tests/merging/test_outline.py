"""The sections of a prompt: where they are, and which one of two texts is the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentconv.merging.outline import _headings, _plain_headings, outline, pair_parts, text_lines, titles_at


def test_headings_in_fences_and_lists_do_not_count() -> None:
    text = "pre\n```sh\n# not one\n```\n> # nor this\n\n- # nor that\n\nOne\n===\nx\n\n    # code\n\n### Deep\ny\n# One\n"
    parts = outline(text.splitlines())
    assert [(p.level, p.path, p.number) for p in parts] == [
        (0, (), 0),
        (1, ("One",), 0),
        (3, ("One", "Deep"), 0),
        (1, ("One",), 1),
    ]
    assert [line for p in parts for line in p.lines] == text.splitlines()


def paired(old: str, new: str) -> dict[str, str]:
    """The titles of the parts that are the same; where they are alike, too."""
    was, now = outline(text_lines(old)), outline(text_lines(new))
    return {was[i].title: now[j].title for i, j in pair_parts(was, now).items() if was[i].level}


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        pytest.param("# A\n1\n# B\n2\n", "# B\n2\n# A\n1\n", {"A": "A", "B": "B"}, id="moved"),
        pytest.param("# A\n1\n2\n", "# Bee\n1\n2\n", {"A": "Bee"}, id="renamed"),
        pytest.param("# A\n1\n2\n", "# Bee\n3\n4\n", {}, id="another"),
        pytest.param("# A\nNone.\n", "# B\nNone.\n", {"A": "B"}, id="one line, the same"),
        pytest.param("# A\nNone.\n", "# B\nNone.\nBut this.\n", {}, id="one line, and more"),
        pytest.param(
            "# A\n## X\n1\n# B\n", "# A\n# B\n## X\n1\n", {"A": "A", "B": "B", "X": "X"}, id="below"
        ),
        pytest.param("# A\n1\n2\n", "# A\n3\n# B\n1\n2\n", {"A": "A"}, id="its place goes over its words"),
    ],
)
def test_which_parts_are_the_same(old: str, new: str, wanted: dict[str, str]) -> None:
    assert paired(old, new) == wanted


def test_sections_of_one_title_are_told_apart_by_their_number() -> None:
    was, now = (outline(text_lines(text)) for text in ("# A\n1\n# A\n2\n", "# A\n1\n# A\n3\n# A\n2\n"))
    assert pair_parts(was, now) == {0: 0, 1: 1, 2: 2}


LINES = (
    "# a", "# b ##", "### ", "#no", "#\tx", "# x \\#", "####### x", "```", "~~~", "````", "```sh", "``` a`b", "- item",
    "  - sub", "  ```", "    code", "> q", "> # q", "> ```", "para", "===", "---", "", "", "  ", "<div>", "</div>",
    "<!-- c", "-->", "1. x", "   # indented", "\t# tab", "- ```", "| a |", "text # no", "#", "a ``` b", "x\x0cy", "~~~ x ~",
)  # fmt: skip


@given(lines=st.lists(st.sampled_from(LINES), max_size=9).map(tuple))
@settings(max_examples=400)
def test_what_needs_no_parser_is_read_as_a_parser_does(lines: tuple[str, ...]) -> None:
    plain = _plain_headings(lines)
    assert plain is None or plain == _headings(lines)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("# A\n\n- x\n  ```sh\n  # no\n  ```\n\n<b>\nx\n\n## B\n", True),
        ("A\n===\n", False),
        ("<!-- a\n\n# b\n-->\n", False),
        ("- a\n  # b\n", False),
        ("<div>\n# a\n</div>\n", False),
    ],
)
def test_which_texts_need_a_parser(text: str, plain: bool) -> None:
    assert (_plain_headings(text_lines(text)) is not None) == plain


def test_the_titles_that_lead_to_a_line() -> None:
    lines = ["a", "# A", "x", "## B", "y"]
    assert titles_at(lines, [-1, 0, 1, 2, 4]) == [(), (), ("A",), ("A",), ("A", "B")]
    assert titles_at(["# A"], [-1, 0]) == [(), ("A",)]
