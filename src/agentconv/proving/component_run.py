"""What a proof asks of components: for each target and kind, from sources to what is told of the answers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence

from agentconv.diagnostics import Report
from agentconv.frozen import frozen
from agentconv.host.components import format_of
from agentconv.host.registry import Registry
from agentconv.model.components import AGENT, KINDS
from agentconv.proving import component_asking
from agentconv.proving.clients import CLIENTS, client_of
from agentconv.proving.component_gathering import Components
from agentconv.proving.component_holding import held, tell
from agentconv.proving.component_values import Batch
from agentconv.proving.holding import answered
from agentconv.proving.values import Installed
from agentconv.proving.verdicts import AgentProof


@frozen
class KindProof:
    """What one client says of the components of one kind."""

    kind: str
    proofs: tuple[AgentProof, ...]
    said: tuple[str, ...]
    seconds: float
    exported: bool


@frozen
class NotAsked:
    """Components that are there, and that a client is not asked of."""

    target: str
    kind: str
    count: int
    why: str


def proved(
    target: str,
    client: Installed,
    sources: Components,
    kinds: Collection[str],
    registry: Registry,
    report: Report,
    step: Callable[[], None],
    *,
    as_is: bool,
) -> Iterator[KindProof | NotAsked]:
    """What a client says of each kind, and what it is not asked of."""
    for kind in (kind for kind in KINDS if kind in kinds and kind != AGENT):
        there = [one for one in sources.found if one.kind == kind]
        why = component_asking.why_not(kind, target)
        if format_of(kind, target, registry) is None:
            why = f"{target} has no place for {kind}s"
        if why:
            if there:
                yield _not_asked(target, kind, len(there), why, report)
            continue
        start, unseen = time.monotonic(), Counter[str]()
        batches, exported = sources.batches(kind, target, registry, report, as_is=as_is)
        proofs, said = _asked(client, batches, unseen, report, step)
        for reason, count in unseen.items():
            yield _not_asked(target, kind, count, reason, report)
        if proofs or said:
            seconds = round(time.monotonic() - start, 1)
            tell(CLIENTS[client.client].title, kind, target, proofs, said, report)
            yield KindProof(kind, tuple(proofs), tuple(said), seconds, exported)


def _not_asked(target: str, kind: str, count: int, why: str, report: Report) -> NotAsked:
    title = client.title if (client := client_of(target)) else target
    many = f"a {kind}" if count == 1 else f"{count} {kind}s"
    report.add("proof-not-asked", f"{title} was not asked of {many}: {why}", target=target)
    return NotAsked(target, kind, count, why)


def _asked(
    client: Installed,
    batches: Sequence[Batch],
    unseen: Counter[str],
    report: Report,
    step: Callable[[], None],
) -> tuple[list[AgentProof], list[str]]:
    """What a client makes of the components of several batches, and what it says of none of them.

    `unseen` counts those of which it does not tell whether it has them, by the reason.
    """
    proofs: list[AgentProof] = []
    said: list[str] = []
    for batch, answer in answered(client, batches, component_asking.ask, report):
        unseen.update(answer.unseen.values())
        found, others = held(batch, answer)
        proofs += found
        said += others
        step()
    return proofs, said
