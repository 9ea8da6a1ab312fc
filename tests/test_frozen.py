"""`frozen` makes what `dataclass(frozen=True, slots=True)` makes: both are asked the same."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any

import pytest

from agentconv.frozen import frozen, slotted


@frozen
class Ours:
    name: str
    size: int = 3
    parts: list[int] = field(default_factory=list)
    quiet: str = field(default="q", repr=False, compare=False)
    last: bool = field(default=False, kw_only=True)
    total: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", self.size + len(self.parts))


@dataclass(frozen=True, slots=True)
class Theirs:
    name: str
    size: int = 3
    parts: list[int] = field(default_factory=list)
    quiet: str = field(default="q", repr=False, compare=False)
    last: bool = field(default=False, kw_only=True)
    total: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", self.size + len(self.parts))


@frozen
class Key:
    a: int
    b: tuple[int, ...] = ()


both = pytest.mark.parametrize("cls", [Ours, Theirs])


@both
@pytest.mark.parametrize(
    "arguments", [((), {}), (("a", 1, [], "q", True), {}), (("a",), {"nothing": 1}), (("a",), {"name": "b"})]
)
def test_wrong_arguments_are_refused(cls: Any, arguments: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    with pytest.raises(TypeError):
        cls(*arguments[0], **arguments[1])


@both
def test_values_are_set_and_have_defaults(cls: Any) -> None:
    one, other = cls("a"), cls("a", 5, [1], last=True)
    assert (one.name, one.size, one.parts, one.quiet, one.last, one.total) == ("a", 3, [], "q", False, 3)
    assert (other.size, other.parts, other.last, other.total) == (5, [1], True, 6)
    assert cls("b").parts is not one.parts


@both
def test_nothing_can_be_set_deleted_or_added(cls: Any) -> None:
    one = cls("a")
    for name in ("name", "other"):
        with pytest.raises((FrozenInstanceError, TypeError)):
            setattr(one, name, "b")
    with pytest.raises(FrozenInstanceError):
        del one.name
    assert not hasattr(one, "__dict__")
    assert one == cls("a")


@both
def test_equality_is_by_the_fields_that_are_compared(cls: Any) -> None:
    assert cls("a") == cls("a", quiet="other")
    assert cls("a") != cls("a", 4)
    assert cls("a") != "a"
    assert Ours("a") != Theirs("a")


def test_hash_is_by_the_fields() -> None:
    assert len({Key(1), Key(1), Key(1, (2,)), Key(2)}) == 3
    with pytest.raises(TypeError):
        hash(Ours("a"))


def test_repr_names_the_fields() -> None:
    assert repr(Theirs("a", 4)) == "Theirs(name='a', size=4, parts=[], last=False)"


def test_ours_leaves_out_what_is_so_by_default() -> None:
    assert repr(Ours("a", 4)) == "Ours(name='a', size=4)"
    assert repr(Ours("a", last=True)) == "Ours(name='a', last=True)"
    assert repr(Ours("a", parts=[1])) == "Ours(name='a', parts=[1])"


def test_a_repr_makes_the_value_again() -> None:
    for value in (Ours("a"), Ours("a", 4, [1], last=True)):
        assert eval(repr(value), {"Ours": Ours}) == value  # noqa: S307 - our own


@both
@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))],  # noqa: S301
    ids=["copy", "deep", "pickle"],
)
def test_copies_are_equal(cls: Any, again: Callable[[Any], Any]) -> None:
    one = cls("a", 4, [1, 2], "x")
    assert again(one) == one
    assert again(one).total == 6
    assert again(one).quiet == "x"


@both
def test_the_library_knows_its_fields(cls: Any) -> None:
    assert dataclasses.replace(cls("a"), size=9) == cls("a", 9)
    assert dataclasses.asdict(cls("a"))["parts"] == []
    assert [f.name for f in dataclasses.fields(cls)] == ["name", "size", "parts", "quiet", "last", "total"]


def test_signatures_are_the_same() -> None:
    ours, theirs = inspect.signature(Ours).parameters, inspect.signature(Theirs).parameters
    assert [(p.name, p.kind, p.annotation) for p in ours.values()] == [
        (p.name, p.kind, p.annotation) for p in theirs.values()
    ]


def test_own_methods_stay() -> None:
    @frozen
    class Own:
        a: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

    assert (repr(Own(1)), Own(1) == Own(2), hash(Own(1))) == ("own", True, 7)


@slotted
class Count:
    name: str
    found: list[str] = field(default_factory=list)


def test_what_is_slotted_alone_can_be_changed() -> None:
    one = Count("a")
    one.name = "b"
    one.found.append("c")
    assert one == Count("b", ["c"]) == pickle.loads(pickle.dumps(one))  # noqa: S301
    assert repr(one) == "Count(name='b', found=['c'])"
    assert not hasattr(one, "__dict__")
    with pytest.raises(TypeError):
        hash(one)
    with pytest.raises(AttributeError):
        one.other = 1  # type: ignore[attr-defined]
