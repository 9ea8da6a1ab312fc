"""Clashes inside code."""

import pytest

from agentconv.merging.fences import whole_fences
from agentconv.merging.pieces import Clash, Piece
from agentconv.merging.prompts import merge_prompts
from agentconv.text import conflicts

IN = Clash(("b",), ("o",), ("t",))


@pytest.mark.parametrize(
    ("pieces", "wanted"),
    [
        ([("a", "```", "x"), IN, ("y", "```", "z")],
         [("a",), Clash(("```", "x", "b", "y", "```"), ("```", "x", "o", "y", "```"), ("```", "x", "t", "y", "```")), ("z",)]),
        ([("```",), IN, ("m",), IN], [Clash(("```", "b", "m", "b"), ("```", "o", "m", "o"), ("```", "t", "m", "t"))]),
        ([("```", "x", "```"), IN, ("~~~", "y")], [("```", "x", "```"), IN, ("~~~", "y")]),
        ([("a", "b")], [("a", "b")]),
    ],
)  # fmt: skip
def test_the_whole_of_a_fence_clashes(pieces: list[Piece], wanted: list[Piece]) -> None:
    assert flat(whole_fences(pieces)) == flat(wanted)


def flat(pieces: list[Piece]) -> list[str | Clash]:
    """The lines and clashes, whatever pieces the lines are in."""
    found: list[str | Clash] = []
    for piece in pieces:
        found += [piece] if isinstance(piece, Clash) else list(piece)
    return found


def test_a_conflict_in_code_is_no_example() -> None:
    base = "# A\n\n```sh\nrun one\nrun two\nrun three\n```\n\nEnd.\n"
    found = merge_prompts(base, base.replace("two", "2"), base.replace("two", "ii"))
    assert [conflict.offset for conflict in conflicts.find(found.text)] == [len("# A\n\n")]
    assert found.text.endswith("```\n>>>>>>> theirs\n\nEnd.\n")
