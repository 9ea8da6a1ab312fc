"""Checking bundles that others made: whole, as they say, and those that a provenance names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agentconv.bundle import archive, opening
from agentconv.bundle.contents import digest
from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.host.registry import Registry
from agentconv.release import provenance as statements
from agentconv.release.proof import prove


@dataclass(frozen=True, slots=True)
class Verified:
    """A bundle in which nothing is wrong."""

    bundle: str
    """As it was given."""
    name: str
    version: str
    agents: int
    files: int


def verify(
    bundles: Sequence[str], registry: Registry, report: Report, *, provenance: str | None = None
) -> list[Verified]:
    """The good ones of some bundles, archives or folders; what is wrong with the others goes to the report.

    With `provenance`, the file of a statement, only archives that it names by their SHA-256 are good.
    """
    named = None if provenance is None else _subjects(provenance, report)
    found = []
    for bundle in bundles:
        try:
            index, entries = opening.open_bundle(Path(bundle))
            prove(index, entries, registry)
            good = named is None or _is_subject(Path(bundle), named, report)
        except Problem as problem:
            report.add_problem(problem, path=bundle)
        except OSError as error:
            report.add("unreadable", f"cannot be read: {error.strerror}", path=bundle)
        else:
            if good:
                name, version, agents = index["name"], index["bundle_version"], index["agents"]
                found.append(Verified(bundle, str(name), str(version), len(agents), len(entries)))
    return found


def _subjects(file: str, report: Report) -> dict[str, str]:
    """What a statement names; nothing, and an error in the report, when it cannot be read."""
    try:
        return statements.subjects(read_bytes(Path(file), Path(file)))
    except Problem as problem:
        report.add_problem(problem, path=file)
        return {}


def _is_subject(bundle: Path, named: Mapping[str, str], report: Report) -> bool:
    if bundle.is_dir():
        what = "a folder has no hash of its own: a provenance names archives"
        report.add("provenance-mismatch", what, path=str(bundle))
        return False
    known = named.get(bundle.name)
    if known == digest(read_bytes(bundle, bundle, limit=archive.MAX_BYTES)):
        return True
    if known:
        what = "has another SHA-256 than the provenance says"
        report.add("provenance-mismatch", what, path=str(bundle))
    else:
        hint = f"it names {', '.join(sorted(named)) or 'nothing'}"
        report.add("provenance-mismatch", "is not named by the provenance", path=str(bundle), hint=hint)
    return False
