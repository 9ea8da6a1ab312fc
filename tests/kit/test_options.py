"""Options: a value fits or is refused by name, and the default stands where nobody says anything."""

import pytest

from agentconv.errors import UsageError
from agentconv.kit.options import Option, settled
from agentconv.model.agent import Value

OPTIONS = (
    Option("limit", "Most.", "number", 9),
    Option("loud", "Loud.", "flag", False),
    Option("words", "Some.", "texts", ("a",)),
    Option("way", "How.", choices=("up", "down")),
    Option("head", "A file.", "file"),
)


def test_defaults_stand_where_nothing_is_said() -> None:
    assert settled(OPTIONS, {}, "it") == {
        "limit": 9,
        "loud": False,
        "words": ("a",),
        "way": None,
        "head": None,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", True), ("limit", "9"), ("limit", float("inf")), ("loud", 1), ("words", "a"), ("words", [1]), ("way", "left"),
     ("head", None)],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_what_does(name: str, value: Value) -> None:
    with pytest.raises(UsageError, match=f"the option '{name}' of it takes "):
        settled(OPTIONS, {name: value}, "it")


def test_what_is_not_stated_is_refused_with_a_near_match() -> None:
    with pytest.raises(
        UsageError, match=r"it has no option 'limt'; did you mean 'limit'\? there are limit, loud"
    ):
        settled(OPTIONS, {"limt": 1}, "it")
    with pytest.raises(UsageError, match="it takes none"):
        settled((), {"limit": 1}, "it")


def test_what_is_required_has_to_be_said() -> None:
    with pytest.raises(UsageError, match="it needs the option 'x': Why"):
        settled((Option("x", "Why.", required=True),), {}, "it")


@pytest.mark.parametrize(
    ("name", "texts", "value"),
    [("limit", ["7"], 7), ("limit", ["0.5"], 0.5), ("loud", ["true"], True), ("words", ["b", "c"], ["b", "c"]), ("way", ["x", "up"], "up")],
)  # fmt: skip
def test_a_command_line_gives_texts(name: str, texts: list[str], value: Value) -> None:
    option = next(o for o in OPTIONS if o.name == name)
    found = option.read(texts)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "text"), [("limit", "many"), ("limit", "1e999"), ("loud", "yes"), ("way", "left")]
)
def test_texts_that_do_not_fit_are_refused(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        next(o for o in OPTIONS if o.name == name).read([text])
