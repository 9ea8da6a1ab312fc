"""What a client says of an agent, held against what agentconv reads from the same file."""

from __future__ import annotations

from agentconv.host.registry import Registry
from agentconv.proving.cases import Case
from agentconv.proving.differences import reason
from agentconv.proving.given import GIVEN
from agentconv.proving.powers import compared_powers
from agentconv.proving.values import Loaded
from agentconv.proving.verdicts import AgentProof, Compared, Verdict


def compared(case: Case, loaded: Loaded, registry: Registry) -> AgentProof:
    """An agent that the client loads, field by field."""
    agent = case.agent
    pairs = (
        ("name", agent.name, loaded.name),
        ("description", agent.description, loaded.description),
        ("prompt", agent.prompt, loaded.prompt),
        ("model", agent.model, loaded.model),
    )
    fields = [_text(field, ours, theirs, case, loaded) for field, ours, theirs in pairs]
    given = GIVEN[case.document.format](loaded) if case.document.format in GIVEN else None
    if given is None:
        fields.append(
            Compared("tools", None, str(loaded.more.get("refusal") or loaded.more.get("refused") or ""))
        )
    else:
        fields += compared_powers(case, given, registry)
    return AgentProof(case.name, case.shown, _verdict(fields), tuple(fields), without=case.without)


def _verdict(fields: list[Compared]) -> Verdict:
    if any(field.bad for field in fields):
        return Verdict.DIFFERENT
    return Verdict.ALIKE if any(field.equal is False for field in fields) else Verdict.EQUAL


def _text(field: str, ours: str | None, theirs: str | None, case: Case, loaded: Loaded) -> Compared:
    if ours == theirs:
        return Compared(field, True)
    known = reason(field, ours, theirs, case, loaded)
    if known is None and field == "description" and theirs is None:
        return Compared(field, None, "the client tells none")
    why = known.why if known else ""
    return Compared(field, known is not None and known.same, why, ours, theirs)
