"""Power: what an agent can do, and that a comparison sees every gain."""

import pytest

from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import ALWAYS, consent, power, words

READ, GREP, EDIT, WRITE = Tool("read"), Tool("grep"), Tool("edit"), Tool("write")
SHELL, GIT, FETCH, SEARCH = Tool("shell"), Tool("shell", "git:*"), Tool("web_fetch"), Tool("web_search")
SERVER, ONE = Tool("mcp", server="s"), Tool("mcp", server="s", tool="t")
EVERY_SERVER = Tool("mcp", server="*")
STRANGE = Tool("X", native="f")
TASK = Tool("agent")


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
    (agent((SEARCH,)), agent((FETCH,))),
    (agent(None, (READ,), "plan"), agent(None, (), "plan")),
    (agent(None, (), "plan"), agent(None, (WRITE,))),
    (agent((READ,)), agent((READ,), mode="plan")),
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


@pytest.mark.parametrize(
    ("one", "other", "more"),
    [
        (agent(), agent((READ,)), ("every tool of the host",)),
        (agent((FETCH,)), agent((SEARCH,)), ("network",)),
        (agent((GIT,)), agent(None, (SHELL,)), ("execute", "shell (denied)")),
        (agent(), agent(None, (SHELL,)), ("execute", "shell (denied)")),
        (agent(None, (READ,)), agent(None, (WRITE,)), ("write (denied)",)),
        (agent((WRITE,)), agent(None, mode="plan"), ("write",)),
        (agent((READ,)), agent(None, mode="plan"), ()),
        (agent(mode="bypass"), agent(mode="auto"), ("unasked:all",)),
        (agent((STRANGE,)), agent(()), ("native:f:X",)),
        (agent((ONE,)), agent(()), ("mcp:s/t",)),
    ],
)
def test_what_is_more_is_named(one: Agent, other: Agent, more: tuple[str, ...]) -> None:
    assert power(one).beyond(power(other)) == more


@pytest.mark.parametrize(
    ("one", "grants", "denied", "lost"),
    [
        (agent((READ, WRITE), (WRITE,)), {"read"}, set(), set()),
        (agent((FETCH, SEARCH)), {"network"}, set(), set()),
        (agent((SEARCH,)), {"network(search)"}, set(), set()),
        (agent((WRITE, READ), mode="plan"), {"read"}, set(), {"write", "execute"}),
        (agent((SHELL,), (Tool("shell", "rm:*"),)), {"execute"}, {"shell(rm:*)"}, set()),
        (agent((READ,), (WRITE,)), {"read"}, set(), set()),
        (agent((SERVER,), (ONE,)), {"mcp:s"}, {"mcp:s/t"}, set()),
        (agent(None, (READ, GREP, Tool("glob"))), None, {"read", "grep", "glob"}, {"read"}),
        (agent(None, (WRITE, EDIT)), None, {"write", "edit"}, {"write"}),
        (agent(None, (SHELL,)), None, {"shell"}, {"execute"}),
        (agent(None, (FETCH, SEARCH)), None, {"web_fetch", "web_search"}, {"network"}),
        (agent(None, (TASK,)), None, {"agent"}, {"delegate"}),
    ],
)
def test_what_a_power_is(one: Agent, grants: set[str] | None, denied: set[str], lost: set[str]) -> None:
    found = power(one)
    assert (found.grants, found.denied, found.lost) == (grants, denied, lost)
    assert found.guarded == frozenset()


@pytest.mark.parametrize(
    "gone",
    [(READ, GREP), (READ, Tool("glob")), (GREP, Tool("glob")), (WRITE,), (EDIT,), (FETCH,), (SEARCH,)],
)
def test_a_capability_is_lost_with_all_its_tools_only(gone: tuple[Tool, ...]) -> None:
    assert power(agent(None, gone)).lost == frozenset()


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        (Tool("mcp"), ("mcp",)),
        (EVERY_SERVER, ("mcp",)),
        (Tool("mcp", native="f"), ("native:f:mcp",)),
        (Tool("agent", "x, y"), ("agent(x)", "agent(y)")),
        (GIT, ("shell(git:*)",)),
    ],
)
def test_tools_as_words(tool: Tool, said: tuple[str, ...]) -> None:
    assert words(tool) == said


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (agent(), "every tool of the host"),
        (agent(None, (READ,), "plan"), "every tool of the host, but not: execute, read, write"),
        (agent(()), "nothing"),
        (agent((READ, WRITE)), "read, write"),
    ],
)
def test_a_power_in_one_line(one: Agent, said: str) -> None:
    assert power(one).describe() == said


ASKED = [
    (agent(()), frozenset(), False),
    (agent((READ,)), frozenset(), False),
    (agent((TASK,)), frozenset(), False),
    (agent((READ, WRITE)), frozenset(), True),
    (agent((ONE,)), frozenset(), True),
    (agent(), frozenset(), True),
    (agent(mode="accept-edits"), frozenset(), True),
    (agent(mode="auto"), frozenset(), True),
    (agent(mode="bypass"), frozenset(), False),
    (agent(), frozenset({"unasked:all"}), True),
]


@pytest.mark.parametrize(("one", "host", "asks"), ASKED)
def test_whether_there_is_anything_to_ask_for(one: Agent, host: frozenset[str], asks: bool) -> None:
    assert power(one, host).asks is asks


