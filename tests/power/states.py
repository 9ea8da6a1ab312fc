"""What an agent may do, as the lattice `DENY < ASK < ALLOW` for single acts.

An act is the smallest thing that a restriction can be about: reading a file, writing one of two files, running one
of two commands, fetching a page, searching the web, starting one of two agents, calling one of two tools of the
server `gh`, or a tool of another server that the host has.
"""

from __future__ import annotations

from collections.abc import Iterable

DENY, ASK, ALLOW = 0, 1, 2
WORDS = {DENY: "deny", ASK: "ask", ALLOW: "allow"}

FILES = ("read", "write", "docs")
"""`write` is writing `src/a.py`, `docs` is writing `docs/a.md`."""
COMMANDS = ("rm", "git")
"""`rm -rf x` and `git commit`."""
WEB = ("fetch", "search")
AGENTS = ("delegate", "helper")
"""Starting any agent, and starting one called `helper`."""
SERVERS = ("get", "push", "db")
"""The tools `get` and `push` of the server `gh`, and one of another server."""
ACTS = (*FILES, *COMMANDS, *WEB, *AGENTS, *SERVERS)

State = dict[str, int]


def state(allow: str = "", ask: str = "") -> State:
    """A state from the acts that are allowed and those that are asked for; any other is denied."""
    found = dict.fromkeys(ACTS, DENY)
    for words, level in ((ask, ASK), (allow, ALLOW)):
        found |= dict.fromkeys(words.split(), level)
    assert found.keys() == set(ACTS), found.keys() - set(ACTS)
    return found


def most(found: State, acts: Iterable[str], level: int) -> None:
    """Raise some acts to a level."""
    for act in acts:
        found[act] = max(found[act], level)


def reach(found: State) -> State:
    """What a state comes to in the end: a shell writes, reads and fetches, as far as it runs anything."""
    shell = found["rm"]
    wide = {act: max(found[act], shell) for act in (*FILES, *WEB)}
    wide["read"] = ALLOW if max(shell, found["git"]) else wide["read"]  # nobody asks for commands that read
    wide["docs"] = max(wide["docs"], wide["write"])
    wide["search"] = max(wide["search"], wide["fetch"])
    wide["helper"] = max(found["helper"], found["delegate"])
    return {**found, **wide}


def beyond(given: State, had: State) -> dict[str, tuple[int, int]]:
    """The acts that are freer now than they were, with what they were and are."""
    limit = reach(had)
    return {act: (limit[act], given[act]) for act in ACTS if given[act] > limit[act]}
