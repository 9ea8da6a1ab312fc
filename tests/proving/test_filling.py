"""What a call of a command sends, by what is read of its text."""

import pytest

from agentconv.model.command import Piece, argument, file, plain, shell, variable
from agentconv.proving.filling import filled, typed_for


@pytest.mark.parametrize(
    ("pieces", "typed", "text"),
    [
        ((plain("a"),), (), "a"),
        ((plain("a "), argument()), ("word1",), "a word1"),
        ((argument(2), plain(" "), argument()), ("word1", "word2"), "word2 word1 word2"),
        ((argument(name="to"),), ("word1", "word2"), "word2"),
        ((file(plain("x/"), argument(1)),), ("word1",), "@x/word1"),
        ((shell(plain("git log")),), (), None),
        ((variable("session"),), (), None),
    ],
)
def test_a_text_is_filled_in(pieces: tuple[Piece, ...], typed: tuple[str, ...], text: str | None) -> None:
    names = ("from", "to")
    assert typed_for(pieces, names) == typed
    assert filled(pieces, names) == text


def test_what_a_client_does_not_run_has_its_words() -> None:
    pieces = (plain("a "), shell(plain("git log "), argument(1)))
    assert filled(pieces, not_run="[not run]") == "a [not run]"
    assert filled((file(plain("x")),), file=None) is None
