"""A list of findings that are known, so that only new ones are told: adopting checks in an old collection."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from agentconv.containers import json as strict_json
from agentconv.diagnostics import Diagnostic
from agentconv.errors import Problem, UsageError
from agentconv.folder.apply import write_file
from agentconv.folder.opening import read_bytes
from agentconv.text.source import decode

KIND = "agentconv-baseline"


def fingerprint(found: Diagnostic) -> str:
    """What tells a finding from others, wherever in its file it moves."""
    message = re.sub(r"\d+", "0", found.message)
    facts = (found.code, found.path, found.agent, found.target, found.field, message)
    return sha256("\0".join(fact or "" for fact in facts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def to_text(found: Iterable[Diagnostic]) -> str:
    """A baseline file of findings: the same text for the same findings, whatever their order."""
    many = list(found)
    counts = Counter(fingerprint(d) for d in many)
    about = {fingerprint(d): (d.path or "", d.code) for d in many}
    items = [
        {"path": path, "code": code, "fingerprint": mark, "count": counts[mark]}
        for mark, (path, code) in sorted(about.items(), key=lambda item: (item[1], item[0]))
    ]
    return json.dumps({KIND: 1, "findings": items}, ensure_ascii=False, indent=1) + "\n"


def from_text(text: str) -> Counter[str]:
    """How often each finding is known. Raises `UsageError` for a text that is no baseline file."""
    try:
        data: Any = strict_json.load(text)
        if data[KIND] != 1:
            raise ValueError(f"version {data[KIND]!r} is not known")
        return Counter({str(item["fingerprint"]): int(item["count"]) for item in data["findings"]})
    except (Problem, ValueError, KeyError, TypeError) as problem:
        raise UsageError(f"not a baseline file: {type(problem).__name__}: {problem}") from None


def load(path: Path) -> Counter[str]:
    """How often each finding is known by a file. Raises `UsageError` for one that is no baseline."""
    try:
        return from_text(decode(read_bytes(path, path)))
    except Problem as problem:
        hint = "; --update-baseline writes it" if "cannot be opened" in problem.message else ""
        raise UsageError(f"{problem}{hint}") from None


def save(path: Path, found: Iterable[Diagnostic]) -> None:
    """Write a baseline file of findings. Raises `OSError`."""
    write_file(path, to_text(found).encode("utf-8", "backslashreplace"))


def new_ones(found: Iterable[Diagnostic], known: Counter[str]) -> tuple[list[Diagnostic], int, int]:
    """The findings that are not known, how many are, and how many known ones are gone."""
    left, rest, count = Counter(known), [], 0
    for diagnostic in found:
        mark = fingerprint(diagnostic)
        if left[mark] > 0:
            left[mark] -= 1
            count += 1
        else:
            rest.append(diagnostic)
    return rest, count, sum(left.values())
