"""Where a conflict that nobody settled stands, and what only looks like one."""

import pytest

from agentconv.text import conflicts


def unresolved(text: str) -> int | None:
    """Where the first conflict starts."""
    found = next(conflicts.find(text), None)
    return None if found is None else found.offset


CONFLICT = "<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> side\n"


@pytest.mark.parametrize(
    "conflict",
    [
        CONFLICT,
        CONFLICT.replace("\n", "\r\n"),
        CONFLICT.replace("=======\n", "||||||| base\nz\n=======\n"),
        "<<<<<<<\n=======\n>>>>>>>\n",
        "<" * 11 + " a\n" + "=" * 11 + "\n" + ">" * 11 + " b\n",
        CONFLICT.replace("x\n", "x\n```\n"),
    ],
)
def test_a_conflict_is_found_where_it_starts(conflict: str) -> None:
    for before in ("", "a\n\n", "```\ncode\n```\n"):
        assert unresolved(before + conflict + "z\n") == len(before)


def test_a_marker_that_stays_alone_hides_none() -> None:
    assert unresolved("<<<<<<< of nothing\n" + CONFLICT) == 19


def test_a_conflict_that_a_fence_cuts_through_is_no_example() -> None:
    assert unresolved("```\n<<<<<<< a\n```\n=======\n>>>>>>> b\n") == 4


@pytest.mark.parametrize(
    "text",
    [
        "Title\n=======\n",
        "Look for `<<<<<<<`, `=======` and `>>>>>>>`.\n",
        "<<<<<<< a\n>>>>>>> b\n",
        ">>>>>>> quoted\n=======\n<<<<<<< a\n",
        f"```text\n{CONFLICT}```\n",
        f"~~~~\n```\n{CONFLICT}~~~~\n",
        "".join(f"    {line}\n" for line in CONFLICT.splitlines()),
        CONFLICT.replace("=======", "========"),
        CONFLICT.replace("<<<<<<< HEAD", "<<<<<<<HEAD"),
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert unresolved(text) is None