def unasked(*kinds: str) -> frozenset[str]:
    return frozenset(f"unasked:{kind}" for kind in kinds)


EVERYTHING = unasked("write", "execute", "network", "search", "servers")


@pytest.mark.parametrize(
    ("one", "kinds"),
    [
        (agent((WRITE,)), unasked("write")),
        (agent((SHELL,)), unasked("execute")),
        (agent((GIT,)), unasked("execute")),
        (agent((FETCH,)), unasked("network")),
        (agent((FETCH, SEARCH)), unasked("network", "search")),
        (agent((SEARCH,)), unasked("search")),
        (agent((Tool("web_search", "x"),)), unasked("search")),
        (agent((ONE,)), unasked("servers")),
        (agent((STRANGE,)), unasked("servers")),
        (agent((READ, TASK)), unasked()),
        (agent(), EVERYTHING),
        (agent(None, (FETCH, SEARCH)), EVERYTHING - unasked("network", "search")),
        (agent(None, (SHELL,)), EVERYTHING - unasked("execute")),
        (agent(mode="default"), unasked()),
    ],
)
def test_a_hosts_consent_is_about_what_an_agent_has(one: Agent, kinds: frozenset[str]) -> None:
    assert power(one, EVERYTHING).unasked == kinds


def test_a_host_that_minds_no_mode_counts_always() -> None:
    assert ALWAYS == "always"
    host = frozenset({ALWAYS, "asks:read", "unasked:write"})
    for mode in (None, "default"):
        found = power(agent(mode=mode), host)
        assert (found.unasked, found.guarded) == (unasked("write"), unasked("read"))
    assert power(agent(mode="bypass"), host).unasked == unasked("write", "execute", "all")
    assert power(agent(mode="default"), host - {ALWAYS}).unasked == frozenset()
    assert power(agent()).unasked == frozenset()


READS = frozenset({"asks:read"})


@pytest.mark.parametrize(
    ("one", "host", "more"),
    [
        (agent((READ,)), frozenset(), ("unasked:read",)),
        (agent((READ,)), READS, ()),
        (agent((WRITE,)), frozenset(), ("write",)),
        (agent(()), frozenset(), ()),
    ],
)
def test_who_asks_before_reading_is_not_like_who_does_not(
    one: Agent, host: frozenset[str], more: tuple[str, ...]
) -> None:
    assert power(one, host).beyond(power(agent((READ, GREP)), READS)) == more


@pytest.mark.parametrize(
    ("one", "host", "kinds"),
    [
        (agent(mode="auto"), frozenset(), unasked("write", "execute", "network", "search")),
        (agent((READ,), mode="auto"), frozenset(), unasked("write", "execute")),
        (agent((SHELL,)), unasked("execute"), unasked("write", "execute", "network", "search")),
        (agent((GIT,)), unasked("execute"), unasked("execute")),
        (agent(), unasked("execute"), unasked("write", "execute", "network", "search")),
        (agent((SHELL,)), unasked("servers"), unasked()),
        (agent((SHELL, WRITE)), unasked("write"), unasked("write")),
        (agent(None, (SHELL,), "auto"), frozenset(), unasked("write", "execute")),
        (agent((FETCH,)), unasked("network"), unasked("network", "search")),
        (agent((SEARCH,)), unasked("search"), unasked("search")),
        (agent(mode="bypass"), frozenset(), EVERYTHING | unasked("all")),
        (agent((READ,), mode="bypass"), frozenset(), EVERYTHING | unasked("all")),
    ],
)
def test_what_goes_by_itself_in_the_end(one: Agent, host: frozenset[str], kinds: frozenset[str]) -> None:
    assert power(one, host).free == kinds


@pytest.mark.parametrize(
    ("one", "host", "said"),
    [
        (agent((SEARCH,)), frozenset(), "asks before network(search); no read, edit, shell, delegate"),
        (agent((SEARCH,)), unasked("search"), "network(search); no read, edit, shell, delegate"),
        (agent((FETCH,)), unasked("search"), "asks before network; no read, edit, shell, delegate"),
        (agent((FETCH, SEARCH)), unasked("search"), "asks before network; no read, edit, shell, delegate"),
        (agent((FETCH,)), unasked("network"), "network; no read, edit, shell, delegate"),
        (agent((TASK,)), frozenset(), "delegate; no read, edit, shell, network"),
        (agent((TASK,)), frozenset({"asks:delegate"}), "asks before delegate; no read, edit, shell, network"),
        (agent((SHELL,), mode="auto"), frozenset(), "shell; no read, edit, network, delegate"),
        (agent((STRANGE,)), frozenset(), "asks before native:f:X; no read, edit, shell, network, delegate"),
        (agent((ONE,)), unasked("servers"), "mcp:s/t; no read, edit, shell, network, delegate"),
        (
            agent(None, (ONE, STRANGE, Tool("shell", "rm:*"), WRITE)),
            frozenset(),
            "every tool of the host: read, delegate; asks before shell, network, servers' tools; no edit; "
            "but not mcp:s/t, native:f:X, shell(rm:*)",
        ),
        (
            agent(None, (EVERY_SERVER,)),
            frozenset(),
            "every tool of the host: read, delegate; asks before edit, shell, network; but not mcp",
        ),
    ],
)
def test_consent_in_words(one: Agent, host: frozenset[str], said: str) -> None:
    assert consent(one, host) == said
