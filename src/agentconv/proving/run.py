"""One proof, start to end: sources to lots, lots to clients, their answers held against what agentconv reads.

The library call behind `agentconv prove`; it prints nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from agentconv.bundle.contents import is_bundle
from agentconv.diagnostics import Diagnostic, Report, Severity
from agentconv.errors import UsageError
from agentconv.frozen import frozen, slotted
from agentconv.host.registry import Registry
from agentconv.model.components import AGENT
from agentconv.proving import asking, component_run, finding
from agentconv.proving.cases import Lot
from agentconv.proving.clients import CLIENTS, Client, client_of, proved
from agentconv.proving.component_gathering import Components, gathered, laid_out
from agentconv.proving.component_run import NotAsked
from agentconv.proving.holding import answered, held, tell
from agentconv.proving.material import Material, bundled, material
from agentconv.proving.values import ClientFailed, Installed
from agentconv.proving.verdicts import AgentProof, Verdict
from agentconv.reading.excluding import ALL, Choice


@frozen
class ProofRequest:
    """What to prove, and by which clients."""

    sources: tuple[str, ...]
    targets: tuple[str, ...] = ()
    """Empty = all whose client is installed."""
    format: str | None = None
    choice: Choice = ALL
    clients: Mapping[str, str] = field(default_factory=dict)
    """Client -> the program, or the folder of its package, to take instead of looking for one."""
    as_is: bool = False
    """Whether nothing is exported: only files that are in a target's format are proved."""
    timeout: float = 300.0
    """How many seconds one start of a client may take."""
    kinds: frozenset[str] = frozenset({AGENT})
    """What is asked of, of `agentconv.model.components.KINDS`."""
    projects: tuple[Path, ...] = ()
    """Folders whose `node_modules` are looked into before the PATH."""


@frozen
class TargetProof:
    """What one client says of the agents, or the components of another kind, for one target."""

    target: str
    client: Installed
    agents: tuple[AgentProof, ...]
    said: tuple[str, ...]
    """What the client complains of, of no agent that is known."""
    seconds: float
    exported: bool
    """Whether the agents were exported first; False = their files were proved as they lie."""
    kind: str = AGENT
    """What `agents` are, of `agentconv.model.components.KINDS`."""

    @property
    def counts(self) -> Counter[Verdict]:
        """How many agents came out how."""
        return Counter(agent.verdict for agent in self.agents)


@slotted
class ProofResult:
    """What came of a proof."""

    proofs: list[TargetProof] = field(default_factory=list)
    missing: list[Client] = field(default_factory=list)
    """The clients that are not installed."""
    diagnostics: tuple[Diagnostic, ...] = ()
    not_asked: list[NotAsked] = field(default_factory=list)
    """What clients cannot be asked of."""

    @property
    def ok(self) -> bool:
        """Whether a client was asked, and every one has every agent as agentconv reads it."""
        return bool(self.proofs) and not any(d.severity is Severity.ERROR for d in self.diagnostics)


def prove(
    request: ProofRequest, registry: Registry, *, step: Callable[[], None] = lambda: None
) -> ProofResult:
    """Ask the clients. Raises `UsageError` for a target or client that is not known.

    `step` is told of each answer of a client. Clients get scratch folders, an environment of ours and a
    server on this machine for a model: nothing of the user's is read or changed.
    """
    result, report = ProofResult(), Report()
    targets = _targets(request, registry)
    found = _installed(request, targets, result, report)
    if AGENT in request.kinds:
        _prove_agents(request, found, registry, result, report, step)
    if request.kinds - {AGENT}:
        _prove_components(request, found, registry, result, report, step)
    report.extend(registry.take())
    result.diagnostics = report.diagnostics
    return result


def _prove_agents(
    request: ProofRequest,
    found: Mapping[str, Installed],
    registry: Registry,
    result: ProofResult,
    report: Report,
    step: Callable[[], None],
) -> None:
    sources = material(request.sources, registry, report, format=request.format, choice=request.choice)
    if sources is not None:
        for target, client in found.items():
            _prove(target, client, sources, request, registry, result, report, step)


