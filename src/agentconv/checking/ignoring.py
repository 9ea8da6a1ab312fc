"""Findings that a file itself says are known: a comment with the codes and the reason.

`# agentconv: ignore[CODE] why` holds for its own line or, where it has a line to itself, for the next;
`# agentconv: ignore-file[CODE] why` for the whole file. Several codes have commas between them, and `*` is
any part of one. In Markdown the comment is `<!-- ... -->`, which the client's model gets to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from agentconv.diagnostics import Diagnostic, Report
from agentconv.frozen import slotted
from agentconv.text.source import Source

MARK = "agentconv: ignore"
_COMMENT = re.compile(
    r"(?P<sign>#|//|<!--)[ \t]*agentconv: ignore(?P<whole>-file)?\[(?P<codes>[^\]\n]*)\]:?[ \t]*"
    r"(?P<why>[^\n]*?)[ \t]*(?:-->[^\n]*)?\r?$"
)
NEVER = frozenset({"ignore-unexplained", "ignore-unused"})
"""Codes of findings on the comments themselves."""


@slotted
class Ignore:
    """One comment."""

    path: str
    at: tuple[int, int]
    """Its own line and column."""
    line: int
    """The line that it holds for; 0 = every one."""
    codes: tuple[str, ...]
    why: str
    used: bool = False

    def covers(self, found: Diagnostic) -> bool:
        """Whether it speaks of a finding of its file."""
        return self.line in (0, found.line) and any(
            fnmatchcase(found.code, pattern) for pattern in self.codes
        )


class Ignores:
    """The comments of all files that were looked at."""

    def __init__(self) -> None:
        self._read: dict[str, list[Ignore]] = {}

    def read(self, source: Source) -> None:
        """Take the comments of a text; one that was read before says nothing new."""
        if MARK in source.text and source.path not in self._read:
            self._read[source.path] = [*_ignores(source)]

    def sift(self, found: Iterable[Diagnostic]) -> tuple[list[Diagnostic], int]:
        """The findings that no comment is about, and how many the others are."""
        kept, known = [], 0
        for one in found:
            about = [i for i in self._read.get(one.path or "", ()) if i.why and i.covers(one)]
            if one.code in NEVER or not about:
                kept.append(one)
                continue
            known += 1
            for comment in about:
                comment.used = True
        return kept, known

    def tell(self, report: Report, wanted: frozenset[str]) -> None:
        """Report comments without a reason, and those that none of the wanted codes needed."""
        for path, comments in self._read.items():
            scoped = report.scoped(path=path)
            for one in comments:
                line, column = one.at
                codes = ", ".join(one.codes)
                if not one.why:
                    hint = f"say why behind it: ignore[{codes}] the reason"
                    what = f"the comment on {codes} says no reason, so it ignores nothing"
                    scoped.add("ignore-unexplained", what, line=line, column=column, hint=hint)
                elif not one.used and any(fnmatchcase(code, p) for p in one.codes for code in wanted):
                    what = f"nothing of {codes} is found here any more"
                    scoped.add("ignore-unused", what, line=line, column=column, hint="take the comment out")


def _ignores(source: Source) -> Iterable[Ignore]:
    for number, text in enumerate(source.text.split("\n"), 1):
        match = _COMMENT.search(text) if MARK in text else None
        if match is None:
            continue
        alone = not text[: match.start()].strip()
        line = number + 1 if alone else number
        codes = tuple(word.strip() for word in match["codes"].split(",") if word.strip())
        at = number, match.start("sign") + 1
        yield Ignore(source.path, at, 0 if match["whole"] else line, codes, match["why"])
