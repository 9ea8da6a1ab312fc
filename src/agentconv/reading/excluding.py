"""Which files are no sources: by patterns as `.gitignore` has them, and by the one format that is wanted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath

from agentconv.containers import SUFFIXES
from agentconv.diagnostics import Report
from agentconv.errors import UsageError
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.reading.finding import Found
from agentconv.reading.survey import base_of


@frozen
class Choice:
    """Which files of the sources are wanted."""

    only: str | None = None
    """The one format to take agents from."""
    exclude: tuple[str, ...] = ()
    """Patterns of files to leave out, as `.gitignore` has them."""
    base: Path | None = None
    """The folder that the patterns are meant from; None = that of each source."""
    loose: frozenset[str] = frozenset()
    """Sources that are patterns whatever they look like, so that what they fit is not named by itself."""


ALL = Choice()


def without(
    files: Iterable[Found], patterns: Sequence[str], report: Report, *, base: Path | None = None
) -> Iterable[Found]:
    """The files that no pattern names; a pattern that names none is a note in the report.

    Paths are below `base`, or else the folder that each file was found from; the last pattern that fits a
    file counts. Raises `UsageError` for what is no pattern.
    """
    if not patterns:
        return files
    from pathspec import GitIgnoreSpec

    try:
        spec = GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise UsageError(f"a pattern of files to leave out is none: {error}") from None
    used: set[int] = set()
    kept = []
    for found in files:
        result = spec.check_file(_path(found, base))
        used |= {result.index} if result.index is not None else set()
        if not result.include:
            kept.append(found)
    for index, pattern in enumerate(patterns):
        if index not in used:
            report.add("exclude-unused", f"the pattern {pattern!r} leaves out no file")
    return kept


@cache
def _spec(pattern: str) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines([pattern]).match_file
    except ValueError as error:
        raise UsageError(f"the pattern {pattern!r} is none: {error}") from None


def names(pattern: str, path: str) -> bool:
    """Whether a pattern, as `.gitignore` has them, names a path. Raises `UsageError` for no pattern."""
    return _spec(pattern)(path)


def _path(found: Found, base: Path | None) -> str:
    folder = base
    if folder is None:
        folder = Path() if found.named else Path(base_of(found)[0])
    return os.path.relpath(found.path, folder).replace(os.sep, "/")


def inside(files: Iterable[Found], report: Report) -> Iterator[Found]:
    """The files without links that lead out of what was given, each of which is one error in the report."""
    told: set[str] = set()
    for found in files:
        if not found.outside:
            yield found
        elif found.shown not in told:
            told.add(found.shown)
            what = "the link leads out of the folder that was given"
            hint = "name the folder that it leads to as a source, or leave out the link"
            report.add("link-outside", what, path=found.shown, hint=hint)


def is_for_another(found: Found, only: str, registry: Registry) -> bool:
    """Whether a file lies where other tools alone look for agents, so that nobody has to read it."""
    path = PurePosixPath(found.shown)
    syntax = SUFFIXES.get(path.suffix.lower())
    if syntax is None or registry.get(only).lies_at(path):
        return False
    return bool(registry.owners_of_place(syntax, str(path)))
