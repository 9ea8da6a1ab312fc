"""What Claude Code gives an agent besides its list, and what is written so that it gives no more."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from agentconv.formats.claude.power import implied, with_implied, without_excess, without_mode
from agentconv.model.agent import Agent, Tool, Tools, Value

READ, WRITE, EDIT, SHELL, NOTEBOOK = (
    Tool(name) for name in ("read", "write", "edit", "shell", "notebook_edit")
)
TRACKER = Tool("mcp", server="tracker")
FIND = Tool("mcp", server="tracker", tool="find")
RUN: Mapping[str, Value] = {"tracker": {"command": "tracker"}}


def agent(
    allow: tuple[Tool, ...] | None,
    deny: tuple[Tool, ...] = (),
    mode: str | None = None,
    memory: str | None = None,
    servers: Mapping[str, Value] | None = None,
) -> Agent:
    return Agent(
        "a", tools=Tools(allow, deny), permission_mode=mode, memory=memory, mcp_servers=servers or {}
    )


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (agent(None, memory="user", servers=RUN), {}),
        (agent((READ,)), {}),
        (agent((SHELL,), memory="user"), {"memory": (READ, WRITE, EDIT)}),
        (agent((SHELL,), memory="project"), {"memory": (READ, WRITE, EDIT)}),
        (agent((SHELL,), memory="local"), {"memory": (READ, WRITE, EDIT)}),
        (agent((SHELL,), memory="off"), {}),
        (agent((READ,), memory="user"), {"memory": (WRITE, EDIT)}),
        (agent((READ,), (WRITE,), memory="user"), {"memory": (EDIT,)}),
        (agent((READ,), (Tool("write", "a"),), memory="user"), {"memory": (WRITE, EDIT)}),
        (agent((READ,), (WRITE, EDIT), memory="user"), {}),
        (agent((READ,), servers=RUN), {"mcpServers": (TRACKER,)}),
        (agent((TRACKER,), servers=RUN), {}),
        (agent((READ,), (TRACKER,), servers=RUN), {}),
        (agent((READ,), servers={"tracker": None}), {}),
        (
            agent((READ, EDIT), memory="user", servers=RUN),
            {"memory": (WRITE,), "mcpServers": (TRACKER,)},
        ),
    ],
)
def test_what_memory_and_servers_give_besides_a_list(
    given: Agent, found: dict[str, tuple[Tool, ...]]
) -> None:
    assert implied(given) == found
    allow = given.tools.allow
    more = [tool for tools in found.values() for tool in tools]
    assert with_implied(given).tools == Tools(None if allow is None else (*allow, *more), given.tools.deny)


@pytest.mark.parametrize(
    ("given", "memory"),
    [
        (agent(None, memory="user"), "user"),
        (agent((READ, WRITE, EDIT), memory="user"), "user"),
        (agent((READ,), memory="user"), None),
        (agent((WRITE, EDIT), memory="user"), None),
        (agent((READ,), (WRITE, EDIT), memory="user"), "user"),  # what it would give is denied
        (agent(None, (WRITE,), memory="user"), "user"),
        (agent((READ,), mode="plan", memory="user"), "user"),
        (agent((READ,)), None),
    ],
)
def test_memory_stays_while_it_gives_nothing_new(given: Agent, memory: str | None) -> None:
    assert without_excess(given).memory == memory


@pytest.mark.parametrize(
    ("given", "left"),
    [
        (agent((TRACKER,), servers=RUN), ["tracker"]),
        (agent((READ,), servers=RUN), []),
        (agent((FIND,), servers=RUN), []),
        (agent((READ,), servers={"tracker": None}), ["tracker"]),
        (agent(None, servers={"tracker": {"type": "http"}}), []),
        (agent(None, servers={"tracker": {"type": "odd", "url": "http://x"}}), []),
        (agent(None, servers={"tracker": {"command": "t", "includeTools": ["find"]}}), []),
        (agent(None, servers={"tracker": {"command": "t", "excludeTools": ["find"]}}), []),
        (agent(None, (FIND,), servers={"tracker": {"command": "t", "excludeTools": ["find"]}}), ["tracker"]),
        (agent((READ,), (TRACKER,), servers=RUN), ["tracker"]),  # none of its tools is left
        (agent(None, servers={"tracker": {"command": "t", "enabled": False}}), []),
        (agent((TRACKER,), servers={**RUN, "other": {"command": "o"}}), ["tracker"]),
        (agent((), mode="plan", servers=RUN), []),
    ],
)
def test_a_server_stays_while_it_gives_nothing_new(given: Agent, left: list[str]) -> None:
    assert list(without_excess(given).mcp_servers) == left


def test_what_stays_is_in_the_list() -> None:
    kept = without_excess(agent((TRACKER, READ), (WRITE, EDIT), memory="user", servers=RUN))
    assert kept.tools == Tools((TRACKER, READ), (WRITE, EDIT))
    kept = without_excess(agent((READ, Tool("mcp", server="*")), servers=RUN))
    assert kept.tools.allow == (READ, Tool("mcp", server="*"), TRACKER)


@pytest.mark.parametrize(
    ("allow", "deny", "more"),
    [
        (None, (WRITE, EDIT), (NOTEBOOK,)),
        (None, (WRITE, Tool("edit", "a.md")), (NOTEBOOK,)),
        (None, (WRITE,), ()),
        (None, (EDIT,), ()),
        (None, (WRITE, EDIT, NOTEBOOK), ()),
        (None, (WRITE, Tool("edit", native="other")), ()),
        ((READ,), (WRITE, EDIT), ()),
    ],
)
def test_who_may_neither_write_nor_edit_writes_no_notebooks(
    allow: tuple[Tool, ...] | None, deny: tuple[Tool, ...], more: tuple[Tool, ...]
) -> None:
    assert without_excess(agent(allow, deny)).tools == Tools(allow, (*deny, *more))


@pytest.mark.parametrize(
    ("given", "deny"),
    [
        (agent(None, mode="accept-edits"), ()),
        (agent((READ,), mode="plan"), ()),
        (agent((READ,), (SHELL,), mode="plan"), (SHELL,)),
    ],
)
def test_a_mode_goes_where_it_takes_nothing(given: Agent, deny: tuple[Tool, ...]) -> None:
    left = without_mode(given)
    assert (left.permission_mode, left.tools) == (None, Tools(given.tools.allow, deny))


def test_what_planning_takes_is_denied_without_it() -> None:
    left = without_mode(agent(None, (Tool("agent"), EDIT), mode="plan"))
    assert left.permission_mode is None
    first, second, *more = left.tools.deny
    assert (first, second) == (Tool("agent"), EDIT)
    assert {tool.name for tool in more} == {"write", "multi_edit", "notebook_edit", "shell", "powershell"}
