"""What one text changes in another: complete, short, and laid out as git does."""

import difflib

import pytest
from hypothesis import given

from agentconv.merging import hunks as module
from agentconv.merging.hunks import Hunk, common, common_from_the_end, hunks, longest_first
from tests.merging.test_prompts import LINES


@given(base=LINES, side=LINES)
def test_hunks_lead_from_one_text_to_the_other(base: list[str], side: list[str]) -> None:
    for down in (True, False):
        found, at = [], 0
        for hunk in hunks(base, side, down=down):
            found += base[at : hunk.start] + side[hunk.own_start : hunk.own_end]
            at = hunk.end
        assert found + base[at:] == side


@pytest.mark.parametrize("match", [common, common_from_the_end, longest_first])
@given(base=LINES, side=LINES)
def test_runs_that_texts_share_are_equal_and_in_order(match, base: list[str], side: list[str]) -> None:  # type: ignore[no-untyped-def]
    i = j = 0
    for start, own, size in match(base, side):
        assert start >= i
        assert own >= j
        assert base[start : start + size] == side[own : own + size]
        i, j = start + size, own + size


@given(base=LINES, side=LINES)
def test_no_other_edit_keeps_more_lines(base: list[str], side: list[str]) -> None:
    table = [[0] * (len(side) + 1) for _ in range(len(base) + 1)]
    for i, old in enumerate(base, 1):
        for j, new in enumerate(side, 1):
            table[i][j] = table[i - 1][j - 1] + 1 if old == new else max(table[i - 1][j], table[i][j - 1])
    assert sum(size for _, _, size in common(base, side)) == table[-1][-1]


def test_a_new_paragraph_slides_down_as_in_git_or_up() -> None:
    base, side = ["a", "", "b"], ["a", "", "x", "", "b"]
    assert hunks(base, side) == [Hunk(2, 2, 2, 4)]
    assert hunks(base, side, down=False) == [Hunk(1, 1, 1, 3)]
    assert hunks(side, base) == [Hunk(2, 4, 2, 2)]
    assert hunks(side, base, down=False) == [Hunk(1, 3, 1, 1)]


def test_hunks_that_slide_into_each_other_are_one() -> None:
    assert hunks(["a", "b"], ["a", "a", "c"]) == [Hunk(1, 2, 1, 3)]


def test_texts_too_different_for_the_shortest_edit_still_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_STEPS", 3)
    base, side = list("abcdefgh"), list("hgfxyedcba")
    wanted = difflib.SequenceMatcher(None, base, side, autojunk=False).get_matching_blocks()
    assert common(base, side) == [(m.a, m.b, m.size) for m in wanted if m.size]
