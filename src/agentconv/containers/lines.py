"""Where the lines of a text start and end."""

from __future__ import annotations


def line_start(text: str, at: int) -> int:
    """Where the line of a place starts."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Where the line of a place ends, before its break."""
    end = text.find("\n", at)
    if end < 0:
        return len(text)
    return end - 1 if end > at and text[end - 1] == "\r" else end


def behind_content(text: str) -> int:
    """Where the last line ends that is not blank; 0 when all are."""
    content = len(text.rstrip())
    return line_end(text, content) if content else 0


def behind_comments(text: str, at: int, indent: int) -> int:
    """Where the comments end that follow the line which ends at a place and stand in at least so far."""
    while True:
        start = text.find("\n", at) + 1
        if not start:
            return at
        end = line_end(text, start)
        line = text[start:end]
        stands_in = len(line) - len(line.lstrip(" "))
        if stands_in < indent or not line.lstrip().startswith("#"):
            return at
        at = end
