"""Frozen values: nothing changes them, and everything else takes them for plain ones."""

import copy
import dataclasses
import json
import pickle
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentconv import thawed
from agentconv.containers import container
from agentconv.model.agent import Agent, OutputContract, Section, with_field
from agentconv.model.frozen import FrozenDict, FrozenList, empty, frozen

PLAIN = {"a": 1, "list": [1, [2], {"x": []}], "map": {"y": {"z": None}}, "empty": {}, "text": "t"}

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def types_in(value: object) -> set[type]:
    """The types of all maps, lists and tuples in a value."""
    found: set[type] = set()
    if isinstance(value, (dict, list, tuple)):
        found = {type(value)}
        for item in value.values() if isinstance(value, dict) else value:
            found |= types_in(item)
    return found


MUTATORS = {
    "d[k] = v": lambda d: d.__setitem__("a", 2),
    "del d[k]": lambda d: d.__delitem__("a"),
    "d |= m": lambda d: d.__ior__({"b": 2}),
    "pop": lambda d: d.pop("a"),
    "pop what is not there": lambda d: d.pop("absent", None),
    "popitem": lambda d: d.popitem(),
    "clear": lambda d: d.clear(),
    "update": lambda d: d.update(b=2),
    "update with nothing": lambda d: d.update(),
    "setdefault": lambda d: d.setdefault("b", 2),
    "setdefault of what is there": lambda d: d.setdefault("a", 2),
}

LIST_MUTATORS = {
    "l[i] = v": lambda items: items.__setitem__(0, 2),
    "l[:] = v": lambda items: items.__setitem__(slice(None), []),
    "del l[i]": lambda items: items.__delitem__(0),
    "l += v": lambda items: items.__iadd__([2]),
    "l *= n": lambda items: items.__imul__(2),
    "append": lambda items: items.append(2),
    "extend": lambda items: items.extend([2]),
    "insert": lambda items: items.insert(0, 2),
    "remove": lambda items: items.remove(1),
    "pop": lambda items: items.pop(),
    "clear": lambda items: items.clear(),
    "sort": lambda items: items.sort(),
    "reverse": lambda items: items.reverse(),
}


@pytest.mark.parametrize("change", MUTATORS.values(), ids=MUTATORS)
@pytest.mark.parametrize("value", [FrozenDict(a=1), frozen({"x": [{"a": 1}]})["x"][0], empty()])
def test_a_map_refuses_every_change_and_says_what_to_do(change: Any, value: FrozenDict[str, Any]) -> None:
    before = repr(value)
    with pytest.raises(TypeError, match=r"frozen: make a copy with dict\(value\).* agentconv\.thawed"):
        change(value)
    assert repr(value) == before


@pytest.mark.parametrize("change", LIST_MUTATORS.values(), ids=LIST_MUTATORS)
@pytest.mark.parametrize("value", [FrozenList([1, 3]), frozen({"x": {"y": [1, 3]}})["x"]["y"]])
def test_a_list_refuses_every_change_and_says_what_to_do(change: Any, value: FrozenList[int]) -> None:
    with pytest.raises(TypeError, match=r"frozen: make a copy with .*list\(value\)"):
        change(value)
    assert value == [1, 3]


@pytest.mark.parametrize(("kind", "plain"), [(FrozenDict, dict), (FrozenList, list)])
def test_no_method_that_changes_a_plain_value_was_forgotten(kind: type, plain: type) -> None:
    """Of the methods that a plain value has and an immutable one of Python's own has not, all are refused."""
    fixed = MappingProxyType if plain is dict else tuple
    changing = {name for name in vars(plain) if name not in dir(fixed)}
    changing -= {"__init__", "__new__", "__reversed__", "fromkeys", "copy"}
    refused = {name for name in changing if getattr(kind, name).__name__ == "_refuse"}
    assert refused == changing


def test_an_operator_that_would_change_a_value_in_place_is_refused() -> None:
    agent = Agent("a", hooks={"h": [1]})
    with pytest.raises(TypeError, match="frozen"):
        agent.hooks["h"] += [2]  # type: ignore[index]
    with pytest.raises(TypeError, match="frozen"):
        agent.hooks["h"] = []  # type: ignore[index]
    hooks: Any = agent.hooks
    with pytest.raises(TypeError, match="frozen"):
        hooks |= {"more": 1}
    assert agent.hooks == {"h": [1]}


def test_to_fill_a_value_again_changes_nothing() -> None:
    one, several = FrozenDict(a=1), FrozenList([1])
    one.__init__({"b": 2})  # type: ignore[misc]
    several.__init__([2])  # type: ignore[misc]
    assert (one, several) == ({"a": 1}, [1])


def test_what_is_made_of_a_frozen_value_is_plain_and_one_s_own() -> None:
    one, several = FrozenDict(a=1), FrozenList([1])
    for made in (one.copy(), copy.copy(one), dict(one), {**one}, one | {}, {} | one):
        assert (type(made), made) == (dict, {"a": 1})
    for items in (several.copy(), copy.copy(several), list(several), [*several], several * 1, several[:]):
        assert (type(items), items) == (list, [1])
    assert several + [2] == [1, 2]  # noqa: RUF005
    assert one == {"a": 1}


def test_a_shallow_copy_still_holds_frozen_values() -> None:
    made = dict(FrozenDict(a=[1]))
    with pytest.raises(TypeError, match="thawed"):
        made["a"].append(2)


def test_the_source_of_a_frozen_value_stays_plain_and_may_change() -> None:
    inner = [1]
    value = frozen({"a": inner})
    inner.append(2)
    assert value == {"a": [1]}


