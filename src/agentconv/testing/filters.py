"""The conformance suite for filters.

from agentconv.testing import FilterContract

class TestMine(FilterContract):
    filter = Mine
    settings = {"limit": 80}
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as chosen

from agentconv.conformance.specimens import AGENTS
from agentconv.conformance.strategies import agents
from agentconv.diagnostics import Diagnostic, Loss, Report
from agentconv.host.filters import ProvidedFilter, check_filter
from agentconv.kit.filters import Filter
from agentconv.kit.options import settled
from agentconv.model.agent import Agent, Value, diff
from agentconv.testing.files import check_none, sides
from agentconv.writing.filtering import measured


class FilterContract:
    """What every filter must hold. Subclass it in a test module and set `filter`."""

    filter: ClassVar[type[Filter]]
    settings: ClassVar[Mapping[str, Value]] = {}
    """What is said to it in the tests; for an option of the kind `file` the text itself."""
    samples: ClassVar[Sequence[Agent]] = ()
    """Agents of which it changes one at least, or leaves one out; agentconv's own are tried in any case."""
    widens: ClassVar[bool] = False
    """Whether it is there to give agents more power."""
    settles: ClassVar[bool] = True
    """Whether what it gave stays as it is when the filter comes by again."""
    examples: ClassVar[int] = 40
    """How many generated agents go through it; 0 = none."""

    def passed(self, agent: Agent) -> Agent | None:
        """What the filter makes of an agent. Raises `PluginFailed`, or fails where it prints."""
        return self._by(self.filter(), agent)

    @property
    def tried(self) -> dict[str, Agent]:
        """The agents that go through it, by name."""
        return {**AGENTS, **{f"sample {number}": agent for number, agent in enumerate(self.samples)}}

    def test_facts_are_given(self) -> None:
        """A name, what it does, options that say what they do, and a docstring for whoever reads the code."""
        check_filter(self.filter)
        assert self.filter.__doc__, "say in the class's docstring what it is for"
        module = sys.modules[self.filter.__module__]
        assert module.__doc__, "say in the module's docstring what its filters are for"
        settled(self.filter.options, self.settings, f"the filter {self.filter.name!r}")

    def test_something_is_filtered(self) -> None:
        """A filter that never changes an agent may look at the wrong thing, and nobody would see it."""
        changed = [name for name, agent in self.tried.items() if self._is_changed(agent)]
        assert changed, "no agent is changed or left out: give 'samples' of which one is"

    def test_every_agent_is_taken(self) -> None:
        """It gives an agent or nothing, prints nothing and leaves what it is handed as it was."""
        failures = []
        for name, agent in self.tried.items():
            try:
                self.passed(agent)
            except Exception as error:  # all of them are shown
                failures.append(f"{name}: {error}")
        check_none(failures, "an agent is not taken")

    def test_the_same_agent_gives_the_same(self) -> None:
        """Whatever came before it, an agent is the same: it may be asked again, and in other processes."""
        first = {name: self.passed(agent) for name, agent in self.tried.items()}
        instance = self.filter()
        for name, agent in reversed(self.tried.items()):
            self._check_same(first[name], self._by(instance, agent), f"{name}: the order of agents counts")

    def test_a_second_time_changes_nothing(self) -> None:
        """What it wrote may be read and filtered again; `settles = False` says that this one may add more."""
        if not self.settles:
            pytest.skip("the filter does not settle")
        for name, agent in self.tried.items():
            once = self.passed(agent)
            if once is not None:
                self._check_same(once, self.passed(once), f"{name}: a second time changes it again")

    def test_no_agent_gains_power(self) -> None:
        """A filter that gives tools, servers or a freedom from questions says so: `widens = True`."""
        failures = [
            f"{name}: {d.message}"
            for name, agent in self.tried.items()
            for d in self._measured(agent)
            if d.loss is Loss.WIDENED and not self.widens
        ]
        check_none(failures, "an agent gains power")

    def test_names_stay_apart(self) -> None:
        """Agents of different names do not get one."""
        seen: dict[str, str] = {}
        for agent in self.tried.values():
            found = self.passed(agent)
            if found is not None:
                first = seen.setdefault(found.name, agent.name)
                assert first == agent.name, f"{first!r} and {agent.name!r} are both called {found.name!r}"

    def test_any_agent_keeps_the_promises(self) -> None:
        """Generated agents: each is taken, gains no power, and stays when it comes by again."""
        if not self.examples:
            pytest.skip("no generated agents are asked for")
        how = chosen(max_examples=self.examples, deadline=None, suppress_health_check=list(HealthCheck))

        @chosen(how, phases=[Phase.explicit, Phase.reuse, Phase.generate])
        @given(agents())
        def holds(agent: Agent) -> None:
            once = self.passed(agent)
            if once is not None and self.settles:
                self._check_same(once, self.passed(once), "a second time changes it again")
            assert self.widens or not [d for d in self._measured(agent) if d.loss is Loss.WIDENED]

        holds()

    def _is_changed(self, agent: Agent) -> bool:
        found = self.passed(agent)
        return found is None or bool(diff(agent, found))

    def _by(self, instance: Filter, agent: Agent) -> Agent | None:
        options = settled(self.filter.options, self.settings, f"the filter {self.filter.name!r}")
        said = Report()
        found = ProvidedFilter(instance, "the test", said).apply(agent, options, "", Report())
        assert not said.diagnostics, said.diagnostics[0].message
        return found

    def _measured(self, agent: Agent) -> tuple[Diagnostic, ...]:
        found = self.passed(agent)
        return () if found is None else measured(agent, found, self.filter.name)

    def _check_same(self, one: Agent | None, other: Agent | None, what: str) -> None:
        assert (one is None) == (other is None), f"{what}: it is left out once, and once it is not"
        if one is not None and other is not None and (found := diff(one, other)):
            raise AssertionError(f"{what}\n{sides(found)}")
