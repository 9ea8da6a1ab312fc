"""A client's answer held against what agentconv reads, agent by agent; and what there is to tell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from agentconv.diagnostics import Report, Severity
from agentconv.host.registry import Registry
from agentconv.proving import complaints
from agentconv.proving.cases import Case, Lot
from agentconv.proving.clients import CLIENTS
from agentconv.proving.comparing import compared
from agentconv.proving.component_values import Batch
from agentconv.proving.values import Answer, ClientFailed, Installed
from agentconv.proving.verdicts import AgentProof, Verdict

Asked = TypeVar("Asked", Lot, Batch)
Told = TypeVar("Told")


def answered(
    client: Installed,
    some: Iterable[Asked],
    ask: Callable[[Installed, Asked], Told],
    report: Report,
) -> Iterator[tuple[Asked, Told]]:
    """Each lot that a client is asked of, with its answer; that it failed on one goes to the report."""
    for one in some:
        try:
            answer = ask(client, one)
        except ClientFailed as problem:
            title = CLIENTS[client.client].title
            report.add("proof-failed", f"{title} {client.version}: {problem}", target=one.target)
            continue
        yield one, answer


def held(lot: Lot, answer: Answer, registry: Registry) -> tuple[list[AgentProof], list[str]]:
    """The agents of a lot as the client has them, and what it says of none of them."""
    left = [error for error in answer.errors if not complaints.is_harmless(error, lot.target)]
    proofs = []
    for name, case in lot.cases.items():
        said = tuple(error for error in left if _is_of(error, case))
        left = [error for error in left if error not in said]
        proofs.append(_proof(name, case, answer, said, registry))
    own = registry.get(lot.target).own_agents  # which a file may change
    unread = sorted(answer.agents.keys() - lot.cases.keys() - own)
    proofs += [AgentProof(name, _loose(name, lot), Verdict.UNREAD) for name in unread]
    for path, loose in lot.loose.items():
        said = tuple(error for error in left if PurePosixPath(path).name in error)
        left = [error for error in left if error not in said]
        if (loose.broken or said) and not any(proof.path == loose.path for proof in proofs):
            name = PurePosixPath(path).stem
            proofs.append(AgentProof(name, loose.path, Verdict.IGNORED, said=said, foretold=loose.broken))
    return proofs, left


def _proof(name: str, case: Case, answer: Answer, said: tuple[str, ...], registry: Registry) -> AgentProof:
    loaded = answer.agents.get(name)
    grave = max((_grave(error, case, registry) for error in said), default=0)
    if loaded is None:
        return AgentProof(name, case.shown, Verdict.IGNORED, (), said, case.without, grave, case.is_left)
    return replace(compared(case, loaded, registry), said=said, grave=grave)


def _grave(error: str, case: Case, registry: Registry) -> int:
    return _GRADES.index(complaints.severity(error, case, registry))


_GRADES = (None, Severity.WARNING, Severity.ERROR)


def _is_of(error: str, case: Case) -> bool:
    by_name = error.startswith(f"{case.name}:") or f'"agent:custom:{case.name}"' in error
    return by_name or any(PurePosixPath(path).name in error for path in case.files)


def _loose(name: str, lot: Lot) -> str:
    return next((at.path for at in lot.loose.values() if PurePosixPath(at.path).name.startswith(name)), "")


# telling


def tell(title: str, target: str, agents: Iterable[AgentProof], said: Sequence[str], report: Report) -> None:
    """Add a finding for each agent that a client has otherwise, and for each complaint."""
    for agent in agents:
        about = report.scoped(path=agent.path or None, agent=agent.name, target=target)
        hint = "; ".join(agent.said)[:400] or None
        if agent.verdict is Verdict.IGNORED:
            as_told = ", as agentconv says of the file" if agent.foretold else ""
            about.add("proof-ignored", f"{title} does not load it{as_told}", hint=hint)
        elif agent.verdict is Verdict.UNREAD:
            about.add(
                "proof-unread", f"{title} loads {agent.name!r}, which agentconv does not read", hint=hint
            )
        elif agent.verdict is Verdict.DIFFERENT:
            for part in (part for part in agent.fields if part.bad):
                what = f"{part.field}: {title} has {short(part.theirs)}, and the file says {short(part.ours)}"
                about.add("proof-differs", what, field=part.field, hint=hint)
        elif (severity := _GRADES[agent.grave]) is not None:
            about.add("proof-said", f"{title} says: {'; '.join(agent.said)}", severity=severity)
    for words in said:
        report.add("proof-said", f"{title} says: {words}", target=target)


_SHOWN = 160


def short(text: str | None) -> str:
    """A value as a finding shows it."""
    if text is None:
        return "nothing"
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")
