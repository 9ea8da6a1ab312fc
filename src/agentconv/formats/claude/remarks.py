"""What is odd about the tools of a Claude Code agent, whatever file it stands in.

The client says nothing of a name that matches no tool, or of a pattern that it does not mind: the agent has
other tools than its author meant. Observed with versions 2.1.197 and 2.1.328 (2026-11-20).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from agentconv.diagnostics import Loss
from agentconv.errors import WrongType
from agentconv.formats.claude.codecs import NAMES, OWN_TOOLS, AllowCodec, joined, tool_words, whole
from agentconv.formats.claude.power import MEMORIES, implied
from agentconv.kit.format import Reading, Writing
from agentconv.model.agent import Agent, Tool, Tools, Value, changed
from agentconv.model.memo import by_identity

BOUND_HINT = "bind it with a permission rule in the settings"


def remark_tools(agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
    """Report the tools that an agent has, or has not, otherwise than its keys `tools` and so on look."""
    try:
        listed = AllowCodec().decode(native["tools"]) if "tools" in native else None
        denied = tool_words(native.get("disallowedTools"))
    except WrongType:
        return  # reported by the table
    if agent.memory or agent.mcp_servers:
        for key, tools in implied(changed(agent, tools=Tools(listed, agent.tools.deny))).items():
            reading.add("tool-implied", f"{key} gives the agent {joined(tools)} as well", key)
    if agent.memory and agent.memory not in MEMORIES:
        what = f"{agent.memory!r} is no memory of Claude Code's, which gives the agent none"
        reading.add("value-unknown", what, "memory", hint=f"there are {', '.join(sorted(MEMORIES))}")
    _remark_names(listed or (), "tools", reading)
    if what := granted_whole(changed(agent, tools=Tools(listed))):
        reading.add("tool-granted-whole", what, "tools", hint=BOUND_HINT)
    if "*" in denied:
        what = "a * in disallowedTools takes nothing away in Claude Code"
        hint = "list the tools, or write `tools: []` for none"
        reading.add("deny-all-ignored", what, "disallowedTools", hint=hint)
        return
    taken = tuple(map(NAMES.decode, denied))
    _remark_names(taken, "disallowedTools", reading)
    for word in bounded(taken):
        what = f"{word!r} takes the whole tool away: Claude Code ignores the pattern here"
        reading.add("tool-denied-whole", what, "disallowedTools")


def _remark_names(tools: Iterable[Tool], key: str, reading: Reading) -> None:
    """Report names that match no tool, and those that differ from one in their capitals."""
    unknown = dict.fromkeys(tool.name for tool in tools if tool.native is not None)
    near = {name: NAMES.near(name) for name in unknown}
    for name, meant in near.items():
        if meant:
            what = f"{name!r} matches no tool: names are case-sensitive"
            reading.add("tool-case", what, key, hint=f"probably {meant!r} was meant")
    if strange := [name for name in unknown if not near[name] and name not in OWN_TOOLS]:
        what = f"no tool that Claude Code is known to have: {some(strange)}"
        reading.add("tool-unknown", what, key)


@by_identity
def bounded(tools: tuple[Tool, ...]) -> tuple[str, ...]:
    """The native words of the tools whose pattern the client does not mind."""
    return tuple(word for tool in tools if whole(tool) != tool and (word := NAMES.encode(tool)))


def granted_whole(agent: Agent) -> str:
    """What is said of the tools that an agent's list bounds and the client gives whole; empty for none."""
    patterns = bounded(agent.tools.allow or ())
    return f"Claude Code grants the whole tool, whatever the pattern: {some(patterns)}" if patterns else ""


def held(agent: Agent, writing: Writing) -> Agent:
    """The agent without tools that its source bounds and this client would give whole.

    Where more power is allowed, the source is no client's file, or this client's, they stay as they are; then
    only the file says what they are bound to.
    """
    tools = agent.tools.allow or ()
    patterns = bounded(tools)
    if not patterns:
        return agent
    kin = writing.family == "claude"
    if writing.bounds and not (kin or writing.wider):
        kept = tuple(tool for tool in tools if whole(tool) == tool)
        return changed(agent, tools=replace(agent.tools, allow=kept))
    what = granted_whole(agent)
    hint = f"{BOUND_HINT}, or take the tool out"
    loss = None if kin else Loss.UNENFORCED
    if writing.source != "claude":
        writing.report.add("tool-granted-whole", what, hint=hint, field="tools.allow", loss=loss)
    return agent


def some(words: Sequence[str]) -> str:
    """The first ten words, and how many there are more."""
    more = f" and {len(words) - 10} more" if len(words) > 10 else ""
    return ", ".join(words[:10]) + more