def test_types_are_those_that_formats_ask_for() -> None:
    value = frozen(PLAIN)
    assert isinstance(value, dict)
    assert isinstance(value["list"], list)
    assert types_in(value) == {FrozenDict, FrozenList}
    assert repr(value) == repr(PLAIN)
    with pytest.raises(TypeError, match="unhashable"):
        hash(value)


def test_freezing_what_is_frozen_or_says_nothing_makes_no_new_value() -> None:
    value = frozen(PLAIN)
    assert frozen(value) is value
    assert frozen({"again": value})["again"] is value
    assert frozen({}) is frozen({"a": {}})["a"] is empty()


def test_maps_of_other_types_and_tuples_are_closed_too() -> None:
    value = frozen({"view": MappingProxyType({"a": [1]}), "tuple": ({"b": [1]},)})
    assert types_in(value) == {FrozenDict, FrozenList, tuple}
    assert value == {"view": {"a": [1]}, "tuple": ({"b": [1]},)}
    assert types_in(thawed(value)) == {dict, list, tuple}


@given(VALUES)
def test_a_frozen_value_equals_the_plain_one_everywhere(value: Any) -> None:
    ice = frozen(value)
    assert ice == value
    assert value == ice
    assert types_in(ice) <= {FrozenDict, FrozenList}
    assert json.dumps(ice) == json.dumps(value)
    assert json.dumps(ice, indent=1) == json.dumps(value, indent=1)
    for again in (pickle.loads(pickle.dumps(ice, protocol)) for protocol in (2, 5)):  # noqa: S301
        assert again == value
        assert types_in(again) == types_in(ice)


@given(VALUES)
def test_a_thawed_value_is_a_plain_copy_that_may_change(value: Any) -> None:
    ice = frozen(value)
    for made in (thawed(ice), copy.deepcopy(ice)):
        assert made == value
        assert types_in(made) <= {dict, list}
        if isinstance(made, (dict, list)):
            made.clear()
    assert ice == value


@pytest.mark.parametrize("name", ["frontmatter", "yaml", "json", "toml"])
def test_every_syntax_writes_frozen_values_as_plain_ones(name: str) -> None:
    values: dict[str, Any] = {"a": [1, {"b": ["c"]}], "d": {"e": {"f": [True]}}, "g": {}, "h": []}
    assert container(name).write({k: frozen(v) for k, v in values.items()}) == container(name).write(values)


# agents


FIELDS = {
    "mcp_servers": {"s": {"args": ["a"]}},
    "hooks": {"h": [{"c": [1]}]},
    "extensions": {"f": {"k": [{"v": []}]}},
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_of_an_agent_is_frozen_at_any_depth(name: str) -> None:
    agent = Agent("a", **{name: FIELDS[name]})
    assert types_in(getattr(agent, name)) == {FrozenDict, FrozenList}
    assert getattr(agent, name) == FIELDS[name]
    assert agent == Agent("a", **{name: thawed(FIELDS[name])})


def test_every_map_in_the_model_is_frozen() -> None:
    """A new field of the model that may hold a map must be named in its `__post_init__`."""
    for cls in (Agent, OutputContract, Section):
        for field in dataclasses.fields(cls):
            if "Mapping" in str(field.type):
                made = cls(name="a", **{field.name: {"x": {}}}) if cls is not OutputContract else None
                made = made or OutputContract(**{field.name: {"x": {}}})
                assert type(getattr(made, field.name)) is FrozenDict, f"{cls.__name__}.{field.name}"


def test_an_agent_without_maps_holds_the_one_empty_map() -> None:
    agent = Agent("a", extensions={})
    assert agent.mcp_servers is agent.hooks is agent.extensions is OutputContract().more is empty()


def test_a_changed_agent_is_frozen_and_shares_what_did_not_change() -> None:
    agent = Agent("a", extensions={"f": {"k": [1], "other": [2]}})
    made = with_field(agent, "extensions.f.k", [3])
    assert made.extensions == {"f": {"k": [3], "other": [2]}}
    assert types_in(made.extensions) == {FrozenDict, FrozenList}
    assert made.extensions["f"]["other"] is agent.extensions["f"]["other"]
    assert dataclasses.replace(agent, name="b").extensions is agent.extensions


def full() -> Agent:
    contract = OutputContract("markdown", (Section("S", more={"k": [1]}),), {"m": {"n": []}})
    return Agent("a", output_contract=contract, **FIELDS)


def test_an_agent_comes_out_of_another_process_frozen() -> None:
    agent = full()
    again = pickle.loads(pickle.dumps(agent))  # noqa: S301
    assert again == agent
    held = (again.mcp_servers, again.hooks, again.extensions, again.output_contract.more)
    assert types_in([*held, again.output_contract.sections[0].more]) == {list, FrozenDict, FrozenList}


def test_a_deep_copy_of_an_agent_cannot_be_changed_either() -> None:
    agent = full()
    assert copy.deepcopy(agent) is agent
    assert agent.output_contract is not None
    assert copy.deepcopy(agent.output_contract) is agent.output_contract
    assert copy.deepcopy(agent.output_contract.sections[0]) is agent.output_contract.sections[0]
    assert types_in(copy.copy(agent).extensions) == {FrozenDict, FrozenList}


def test_an_agent_can_be_taken_apart_by_the_standard_library() -> None:
    data = dataclasses.asdict(full())
    assert data["hooks"] == FIELDS["hooks"]
    assert data["output_contract"]["sections"][0]["more"] == {"k": [1]}
