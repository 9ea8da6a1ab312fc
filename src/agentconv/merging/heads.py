"""A three-way merge of the lines in which a file's values stand: key by key, lists word by word.

It knows nothing of what the values mean and keeps how they are spelt: an order, quotes, comments, a word
that the format does not know. Whoever asks proves that the result says what the merge of values gave.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from agentconv.merging.fields import Disagreement, merge_items, side_by_side
from agentconv.merging.items import USUAL
from agentconv.merging.lines import merge_lines
from agentconv.merging.pieces import Clash, Lines, Piece, one_changed

_KEY = re.compile(r"""["']?([\w.$-]+)["']?[ \t]*[:=](?=\s|$)""")
_LIST = re.compile(
    r"""(?P<start>\s*["']?[\w.$-]+["']?[ \t]*[:=][ \t]*\[?)(?P<words>[^\[\]#]*)"""
    r"""(?P<end>\]?,?[ \t]*(?:#.*)?\r?\n?)"""
)
_WORD = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|\([^()]*\)|[^,"'(])+)(?:,|$)""")


def merge_heads(base: Lines, ours: Lines, theirs: Lines, lists: Collection[str]) -> list[Piece]:
    """What both sides made of some lines of `key: value`; `lists` are the keys whose values are lists."""

    def by_key(base: Lines, ours: Lines, theirs: Lines) -> list[Piece] | None:
        return _by_key(base, ours, theirs, lists)

    def by_word(base: Lines, ours: Lines, theirs: Lines) -> list[Piece] | None:
        key = _KEY.match(base[0].lstrip(" -")) if len(base) == 1 else None
        line = _by_word(base, ours, theirs) if key and key[1] in lists else None
        return None if line is None else [line]

    return merge_lines(base, ours, theirs, (*USUAL, by_word, by_key))


def _by_key(base: Lines, ours: Lines, theirs: Lines, lists: Collection[str]) -> list[Piece] | None:
    """Key by key, in ours' order, where what stands here is whole keys; None when it is not."""
    was, mine, yours = (_entries(side) for side in (base, ours, theirs))
    if was is None or mine is None or yours is None:
        return None
    found: list[Piece] = []
    for key in side_by_side(list(mine), list(yours)):
        sides = [side.get(key, ()) for side in (was, mine, yours)]
        entry = one_changed(sides[0], sides[1], sides[2])
        if entry is None and key in lists:
            entry = _by_word(sides[0], sides[1], sides[2])
        found.append(Clash(sides[0], sides[1], sides[2]) if entry is None else entry)
    return [piece for piece in found if piece]


def _entries(lines: Sequence[str]) -> dict[str, Lines] | None:
    """The lines of each key, and of the comments above it; None where they start inside a key, or twice."""
    found: dict[str, Lines] = {}
    last = ""
    above: Lines = ()
    for line in lines:
        if line.startswith("#"):
            above += (line,)
            continue
        if match := _KEY.match(line):
            last = match[1]
            if last in found:
                return None
            found |= {f"#{last}": above} if above else {}
            found[last], above = (line,), ()
        elif above or not last:
            return None
        else:
            found[last] += (line,)
    return found | ({"#": above} if above else {})


def _by_word(base: Lines, ours: Lines, theirs: Lines) -> Lines | None:
    """Word by word, where each side has the list on one line; in ours' spelling of all around the words."""
    if not len(base) == len(ours) == len(theirs) == 1:
        return None
    matches = [_LIST.fullmatch(side[0]) for side in (base, ours, theirs)]
    if not all(matches):
        return None
    words = [_words(match["words"]) for match in matches if match]
    if any(side is None for side in words):
        return None
    merged = merge_items(words[0] or (), words[1] or (), words[2] or (), _bare)
    if isinstance(merged, Disagreement) or not merged or matches[1] is None:
        return None
    own = matches[1]
    gap = ", " if ", " in own["words"] or "," not in own["words"] else ","
    inside = own["words"]
    left = inside[: len(inside) - len(inside.lstrip())]
    right = inside[len(inside.rstrip()) :]
    return (f"{own['start']}{left}{gap.join(merged)}{right}{own['end']}",)


def _words(text: str) -> tuple[str, ...] | None:
    """The words of a list between commas, as they are spelt; None for what is no such list."""
    found = []
    at = 0
    while at < len(text.rstrip()):
        match = _WORD.match(text, at)
        if match is None:
            return None
        found.append(match[1].strip())
        at = match.end()
    return tuple(found)


def _bare(word: str) -> str:
    """A word without its quotes."""
    return word[1:-1] if word[:1] == word[-1:] and word[:1] in ("'", '"') and len(word) > 1 else word
