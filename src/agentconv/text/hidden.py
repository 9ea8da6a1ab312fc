"""Text that people do not see and models read: tag characters, selectors, zero-width, directions, controls.

What scripts and emoji need is no finding: joiners in Arabic and Indic text and between emoji, spaces of no
width in Thai or Khmer, direction marks in lines of right-to-left text, flags made of tag characters, one
selector after a character that has variants.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from agentconv.frozen import frozen

_ZERO = "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0"
_CONTROL = (
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*\x07?)?"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u2028\u2029]|\r(?!\n)"
)
"""Controls that no text needs, an order to a terminal as a whole; tabs and line ends are none."""
_SUSPECT = re.compile(
    "(?P<tags>[\U000e0000-\U000e007f]+)"
    "|(?P<selectors>[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}|[\U000e0100-\U000e01ef]|(?<=[A-Za-z])[\ufe00-\ufe0e])"
    "|(?P<bidi>[\u202a-\u202e\u2066-\u2069])"
    f"|(?P<zero>[{_ZERO}]+)"
    f"|(?P<control>{_CONTROL})"
)
_QUICK = re.compile(
    f"[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\U000e0000-\U000e007f\U000e0100-\U000e01ef\ufe00-\ufe0e\u202a-\u202e\u2066-\u2069{_ZERO}]|\ufe0f{{2}}"
)
"""What a text has in which `_SUSPECT` could find anything, when all plain ASCII is taken out of it."""
_PLAIN = bytes([9, 10, *range(32, 127)])
_FLAG = re.compile("[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_JOINING = frozenset(
    """
    ADLAM ARABIC BALINESE BENGALI CHAKMA DEVANAGARI GUJARATI GURMUKHI HANIFI JAVANESE KANNADA KHMER LAO
    MALAYALAM MANDAIC MONGOLIAN MYANMAR NKO ORIYA SINHALA SYRIAC TAMIL TELUGU THAI TIBETAN
    """.split()  # noqa: SIM905
)
_UNSPACED = frozenset("CJK HIRAGANA KATAKANA KHMER LAO MYANMAR THAI TIBETAN".split())  # noqa: SIM905
LONG = 8
"""A run of so many zero-width characters, or twice as many in one text, is a message and no slip."""
_MARKS = "\u200e\u200f\u061c"
_JOINERS = "\u200c\u200d"


@frozen
class Hidden:
    """A stretch of hidden text."""

    offset: int
    what: str
    payload: str | None = None
    """What it says when it is decoded."""
    slip: bool = False
    """Whether it may be an oversight."""


def find(text: str) -> Iterator[Hidden]:
    """The hidden text of a text, in order."""
    if not _QUICK.search(_beyond_ascii(text).replace("\r", "", text.count("\r\n"))):
        return
    line_end = -1
    for match in _SUSPECT.finditer(text):
        kind, run, at = match.lastgroup, match[0], match.start()
        if kind == "tags":
            if not (text[at - 1 : at] == "\U0001f3f4" and _FLAG.fullmatch(run)):
                payload = "".join(chr(ord(c) - 0xE0000) for c in run)
                yield Hidden(at, f"{len(run)} tag character(s) that nobody sees", payload)
        elif kind == "selectors":
            if not _usual_selectors(text, at, run):
                payload = bytes(map(_selected, run)).decode("utf-8", "replace")
                yield Hidden(at, f"{len(run)} variation selector(s) that select nothing", payload)
        elif kind == "bidi":
            if at >= line_end:  # a line is judged once, at its first control, as a whole
                line_end = text.find("\n", at) % (len(text) + 1)
                line = text[text.rfind("\n", 0, at) + 1 : line_end]
                if why := _misleading(line):
                    yield Hidden(at, f"U+{ord(run):04X} {why}", cut(line, 120))
        elif kind == "control":
            if hidden := _control(text, at, run):
                yield hidden
        else:
            yield from _zero_width(text, at, run)


def _beyond_ascii(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")


def _selected(char: str) -> int:
    number = ord(char)
    return number - 0xFE00 if number <= 0xFE0F else number - 0xE0100 + 16


def _usual_selectors(text: str, at: int, run: str) -> bool:
    if len(set(run)) == 1 and len(run) <= 3 and run[0] in "\ufe0e\ufe0f":
        return True  # an emoji's selector, set twice by an editor
    before = text[at - 1 : at]
    return len(run) == 1 and bool(before) and unicodedata.name(before, "").startswith("CJK")


def _misleading(line: str) -> str | None:
    """Why the direction controls of a line deceive; None when they do what they are made for."""
    if "\u202d" in line or "\u202e" in line:
        return "shows a line in another order than it is read"
    opened: list[str] = []
    for char in line:
        if char in "\u202a\u202b\u2066\u2067\u2068":
            opened.append(char)
        elif char in "\u202c\u2069":
            matching = "\u202a\u202b" if char == "\u202c" else "\u2066\u2067\u2068"
            if not opened or opened.pop() not in matching:
                return "closes a change of direction that was never opened"
    if opened:
        return "opens a change of direction that is never closed"
    if ("\u202b" in line or "\u2067" in line) and not _right_to_left(line):
        return "turns text that is not written from right to left"
    return None


def cut(text: str, length: int) -> str:
    """The start of a text that may be long."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text if char not in _MARKS)


