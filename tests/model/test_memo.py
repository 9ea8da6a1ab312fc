"""Answers from memory are those for the same value, and there is a bound to how many are kept."""

from __future__ import annotations

import gc

from agentconv.model.memo import SIZE, by_identity


def test_the_same_value_is_asked_for_once() -> None:
    asked: list[tuple[str, ...]] = []

    @by_identity
    def length(words: tuple[str, ...]) -> int:
        asked.append(words)
        return len(words)

    words = tuple("ab")
    assert [length(words), length(words)] == [2, 2]
    assert asked == [words]


def test_no_answer_is_that_of_a_value_which_is_gone() -> None:
    @by_identity
    def first(words: tuple[int, ...]) -> int:
        return words[0]

    assert [first((n, n)) for n in range(SIZE + 10)] == list(range(SIZE + 10))


def test_what_is_kept_has_a_bound() -> None:
    class Value:
        pass

    @by_identity
    def same(value: Value) -> Value:
        return value

    for _ in range(SIZE * 2 + 1):
        same(Value())
    assert sum(isinstance(o, Value) for o in gc.get_objects()) <= SIZE
