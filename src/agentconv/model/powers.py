"""What an agent can do, as a value that can be compared: `power(a) <= power(b)`.

This is the base of the promise that no conversion gives an agent a capability which its source did
not have. A power is a set of grants (`read`, `execute(git:*)`, `mcp:github/get_issue`, `mcp:github`,
a native name) or everything that the host has, less what is denied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from agentconv.door import expect
from agentconv.frozen import frozen
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.memo import SIZE, by_identity
from agentconv.model.vocabulary import (
    ALL,
    DELEGATE,
    EXECUTE,
    IMPLIED,
    MCP,
    NETWORK,
    PARTS,
    PERMISSION_MODES,
    PLAN_TAKES,
    READ,
    TOOLS,
    WRITE,
)

ALWAYS = "always"
"""Among a host's words: they count beside a mode, on which the host does not act or which says less."""


@frozen
class Power:
    """What an agent can do; `a <= b` says that `a` can do nothing that `b` cannot."""

    grants: frozenset[str] | None
    """Capabilities; None = everything that the host has."""
    tools: frozenset[str] | None
    """The tools behind the grants, as `grant_of` words them; None = every tool."""
    denied: frozenset[str]
    """Tools, or parts of tools, that are taken away; worded as in `tools`."""
    lost: frozenset[str]
    """Capabilities of which nothing is left, though the host may have them."""
    unasked: frozenset[str]
    """What happens without a person's consent."""
    guarded: frozenset[str] = frozenset()
    """What does not happen unasked, though it does with others that have the same tools: `unasked:read`."""

    @property
    def asks(self) -> bool:
        """Whether there is anything that a host would ask for."""
        some = self.grants is None or any(not g.startswith(("read", "delegate")) for g in self.grants)
        return some and not {"unasked:all", "unasked:execute"} <= self.unasked

    def __le__(self, other: Power) -> bool:
        return not self.beyond(other)

    def beyond(self, other: Power) -> tuple[str, ...]:
        """What this power has and `other` has not, sorted; empty when it is within `other`."""
        return () if self is other else _beyond(self, other)

    def _beyond(self, other: Power) -> tuple[str, ...]:
        found = {u for u in self.unasked if u not in other.free}
        found |= {g for g in other.guarded if g not in self.guarded and self._may(g)}
        if other.grants is not None:
            if self.grants is None:
                found.add("every tool of the host")
            else:
                # A grant is within the other power when that has it, or anything that it is a part of.
                implied = _closure(other.grants)
                found |= {g for g in self.grants if not _wider(g) & implied}
        # Whoever has `shell(git:*)` reaches into the whole of `shell`, which the other may be denied.
        spread = frozenset().union(*map(_wider, self.tools or ()))
        found |= {f"{d} (denied)" for d in other.denied if self._reaches(d, spread)}
        found |= {c for c in other.lost if self._has(c)}
        return tuple(sorted(found))

    @property
    def free(self) -> frozenset[str]:
        """What happens without consent, with what that comes to: a free shell writes and fetches."""
        found = self.unasked
        if "unasked:execute" in found and (self.grants is None or EXECUTE in self.grants):
            found |= {"unasked:write", "unasked:network"} if self._has(EXECUTE) else set()
        if "unasked:all" in found:
            found |= {"unasked:network", "unasked:servers"}
        return found | {"unasked:search"} if "unasked:network" in found else found

    def _may(self, word: str) -> bool:
        """Whether a word of consent says something here: the agent has what it is about."""
        about = word.partition(":")[2]
        if self.grants is None:
            return (NETWORK if about == "search" else about) not in self.lost
        heads = {_head(grant) for grant in self.grants}
        servers = any(head.startswith((MCP, "native:")) for head in heads)
        if about == "servers":
            return servers
        if about == "network":
            return NETWORK in self.grants
        if (
            about == "search"
        ):  # whoever fetches pages reaches what a search finds, but a search is another tool
            return any(_head(tool) in PARTS for tool in self.tools)  # type: ignore[union-attr]
        return about in heads

    def _has(self, capability: str) -> bool:
        if capability in self.lost:
            return False
        return self.grants is None or any(_head(g) == capability for g in self.grants)

    def _reaches(self, tool: str, spread: frozenset[str]) -> bool:
        """Whether a tool that another power denies is within reach here."""
        if _wider(tool) & self.denied:
            return False
        if TOOLS.get(_head(tool)) in self.lost:
            return False
        return self.tools is None or bool(_wider(tool) & self.tools) or tool in spread

    def describe(self) -> str:
        """One line for people: `read, write` or `every tool of the host, but not: write`."""
        if self.grants is None:
            text = "every tool of the host"
            gone = sorted(self.denied | self.lost)
            return f"{text}, but not: {', '.join(gone)}" if gone else text
        return ", ".join(sorted(self.grants)) or "nothing"


