"""Cutting at a sentence end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentconv.text.shorten import shorten


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Fits.", 10, "Fits."),
        ("One. Two. Three.", 10, "One. Two."),
        ("One. Two", 6, "One."),
        ('He said "stop." Then more words.', 20, 'He said "stop."'),
        ("v1.2 is out. More follows here.", 20, "v1.2 is out."),
        ("First paragraph\n\nSecond paragraph", 20, "First paragraph"),
        ("word " * 20, 22, "word word word word…"),
        ("x" * 50, 10, "x" * 9 + "…"),
    ],
)
def test_cut(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@given(st.text(max_size=200), st.integers(5, 100))
def test_a_cut_text_fits_and_is_stable(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert shorten(short, limit) == short
    assert short == text or text.startswith(short.removesuffix("…"))
