"""The table `[check]` of `agentconv.toml`: what a project asks of every check in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from agentconv.containers import container
from agentconv.diagnostics import Diagnostic, Report
from agentconv.errors import Problem, SyntaxProblem
from agentconv.folder.opening import read_bytes
from agentconv.frozen import frozen
from agentconv.release.manifest import NAME, Checker
from agentconv.release.manifest_keys import CHECK
from agentconv.text.source import Source, decode

SEVERITIES = ("error", "warning", "note")
"""What may fail a check."""


@frozen
class Settings:
    """What a project asks of a check."""

    path: Path | None = None
    """The file; None where there is none that speaks of checks."""
    targets: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    baseline: str | None = None
    strict: bool = False
    fail_on: str | None = None
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Pattern of paths -> the codes that are not asked for there."""


def find(start: Path) -> Path | None:
    """The `agentconv.toml` of a folder, or of one above it in the same repository."""
    for folder in (start, *start.parents):
        if (folder / NAME).is_file():
            return folder / NAME
        if (folder / ".git").exists():
            break
    return None


def load(path: Path) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """What a file says of checks, and what is wrong with that."""
    report = Report(path=path.as_posix())
    try:
        source = Source(path.as_posix(), decode(read_bytes(path, path)))
    except Problem as problem:
        report.add_problem(problem)
        return Settings(), report.diagnostics
    try:
        tree = container("toml").read(source)
    except SyntaxProblem as problem:
        report.add_problem(problem, source)
        return Settings(), report.diagnostics
    said = tree.values.get("check", {})
    checker = Checker(tree, report)
    if not isinstance(said, dict):
        checker.add("wrong-type", "'check' takes a table", ("check",))
        return Settings(), report.diagnostics
    values: dict[str, Any] = checker.table(said, CHECK, ("check",))
    if report.errors() or not said:
        return Settings(), report.diagnostics
    if values.get("fail-on") not in (None, *SEVERITIES):
        checker.add("wrong-type", f"'check.fail-on' takes {', '.join(SEVERITIES)}", ("check", "fail-on"))
        return Settings(), report.diagnostics
    files = {pattern: facts.get("ignore", ()) for pattern, facts in values.pop("files", {}).items()}
    return Settings(path, **{k.replace("-", "_"): v for k, v in values.items()}, files=files), ()
