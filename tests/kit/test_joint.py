"""Values that several fields share, and values that say nothing: what a table does with them both ways."""

from collections.abc import Mapping
from typing import Any

import pytest

from agentconv.conformance.specimens import AGENTS
from agentconv.diagnostics import Report
from agentconv.errors import WrongType
from agentconv.kit import model_map
from agentconv.kit.codecs import NUMBER, ChoiceCodec, Joint
from agentconv.kit.format import Field, Format, Native, Reading, Writing
from agentconv.kit.keys import Key
from agentconv.kit.shapes import fits, list_or_empty, maps_in
from agentconv.model.agent import Agent, Tool, Tools, Value


class AccessCodec(Joint):
    """`access`: what is given and what is taken away, with a note for people."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise WrongType("a map")
        for index, name in enumerate(list_or_empty(value.get("give"))):
            if not isinstance(name, str):
                raise WrongType("names", ("give", index))
        give, take = (tuple(map(Tool, map(str, list_or_empty(value.get(key))))) for key in ("give", "take"))
        return {"tools.allow": give, "tools.deny": take}

    def rest(self, value: Value, agent: Agent) -> Value:
        return {"note": value["note"]} if isinstance(value, dict) and "note" in value else None

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get("sample", {}).get("access")
        tools = agent.tools
        made: Native = {"give": [t.name for t in tools.allow or ()], "take": [t.name for t in tools.deny]}
        return {**made, **(own if isinstance(own, dict) else {})}


class ExtraCodec(Joint):
    """`extra`: one more tool."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        return {"tools.allow": (Tool(f"{value}-of-{beside['name']}"),)}

    def write(self, agent: Agent) -> Value:
        return None


class Sample(Format):
    """A format for these tests."""

    name = "sample"
    title = "Sample"
    containers = ("json",)
    fields = (
        Field("name", "name"),
        Field(("model", "id"), "model", alone=True),
        Field(("model", "heat"), "temperature", NUMBER),
        Field("effort", "effort", ChoiceCodec(("low", "high"))),
        Field("access", "tools.allow", AccessCodec(), also=("tools.deny",)),
        Field("extra", "tools.allow", ExtraCodec()),
        Field("bag", "license", carried=True),
    )
    keys = {"kept": Key(str), "color": Key(str)}
    known_only = True

    def usual(self, agent: Agent) -> Native:
        return {"kind": f"kind of {agent.name}"}


FORMAT = Sample()


def read(native: Native, report: Report | None = None) -> Agent:
    reading = Reading.aside(native)
    reading.report = report or reading.report
    return FORMAT.decode(native, reading)


def written(agent: Agent) -> Native:
    return FORMAT.encode(agent, Writing(Report(), model_map.load()))


def test_one_value_is_read_into_its_fields_and_its_rest_is_kept() -> None:
    access: Native = {"give": ["read"], "take": ["shell"], "note": "careful"}
    agent = read({"name": "a", "color": "red", "access": access, "kept": "x"})
    assert agent.tools == Tools((Tool("read"),), (Tool("shell"),))
    assert agent.extensions == {"sample": {"color": "red", "access": {"note": "careful"}, "kept": "x"}}
    assert [*agent.extensions["sample"]] == ["color", "access", "kept"]
    assert written(agent)["access"] == access


def test_tools_that_several_keys_give_add_up() -> None:
    agent = read({"name": "a", "access": {"give": ["read"]}, "extra": "more"})
    assert agent.tools.allow == (Tool("read"), Tool("more-of-a"))


def test_a_wrong_value_is_named_where_it_stands() -> None:
    report = Report()
    read({"name": "a", "access": {"give": ["read", 5]}}, report)
    assert [d.message for d in report.diagnostics] == ["'give' takes names, not '5'"]


@pytest.mark.parametrize(
    ("native", "agent"),
    [
        ({"name": "a", "model": "m"}, Agent("a", model="m")),
        ({"name": "a", "model": {"id": "m", "heat": 0.5}}, Agent("a", model="m", temperature=0.5)),
    ],
)
def test_a_value_stands_alone_in_place_of_its_map(native: dict[str, Any], agent: Agent) -> None:
    assert read(native) == agent
    assert written(agent)["model"] == native["model"]


def test_what_is_always_written_says_nothing_when_it_is_read() -> None:
    assert read({"name": "a", "kind": "kind of a"}) == Agent("a")
    assert read({"name": "a", "kind": "other"}).extensions == {"sample": {"kind": "other"}}
    assert written(Agent("a"))["kind"] == "kind of a"


def test_a_word_that_the_client_does_not_take_is_not_written() -> None:
    assert written(Agent("a", effort="high"))["effort"] == "high"
    assert "effort" not in written(Agent("a", effort="extreme"))


def test_what_is_carried_has_no_place_of_its_own() -> None:
    assert FORMAT.is_native("tools.deny")
    assert not FORMAT.is_native("license")
    assert read(written(Agent("a", license="MIT"))).license == "MIT"


def test_reading_what_was_written_gives_the_same_agent() -> None:
    for agent in AGENTS.values():
        once = read(written(agent))
        assert read(written(once)) == once


def test_a_list_has_at_least_and_at_most_so_many_items() -> None:
    shape = [str, 2, 1]
    assert [fits(list("x" * n), shape) for n in range(4)] == [False, True, True, False]
    assert maps_in([{"a": 1}, 2]) == [{"a": 1}]
    assert maps_in("text") == []
