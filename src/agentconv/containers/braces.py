"""Maps in braces: a member put in and taken out again, with no other byte touched.

JSON, the flow maps of YAML and the inline tables of TOML agree on braces, commas and members. A new member
comes last, behind the comment that stands on the last member's line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agentconv.containers.base import splice
from agentconv.frozen import frozen

SLASHES = re.compile(r"//[^\r\n]*|/\*.*?\*/", re.DOTALL)
"""The comments of JSON with comments."""
HASH = re.compile(r"#[^\r\n]*")
"""The comments of YAML and TOML."""

_BLANKS = re.compile(r"[ \t]*")


@frozen
class Braces:
    """A map in braces, by where it and its members stand in a text."""

    text: str
    start: int
    """Of the opening brace."""
    end: int
    """Behind the closing brace."""
    members: tuple[tuple[int, int], ...]
    """Where each member's key starts and its value ends."""
    comment: re.Pattern[str]
    newline: str = "\n"

    @property
    def raw(self) -> str:
        """The map as it stands in the text."""
        return self.text[self.start : self.end]

    @property
    def in_lines(self) -> bool:
        """Whether the last member starts a line of its own."""
        return bool(self.members) and self._indent(self.members[-1][0]) is not None

    @property
    def indent(self) -> str:
        """What stands before the last member on its line."""
        return (self._indent(self.members[-1][0]) or "") if self.members else ""

    @property
    def outer(self) -> str:
        """The blanks that the line of the opening brace starts with."""
        line = self.text.rfind("\n", 0, self.start) + 1
        blanks = _BLANKS.match(self.text, line)
        return blanks[0] if blanks else ""

    def put(self, member: str) -> str:
        """The text with a member behind the last one, which there must be."""
        end = self.members[-1][1]
        comma = self._comma(end, self.end - 1)
        at, same_line = self._past_comments(end if comma is None else comma + 1)
        lead = self.newline + self.indent if self.in_lines or same_line else " "
        if comma is not None:
            return self.text[:at] + lead + member + "," + self.text[at:]
        return self.text[:end] + "," + self.text[end:at] + lead + member + self.text[at:]

    def put_first(self, member: str, step: str | None) -> str:
        """The text with a member in a map that has none; `step` None = all on one line."""
        comments = list(self._tokens(self.start + 1, self.end - 1))
        at = comments[-1][1] if comments else self.start + 1
        line = f"{self.newline}{self.outer}"
        in_line = step is None and not (comments and self._ends_line(comments[-1][0]))
        lead = " " if in_line else f"{line}{step or ''}"
        rest = self.text[at if comments else self.end - 1 :]
        tail = " " if in_line else line
        if comments and "\n" in self.text[at : self.end]:
            tail = ""
        return self.text[:at] + lead + member + tail + rest

    def take(self, index: int) -> str:
        """The text without a member, and without the comma that came with it."""
        start, end = self.members[index]
        before = self.members[index - 1][1] if index else self.start + 1
        after = self.members[index + 1][0] if index + 1 < len(self.members) else self.end - 1
        lead = max((end for _, end in self._tokens(before, start)), default=before)
        comma = self._comma(end, after)
        if comma is None:  # it is the last: the comma before it came with it
            comma = self._comma(before, start)
        commas = [] if comma is None else [(comma, comma + 1, "")]
        return splice(self.text, [(lead, end, ""), *commas])

    def _indent(self, at: int) -> str | None:
        line = self.text.rfind("\n", 0, at) + 1
        lead = self.text[line:at]
        return lead if line and not lead.strip(" \t") else None

    def _tokens(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The commas and comments between two places that no key or value stands between."""
        at = start
        while at < end:
            match = self.comment.match(self.text, at, end)
            if match:
                yield at, match.end()
                at = match.end()
                continue
            if self.text[at] == ",":
                yield at, at + 1
            at += 1

    def _ends_line(self, comment: int) -> bool:
        """Whether a comment that starts at a place goes on to the end of its line."""
        return not self.text.startswith("/*", comment)

    def _comma(self, start: int, end: int) -> int | None:
        return next((at for at, _ in self._tokens(start, end) if self.text[at] == ","), None)

    def _past_comments(self, at: int) -> tuple[int, bool]:
        """Behind the comments that follow on a line, and whether one of them ends the line."""
        ends = False
        while True:
            blanks = _BLANKS.match(self.text, at)
            start = blanks.end() if blanks else at
            match = self.comment.match(self.text, start, self.end - 1)
            if match is None or "\n" in match[0]:
                return at, ends
            at, ends = match.end(), ends or self._ends_line(match.start())
