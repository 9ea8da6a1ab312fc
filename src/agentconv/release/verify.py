"""Checking bundles that others made: whole, as they say, and those that a provenance names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.release.attested import Asked, open_attested
from agentconv.release.proof import prove


@frozen
class Verified:
    """A bundle in which nothing is wrong."""

    bundle: str
    """As it was given."""
    name: str
    version: str
    agents: int
    files: int


def verify(
    bundles: Sequence[str], registry: Registry, report: Report, asked: Asked | None = None
) -> list[Verified]:
    """The good ones of some bundles, archives or folders; what is wrong with the others goes to the report.

    `asked` is what they are held against. Raises `UsageError` where that makes no sense.
    """
    asked = asked or Asked()
    asked.check()
    found = []
    for bundle in bundles:
        try:
            index, entries = open_attested(Path(bundle), asked, report)
            prove(index, entries, registry)
        except Problem as problem:
            report.add_problem(problem, path=bundle)
        except OSError as error:
            report.add("unreadable", f"cannot be read: {error.strerror}", path=bundle)
        else:
            name, version, agents = index["name"], index["bundle_version"], index["agents"]
            found.append(Verified(bundle, name, version, len(agents), len(entries)))
    return found
