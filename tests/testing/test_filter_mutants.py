"""The suite for filters kills bugs: filters with one each, of the kinds that authors make, and sound ones that pass."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from agentconv import Agent, Filter, Filtering, Option, Tools, with_fields
from agentconv.testing import FilterContract

LIMIT = Option("limit", "Longest description.", "number", 20)


class Sound(Filter):
    """Cuts descriptions at a limit."""

    name = "sound"
    about = "Cuts descriptions at a limit."
    options = (LIMIT,)

    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        return with_fields(agent, {"description": (agent.description or "")[: LIMIT.of(filtering)] or None})


class LeavesOut(Filter):
    """Leaves out agents without a description."""

    name = "leaves-out"
    about = "Leaves out agents without a description."

    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        return agent if agent.description else None


MUTANTS: dict[str, tuple[type[Filter], str]] = {}
"""Kind of bug -> a filter that has it, and the check that finds it."""


def found_by(check: str, kind: str) -> Callable[[type[Filter]], type[Filter]]:
    def added(cls: type[Filter]) -> type[Filter]:
        cls.__doc__ = "A filter with a bug."
        MUTANTS[kind] = cls, check
        return cls

    return added


@found_by("test_every_agent_is_taken", "fails for an agent without a description")
class Fails(Sound):
    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        return with_fields(agent, {"description": agent.description[:9]})  # type: ignore[index]


@found_by("test_every_agent_is_taken", "prints")
class Prints(Sound):
    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        print(agent.name)
        return super().apply(agent, filtering)


@found_by("test_every_agent_is_taken", "changes what it is handed")
class Changes(Sound):
    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        object.__setattr__(agent, "description", None)
        return agent


@found_by("test_every_agent_is_taken", "gives a dict")
class GivesDict(Sound):
    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        return vars(agent)  # type: ignore[return-value]


@found_by("test_the_same_agent_gives_the_same", "counts the agents that came before")
class Counts(Sound):
    seen = 0

    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        self.seen += 1
        return with_fields(agent, {"tags": (str(self.seen),)})


@found_by("test_a_second_time_changes_nothing", "puts a text in front each time")
class Again(Sound):
    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        return with_fields(agent, {"prompt": f"Be kind.\n{agent.prompt}"})


@found_by("test_no_agent_gains_power", "takes the list of tools away")
class Widens(Sound):
    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        return with_fields(agent, {"tools": Tools()})


@found_by("test_no_agent_gains_power", "adds a hook")
class Hooks(Sound):
    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        return with_fields(agent, {"hooks": {"Stop": [{"command": "true"}]}})


@found_by("test_names_stay_apart", "cuts names")
class Cuts(Sound):
    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        return with_fields(agent, {"name": "agent"})


@found_by("test_something_is_filtered", "looks at a field that is never so")
class Never(Sound):
    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        return with_fields(agent, {"prompt": ""}) if agent.name == "nobody" else agent


@found_by("test_facts_are_given", "an option of no kind")
class NoKind(Sound):
    options = (Option("limit", "x", "word"),)


@found_by("test_any_agent_keeps_the_promises", "fails for what only a generated agent has")
class Rare(Sound):
    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        if agent.temperature is not None and agent.top_p is not None and agent.max_turns is not None:
            raise ValueError("both")
        return super().apply(agent, filtering)


CHECKS = [name for name in dir(FilterContract) if name.startswith("test_")]


def failure(cls: type[Filter], check: str, **facts: Any) -> BaseException | None:
    suite = type("TestIt", (FilterContract,), {"filter": cls, **facts})()
    assert not [p for p in inspect.signature(getattr(suite, check)).parameters if p != "self"]
    try:
        getattr(suite, check)()
    except pytest.skip.Exception:
        return None
    except Exception as error:
        return error
    return None


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("cls", [Sound, LeavesOut])
def test_a_sound_filter_passes_every_check(cls: type[Filter], check: str) -> None:
    assert failure(cls, check) is None


@pytest.mark.parametrize("kind", MUTANTS)
def test_the_suite_kills_it(kind: str) -> None:
    cls, check = MUTANTS[kind]
    found = failure(cls, check, examples=200)
    assert found is not None, f"{check} does not see it"
    assert str(found).strip(), "the failure says nothing"


def test_every_check_kills_something() -> None:
    assert {check for _, check in MUTANTS.values()} == {*CHECKS}


def test_what_a_filter_is_for_may_be_said() -> None:
    assert failure(Widens, "test_no_agent_gains_power", widens=True) is None
    assert failure(Again, "test_a_second_time_changes_nothing", settles=False) is None
    sample = Agent("nobody", prompt="p")
    assert failure(Never, "test_something_is_filtered", samples=(sample,)) is None
