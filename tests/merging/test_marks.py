"""Conflicts between git's markers."""

import pytest

from agentconv.merging.marks import Labels, marked
from agentconv.merging.pieces import Clash


def test_a_conflict_is_laid_out_as_git_does() -> None:
    clash = Clash(("b",), ("o",), ("t", "u"))
    assert Labels("HEAD", "b1", "side").around(clash) == [
        "<<<<<<< HEAD",
        "o",
        "=======",
        "t",
        "u",
        ">>>>>>> side",
    ]
    assert Labels("", "b1", "", size=3, with_base=True).around(clash) == [
        "<<<", "o", "||| b1", "b", "===", "t", "u", ">>>"
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_what_differs_stands_between_markers(end: str) -> None:
    texts = [f"k: 1{end}k: {n}{end}{end}k: 2" for n in "bot"]
    shown = [
        "k: 1",
        "<<<<<<< ours",
        "k: o",
        "||||||| base",
        "k: b",
        "=======",
        "k: t",
        ">>>>>>> theirs",
        "",
        "k: 2",
    ]
    assert marked(texts[0], texts[1], texts[2], Labels(with_base=True)) == end.join(shown)


def test_markers_stand_on_lines_of_their_own() -> None:
    assert marked("", "a", "b", Labels()) == "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"
    assert marked("", "", "b\n", Labels()) == "<<<<<<< ours\n=======\nb\n>>>>>>> theirs\n"
    assert marked("a\nb", "a\nb", "a\nb", Labels()) == "a\nb"
