"""Cutting a text at the end of a sentence, for targets that limit its length."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"[.!?\u3002\uff01\uff1f](?=[\s\"')\]]|$)[\"')\]]*|\n\s*\n|\n(?=\s*[-*<])")


def shorten(text: str, limit: int) -> str:
    """`text` itself when it fits in `limit` code points, else its longest run of whole sentences.

    Where the first sentence alone is too long, the cut is at a word, and an ellipsis says so.
    """
    if len(text) <= limit:
        return text
    ends = [m.end() for m in _SENTENCE_END.finditer(text, 0, limit + 1) if m.end() <= limit]
    if ends and (cut := text[: ends[-1]].rstrip()):
        return cut
    cut = text[: limit - 1]
    space = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:space] if space > limit // 2 else cut).rstrip() + "…"
