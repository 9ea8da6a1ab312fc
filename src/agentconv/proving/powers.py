"""What a client gives an agent and lets happen unasked, held against what agentconv reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from agentconv.host.registry import Registry
from agentconv.model.powers import Power, power
from agentconv.model.vocabulary import EXECUTE, IMPLIED, MCP, NETWORK, READ, WRITE
from agentconv.proving.cases import Case
from agentconv.proving.given import Given
from agentconv.proving.verdicts import Compared

_ALL = frozenset({READ, WRITE, EXECUTE, NETWORK})
"""What an agent that may use everything has in every client."""
_NATIVE = re.compile(r"native:[\w-]+:")

_KNOWN = (
    ("copilot", "native:", "the client leaves names of tools that it does not know"),
    ("copilot", NETWORK, "offline, the client offers no tool for the network"),
    ("qwen", NETWORK, "without a key, the client offers no search"),
    ("factory", NETWORK, "offline, the client offers no tool for the network"),
    *(
        (
            target,
            f"native:claude:{name}",
            "servers are not started, and the client has this tool for them alone",
        )
        for target in ("claude", "claude-json")
        for name in ("ListMcpResourcesTool", "ReadMcpResourceTool")
    ),
)
"""Target, how what an agent does not get begins, and why it does no harm.

Copilot: docs.github.com, custom agents configuration: names that are not recognized are ignored, so that one
file serves several products (2026-11-28); the others as the clients answer.
"""
_KNOWN_WITH_A_MODEL = (
    ("codex", NETWORK, "with a model that it lists, the client offers this server no search"),
)
"""The same of agents that name a model. Codex 0.169.0 (2026-11-28): with `gpt-6.1-terra`, `gpt-6-luna` and
`gpt-5.6-terra` a request has no `web_search`, which stands in the same role's without a model."""
_BY_MODE = "a mode for the whole agent is read; what no rule of the client asks for goes unasked"


def compared_powers(case: Case, given: Given, registry: Registry) -> Iterator[Compared]:
    """The tools, and where the client tells it consent."""
    agent = case.agent
    fmt = registry.loaded(case.document.format)
    host = fmt.lets(agent) if fmt else frozenset()
    ours = power(agent, host)
    said = given if given.consents else replace(given, mode=agent.permission_mode)
    theirs = power(said.agent, given.host)
    more, less = _more(ours, theirs), _less(ours, theirs)
    if not more and not less:
        yield Compared("tools", True, _untold(ours, theirs))
    else:
        words = [f"more: {', '.join(more)}"] if more else []
        words += [f"less: {', '.join(less)}"] if less else []
        told = f"{theirs.describe()} ({'; '.join(words)})"
        why = "" if more else _why_less(case, less)
        yield Compared("tools", False, why, _NATIVE.sub("", ours.describe()), _NATIVE.sub("", told))
    if given.consents:
        yield _consent(case, ours, theirs, host)


def _why_less(case: Case, less: list[str]) -> str:
    """Why an agent gets less, where that is known for all that it does not get; else nothing."""
    target = case.document.format
    if case.is_source and case.says("line by line"):
        return "the client reads the frontmatter line by line, as is said of the file"
    known = (*_KNOWN, *(_KNOWN_WITH_A_MODEL if case.agent.model else ()))
    found = [[why for t, start, why in known if t == target and word.startswith(start)] for word in less]
    return "; ".join(dict.fromkeys(why for some in found for why in some)) if all(found) else ""


def _more(ours: Power, theirs: Power) -> list[str]:
    """What the client gives beyond what agentconv reads; patterns count as their whole tool."""
    if ours.grants is None:
        return sorted(c for c in ours.lost if _has(theirs, c))
    if theirs.grants is None:
        return ["every tool of the host"]
    return sorted({_head(g) for g in theirs.grants} - _implied(ours))


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
    if found.grants is None:
        return capability not in found.lost
    return capability in {_head(g) for g in found.grants}


def _implied(found: Power) -> set[str]:
    heads = {_head(g) for g in found.grants or ()}
    return heads.union(*(IMPLIED.get(head, frozenset()) for head in heads))


def _head(word: str) -> str:
    return word.partition("(")[0].partition("/")[0]


# consent

_ABOUT = {
    "unasked:write": WRITE,
    "unasked:execute": EXECUTE,
    "unasked:network": NETWORK,
    "unasked:search": NETWORK,
}


def _consent(case: Case, ours: Power, theirs: Power, host: frozenset[str]) -> Compared:
    """What happens without a person's word, of that which both have."""
    kinds = {word for word in (*_ABOUT, _SERVERS) if _may(ours, word) and _may(theirs, word)}
    mine, its = ours.free & kinds, theirs.free & kinds
    if mine == its and ours.guarded <= theirs.guarded:
        return Compared("consent", True, "the client asks for more" if ours.guarded != theirs.guarded else "")
    moded = case.agent.permission_mode is not None and (case.source is None or case.told)
    why = _BY_MODE if moded and mine < its and its - mine <= host else ""
    return Compared("consent", False, why, _words(mine, ours), _words(its, theirs))


_SERVERS = "unasked:servers"


def _may(found: Power, word: str) -> bool:
    """Whether an agent has what a word of consent is about."""
    if word == _SERVERS:
        return found.grants is None or any(g.startswith((MCP, "native:")) for g in found.grants)
    if word == "unasked:network" and "web_fetch" in found.denied:
        return False
    return _has(found, _ABOUT[word])


def _words(free: frozenset[str], found: Power) -> str:
    unasked = ", ".join(sorted(word.partition(":")[2] for word in free)) or "nothing"
    asked = ", ".join(sorted(word.partition(":")[2] for word in found.guarded))
    return f"{unasked} unasked" + (f"; asks before {asked}" if asked else "")
