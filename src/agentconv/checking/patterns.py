"""Regular expressions that others wrote: do they compile, and can a text make them run for ever.

Patterns run under a time limit in the `regex` library. Whether one backtracks is tried, not guessed: on texts
made of its own characters, also in Python's own engine, in another process that can be stopped.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from functools import lru_cache
from re import escape, findall
from typing import Any

SECONDS = 0.25
"""Processor time for one match, as `regex` counts it: honest patterns take a thousandth of that."""
MAX_LENGTH = 2_000
"""The longest pattern that is tried."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a pattern; both None when nothing is."""

    invalid: str | None = None
    slow: str | None = None


def compiled(pattern: str) -> Any:
    """A pattern, ready for `search(text, timeout=...)`. Raises `ValueError` where it does not compile."""
    import regex

    if len(pattern) > MAX_LENGTH:
        raise ValueError(f"it is longer than {MAX_LENGTH:,} characters")
    try:
        return regex.compile(pattern, regex.MULTILINE)
    except (regex.error, RecursionError, OverflowError, MemoryError) as problem:
        raise ValueError(str(problem) or type(problem).__name__) from None


@lru_cache(maxsize=1024)
def judge(pattern: str) -> Verdict:
    """Whether a pattern compiles, and whether a short text makes it take longer than it may."""
    try:
        ready = compiled(pattern)
    except ValueError as problem:
        return Verdict(invalid=str(problem))
    if not _repeats(pattern):
        return Verdict()
    deadline = time.process_time() + 4 * SECONDS
    for size in (60, 1500):
        for piece in _pieces(pattern):
            for end in ("", "!", "\n"):
                if time.process_time() > deadline:
                    return Verdict()
                text = piece * (size // len(piece) + 1) + end
                try:
                    ready.search(text, timeout=SECONDS)
                except TimeoutError:
                    return Verdict(slow=f"{piece!a} repeated to {len(text)} characters")
    return Verdict(slow=_slow_in_python(pattern))


def _repeats(pattern: str) -> bool:
    """Whether a pattern repeats twice, or a choice; with one repetition of one thing nothing can multiply."""
    count = len(findall(r"[*+]|\{\d*,?\d*\}", pattern))
    return count > 1 or (count == 1 and "|" in pattern)


def _pieces(pattern: str) -> list[str]:
    """Short texts of a pattern's own characters, which its repetitions may match."""
    letters = dict.fromkeys(c for c in pattern if c.isalnum() or c in " _-#")
    single = ["a", " ", *letters, "0", "\n"][:16]
    return list(dict.fromkeys([*single, "a ", "aA", "ab", "0a", "- "]))


_TRY = """
import re, sys, time
pattern, *pieces = sys.stdin.read().split("\\0")
ready = re.compile(pattern, re.M)
for size in range(4, 34, 2):
    for piece in pieces:
        text = (piece * size)[:size] + "!"
        sys.stdout.write(f"{size} {ascii(piece)}\\n")
        sys.stdout.flush()
        start = time.process_time()
        ready.search(text)
        if time.process_time() - start > 0.1:
            raise SystemExit(9)
"""


def _slow_in_python(pattern: str) -> str | None:
    """The text on which Python's own engine takes too long; None = none was found."""
    if ")" not in pattern or not findall(r"\)(?:[*+]|\{\d*,?\d*\})", pattern) or "\0" in pattern:
        return None
    data = "\0".join([pattern, *_pieces(pattern)[:10]])
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", _TRY]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=data.encode("utf-8", "replace"), capture_output=True, timeout=3, check=False
        )
    except subprocess.TimeoutExpired as late:
        output, slow = late.stdout or b"", True
    except OSError:
        return None
    else:
        output, slow = done.stdout, done.returncode == 9
    lines = output.decode("ascii", "replace").split("\n")
    if not slow or len(lines) < 2:
        return None
    size, _, piece = lines[-2].partition(" ")
    return f"{piece} repeated to {size} characters"


def heading(name: str) -> str:
    """The pattern that stands for a section without one: its name as a heading."""
    return rf"^#{{1,6}}[ \t]+{escape(name)}[ \t]*#*[ \t]*$"
