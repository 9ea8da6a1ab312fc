"""What a format says of itself, and that nothing of it goes unchecked."""

from typing import Any

import pytest

from agentconv.formats import BUILT_IN
from agentconv.host.facts import COMPUTED, FACTS, check_computed, check_facts, shown
from agentconv.host.registry import Registry
from agentconv.host.results import METHODS
from agentconv.kit.format import Format


def test_every_public_member_of_a_format_is_in_a_table() -> None:
    public = {name for name in dir(Format) if not name.startswith("_")} | {
        name
        for cls in Format.__mro__
        for name in getattr(cls, "__annotations__", {})
        if not name.startswith("_")
    }
    assert {*FACTS, *COMPUTED, *METHODS} == public
    assert len(FACTS) + len(COMPUTED) + len(METHODS) == len(public), "each in one table"


def test_methods_are_methods_and_facts_are_not() -> None:
    assert [name for name in METHODS if not callable(getattr(Format, name))] == []
    assert [name for name in (*FACTS, *COMPUTED) if callable(getattr(Format, name, None))] == []


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_built_in_formats_say_is_taken(name: str) -> None:
    fmt = Registry(plugins=False).get(name)
    assert check_facts(type(fmt)) is type(fmt)
    check_computed(fmt)


@pytest.mark.parametrize("fact", [*FACTS, *COMPUTED])
def test_a_fact_of_another_kind_is_refused_by_name(fact: str) -> None:
    cls: Any = type("Odd", (type(Registry(plugins=False).get("claude")),), {fact: object()})
    with pytest.raises((TypeError, ValueError), match=f"'{fact}'"):
        check_computed(check_facts(cls)())


def test_what_is_shown_has_no_place_in_memory() -> None:
    assert shown(object()) == "<object object>"

    class Rude:
        def __repr__(self) -> str:
            raise ValueError

    assert shown(Rude()) == "a Rude"
    assert len(shown("x" * 500)) == 60
