"""What a format writes of one agent: as in its snapshots, with every loss named, and no power gained."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from agentconv.conformance import snapshots
from agentconv.conformance.kept import Kept
from agentconv.conformance.specimens import AGENTS
from agentconv.conformance.strategies import agents
from agentconv.diagnostics import Report, Severity
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.format import Writing
from agentconv.model import neutral
from agentconv.model.agent import Agent, Tool, Tools, diff
from agentconv.model.names import slug
from agentconv.model.powers import power
from agentconv.model.vocabulary import TOOLS
from agentconv.testing.files import check_none, shown, sides
from agentconv.testing.subject import Subject
from agentconv.writing.convert import Conversion


class OfWriting(Subject):
    """Checks of what is written of one agent."""

    def test_writes_as(self, neutral_case: Agent, registry: Registry, kept: Kept) -> None:
        """A neutral agent is written as the files of its snapshots, with the losses there."""
        conversion = self.write_agent(neutral_case, registry)
        (name,) = (name for name, agent in self.neutral_cases().items() if agent is neutral_case)
        for place, text in snapshots.of_writing(name, conversion, worded=self.worded).items():
            kept.holds(place, text)

    def test_no_snapshot_is_left_over(self, registry: Registry, kept: Kept) -> None:
        """Each snapshot is of a fixture or agent that there is."""
        places = [snapshots.of_reading(name) for name in self.cases()]
        for name, agent in self.neutral_cases().items():
            places += snapshots.of_writing(name, self.write_agent(agent, registry), worded=self.worded)
        kept.holds_only(places)

    def test_writing_again_is_stable(self, neutral_case: Agent, registry: Registry) -> None:
        """Write, read, write gives the first text again."""
        first = self.write_agent(neutral_case, registry)
        again = self.write_agent(self.read_back(first, neutral_case, registry), registry)
        old, new = ([f.text for f in conversion.files] for conversion in (first, again))
        assert old == new, f"{shown(first.files)}\nand then\n{shown(again.files)}"

    def test_loss_is_what_differs(self, neutral_case: Agent, registry: Registry) -> None:
        """Every field that reads back differently is named in a finding, and no power is gained."""
        conversion = self.write_agent(neutral_case, registry)
        back = self.read_back(conversion, neutral_case, registry)
        named = {name for d in conversion.diagnostics for name in d.fields}
        lost = [d for d in diff(neutral_case, back) if not d.field.startswith(("tools.", "extensions."))]
        silent = [d for d in lost if d.field not in named]
        assert not silent, f"lost in silence:\n{sides(silent, conversion.files)}"
        more = power(back).beyond(power(neutral_case))
        assert not more or "power-widened" in _errors(conversion), f"gains {more}\n{shown(conversion.files)}"

    def test_the_text_says_what_was_measured(self, registry: Registry) -> None:
        """Losses are measured on native values: what is read of the text is the same."""
        failures = []
        for name, agent in AGENTS.items() if self.format.writes else ():
            conversion = self.write_agent(agent, registry)
            if conversion.files:
                meant, back = self.encoded(agent)[0], self.read_back(conversion, agent, registry)
                if differences := diff(meant, back):
                    failures.append(f"{name}:\n{sides(differences, conversion.files)}")
        check_none(failures, "the text says other than the native values")

    def test_a_bound_is_kept_where_tools_are_listed(self, registry: Registry) -> None:
        """A format with a place for tools holds the restrictions of the agents that come with agentconv."""
        fmt = self.format()
        if not (fmt.writes and fmt.is_native("tools.allow")):
            return
        failures = [
            f"{name}: {d.message}"
            for name, agent in AGENTS.items()
            if name not in self.widens
            for d in self.write_agent(agent, registry).diagnostics
            if d.severity is Severity.ERROR
        ]
        check_none(failures, "an agent would gain power, though the format lists tools")

    def test_some_tool_comes_back_as_it_is(self) -> None:
        """A format with a row for tools knows one of agentconv's at least, both ways."""
        if not (self.format.writes and self.tools) or all(
            "tools.allow" not in row.attrs for row in self.format.fields
        ):
            return
        kept = [name for name in TOOLS if Tool(name) in (self._of_tool(name).tools.allow or ())]
        assert kept, "no tool comes back: is the table of their names the wrong way round?"

    def _of_tool(self, name: str) -> Agent:
        return self.encoded(Agent("one-tool", description="d", prompt="p", tools=Tools((Tool(name),))))[0]

    def test_a_model_of_another_vendor_is_mapped_or_left_out(self) -> None:
        """`opus` is a name in one vendor's tools, `inherit` one in those that have it: no API takes them."""
        if not (self.models and self.format.writes and self.format().is_native("model")):
            return
        facts = model_map.load(None, self.format.models).targets.get(
            self.format.models_of or self.format.name, {}
        )
        passed = set()
        for name in ("opus", model_map.INHERIT):
            back, report = self.encoded(Agent("a", description="d", prompt="p", model=name))
            if back.model == name and not any(d.field == "model" for d in report.diagnostics):
                passed.add(name)
        known = ({"opus"} if facts.get("aliases") else set()) | (
            {model_map.INHERIT} if "inherit" in facts else set()
        )
        assert passed <= known, (
            f"{sorted(passed - known)} are passed on: say with 'models_of' whose models it has"
        )

    def test_an_agent_is_not_changed_by_writing_it(self) -> None:
        """What one target changes in passing, the next would write."""
        fmt = self.format()
        for name, agent in AGENTS.items() if fmt.writes else ():
            own = neutral.from_json(Agent, neutral.to_json(agent))  # nobody else's, whatever becomes of it
            before = neutral.to_json(own)
            fmt.encode(own, Writing(Report(), model_map.load(), slug=slug(own.name)))
            assert neutral.to_json(own) == before, f"{name} is changed by encode"

    def test_nothing_is_printed(self, registry: Registry, capfd: pytest.CaptureFixture[str]) -> None:
        """What a format prints would stand in the output of a command."""
        capfd.readouterr()
        for case in self.cases().values():
            self.read_case(case, registry)
        for agent in AGENTS.values() if self.format.writes else ():
            self.write_agent(agent, registry)
        out, err = capfd.readouterr()
        assert (out, err) == ("", ""), "something is printed"

    def test_a_long_prompt_is_whole_or_named(self, registry: Registry) -> None:
        """Nothing is cut in silence."""
        self._needs_writing()
        agent = Agent("long", description="d", prompt="All of this. " * 30_000)
        conversion = self.write_agent(agent, registry)
        back = self.read_back(conversion, agent, registry)
        refused = not conversion.ok or any(d.field == "prompt" for d in conversion.diagnostics)
        what = f"{len(back.prompt):,} characters of {len(agent.prompt):,} stand in the text"
        assert refused or back.prompt == agent.prompt, what
        assert not conversion.files or back.prompt == self.encoded(agent)[0].prompt, what

    def test_any_agent_keeps_the_promises(self, registry: Registry) -> None:
        """Generated agents: nothing is lost in silence, nothing gains power, the same text comes back."""
        if not (self.examples and self.format.writes):
            pytest.skip("no generated agents are asked for")
        keys = tuple(sorted(self.format().known_keys))
        chosen = settings(max_examples=self.examples, deadline=None, suppress_health_check=list(HealthCheck))

        @settings(chosen, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking takes minutes
        @given(agents(self.name, keys=keys))
        def holds(agent: Agent) -> None:
            self.check_promises(agent, registry)

        holds()

    def check_promises(self, agent: Agent, registry: Registry) -> None:
        """Raise `AssertionError`, with both sides and the text, for one that loses or gains in silence."""
        conversion = self.write_agent(agent, registry)
        if not conversion.ok:
            return
        back = self.read_back(conversion, agent, registry)
        named = {name for d in conversion.diagnostics if d.loss for name in d.fields}
        silent = [d for d in diff(agent, back) if d.field not in named]
        assert not silent, f"lost in silence:\n{sides(silent, conversion.files)}"
        more = power(back).beyond(power(agent))
        assert not more, f"gains {more}\n{shown(conversion.files)}"
        if self.format.reads:
            again = self.write_agent(back, registry)
            old, new = ([f.text for f in c.files] for c in (conversion, again))
            assert old == new, f"{shown(conversion.files)}\nand then\n{shown(again.files)}"


def _errors(conversion: Conversion) -> set[str]:
    return {d.code for d in conversion.diagnostics if d.severity is Severity.ERROR}
