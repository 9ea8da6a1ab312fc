"""What methods give, made sure of."""

from enum import Enum, StrEnum
from typing import Any

import pytest

from agentconv.containers.base import Plain
from agentconv.errors import NotAnAgent, Problem, SyntaxProblem
from agentconv.host.results import METHODS, check_raised, checked_agent
from agentconv.kit.format import OutputFile
from agentconv.kit.keys import Refusal
from agentconv.model.agent import Agent, Tool

SOUND: dict[str, Any] = {
    "agents": [Agent("a")], "decode": Agent("a"), "read": Agent("a"), "complete": Agent("a"), "fit": Agent("a"),
    "encode": {"a": [1, {"b": None}]}, "usual": {}, "schema": {"type": "object"}, "files": [OutputFile("a", "b", ("c",))],
    "natives": [{"a": 1}], "client_reading": None, "recognises": 2, "lies_at": True, "stem_of": "a", "remark": None, "review": None,
    "refusal": Refusal("why"), "client_ignores": False, "lets": frozenset({"unasked:write"}), "power_of": "reads",
    "unheld": "", "keeps": True, "withholds": (Tool("shell"),), "takes": True, "takes_name": True, "name_for": "a", "model_for": None,
    "path_of": "a/b", "is_native": False, "fits_row": True,
}  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
def test_a_sound_result_is_given_and_any_other_refused(name: str) -> None:
    assert METHODS[name].check(SOUND[name]) == SOUND[name]
    odd = [object(), Agent, ["x", 5], 5.5, b"x", {1: 2}]
    for value in odd:
        with pytest.raises((TypeError, ValueError)):
            METHODS[name].check(value)


class Colour(StrEnum):
    RED = "red"


class Number(int, Enum):
    ONE = 1


def test_native_values_come_as_copies_of_plain_types() -> None:
    given: Any = {Colour.RED: [Number.ONE, Colour.RED, {"a": Plain("1.10")}]}
    native = METHODS["encode"].check(given)
    assert native == {"red": [1, "red", {"a": "1.10"}]}
    (key,), (one, red, inner) = native, native["red"]
    assert [type(v) for v in (key, one, red, inner["a"])] == [str, int, str, Plain]
    assert native["red"] is not given["red"]


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), 1 << 63, "\ud800", {"x": (1,)}, {"x"}, b"x"])
def test_a_value_that_no_file_can_hold_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="which"):
        METHODS["encode"].check({"a": [value]})


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (Agent("a", temperature=float("nan")), "whose temperature is no finite number"),
        (Agent("a", max_turns=1 << 70), "whose max_turns is a number that does not fit"),
        (Agent("a", prompt="\ud800"), "whose prompt is no Unicode"),
        (Agent("a", extensions={"x": {"y": float("inf")}}), "whose extensions.x.y is no finite number"),
        (Agent(5), "whose name is not text"),  # type: ignore[arg-type]
        (Agent("a", prompt=b"x"), "no"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_an_agent_that_no_file_can_hold_is_refused_by_the_field(agent: Agent, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        checked_agent(agent)


def test_a_problem_without_a_code_of_ours_is_the_plugins_failure() -> None:
    check_raised(SyntaxProblem("syntax", "x", 0), "memo")
    check_raised(NotAnAgent("x"), "memo")
    for odd in (Problem("mine", "x"), Problem("syntax", 5)):  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="raised Problem with the code"):
            check_raised(odd, "memo")
