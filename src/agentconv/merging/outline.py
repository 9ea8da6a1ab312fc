"""The sections of a Markdown text: headings found by a Markdown parser, so never inside a code fence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from agentconv.frozen import frozen
from agentconv.merging.pieces import Lines

Titles = tuple[str, ...]
"""The titles from the outermost heading to a section's own; empty for what stands before any heading."""

MAX_PAIRS = 40_000
"""Up to so many pairs of sections are compared by what they say."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


@frozen
class Part:
    """A heading and what stands below it, up to the next heading of any level."""

    path: Titles
    level: int
    """1 to 6; 0 for what stands before any heading."""
    number: int
    """Which of several parts with one path it is, from 0."""
    heading: Lines
    """The heading's line; two for one that is underlined."""
    body: Lines

    @property
    def title(self) -> str:
        """The heading's text."""
        return self.path[-1] if self.path else ""

    @property
    def key(self) -> tuple[Titles, int]:
        """What tells a part from the others of its text."""
        return self.path, self.number

    @property
    def lines(self) -> Lines:
        """The whole part."""
        return self.heading + self.body


def text_lines(text: str) -> Lines:
    """The lines of a text with their ends, as Markdown counts them."""
    return tuple(_LINE.findall(text))


def outline(lines: Sequence[str]) -> list[Part]:
    """The parts of a text whose lines are given with or without their ends."""
    return list(_outline(tuple(lines)))


@lru_cache(maxsize=8)  # a merge asks for the same three texts again and again
def _outline(lines: Lines) -> tuple[Part, ...]:
    marks = _plain_headings(lines)
    if marks is None:
        marks = _headings(lines)
    first = marks[0][0] if marks else len(lines)
    parts = [Part((), 0, 0, (), tuple(lines[:first]))]
    above: list[tuple[int, str]] = []
    seen: dict[Titles, int] = {}
    stops = [*(mark[0] for mark in marks[1:]), len(lines)]
    for (start, end, level, title), stop in zip(marks, stops, strict=False):
        # A heading closes every section of its own level and below; what is left stands above it.
        above = [*((n, t) for n, t in above if n < level), (level, title)]
        path = tuple(t for _, t in above)
        number = seen.get(path, 0)
        seen[path] = number + 1
        parts.append(Part(path, level, number, tuple(lines[start:end]), tuple(lines[end:stop])))
    return tuple(parts)


_Heading = tuple[int, int, int, str]
"""The first line of a heading, the one behind it, its level and its text."""


def _headings(lines: Lines) -> list[_Heading]:
    """The headings of a text as a Markdown parser finds them."""
    from markdown_it import MarkdownIt

    # One end for each line keeps the parser's count of lines equal to ours, whatever ends the text has; a
    # NUL, which the parser would take for another character, says nothing about headings. Text inside a
    # block is not parsed: only the places of headings are wanted, and emphasis and links are the dear part.
    text = "".join(line.rstrip("\r\n") + "\n" for line in lines).replace("\x00", " ")
    tokens = MarkdownIt("commonmark").disable(["inline", "text_join"]).parse(text)
    return [
        (token.map[0], token.map[1], int(token.tag[1]), tokens[index + 1].content.strip())
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map  # not in a list or a quote
    ]


