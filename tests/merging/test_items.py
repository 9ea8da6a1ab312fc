"""One place that both sides changed, taken apart: what tests of lines leave out."""

import pytest

from agentconv.merging.items import USUAL
from agentconv.merging.lines import merge_lines
from agentconv.merging.pieces import Clash


def merged(*sides: str) -> str | None:
    """The merged text; None when it clashes."""
    found = merge_lines(*(tuple(side.split("\n")) for side in sides))
    if any(isinstance(piece, Clash) for piece in found):
        return None
    return "\n".join(line for piece in found if not isinstance(piece, Clash) for line in piece)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        pytest.param("- a\n- b\n- c", "- a\n- all new\n- c", "- a\n- c", None, id="worded anew, and removed"),
        pytest.param("- a\n- b\n- c", "- a\n- all new\n- c", "- a\n- other words\n- c", None, id="worded anew by both"),
        pytest.param("- a\n- b\n- c", "- all new\n- c", "- a\n- b", "- all new", id="worded anew beside a removed one"),
        pytest.param("a\n\nb\n\nc\n\nd", "a\n\nc\n\nd", "a\n\nb\n\nd", "a\n\nd", id="neighbouring blocks removed"),
        pytest.param("a\n\nb\n\nc", "a\n\nc", "a\n\nb\n\nnew\n\nc", "a\n\nnew\n\nc", id="a block beside a removed one"),
        pytest.param("a\n\nb\n\nc", "a\n\nc", "a\n\nb and more\n\nc", None, id="removed, and changed"),
        pytest.param("a\n\n# b\n\nc\n\nd", "a\n\nd", "a\n\n# b\n\nc\n\nnew\n\nd", None, id="a section is no block"),
        pytest.param("a\n\n```\nb\n\nc\n```\n\nd", "a\n\nd", "a\n\n```\nb\n\nnew\n\nc\n```\n\nd", None, id="nor is code"),
    ],
)  # fmt: skip
def test_what_both_sides_made_of_a_place(base: str, ours: str, theirs: str, wanted: str | None) -> None:
    assert merged(base, ours, theirs) == wanted
    assert merged(base, theirs, ours) == wanted


def test_nothing_is_known_of_what_has_no_items() -> None:
    assert [attempt(("a",), ("b",), ("c",)) for attempt in USUAL] == [None] * len(USUAL)
