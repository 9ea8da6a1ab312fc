"""U+200B as an escape where a format has none: it parts what would be live, and goes again in reading."""

from __future__ import annotations

import re

ZERO = "\u200b"

Live = tuple[str, str]
"""Two patterns that are live only where the second follows the first at once."""


def hide(text: str, live: Live) -> str:
    """Text in which U+200B parts each `live` place; those that stand there already are kept apart."""
    return re.sub(rf"(?im)({live[0]})(?={ZERO}*(?:{live[1]}))", rf"\1{ZERO}", text)


def show(text: str, live: Live) -> str:
    """The text that `hide` was given."""
    return re.sub(rf"(?im)({live[0]}){ZERO}(?={ZERO}*(?:{live[1]}))", r"\1", text)
