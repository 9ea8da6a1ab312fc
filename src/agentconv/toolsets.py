"""Which of a format's own tool names an agent may have, so that it can do no more than it could."""

from __future__ import annotations

from collections.abc import Iterable

from agentconv.codecs import ToolNames
from agentconv.model import Agent, Tool, Tools
from agentconv.powers import Power, power

_ANYTHING = Agent("")


def native_tools(agent: Agent, names: ToolNames) -> tuple[str, ...] | None:
    """The native names to list for an agent; None when it may have all that the host gives.

    For a format that can only list what it grants. A deny list, or a mode that takes something away, becomes
    a list of every native name that stays within the agent's power. A native name that gives more than
    the agent has, such as a coarse one or a whole tool for a bounded one, is left out.
    """
    limit = power(agent)
    if power(_ANYTHING) <= limit:
        return None
    allow = agent.tools.allow
    if allow is not None:
        found: dict[str, None] = {}
        have: set[Tool] = set()
        for tool in allow:
            name = None if tool in have else names.encode(tool)
            if name is not None and name not in found and within(name, names, limit):
                found[name] = None
                have.update(names.tools(name))
        return tuple(found)
    listed = tuple(name for name in names.names if within(name, names, limit))
    once = {names.tools(name): name for name in reversed(listed)}
    return tuple(name for name in listed if once[names.tools(name)] == name)


def within(native: str, names: ToolNames, limit: Power) -> bool:
    """Whether a native name gives nothing beyond `limit`."""
    return power(Agent("", tools=Tools(names.tools(native)))) <= limit


def given(natives: Iterable[str], names: ToolNames) -> tuple[Tool, ...]:
    """The tools that native names give, each once."""
    return tuple(dict.fromkeys(tool for native in natives for tool in names.tools(native)))
