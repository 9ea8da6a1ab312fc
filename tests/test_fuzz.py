"""The fuzzing itself: its seeds hold, its engine finds what it should, and a little of it runs each time."""

import random
from pathlib import Path

import pytest

from fuzz.__main__ import HANG, Runner, mutate
from fuzz.entries import ENTRIES, Broken, in_format
from fuzz.mutate import mutated
from fuzz.seeds import KEPT, seeds


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_reader_starts_from_something(entry: str) -> None:
    assert seeds(entry)


@pytest.mark.parametrize("path", sorted(p for p in KEPT.rglob("*") if p.is_file()), ids=lambda p: p.name)
def test_what_was_found_stays_fixed(path: Path) -> None:
    entry = path.parent.name
    if entry.startswith("format-"):
        list(in_format(entry.removeprefix("format-"), path.read_bytes(), every=True))
    else:
        list(ENTRIES[entry](path.read_bytes()))


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_few_inputs_for_every_reader(entry: str) -> None:
    r, pool = random.Random(entry), seeds(entry)
    for _ in range(10):
        list(ENTRIES[entry](mutated(r, r.choice(pool), pool)))


def test_the_engine_keeps_a_broken_promise_and_a_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bad(data: bytes) -> list[str]:
        if b"{" in data:
            raise Broken("no braces")
        while b"[" in data:
            pass
        return [str(len(data))]

    monkeypatch.setitem(ENTRIES, "record", bad)
    monkeypatch.setattr("fuzz.__main__.HANG", 0.05)
    runner = Runner("record", tmp_path)
    mutate(runner, lambda: runner.executions < 100, 1)
    assert runner.executions == 100
    assert any(what.startswith("Broken") for what in runner.found)
    assert runner.run(b"[") == frozenset()
    assert "Hang" in runner.found
    assert len(list((tmp_path / "record").glob("*.txt"))) == 2
    assert HANG == 2.0


def test_mutation_is_the_same_for_a_seed() -> None:
    pool = seeds("format-claude")
    one, two = ([mutated(random.Random(7), pool[0], pool) for _ in range(5)] for _ in range(2))
    assert one == two
