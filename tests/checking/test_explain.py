"""Each code has a bad example whose last command gives it and a good one whose last command does not."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from agentconv.checking.explain import example_files, examples, explain, explained
from agentconv.diagnostics import CODES
from tests.checking.playing import Done, play


def last(example: str, folder: Path) -> Done:
    """What the last command of an example came to; those before it went well."""
    *before, end = play(example, folder)
    assert [done for done in before if done.status != 0] == []
    return end


@pytest.mark.parametrize("code", sorted(examples()))
def test_the_bad_example_gives_the_code(code: str, tmp_path: Path) -> None:
    end = last(examples()[code].bad, tmp_path)
    assert code in end.codes, end.printed
    assert end.status in (0, 1), end.printed


@pytest.mark.parametrize("code", sorted(examples()))
def test_the_good_example_does_not(code: str, tmp_path: Path) -> None:
    end = last(examples()[code].good, tmp_path)
    assert code not in end.codes, end.printed
    assert end.status == 0, end.printed


def test_every_code_has_an_example() -> None:
    assert set(examples()) == set(CODES)


def test_the_files_of_examples_are_short_and_name_each_code_once() -> None:
    folder = files("agentconv.checking").joinpath("examples")
    texts = {name: folder.joinpath(name).read_text("utf-8") for name in example_files()}
    assert {name for name, text in texts.items() if text.count("\n") >= 300} == set()
    named = [code for text in texts.values() for code in re.findall(r"(?m)^## ([a-z0-9-]+)$", text)]
    assert sorted(named) == sorted(examples())


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_can_be_explained(code: str) -> None:
    assert next(iter(explain(code))).startswith(f"{code} (")


@pytest.mark.parametrize("code", sorted(CODES))
def test_an_explanation_says_what_why_and_what_to_do(code: str) -> None:
    what, matters, todo = explained(code).split("\n\n")
    assert len(what) > 30
    assert matters.startswith("Does it matter? ")
    assert todo.startswith("What to do: ")
    assert len(re.findall(r"[.!?](?=\s|$)", f"{what} {matters} {todo}")) >= 4  # the question is one of them
