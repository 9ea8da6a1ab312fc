"""What makes one text of another, applied, gives that text."""

from hypothesis import given
from hypothesis import strategies as st

from agentconv.editor.edits import edits

LINES = st.lists(st.sampled_from(["a\n", "b\n", "\n", "ä\r\n", "c"]), max_size=8).map("".join)


@given(LINES, LINES)
def test_edits_give_the_new_text(old: str, new: str) -> None:
    lines = old.splitlines(keepends=True)
    for edit in reversed(edits(old, new)):
        lines[edit.first : edit.end] = [edit.text]
    assert "".join(lines) == new


def test_what_is_equal_needs_none() -> None:
    assert edits("a\nb\n", "a\nb\n") == []
