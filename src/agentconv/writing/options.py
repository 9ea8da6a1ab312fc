"""How to write agents, as whoever calls says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING

from agentconv.errors import UsageError
from agentconv.formats import GENERATION, GENERATIONS
from agentconv.frozen import frozen
from agentconv.kit import model_map
from agentconv.kit.format import PROJECT, Format, Package
from agentconv.kit.options import settled
from agentconv.model.agent import Agent, Value

if TYPE_CHECKING:
    from agentconv.host.registry import Registry


@frozen
class Options:
    """How to write."""

    model: str | None = None
    """The model for every agent."""
    models: str | None = None
    """TOML text of a models file that goes over agentconv's own."""
    template: str | None = None
    """Jinja2 source that wraps the prompt, for formats that take one."""
    shorten: bool = False
    scope: str = PROJECT
    """Whose folder the files are for: the project's, or `user` for those of all projects."""
    allow_wider: bool = False
    for_agent: Mapping[str, AgentOptions] = field(default_factory=dict)
    """What is different for an agent, by its name."""
    package: Package | None = None
    """What the files belong to, for targets that are packages."""
    packages: Mapping[str, Package] = field(default_factory=dict)
    """What the packages of the sources say of themselves, by name."""
    filters: tuple[str, ...] = ()
    """What changes the agents, or leaves some out, before they are written: filters by name, in order."""
    settings: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """Name of a filter or a target -> the values of its options; for the kind `file` the text itself."""

    def for_one(self, name: str) -> Options:
        """How to write the agent of this name."""
        special = self.for_agent.get(name)
        if special is None:
            return self
        wider = special.allow_wider or self.allow_wider
        return replace(self, model=special.model or self.model, allow_wider=wider)

    def as_chosen(self, agent: Agent, back: Agent, fmt: Format) -> Agent:
        """An agent with the model that the user's own table gives for its own, where the written form has it.

        What was chosen is no loss.
        """
        if self.models is None or self.model is not None:
            return agent
        chosen = model_map.load(self.models).chosen(agent.model, fmt.name, fmt.models_of or fmt.name)
        return agent if chosen is None or chosen != back.model else replace(agent, model=chosen)


@frozen
class AgentOptions:
    """How to write one agent, where that is different from the others."""

    model: str | None = None
    allow_wider: bool = False


def told_of(target: str, registry: Registry, options: Options) -> dict[str, Value]:
    """Every option of a target's format with its value, where the word for the target may say one of them.

    Raises `UsageError` for options that it has not, or that say otherwise than the word.
    """
    fmt = registry.whole(target)
    said = dict(options.settings.get(fmt.name, {}))
    if target in GENERATIONS:
        generation = GENERATIONS[target][1]
        if said.setdefault(GENERATION, generation) != generation:
            what = f"the target {target!r} is {fmt.name!r} with the option {GENERATION} {generation}"
            raise UsageError(f"{what}, and it is told {said[GENERATION]!r:.60}")
    return settled(fmt.options, said, f"the format {fmt.name!r}")
