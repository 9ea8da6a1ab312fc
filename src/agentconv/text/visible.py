"""Foreign text as people may see it: nothing in it can hide, reorder or command what stands around it."""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200d\u200c"
"""Joiners that emoji and some scripts need."""


def visible(text: str) -> str:
    """A text with its controls, bidi marks and hidden characters escaped."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in _JOINERS or unicodedata.category(c) == "Zs" else _escaped(c)
        for c in text
    )


def visible_lines(text: str) -> str:
    """The same, but line ends stay line ends and tabs become spaces."""
    lines = text.replace("\r\n", "\n").replace("\t", "    ").split("\n")
    return "\n".join(map(visible, lines))


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()