def _prove_components(
    request: ProofRequest,
    found: Mapping[str, Installed],
    registry: Registry,
    result: ProofResult,
    report: Report,
    step: Callable[[], None],
) -> None:
    for target, client, made in _components(request, found, registry, report):
        before = len(result.proofs), len(result.not_asked), len(report.diagnostics)
        for one in component_run.proved(
            target, client, made, request.kinds, registry, report, step, as_is=request.as_is
        ):
            if isinstance(one, NotAsked):
                result.not_asked.append(one)
            else:
                said = one.proofs, one.said, one.seconds, one.exported, one.kind
                result.proofs.append(TargetProof(target, client, *said))
        nothing = before == (len(result.proofs), len(result.not_asked), len(report.diagnostics))
        if nothing and request.targets and AGENT not in request.kinds:
            report.add("no-agents", f"there is nothing to prove for {target!r}", target=target)


def _components(
    request: ProofRequest, found: Mapping[str, Installed], registry: Registry, report: Report
) -> Iterator[tuple[str, Installed, Components]]:
    """Each target with its client, and the components that there are for it."""
    kinds = request.kinds
    if len(request.sources) == 1 and is_bundle(Path(request.sources[0])):
        files = bundled(request.sources[0], registry, report)
        for target, client in found.items() if files is not None else ():
            with laid_out((files or {}).get(target, {}), kinds, registry, report) as made:
                yield target, client, made
        return
    made = gathered(request.sources, kinds, registry, report, format=request.format, choice=request.choice)
    if made.is_empty and AGENT not in kinds:
        report.add("no-agents", f"no source holds {', '.join(f'{kind}s' for kind in sorted(kinds))}")
        return
    for target, client in found.items():
        yield target, client, made


def _targets(request: ProofRequest, registry: Registry) -> list[str]:
    for name in request.clients:
        if name not in CLIENTS:
            raise UsageError(f"there is no client {name!r}; there are {', '.join(CLIENTS)}")
    targets = [*map(registry.word, request.targets)]
    for target in targets:
        if client_of(target) is None:
            raise UsageError(f"no client can be asked of {target!r}; it can of {', '.join(proved())}")
    return list(dict.fromkeys(targets)) or [client.targets[0] for client in CLIENTS.values()]


def _installed(
    request: ProofRequest, targets: Sequence[str], result: ProofResult, report: Report
) -> dict[str, Installed]:
    """Target -> its client, of those that are installed."""
    found: dict[str, Installed] = {}
    for target in targets:
        client = client_of(target)
        if client is None:
            continue
        try:
            given = request.clients.get(client.name)
            there = finding.find(client, request.projects, given=given, timeout=request.timeout)
        except ClientFailed as problem:
            report.add("proof-failed", f"{client.title}: {problem}", target=target)
            continue
        if there is not None:
            found[target] = there
            continue
        result.missing.append(client)
        severity = Severity.ERROR if request.targets else Severity.NOTE
        what = f"{client.title} is not installed"
        report.add("proof-no-client", what, target=target, hint=client.install, severity=severity)
    return found


def _prove(
    target: str,
    client: Installed,
    sources: Material,
    request: ProofRequest,
    registry: Registry,
    result: ProofResult,
    report: Report,
    step: Callable[[], None],
) -> None:
    start = time.monotonic()
    lots, was_exported = sources.lots(target, registry, report, as_is=request.as_is)
    if request.targets and not lots:
        report.add("no-agents", f"there is no agent to prove for {target!r}", target=target)
    agents, said = _asked(client, lots, registry, report, step)
    if agents or said:
        seconds = round(time.monotonic() - start, 1)
        result.proofs.append(TargetProof(target, client, tuple(agents), tuple(said), seconds, was_exported))
        tell(CLIENTS[client.client].title, target, agents, said, report)


def _asked(
    client: Installed, lots: Sequence[Lot], registry: Registry, report: Report, step: Callable[[], None]
) -> tuple[list[AgentProof], list[str]]:
    """What a client makes of the agents of several lots, and what it says of none of them."""
    agents: list[AgentProof] = []
    said: list[str] = []
    for lot, answer in answered(client, lots, asking.ask, report):
        proofs, others = held(lot, answer, registry)
        agents += proofs
        said += others
        step()
    return agents, said
