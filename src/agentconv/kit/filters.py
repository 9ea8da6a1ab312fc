"""What a filter is: something that changes agents, or leaves them out, between reading and writing.

What it takes away or adds is measured by the host, field by field, so a filter has no reporting code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from agentconv.diagnostics import Report
from agentconv.frozen import slotted
from agentconv.kit.options import Option
from agentconv.model.agent import Agent, Value


@slotted
class Filtering:
    """What a filter is told of one agent, and whom it tells of what it finds."""

    report: Report
    options: Mapping[str, Value]
    """The value of every option that the filter states, or its default."""
    format: str = ""
    """The format that the agent was read from; empty when it comes from no file."""

    def add(self, code: str, message: str, field: str | None = None, *, hint: str | None = None) -> None:
        """Report a finding on the agent; `field` as `agentconv.diff` names it.

        `code` is one of docs/codes.md, or one of the filter's own: `house/too-long` for the filter `house`.
        """
        self.report.add(code, message, field=field, hint=hint)


class Filter:
    """A filter: subclass it, state its name and what it does, and override `apply`.

    >>> from agentconv import Agent, Registry, write
    >>> class Quiet(Filter):
    ...     name = "quiet"
    ...     about = "Takes the colour off."
    ...
    ...     def apply(self, agent, filtering):
    ...         return with_fields(agent, {"color": None})
    >>> from agentconv import Options, with_fields
    >>> registry = Registry(plugins=False)
    >>> registry.add_filter(Quiet)
    >>> red = Agent("a", description="d", color="red")
    >>> made = write(red, "claude", options=Options(filters=("quiet",)), registry=registry)
    >>> [(d.field, str(d.loss), d.filter) for d in made.diagnostics]
    [('color', 'dropped', 'quiet')]
    """

    name: ClassVar[str]
    """Lower case words with dashes between them; no format may be called so."""
    about: ClassVar[str]
    """What it does, for people, in a sentence."""
    options: ClassVar[tuple[Option, ...]] = ()
    """What can be said to it."""

    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        """The agent as it is to be written, or None to leave it out.

        It must give the same for the same agent, and knows of no other: it may be asked more than once, in
        any order and in several processes. Where it gives another name, other agents that say the old one say
        the new one. `agentconv.with_fields` makes a changed copy; an agent itself cannot be changed.
        """
        raise NotImplementedError
