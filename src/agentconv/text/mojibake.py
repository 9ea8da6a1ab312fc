"""Text that was decoded wrongly: UTF-8 that was read as Windows-1252, or characters that were lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

_TWICE = re.compile(r"[\u00c3-\u00f4][\u0080-\u00bf\u0152-\u2122]{1,3}")
_SPOKEN_OF = re.compile(
    r"(?i)mojibake|garbled|latin-?1|iso-?8859|(?:windows|cp)-?125\d|double.encod|\b(?:de|en|mis-?en|mis-?de)cod(?:e|es|ed|er|ing)s?\b"
    r"|\bunicode|\butf-?(?:8|16)|\bcharset|\bcharacter sets?|\breplacement char|\bbytes?\b"
)
"""Words of a text that is about such characters, and means them as they stand."""
_BREAK = re.compile(r"\n[ \t\r]*\n|\n---")
"""What parts paragraphs, and a head from its body."""
_NEAR = 400
"""So far around a character its paragraph is looked at."""
_MANY = 1000
"""So many such characters of one text are looked at."""


def mojibake(text: str) -> int | None:
    """Where a text was decoded wrongly, and is not about that; None = nowhere."""
    if text.isascii():
        return None
    data = text.encode("utf-8", "surrogatepass")
    if b"\xc3" not in data and b"\xef\xbf\xbd" not in data:  # no letter from U+00C3 on, and no U+FFFD
        return None
    return next((at for at in islice(_damaged(text), _MANY) if not is_spoken_of(text, at)), None)


def _damaged(text: str) -> Iterator[int]:
    """The places of lost characters, then those of UTF-8 that was read as Windows-1252."""
    at = text.find("\ufffd")
    while at >= 0:
        yield at
        at = text.find("\ufffd", at + 1)
    for match in _TWICE.finditer(text):
        if restored(match[0]) is not None:
            yield match.start()


def restored(run: str) -> str | None:
    """What a few characters were before they were decoded wrongly; None when they were not."""
    try:
        return run.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None


def is_spoken_of(text: str, at: int) -> bool:
    """Whether the paragraph of a place, or the heading above it, is about bytes and decoding."""
    before, after = around(text, at)
    if _SPOKEN_OF.search(before + after):
        return True
    heading = text.rfind("\n#", 0, at)
    return heading >= 0 and bool(_SPOKEN_OF.search(text[heading + 1 : heading + _NEAR].partition("\n")[0]))


def around(text: str, at: int) -> tuple[str, str]:
    """The paragraph of a place, before it and from it on, as far as that is near."""
    before, after = text[max(0, at - _NEAR) : at], text[at : at + _NEAR]
    return _BREAK.split(before)[-1], _BREAK.split(after)[0]
