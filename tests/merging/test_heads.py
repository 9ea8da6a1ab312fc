"""Merging the lines of values: key by key and word by word, as they are spelt."""

import pytest

from agentconv.merging.heads import merge_heads
from agentconv.merging.pieces import Clash


def merged(base: str, ours: str, theirs: str) -> list[str] | None:
    """The merged lines; None when they clash."""
    pieces = merge_heads(*(tuple(side.split("\n")) for side in (base, ours, theirs)), {"tools"})
    lines = [line for piece in pieces if not isinstance(piece, Clash) for line in piece]
    return None if any(isinstance(piece, Clash) for piece in pieces) else lines


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        ("tools: A", "tools: A, B", "tools: A, C", "tools: A, C, B"),
        ("tools: [A]", "tools: [A,B] # why", "tools: [A, C]", "tools: [A,C,B] # why"),
        ("tools: ['A']", "tools: [ 'A', 'B' ]", 'tools: ["A", "C"]', 'tools: [ "A", "C", \'B\' ]'),
        ("tools: A(x, y), B", "tools: A(x, y), B, C", "tools: A(x, y)", "tools: A(x, y), C"),
        ('tools = ["a"]', 'tools = ["a", "b"]', 'tools = ["a", "c"]', 'tools = ["a", "c", "b"]'),
        ("tools:\n  - A", "tools:\n  - A\n  - B", "tools:\n  - A\n  - C", "tools:\n  - A\n  - B\n  - C"),
        ("m: 1\nk: 1", "m: 2\nn: 1\nk: 1", "m: 1\nk: 2", "m: 2\nn: 1\nk: 2"),
        ("m: |\n  x\nk: 1", "m: |\n  y\nk: 1", "m: |\n  x\n  z\nk: 1", None),
        ("m: a, b", "m: a, b, c", "m: a, b, d", None),
        ("tools: A", "tools: A(x", "tools: A, B", None),
        ("tools: A", "tools: [A, B]\ntools: C", "tools: [A, C]", None),
    ],
)
def test_heads(base: str, ours: str, theirs: str, wanted: str | None) -> None:
    assert merged(base, ours, theirs) == (None if wanted is None else wanted.split("\n"))