def _control(text: str, at: int, run: str) -> Hidden | None:
    code = ord(run[0])
    if run[0] == "\x1b":
        return Hidden(at, "an order to a terminal (U+001B), which may hide what stands around it", run)
    if run == "\r":
        after = text[at + 1 : at + 2]
        what = "U+000D without a line feed: a terminal shows what follows over what stands before"
        return Hidden(at, what, slip=after in ("", "\r", "\n"))
    if code >= 0x80 and any("\u00c2" <= c <= "\u00f4" for c in text[max(0, at - 2) : at]):
        return None  # a byte of text that was decoded wrongly, which is a finding of its own
    name = _CONTROLS.get(code, "a control character")
    return Hidden(at, f"U+{code:04X} ({name}), which nobody sees", slip=code not in _DECEPTIVE)


_CONTROLS = {
    0: "null",
    7: "a bell",
    8: "a backspace",
    0x0B: "a vertical tab",
    0x0C: "a form feed",
    0x7F: "delete",
    0x85: "next line",
    0x9B: "an order to a terminal",
    0x2028: "a line separator",
    0x2029: "a paragraph separator",
}
_DECEPTIVE = frozenset({0, 8, 0x7F, 0x90, 0x9B, 0x9D})
"""Controls that end a text, take a character back, or begin an order to a terminal."""


def _zero_width(text: str, at: int, run: str) -> Iterator[Hidden]:
    if at == 0 and run[0] == "\ufeff":
        at, run = 1, run[1:]
    odd = [i for i in range(len(run)) if not _needed(text, at + i, at, at + len(run))]
    if not odd:
        return
    if len(run) >= LONG:
        yield Hidden(at, f"{len(run)} characters of no width", _bits(run))
        return
    for i in odd:
        char = run[i]
        name = unicodedata.name(char, "a control").lower()
        yield Hidden(at + i, f"U+{ord(char):04X} ({name}), which nobody sees", None, slip=True)


def _needed(text: str, at: int, start: int, end: int) -> bool:
    """Whether the script or emoji around a zero-width character needs it."""
    char, before, after = text[at], text[start - 1 : start], text[end : end + 1]
    scripts = {unicodedata.name(c, "").partition(" ")[0] for c in (before, after) if c}
    if char in _MARKS:
        near = text[max(0, at - 500) : at + 500]
        line_start = near.rfind("\n", 0, min(at, 500)) + 1
        return _right_to_left(near[line_start : near.find("\n", min(at, 500)) % (len(near) + 1)])
    if end - start > 2:  # scripts and emoji need one, or two
        return False
    if "\u00c2" <= before <= "\u00f4" and after > "\x7f":
        return True  # a byte of text that was decoded wrongly, which is a finding of its own
    if char in _JOINERS and (scripts & _JOINING or (before and _is_emoji(before))):
        return True
    return char in "\u200b\u2060\ufeff" and bool(scripts & _UNSPACED)


def _is_emoji(char: str) -> bool:
    return char in "\ufe0f\u20e3" or unicodedata.category(char) in ("So", "Sk") or char >= "\U0001f000"


def _bits(run: str) -> str | None:
    """What a run says when its two characters are the bits of ASCII; None when they are not."""
    # Either of the two may stand for 0, and a letter may have eight bits or seven.
    for zero in sorted(set(run)):
        bits = "".join(str(int(c != zero)) for c in run)
        for size in (8, 7):
            codes = [int(bits[i : i + size], 2) for i in range(0, len(bits) - size + 1, size)]
            if codes and all(32 <= c < 127 or c in (9, 10, 13) for c in codes):
                return "".join(map(chr, codes))
    return None
