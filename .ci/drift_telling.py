"""What came of a run, as text for a terminal and as the body of an issue."""

from collections.abc import Iterator

from drift_comparing import Change, Drift
from drift_table import unwatched

LONGEST = 60_000
"""How many characters of an issue's body are written; GitHub takes 65,536."""


def text(drift: Drift) -> str:
    """Lines for a terminal."""
    return "\n".join([*_lines(drift), ""])


def _lines(drift: Drift) -> Iterator[str]:
    for name, (old, new) in drift.newer.items():
        yield f"{name} {old} -> {new}"
    for change in drift.changes:
        yield f"{change.package}: {change.what}"
        for word, names in _parts(change):
            yield from (f"  {word} {name}" for name in names)
    for problem in drift.failed:
        yield f"NOT LOOKED AT: {problem}"
    yield from unwatched()
    yield f"{len(drift.versions)} packages, {len(drift.newer)} newer; {len(drift.looked)} lists, " + (
        f"{len(drift.changes)} with a change; {len(drift.failed)} not looked at"
    )


def _parts(change: Change) -> Iterator[tuple[str, list[str]]]:
    yield "new:", change.new
    yield "gone:", change.gone
    yield "not ours:", change.unknown


def issue(drift: Drift) -> str:
    """The body of an issue, in Markdown; what packages say stands in it as code, so that it calls nobody."""
    body = "\n".join([*_issue(drift), ""])
    return body if len(body) <= LONGEST else body[:LONGEST] + "\n\n(cut here; `.ci/drift` says all)\n"


def _issue(drift: Drift) -> Iterator[str]:
    yield "Written by `.ci/drift`; CONTRIBUTING.md says how to read it. The next run replaces it."
    if drift.newer:
        yield from ("", "## Newer versions", "", "| package | ours | newest |", "|---|---|---|")
        yield from (
            f"| {_code(name)} | {_code(old)} | {_code(new)} |" for name, (old, new) in drift.newer.items()
        )
    if drift.changes:
        yield from ("", "## What they changed", "")
    for change in drift.changes:
        yield f"- [ ] {_code(change.package)}, {change.what}"
        for word, names in _parts(change):
            if names:
                yield f"    - {word} " + ", ".join(_code(name) for name in names)
    if drift.failed:
        yield from ("", "## Not looked at", "", *(f"- {_code(problem)}" for problem in drift.failed))
    yield from ("", "<details><summary>What was looked at</summary>", "")
    yield from (f"- {_code(line)}" for line in drift.looked)
    yield from (f"- {_code(line)}" for line in unwatched())
    yield from ("", "</details>")


def _code(text: str) -> str:
    return f"`{' '.join(text.replace('`', chr(39)).replace('|', '/').split())}`"