_ATX = re.compile(r"(#{1,6})(?:[ \t]+(?P<title>.*?))??(?:[ \t]+#+)?[ \t]*")
_FENCE = re.compile(r"(\s*(?:(?:[-*+]|\d+[.)])\s+)*)(`{3,}|~{3,})(.*)")
_INDENTED = re.compile(r" {1,3}#")
_HTML = re.compile(r" {0,3}<(?:[A-Za-z/]|(?P<long>[!?]|(?i:script|pre|style|textarea)\b))")
_RULE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_ODD = re.compile(r"[\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def _plain_headings(lines: Lines) -> list[_Heading] | None:
    """The headings of a text without anything that needs a parser, ten times as fast; None where it does.

    A `#` at the start of a line is a heading anywhere but in a fence or in HTML: it ends paragraphs, lists
    and quotes. What a parser has to say is whether a line is indented inside a list or not, which of the
    HTML goes on behind a blank line, and what a line of `-` or `=` underlines.
    """
    found: list[_Heading] = []
    fence = inner = before = ""
    html = False
    for number, whole in enumerate(lines):
        line = whole.rstrip("\r\n")
        mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
        html = html and bool(line.strip())
        if fence:
            if mark and len(mark[1]) < 4 and not mark[1].strip() and _ends(mark, fence):
                fence = ""
        elif inner:
            if line[:1].strip():
                return None
            inner = "" if mark and not mark[1].strip() and _ends(mark, inner) else inner
        elif mark and not mark[1]:
            if html or "`" in mark[3]:
                return None
            fence = mark[2]
        elif mark:
            inner = mark[2]
        elif line.startswith("#"):
            if html:
                return None
            if match := _ATX.fullmatch(line):
                found.append((number, number + 1, len(match[1]), (match["title"] or "").strip()))
        elif (tag := _HTML.match(line)) and not html:
            if tag["long"]:
                return None
            html = True
        elif _INDENTED.match(line) or (before and _RULE.fullmatch(line)):
            return None
        if _ODD.search(line):
            return None
        before = line.strip()
    return found


def _ends(mark: re.Match[str], fence: str) -> bool:
    """Whether a fence ends the one that is open."""
    return bool(fence) and mark[2].startswith(fence) and not mark[3].strip()


def titles_at(lines: Sequence[str], places: Sequence[int]) -> list[Titles]:
    """For each number of a line the titles that lead to it; a negative one stands before the text."""
    if not places:
        return []
    parts = outline(lines)
    starts = [0, *accumulate(len(part.lines) for part in parts)]
    return [parts[max(bisect_right(starts, at, hi=len(parts)) - 1, 0)].path for at in places]


def pair_parts(old: Sequence[Part], new: Sequence[Part]) -> dict[int, int]:
    """Which new part each old one is, by their indexes: by path, then by title, then by what they say.

    From the surest sign to the weakest, and what one sign settled no weaker one takes up again: a section
    that stays where it is must never be paired with a copy elsewhere because that copy is more like it.
    """
    found: dict[int, int] = {}
    free_old, free_new = dict(enumerate(old)), dict(enumerate(new))

    def take(i: int, j: int) -> None:
        found[i] = j
        del free_old[i], free_new[j]

    # The same titles above it, and the same number among sections that share them: it stayed.
    at = {part.key: j for j, part in free_new.items()}
    for i, part in list(free_old.items()):
        if (j := at.get(part.key)) is not None:
            take(i, j)
    # A title that is left once in each text: it was moved. `Examples` below three headings says nothing.
    titles_old, titles_new = (_by_title(parts) for parts in (free_old, free_new))
    for title, (i, *more) in titles_old.items():
        if not more and len(titles_new.get(title, ())) == 1:
            take(i, titles_new[title][0])
    # Half of what it says under another title: it was renamed. The nearest pair first, and of equally near
    # ones the earlier, so that the same texts always give the same pairs.
    if len(free_old) * len(free_new) <= MAX_PAIRS:
        for _, i, j in sorted(_alike(free_old, free_new)):
            if i in free_old and j in free_new:
                take(i, j)
    return found


def _alike(old: Mapping[int, Part], new: Mapping[int, Part]) -> Iterator[tuple[float, int, int]]:
    """Pairs of parts that say the same by half, each with how unlike they are."""
    for i, part in old.items():
        for j, other in new.items():
            if part.level and other.level and (score := likeness(part.body, other.body)) >= 0.5:
                yield -score, i, j


def _by_title(parts: Mapping[int, Part]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, part in parts.items():
        if part.level:
            found.setdefault(part.title, []).append(index)
    return found


def likeness(a: Lines, b: Lines) -> float:
    """How much of two texts is the same, 0 to 1, by their lines that say something.

    A single line may stand anywhere (`None.`, `See above.`), so it must be the same and alone in both.
    """
    one, two = ({line.strip() for line in side if line.strip()} for side in (a, b))
    if len(one) < 2 or len(two) < 2:
        return 1.0 if one and one == two else 0.0
    return 2 * len(one & two) / (len(one) + len(two))
