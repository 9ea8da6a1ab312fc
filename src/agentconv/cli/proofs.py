"""What people and machines see of a proof by the vendors' clients."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from agentconv.cli.findings import diagnostics
from agentconv.cli.printing import machine, out, safe, table

if TYPE_CHECKING:
    from agentconv.model.agent import Value
    from agentconv.proving.run import ProofResult, TargetProof
    from agentconv.proving.verdicts import AgentProof, Compared


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let a signal that ends this program end the clients first, as Ctrl-C does."""
    names = ("SIGTERM", "SIGHUP")
    before = {}
    for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
        before[number] = signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def proved(result: ProofResult, *, verbose: bool) -> None:
    """Print what the clients say: findings, with `verbose` each agent, and a table of the targets."""
    from agentconv.model.components import AGENT
    from agentconv.proving.clients import CLIENTS
    from agentconv.proving.verdicts import Verdict

    diagnostics(result.diagnostics, verbose=verbose)
    for proof in result.proofs if verbose else ():
        table([(proof.kind, proof.target, "why"), *(_row(agent) for agent in proof.agents)])
        out()
    of_kinds = any(proof.kind != AGENT for proof in result.proofs)
    what = ("kind", "number") if of_kinds else ("agents",)
    rows = [["target", "client", "version", *what, "loaded", *map(str, Verdict), "files", "seconds"]]
    for proof in result.proofs:
        counts, kind = proof.counts, [f"{proof.kind}s"] if of_kinds else []
        loaded = len(proof.agents) - counts[Verdict.IGNORED]
        rows.append(
            [
                proof.target,
                CLIENTS[proof.client.client].title,
                proof.client.version,
                *kind,
                str(len(proof.agents)),
                str(loaded),
                *(str(counts[verdict]) for verdict in Verdict),
                "exported" if proof.exported else "as they lie",
                f"{proof.seconds:.1f}",
            ]
        )
    if result.proofs:
        table(rows)
        _alike(result)
    else:
        out("agentconv: nothing was proved: no client was asked of anything", err=True)


def _row(agent: AgentProof) -> tuple[str, str, str]:
    return agent.name, str(agent.verdict), "; ".join(_why(agent))


def _why(agent: AgentProof) -> Iterator[str]:
    for part in agent.fields:
        if part.equal is False:
            yield f"{part.field}: {part.why or 'differs'}"
    if agent.without:
        yield f"asked without its {', '.join(agent.without)}"
    yield from agent.said


def _alike(result: ProofResult) -> None:
    """Say why agents differ in a way that does no harm, and of how many."""
    from agentconv.model.components import AGENT

    for proof in result.proofs:
        for words, count in sorted(alike(proof).items()):
            kind = "" if proof.kind == AGENT else f"{proof.kind}s: "
            out(f"{safe(proof.target)}: {safe(kind)}{safe(words)} ({count:,})")


def alike(proof: TargetProof) -> dict[str, int]:
    """Field and reason -> how many agents differ so, and are good nevertheless."""
    found: dict[str, int] = {}
    for part in (part for agent in proof.agents for part in agent.fields):
        if part.equal is False and part.why:
            words = f"{part.field}: {part.why}"
            found[words] = found.get(words, 0) + 1
    return found


def proofs_json(result: ProofResult) -> dict[str, Value]:
    """The machine form of a proof."""
    data = machine(result.ok, result.diagnostics)
    data["proofs"] = [_proof_json(proof) for proof in result.proofs]
    data["notAsked"] = [
        {"target": one.target, "kind": one.kind, "count": one.count, "why": one.why}
        for one in result.not_asked
    ]
    data["missing"] = [
        {"client": client.name, "title": client.title, "install": client.install} for client in result.missing
    ]
    return data


def _proof_json(proof: TargetProof) -> Value:
    from agentconv.model.components import AGENT
    from agentconv.proving.clients import CLIENTS

    those, name = ("agents", "agent") if proof.kind == AGENT else ("components", "name")
    return {
        "target": proof.target,
        "kind": proof.kind,
        "client": proof.client.client,
        "version": proof.client.version,
        "checked": CLIENTS[proof.client.client].checked,
        "place": proof.client.place,
        "exported": proof.exported,
        "seconds": proof.seconds,
        "counts": {str(verdict): count for verdict, count in sorted(proof.counts.items())},
        those: [_agent_json(agent, name) for agent in proof.agents],
        "said": [*proof.said],
    }


def _agent_json(agent: AgentProof, name: str) -> Value:
    return {
        name: agent.name,
        "path": agent.path,
        "verdict": str(agent.verdict),
        "fields": {part.field: _field_json(part) for part in agent.fields},
        "said": [*agent.said],
        "without": [*agent.without],
    }


def _field_json(part: Compared) -> Value:
    data: dict[str, Value] = {"equal": part.equal}
    if part.why:
        data["why"] = part.why
    if part.equal is False:
        data |= {"ours": part.ours, "theirs": part.theirs}
    return data
