"""What a client says of an agent, held against what agentconv reads from the same file."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from agentconv.frozen import frozen
from agentconv.host.registry import Registry
from agentconv.model.powers import Power, power
from agentconv.model.vocabulary import EXECUTE, IMPLIED, MCP, NETWORK, READ, WRITE
from agentconv.proving.cases import Case
from agentconv.proving.differences import reason
from agentconv.proving.given import GIVEN, Given
from agentconv.proving.values import Loaded


class Verdict(StrEnum):
    """What became of an agent in a client."""

    EQUAL = "equal"
    """All that the client tells is what agentconv reads."""
    ALIKE = "alike"
    """It differs, in a way that is known and does no harm."""
    DIFFERENT = "different"
    IGNORED = "ignored"
    """The client does not load it."""
    UNREAD = "unread"
    """The client loads it, and agentconv reads no such agent."""


@frozen
class Compared:
    """One field of an agent, as agentconv reads it and as the client has it."""

    field: str
    """`name`, `description`, `prompt`, `model`, `tools` or `consent`."""
    equal: bool | None
    """None = the client does not say."""
    why: str = ""
    """Why it differs, where that is known and does no harm."""
    ours: str | None = None
    theirs: str | None = None

    @property
    def bad(self) -> bool:
        """Whether it differs and nobody knows why."""
        return self.equal is False and not self.why


@frozen
class AgentProof:
    """What a client makes of one agent."""

    name: str
    path: str
    """The file that a person would look at."""
    verdict: Verdict
    fields: tuple[Compared, ...] = ()
    said: tuple[str, ...] = ()
    """What the client says of the file."""
    without: tuple[str, ...] = ()
    """What was taken out of the file first, since it starts programs."""
    grave: int = 0
    """How much what the client says matters: 0 not at all, 1 a warning, 2 an error."""

    @property
    def good(self) -> bool:
        """Whether the client has the agent as agentconv reads it."""
        return self.verdict in (Verdict.EQUAL, Verdict.ALIKE) and self.grave < 2


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
        fields += _powers(case, given, registry)
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


# power

_ALL = frozenset({READ, WRITE, EXECUTE, NETWORK})
"""What an agent that may use everything has in every client."""


def _powers(case: Case, given: Given, registry: Registry) -> Iterator[Compared]:
    agent = case.agent
    fmt = registry.loaded(case.document.format)
    host = fmt.lets(agent) if fmt else frozenset()
    ours = power(agent, host)
    mode = given.mode if given.mode is not None else agent.permission_mode
    theirs = power(Given(given.tools, mode).agent, given.asks)
    more, less = _more(ours, theirs), _less(ours, theirs)
    known = _untold(ours, theirs)
    words = [f"more: {', '.join(more)}"] if more else []
    words += [f"less: {', '.join(less)}"] if less else []
    told = f"{theirs.describe()} ({'; '.join(words)})"
    if not words:
        yield Compared("tools", True, known)
    else:
        yield Compared("tools", False, "", ours.describe(), told)
    if given.mode is not None:
        yield _consent(ours, theirs)


def _more(ours: Power, theirs: Power) -> list[str]:
    """What the client gives beyond what agentconv reads; patterns count as their whole tool."""
    if ours.grants is None:
        return sorted(c for c in ours.lost if _has(theirs, c))
    implied = _implied(ours)
    if theirs.grants is None:
        return ["every tool of the host"]
    return sorted({_head(g) for g in theirs.grants} - implied)


def _less(ours: Power, theirs: Power) -> list[str]:
    """What agentconv reads and the client does not give."""
    if theirs.grants is None:
        return sorted(theirs.lost - ours.lost)
    wanted = _ALL - ours.lost if ours.grants is None else {_head(g) for g in ours.grants}
    return sorted(w for w in wanted - _implied(theirs) if not w.startswith(MCP))


def _untold(ours: Power, theirs: Power) -> str:
    """What the comparison does not say."""
    parts = any("(" in g for g in ours.grants or ()) and not any("(" in g for g in theirs.grants or ())
    servers = any(g.startswith(MCP) for g in ours.grants or ())
    said = ["the client tells no patterns"] if parts else []
    said += ["servers are not started"] if servers else []
    return "; ".join(said)


def _has(found: Power, capability: str) -> bool:
    return found.grants is None or capability in {_head(g) for g in found.grants}


def _implied(found: Power) -> set[str]:
    heads = {_head(g) for g in found.grants or ()}
    return heads.union(*(IMPLIED.get(head, frozenset()) for head in heads))


def _head(word: str) -> str:
    return word.partition("(")[0].partition("/")[0]


def _consent(ours: Power, theirs: Power) -> Compared:
    """What happens without a person's word."""
    if ours.free == theirs.free and ours.guarded <= theirs.guarded:
        return Compared("consent", True, "the client asks for more" if ours.guarded != theirs.guarded else "")
    return Compared("consent", False, "", _words(ours), _words(theirs))


def _words(found: Power) -> str:
    free = ", ".join(sorted(word.partition(":")[2] for word in found.free)) or "nothing"
    asked = ", ".join(sorted(word.partition(":")[2] for word in found.guarded))
    return f"{free} unasked" + (f"; asks before {asked}" if asked else "")
