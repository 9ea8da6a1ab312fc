"""Two sets of versions held against each other, and the newer one against what we state."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import drift_fetching
from drift_fetching import NotFetched
from drift_table import PACKAGES, ROOT, Fact, Package, facts_of, unwatched

from agentconv.host.registry import Registry
from agentconv.proving.run import ProofRequest, prove
from agentconv.proving.verdicts import AgentProof


@dataclass(frozen=True)
class Change:
    """What differs in one list of one package."""

    package: str
    what: str
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """What the newer version has and we do not state."""


@dataclass(frozen=True)
class Limits:
    """How much time and room a run may take."""

    seconds: float = 300.0
    """For one call of a registry's client, or one start of a client."""
    total: float = 2400.0
    megabytes: int = 600
    """For one package, unpacked."""


@dataclass
class Drift:
    """All that came of a run."""

    versions: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Package -> its version in both sets."""
    changes: list[Change] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)
    """The lists that were held against each other, with how many words each has."""
    failed: list[str] = field(default_factory=list)
    """What could not be fetched or read, and why."""

    @property
    def newer(self) -> dict[str, tuple[str, str]]:
        """The packages of which there is another version."""
        return {name: pair for name, pair in self.versions.items() if not same(*pair)}

    @property
    def changed(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.newer or self.changes or self.failed)

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "versions": {name: {"from": old, "to": new} for name, (old, new) in self.versions.items()},
            "changes": [asdict(change) for change in self.changes],
            "looked": self.looked,
            "failed": self.failed,
            "unwatched": unwatched(),
        }


def same(old: str, new: str) -> bool:
    """Whether two texts are one version: 3.51 is 3.51.0."""
    return re.sub(r"(\.0)+$", "", old) == re.sub(r"(\.0)+$", "", new)


def compare(
    before: Mapping[str, str],
    after: Mapping[str, str],
    work: Path,
    *,
    packages: Sequence[Package] = PACKAGES,
    limits: Limits,
    proofs: bool,
) -> Drift:
    """Hold two sets of versions against each other; what `after` lacks is taken as it is newest."""
    drift, end = Drift(), time.monotonic() + limits.total
    for package in packages:
        if (old := before.get(package.name)) is None:
            continue
        try:
            new, gone = after.get(package.name), ""
            if new is None:
                new, gone = drift_fetching.newest(package, work, limits.seconds)
        except NotFetched as problem:
            drift.failed.append(f"{package.name}: {problem}")
            continue
        drift.versions[package.name] = (old, new)
        if gone:
            drift.changes.append(Change(package.name, "deprecated by its vendor", [gone]))
    for package in packages:
        if facts_of(package) and package.name in drift.versions:
            if time.monotonic() > end:
                drift.failed.append(f"{package.name}: not looked into, as the run took {limits.total:.0f} s")
            else:
                _facts(package, drift, work, limits)
    if proofs:
        _proofs(drift, packages, work, limits, end)
    return drift


def _facts(package: Package, drift: Drift, work: Path, limits: Limits) -> None:
    old, new = drift.versions[package.name]
    try:
        paths = [
            drift_fetching.archive(package, v, work, seconds=limits.seconds, megabytes=limits.megabytes)
            for v in ([new] if same(old, new) else [old, new])
        ]
    except NotFetched as problem:
        drift.failed.append(f"{package.name}: {problem}")
        return
    for fact in facts_of(package):
        lists = [_taken(fact, path) for path in paths]
        if not lists[-1]:
            drift.failed.append(f"{package.name} {new}: its {fact.what} are not where they were")
        _note(drift, package.name, fact.what, lists[0], lists[-1], fact.not_ours(lists[-1]))


def _taken(fact: Fact, path: Path) -> frozenset[str]:
    return frozenset().union(*(fact.take(data) for data in drift_fetching.members(path, fact.files)))


def _note(
    drift: Drift, package: str, what: str, old: Iterable[str], new: Iterable[str], unknown: Sequence[str]
) -> None:
    drift.looked.append(f"{package}: {len({*new})} {what}")
    change = Change(package, what, sorted({*new} - {*old}), sorted({*old} - {*new}), list(unknown))
    if change.new or change.gone or change.unknown:
        drift.changes.append(change)


def _proofs(drift: Drift, packages: Sequence[Package], work: Path, limits: Limits, end: float) -> None:
    """Ask both versions of each client of our examples; where they are one version, that one."""
    for package in packages:
        if not package.client or package.name not in drift.versions:
            continue
        old, new = drift.versions[package.name]
        try:
            if time.monotonic() > end:
                raise NotFetched(f"not asked, as the run took {limits.total:.0f} s")
            versions = [new] if same(old, new) else [old, new]
            told = [_asked(package, version, "examples", work, limits) for version in versions]
            odd = [
                _asked(package, version, package.formats[0], work, limits)
                for version in versions[1:] and versions
            ]
        except NotFetched as problem:
            drift.failed.append(f"{package.name}, asked: {problem}")
            continue
        bad = sorted(line for line in told[-1] if not line.endswith((": equal", ": alike")))
        _note(drift, package.name, "agents that it was asked of", told[0], told[-1], bad)
        if odd:
            _note(drift, package.name, "odd files of its own that it was asked of", odd[0], odd[-1], [])


def _asked(package: Package, version: str, fixtures: str, work: Path, limits: Limits) -> frozenset[str]:
    """What a version of a client makes of each agent in a folder of ours."""
    folder = work / f"{package.client}-{version}"
    modules = drift_fetching.installed({package.name: version}, folder, limits.seconds)
    clients = {package.client: str(modules)}
    request = ProofRequest(
        (str(ROOT / "fixtures" / fixtures),), (package.formats[0],), clients=clients, timeout=limits.seconds
    )
    result = prove(request, Registry(plugins=False))
    if not result.proofs:
        raise NotFetched(f"{version} says nothing: {'; '.join(d.message for d in result.diagnostics)[:300]}")
    return frozenset(_line(agent) for proof in result.proofs for agent in proof.agents)


def _line(agent: AgentProof) -> str:
    bad = ", ".join(row.field for row in agent.fields if row.bad)
    complains = "" if agent.grave < 2 else ", and the client calls its file wrong"
    return f"{agent.name}: {agent.verdict}{f' in {bad}' if bad else ''}{complains}"
