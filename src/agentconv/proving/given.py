"""What a client gives an agent, in neutral words: from the tools, rules or sandbox that it tells or sends."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from agentconv.formats.claude.codecs import NAMES as CLAUDE_NAMES
from agentconv.frozen import frozen
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.proving.values import Loaded


@frozen
class Given:
    """What an agent has by its client's word."""

    tools: Tools
    mode: str | None = None
    """The permission mode; None = the client does not say."""
    asks: frozenset[str] = frozenset()
    """What goes unasked, and what is asked for, as `power` takes it."""

    @property
    def agent(self) -> Agent:
        """The same as an agent, whose power can be computed."""
        return Agent("a", tools=self.tools, permission_mode=self.mode)


Giver = Callable[[Loaded], "Given | None"]
"""Tells what a client gives; None = it was not asked, or does not say."""

HARMLESS = frozenset({"TaskStop"})
"""What only ends that which the agent has started."""


def _some(tools: Iterable[Tool], mode: str | None = None) -> Given:
    return Given(Tools(tuple(tools)), mode)


def by_names(names: ToolNames) -> Giver:
    """The tools that the client lists."""

    def given(loaded: Loaded) -> Given | None:
        if loaded.tools is None:
            return None
        return _some(names.decode(name) for name in loaded.tools if name not in HARMLESS)

    return given


def by_sandbox(loaded: Loaded) -> Given:
    """What a Codex role reaches: with a shell what the sandbox lets it, without one nothing."""
    tools = ["web_search"] if "web_search" in loaded.tools else []
    if "exec_command" in loaded.tools:
        tools += ["read", "glob", "grep", "list"]
        tools += [] if loaded.more["sandbox"] == "read-only" else ["write", "edit", "shell"]
    return _some(map(Tool, tools))


GIVEN: dict[str, Giver] = {
    "claude": by_names(CLAUDE_NAMES),
    "codex": by_sandbox,
}
"""Target -> what its client gives."""
