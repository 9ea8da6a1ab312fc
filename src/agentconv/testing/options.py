"""What is said to a format alone: every option changes what is written, and nothing that an agent says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agentconv.api import write
from agentconv.conformance.specimens import AGENTS
from agentconv.host.registry import Registry
from agentconv.kit.options import Option
from agentconv.model.agent import Agent, Value, diff
from agentconv.model.powers import power
from agentconv.testing.files import check_none, sides
from agentconv.testing.subject import Subject
from agentconv.writing.convert import Conversion
from agentconv.writing.options import Options


class OfOptions(Subject):
    """Checks of the options that a format states."""

    def test_every_option_changes_what_is_written(self, registry: Registry) -> None:
        """An option that is accepted and ignored is worse than none."""
        for option in self.format.options if self.format.writes else ():
            if option.name not in self.told and not list(_others(option)):
                raise AssertionError(f"say in 'told' what to try for the option {option.name!r}")
            assert any(
                self._told(agent, option, value, registry).files != self.write_agent(agent, registry).files
                for value in self._values(option)
                for agent in AGENTS.values()
            ), f"the option {option.name!r} changes no file of the agents that come with agentconv"

    def test_an_option_loses_nothing_in_silence(self, registry: Registry) -> None:
        """With an option as without: what reads back differently is named, and no power is gained."""
        failures = []
        for option in self.format.options if self.format.writes else ():
            for value in self._values(option):
                for name, agent in AGENTS.items():
                    made = self._told(agent, option, value, registry)
                    if made.ok and (found := self._unsaid(agent, made, registry)):
                        failures.append(f"{name}, {option.name} = {value!r}: {found}")
        check_none(failures, "an option loses, or gives, in silence")

    def _values(self, option: Option) -> Iterator[Any]:
        if option.name in self.told:
            yield self.told[option.name]
        else:
            yield from _others(option)

    def _told(self, agent: Agent, option: Option, value: Value, registry: Registry) -> Conversion:
        needed = {
            o.name: self.told[o.name] for o in self.format.options if o.required and o.name in self.told
        }
        settings = {self.name: {**needed, option.name: value}}
        return write(agent, self.name, options=Options(settings=settings), registry=registry)

    def _unsaid(self, agent: Agent, made: Conversion, registry: Registry) -> str:
        """What reads back otherwise and is in no finding; extensions aside, which an option may be."""
        back = self.read_back(made, agent, registry)
        named = {name for d in made.diagnostics for name in d.fields}
        found = [
            d for d in diff(agent, back) if d.field not in named and not d.field.startswith("extensions.")
        ]
        if more := power(back).beyond(power(agent)):
            return f"gains {more}"
        return sides(found, made.files) if found else ""


def _others(option: Option) -> Iterator[Value]:
    """Values that an option takes beside its default, where that is plain."""
    if option.kind == "flag":
        yield not option.default
    if option.kind == "number" and isinstance(option.default, (int, float)):
        yield option.default + 1
    if option.kind == "text":
        yield from (choice for choice in option.choices if choice != option.default)
