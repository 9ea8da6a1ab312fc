"""Power: what an agent can do, and that a comparison sees every gain."""

import pytest

from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import consent, power

READ, GREP, EDIT, WRITE = Tool("read"), Tool("grep"), Tool("edit"), Tool("write")
SHELL, GIT, FETCH, SEARCH = Tool("shell"), Tool("shell", "git:*"), Tool("web_fetch"), Tool("web_search")
SERVER, ONE = Tool("mcp", server="s"), Tool("mcp", server="s", tool="t")
EVERY_SERVER = Tool("mcp", server="*")
STRANGE = Tool("X", native="f")


def agent(
    allow: tuple[Tool, ...] | None = None, deny: tuple[Tool, ...] = (), mode: str | None = None
) -> Agent:
    return Agent("a", tools=Tools(allow, deny), permission_mode=mode)


WITHIN = [
    (agent(()), agent((READ,))),
    (agent((READ,)), agent((GREP,))),
    (agent((READ,)), agent(None)),
    (agent((GIT,)), agent((SHELL,))),
    (agent((READ, WRITE, FETCH)), agent((SHELL,))),
    (agent((ONE,)), agent((SERVER,))),
    (agent((SERVER,)), agent((EVERY_SERVER,))),
    (agent(None, (SHELL,)), agent(None)),
    (agent(None, (WRITE, EDIT)), agent(None, (WRITE,))),
    (agent((READ,)), agent(None, (WRITE,))),
    (agent((EDIT,)), agent(None, (WRITE,))),
    (agent((READ, WRITE), (WRITE,)), agent((READ,))),
    (agent((READ,), mode="plan"), agent((READ, WRITE))),
    (agent(None, mode="default"), agent(None)),
    (agent(None, mode="accept-edits"), agent(None, mode="bypass")),
    (agent((Tool("agent", "x"),)), agent((Tool("agent", "x, y"),))),
    (agent((Tool("todo"),)), agent(())),
]
BEYOND = [
    (agent((WRITE,)), agent((READ,))),
    (agent(None), agent((READ, WRITE, SHELL, FETCH))),
    (agent((SHELL,)), agent((GIT,))),
    (agent((SHELL,)), agent((READ, WRITE))),
    (agent((SERVER,)), agent((ONE,))),
    (agent((ONE,)), agent((READ,))),
    (agent((Tool("mcp", server="s", tool="u"),)), agent((ONE,))),
    (agent((STRANGE,)), agent((READ,))),
    (agent(None), agent(None, (SHELL,))),
    (agent(None), agent(None, (Tool("shell", "rm:*"),))),
    (agent((SHELL,)), agent((SHELL,), (Tool("shell", "rm:*"),))),
    (agent((WRITE,)), agent(None, (WRITE,))),
    (agent((READ, WRITE)), agent((READ, WRITE), mode="plan")),
    (agent(None, mode="bypass"), agent(None)),
    (agent(None, mode="unheard-of"), agent(None)),
    (agent((Tool("agent", "x, y"),)), agent((Tool("agent", "x"),))),
    (agent((Tool("agent"),)), agent((Tool("agent", "x"),))),
    (agent((SEARCH,)), agent((READ,))),
]


@pytest.mark.parametrize(("low", "high"), WITHIN)
def test_within(low: Agent, high: Agent) -> None:
    assert power(low) <= power(high), power(low).beyond(power(high))


@pytest.mark.parametrize(("high", "low"), BEYOND)
def test_beyond(high: Agent, low: Agent) -> None:
    assert not power(high) <= power(low)
    assert power(high).beyond(power(low))


@pytest.mark.parametrize("one", [a for pair in WITHIN + BEYOND for a in pair])
def test_every_power_is_within_itself(one: Agent) -> None:
    assert power(one) <= power(one)


FREE_HOST = frozenset({"unasked:write", "unasked:execute", "unasked:all"})


@pytest.mark.parametrize(
    ("one", "host", "said"),
    [
        (agent((READ, EDIT, SHELL)), frozenset(), "read; asks before edit, shell; no network, delegate"),
        (agent((READ, GIT)), frozenset(), "read; asks before shell(git:*); no edit, network, delegate"),
        (agent((READ, EDIT), mode="accept-edits"), frozenset(), "read, edit; no shell, network, delegate"),
        (
            agent((READ, EDIT), mode="dont-ask"),
            frozenset(),
            "read; refuses edit; no shell, network, delegate",
        ),
        (agent((ONE,)), frozenset(), "asks before mcp:s/t; no read, edit, shell, network, delegate"),
        (agent(()), frozenset(), "no read, edit, shell, network, delegate"),
        (
            agent(),
            frozenset(),
            "every tool of the host: read, delegate; asks before edit, shell, network, servers' tools",
        ),
        (
            agent(None, (SHELL, GIT)),
            FREE_HOST,
            "every tool of the host: read, edit, network, delegate, servers' tools; no shell; "
            "but not shell(git:*)",
        ),
        (agent(mode="bypass"), frozenset(), consent(agent(), FREE_HOST)),
        (agent(mode="default"), FREE_HOST, consent(agent())),
        (
            agent(mode="plan"),
            frozenset(),
            "every tool of the host: read, delegate; asks before network, servers' tools; no edit, shell",
        ),
    ],
)
def test_power_is_said_with_consent(one: Agent, host: frozenset[str], said: str) -> None:
    assert consent(one, host) == said
