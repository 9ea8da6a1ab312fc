"""Conflicts that a merge left in a text: between git's markers stands what two sides wrote."""

from __future__ import annotations

import re

_MARKER = re.compile(
    r"^([<>])\1{6,}(?= |\r?$)|^={7,}(?=\r?$)|^ {0,3}(?:`{3,}|~{3,})(?=([^\n]*))", re.MULTILINE
)


def unresolved(text: str) -> int | None:
    """The offset of the first line of a conflict that nobody settled; None = there is none.

    Three markers of one size at the start of their lines, in order: what opens, what parts and what closes.
    One alone is a heading, a quote or a sentence about markers. A conflict that stands whole in a code fence
    is an example; one that a fence cuts through is not.
    """
    if "<<<<<<<" not in text:
        return None
    fence = ""
    opened: re.Match[str] | None = None
    parted = example = False
    for match in _MARKER.finditer(text):
        mark = match[0].lstrip(" ")
        if mark[0] == "<":
            opened, parted, example = match, False, bool(fence)
        elif mark[0] == "=":
            parted = parted or (opened is not None and len(mark) == len(opened[0]))
        elif mark[0] == ">":
            if opened is None or not parted or len(mark) != len(opened[0]):
                continue
            if not example:
                return opened.start()
            opened = None
        elif not fence:
            fence = mark
        elif mark.startswith(fence) and not (match[2] or "").strip():
            fence, example = "", False
    return None
