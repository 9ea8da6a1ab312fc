"""An MCP server: what an agent declares for itself, and what a project or a package has.

A variable of the environment stands in its texts as `${NAME}`, or `${NAME:-what else}`; the folder of the
package that it came in as `${CLAUDE_PLUGIN_ROOT}`, which is how most packages word it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from agentconv.frozen import frozen
from agentconv.model.agent import Tool, Value
from agentconv.model.frozen import empty, freeze_fields
from agentconv.model.vocabulary import MCP

STDIO, HTTP, SSE = "stdio", "http", "sse"


@frozen
class Server:
    """An MCP server: a program to start, or an address to reach."""

    kind: str
    """`STDIO`, `HTTP` or `SSE`; any other word as the source has it."""
    command: str = ""
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=empty)
    cwd: str = ""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=empty)
    tools: tuple[str, ...] | None = None
    """The only tools that it gives; None = all it has."""
    without: tuple[str, ...] = ()
    """The tools that it does not give."""
    timeout: float | None = None
    """In milliseconds."""
    enabled: bool = True
    more: Mapping[str, Value] = field(default_factory=empty)
    """What has no field here, under the source's own keys: of a server in an agent."""
    name: str = ""
    """How clients call it; empty while that stands elsewhere."""
    extensions: Mapping[str, Mapping[str, Value]] = field(default_factory=empty)
    """What has no field here, under the name of the tool that it came from."""
    native: Mapping[str, Value] | None = field(default=None, compare=False, repr=False)
    """The source's own words, which are written again where they say the same."""

    def __post_init__(self) -> None:
        freeze_fields(self, "env", "headers", "more", "extensions")

    @property
    def is_local(self) -> bool:
        """Whether it is a program that the client starts."""
        return self.kind == STDIO

    def given(self, name: str) -> tuple[Tool, ...]:
        """The tools that it gives under a name, what it withholds aside; none while it is switched off."""
        if not self.enabled:
            return ()
        if self.tools is None:
            return (Tool(MCP, server=name),)
        return tuple(Tool(MCP, server=name, tool=tool) for tool in self.tools)

    def withheld(self, name: str) -> tuple[Tool, ...]:
        """The tools that it does not give, under a name."""
        return tuple(Tool(MCP, server=name, tool=tool) for tool in self.without)
