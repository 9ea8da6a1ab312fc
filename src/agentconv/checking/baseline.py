"""A list of findings that are known, so that only new ones are told: adopting checks in an old collection."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from hashlib import sha256
from pathlib import Path
from typing import Any

from agentconv.containers import json as strict_json
from agentconv.diagnostics import Diagnostic
from agentconv.errors import Problem, UsageError
from agentconv.folder.apply import write_file
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.text.source import decode

KIND = "agentconv-baseline"


@frozen
class Entry:
    """A finding that is known: where, what, and how often."""

    path: str
    """From the folder of the baseline; empty for a finding of all files together."""
    code: str
    count: int


@frozen
class Known:
    """The findings of a baseline."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    """By fingerprint."""
    base: str = "."
    """The folder in which the baseline lies: what is known there is known wherever a check runs."""

    def sift(
        self, found: Iterable[Diagnostic], asked: Callable[[Entry], bool]
    ) -> tuple[list[Diagnostic], int, int]:
        """The findings that are not known, how many are, and how many known ones are gone.

        Of what this check did not ask for, nobody can say that it is gone.
        """
        left, rest, count = Counter({mark: entry.count for mark, entry in self.entries.items()}), [], 0
        for diagnostic in found:
            mark = fingerprint(diagnostic, self.base)
            if left[mark] > 0:
                left[mark] -= 1
                count += 1
            else:
                rest.append(diagnostic)
        return rest, count, sum(many for mark, many in left.items() if many and asked(self.entries[mark]))

    def updated(self, found: Iterable[Diagnostic], asked: Callable[[Entry], bool]) -> Known:
        """The baseline with these findings, and with those of its own that this check did not ask for."""
        kept = {mark: entry for mark, entry in self.entries.items() if entry.path and not asked(entry)}
        now: dict[str, Entry] = {}
        for diagnostic in found:
            mark, path = fingerprint(diagnostic, self.base), below(diagnostic.path, self.base)
            before = now[mark].count if mark in now else 0
            now[mark] = Entry(path, diagnostic.code, before + 1)
        return Known({**kept, **now}, self.base)

    @property
    def count(self) -> int:
        """How many findings are known."""
        return sum(entry.count for entry in self.entries.values())

    def text(self) -> str:
        """The file: the same text for the same findings, whatever their order."""
        ordered = sorted(self.entries.items(), key=lambda item: (item[1].path, item[1].code, item[0]))
        items = [
            {"path": one.path, "code": one.code, "fingerprint": mark, "count": one.count}
            for mark, one in ordered
        ]
        return json.dumps({KIND: 1, "findings": items}, ensure_ascii=False, indent=1) + "\n"


def below(path: str | None, base: str) -> str:
    """A path as it is written in a baseline: from the baseline's folder, with slashes."""
    if path is None:
        return ""
    try:
        return os.path.relpath(path, base).replace(os.sep, "/")
    except ValueError:  # another drive
        return path


def fingerprint(found: Diagnostic, base: str = ".") -> str:
    """What tells a finding from others, wherever in its file it moves, and wherever the check runs."""
    message, way = re.sub(r"\d+", "0", found.message), below(base, ".")
    if way != ".":
        message = message.replace(f"{way}/", "")
    path = found.path and below(found.path, base)
    facts = (found.code, path, found.agent, found.target, found.field, message)
    return sha256("\0".join(fact or "" for fact in facts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def from_text(text: str, base: str = ".") -> Known:
    """The findings that a file lists. Raises `UsageError` for a text that is no baseline file."""
    try:
        data: Any = strict_json.load(text)
        if data[KIND] != 1:
            raise ValueError(f"version {data[KIND]!r} is not known")
        entries = {
            str(item["fingerprint"]): Entry(str(item["path"]), str(item["code"]), int(item["count"]))
            for item in data["findings"]
        }
    except (Problem, ValueError, KeyError, TypeError) as problem:
        raise UsageError(f"not a baseline file: {type(problem).__name__}: {problem}") from None
    return Known(entries, base)


def load(path: Path) -> Known:
    """The findings that a file lists. Raises `UsageError` for one that is no baseline."""
    try:
        return from_text(decode(read_bytes(path, path)), str(path.parent))
    except Problem as problem:
        hint = "; --update-baseline writes it" if "cannot be opened" in problem.message else ""
        raise UsageError(f"{problem}{hint}") from None


def save(path: Path, known: Known) -> None:
    """Write a baseline file. Raises `OSError`."""
    write_file(path, known.text().encode("utf-8", "backslashreplace"))
