"""The model: equality of meaning, differences, and JSON."""

import json
from dataclasses import replace

import pytest

from agentconv.conformance import matrix
from agentconv.errors import WrongType
from agentconv.model import neutral
from agentconv.model.agent import (
    FIELDS,
    Agent,
    Change,
    Difference,
    OutputContract,
    Section,
    Tool,
    Tools,
    diff,
    field_value,
    set_fields,
    with_field,
)

FULL = Agent(name="full")
for _field, _value in matrix.SAMPLES.items():
    FULL = with_field(FULL, _field, _value)


def test_samples_cover_every_field() -> None:
    covered = {name.partition(".")[0] for name in matrix.SAMPLES} | {"name"}
    assert covered == set(FIELDS)
    assert set(set_fields(FULL)) == set(matrix.SAMPLES)


def test_no_tools_and_any_tools_differ() -> None:
    none, anything = Agent("a", tools=Tools(())), Agent("a", tools=Tools(None))
    assert none != anything
    assert diff(none, anything) == (Difference("tools.allow", (), None),)


def test_equal_agents_have_no_difference() -> None:
    assert diff(FULL, replace(FULL)) == ()


def test_differences_come_in_the_order_of_the_model() -> None:
    names = [d.field for d in diff(Agent("full"), FULL)]
    assert names == sorted(names, key=lambda n: (FIELDS.index(n.partition(".")[0]), n))


@pytest.mark.parametrize(("a", "b"), [(1, True), (1, 1.0), ([0], [False]), ({"x": 1}, {"x": 1.0})])
def test_values_of_different_kinds_differ(a: object, b: object) -> None:
    one = with_field(Agent("a"), "extensions.f.k", a)
    two = with_field(Agent("a"), "extensions.f.k", b)
    assert [d.field for d in diff(one, two)] == ["extensions.f.k"]


def test_key_order_of_an_extension_is_no_difference() -> None:
    one = Agent("a", extensions={"f": {"x": 1, "y": 2}})
    two = Agent("a", extensions={"f": {"y": 2, "x": 1}})
    assert diff(one, two) == ()


@pytest.mark.parametrize("name", matrix.SAMPLES)
def test_a_field_can_be_read_and_set_by_its_name(name: str) -> None:
    value = field_value(FULL, name)
    assert field_value(with_field(Agent("full"), name, value), name) == value


def test_json_is_lossless() -> None:
    data = json.loads(json.dumps(neutral.to_json(FULL)))
    assert neutral.from_json(Agent, data) == FULL


def test_json_leaves_out_what_says_nothing() -> None:
    assert neutral.to_json(Agent("a")) == {"name": "a"}


def test_version_stays_text() -> None:
    assert neutral.to_json(Agent("a", version="1.10")) == {"name": "a", "version": "1.10"}


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ({}, ()),
        ({"name": 1}, ("name",)),
        ({"name": "a", "version": 1.1}, ("version",)),
        ({"name": "a", "max_turns": True}, ("max_turns",)),
        ({"name": "a", "max_turns": 1.5}, ("max_turns",)),
        ({"name": "a", "tools": []}, ("tools",)),
        ({"name": "a", "tools": {"allow": [{"name": 1}]}}, ("tools", "allow", 0, "name")),
        ({"name": "a", "unknown": 1}, ("unknown",)),
        ({"name": "a", "skills": "x"}, ("skills",)),
        ([], ()),
    ],
)
def test_json_that_is_no_agent_is_refused_with_its_place(data: object, at: tuple[object, ...]) -> None:
    with pytest.raises(WrongType) as caught:
        neutral.from_json(Agent, data)
    assert caught.value.at == at


def test_schema_is_valid_and_takes_a_full_agent() -> None:
    import jsonschema  # takes a second

    schema = neutral.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(neutral.document(FULL))
    validator.validate({"agentconv": 1, "name": "a"})


@pytest.mark.parametrize(
    "bad",
    [
        {"name": "a"},
        {"agentconv": 2, "name": "a"},
        {"agentconv": 1},
        {"agentconv": 1, "name": "a", "colour": "red"},
        {"agentconv": 1, "name": "a", "tools": {"allow": ["read"]}},
        {"agentconv": 1, "name": "a", "version": 1.0},
    ],
)
def test_schema_refuses_what_is_no_agent(bad: object) -> None:
    import jsonschema

    assert not jsonschema.Draft202012Validator(neutral.schema()).is_valid(bad)


def test_schema_names_every_field() -> None:
    properties = neutral.schema()["properties"]
    assert isinstance(properties, dict)
    assert set(properties) == {*FIELDS, "agentconv", "$schema"}


def test_contract_and_changelog_survive_json() -> None:
    agent = Agent(
        "a",
        changelog=(Change("1.10", "x"),),
        output_contract=OutputContract("markdown", (Section("S", None, False, {"k": [1]}),), {"m": None}),
        tools=Tools(
            (Tool("mcp", server="s", tool="t"), Tool("X", native="claude")), (Tool("shell", "rm:*"),)
        ),
    )
    assert neutral.from_json(Agent, neutral.to_json(agent)) == agent


def test_what_goes_without_saying_is_no_difference() -> None:
    said = Agent("a", mcp_servers={"x": {"type": "stdio", "command": "run"}, "y": None})
    unsaid = Agent("a", mcp_servers={"x": {"command": "run"}, "y": None})
    assert diff(said, unsaid) == ()
    other = Agent("a", mcp_servers={"x": {"type": "http", "command": "run"}, "y": None})
    assert [d.field for d in diff(said, other)] == ["mcp_servers"]