_WORDS = {
    "read": ("read", None),
    "write": ("edit", "unasked:write"),
    "execute": ("shell", "unasked:execute"),
    "network": ("network", "unasked:network"),
    "delegate": ("delegate", None),
    MCP: ("servers' tools", "unasked:servers"),
}
"""Capability -> what people call it, and what lets it happen unasked; None = hosts hardly ever ask."""


def consent(agent: Agent, host: frozenset[str] = frozenset()) -> str:
    """What an agent does by itself, and before what it asks: `read; asks before edit, shell; no network`.

    `host` as for `power`.
    """
    found = power(agent, host)
    said: dict[str, list[str]] = {"": [], "asks before": [], "refuses": [], "no": []}
    held = "refuses" if agent.permission_mode == "dont-ask" else "asks before"
    for capability, (word, unasked) in _WORDS.items():
        parts = _parts(capability, word, found)
        for part in parts:
            how = "" if _is_free(capability, part, unasked, found) else held
            said[how].append(part)
        if not parts and capability != MCP:
            said["no"].append(word)
    text = "; ".join(f"{how} {', '.join(what)}".strip() for how, what in said.items() if what)
    some = sorted(d for d in found.denied if "(" in d or d.startswith((MCP, "native:")))
    if found.grants is None:
        text = f"every tool of the host: {text}" + (f"; but not {', '.join(some)}" if some else "")
    return text


def _is_free(capability: str, part: str, unasked: str | None, found: Power) -> bool:
    """Whether a part of a capability is used by itself."""
    if unasked is None:
        return f"unasked:{capability}" not in found.guarded
    free = replace(found, grants=frozenset()).free  # what a free shell comes to is not said again
    return unasked in free or (part.endswith("(search)") and "unasked:search" in free)


def _parts(capability: str, word: str, found: Power) -> list[str]:
    """What an agent has of a capability, as people call it."""
    if found.grants is None:
        return [] if capability in found.lost or capability in found.denied else [word]
    if capability == MCP:
        return sorted(g for g in found.grants if g.startswith((MCP, "native:")))
    return sorted(word + g[len(capability) :] for g in found.grants if _head(g) == capability)


def power(agent: Agent, host: frozenset[str] = frozenset()) -> Power:
    """What `agent` can do, from its tools, their arguments, its deny list and its permission mode.

    `host` is what its host lets the agent do unasked (`unasked:write`) where no mode says anything of it, or
    `ALWAYS`, and what it asks for where others do not (`asks:read`).
    """
    expect("agent", agent, Agent)
    expect("host", host, frozenset)
    found = power_of(agent.tools, agent.permission_mode)
    return _hosted(found, _one(host), agent.permission_mode is None) if host else found


@lru_cache(SIZE)
def _one(words: frozenset[str]) -> frozenset[str]:
    """The same set for equal ones, since answers are remembered by identity."""
    return words


@by_identity
def _hosted(found: Power, host: frozenset[str], is_silent: bool) -> Power:
    """A power with its host's consent, which counts where no mode says anything of it."""
    guarded = frozenset(f"unasked:{word[5:]}" for word in host if word.startswith("asks:"))
    unasked = found.unasked
    free = frozenset(word for word in host if word.startswith("unasked:") and found._may(word))
    if is_silent:
        unasked = free
    elif ALWAYS in host:
        unasked |= free
    return replace(found, unasked=unasked, guarded=guarded)


def power_of(tools: Tools, mode: str | None = None) -> Power:
    """What an agent with these tools can do in a permission mode."""
    return _known_power(tools.allow, tools.deny, mode or "default")


@lru_cache(SIZE)  # a collection has a few dozen lists of tools, each asked about many times
def _power(allow: tuple[Tool, ...] | None, deny: tuple[Tool, ...], mode: str) -> Power:
    denied = frozenset(word for tool in deny for word in words(tool))
    lost = _lost(denied)
    if mode == "plan":
        lost |= PLAN_TAKES
    unasked = PERMISSION_MODES.get(mode, frozenset({f"unasked:{mode}"}))
    if allow is None:
        return Power(None, None, denied, lost, unasked)
    tools = frozenset(word for tool in allow for word in words(tool) if not _wider(word) & denied)
    grants = frozenset(g for word in tools if (g := grant_of(word)) and _head(g) not in lost)
    grants -= {part for part in PARTS.values() if _head(part) in grants}
    left = frozenset(d for d in denied if _wider(d) & tools)  # a denial says something only of what is left
    return Power(grants, tools, left, lost, unasked)


_known_power = by_identity(_power)
_beyond = by_identity(Power._beyond)


_UNASKED = {
    "read": "reading",
    "write": "editing",
    "execute": "running commands",
    "network": "fetching pages",
    "search": "searching the web",
    "servers": "calling servers' tools",
    "delegate": "starting other agents",
    "all": "anything",
}


def said(powers: Iterable[str]) -> str:
    """What an agent can do, as people read it: `unasked:write` is `editing unasked`.

    >>> said(["execute(git:*)", "unasked:all"])
    'execute(git:*), anything unasked'
    """
    return ", ".join(_said(power) for power in powers)


def _said(word: str) -> str:
    head, colon, what = word.partition(":")
    return f"{_UNASKED.get(what, what)} unasked" if (head, colon) == ("unasked", ":") else word


def words(tool: Tool) -> tuple[str, ...]:
    """A tool as words that can be compared: `shell(git:*)`, `mcp:server/tool`, `native:FORMAT:NAME`."""
    if tool.name == MCP and tool.native is None:
        if tool.server in (None, ALL):
            return (MCP,)
        return (f"{MCP}:{tool.server}/{tool.tool}" if tool.tool else f"{MCP}:{tool.server}",)
    name = f"native:{tool.native}:{tool.name}" if tool.native else tool.name
    if tool.argument is None:
        return (name,)
    if name == "agent":  # `Agent(a, b)` allows two agents; any other argument is one pattern
        return tuple(f"{name}({part.strip()})" for part in tool.argument.split(","))
    return (f"{name}({tool.argument})",)


def grant_of(word: str) -> str | None:
    """The capability behind a tool's word, with its argument; None when it touches nothing."""
    head = _head(word)
    if head in PARTS:
        return PARTS[head]
    capability = TOOLS.get(head, head)
    return None if capability is None else capability + word[len(head) :]


_PRIMARY = {
    READ: frozenset({"read", "glob", "grep"}),
    WRITE: frozenset({"write", "edit"}),
    EXECUTE: frozenset({"shell"}),
    NETWORK: frozenset({"web_fetch", "web_search"}),
    DELEGATE: frozenset({"agent"}),
}
"""The tools that a capability stands on: with all of them denied, nothing of it is left."""


def _lost(denied: frozenset[str]) -> frozenset[str]:
    return frozenset(c for c, names in _PRIMARY.items() if names <= denied)


@lru_cache(SIZE)
def _head(word: str) -> str:
    return word.partition("(")[0]


@lru_cache(SIZE)
def _wider(word: str) -> frozenset[str]:
    """A word and all that include it: `execute(git:*)` < `execute`, `mcp:s/t` < `mcp:s` < `mcp`."""
    found = {word, _head(word)}
    if word.startswith("mcp:"):
        found |= {MCP, word.partition("/")[0]}
    return frozenset(found)


def _closure(grants: frozenset[str]) -> frozenset[str]:
    return grants.union(*(IMPLIED.get(g, frozenset()) for g in grants))
