"""Each code has a bad example whose last command gives it and a good one whose last command does not."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from agentconv.checking.explain import example_files, examples, explain, explained
from agentconv.diagnostics import CODES
from tests.checking.playing import Done, play

FIRST_HALF = """
agent-disabled agent-missing agents-beside built-in-changed carry-ignored carry-restored
component-left component-unread content-mismatch control-character copies-left counted-from-one
deny-all-ignored description-shortened entry-conflict exclude-unused field-approximated
field-carried file-too-large filter-left-out format-ambiguous format-guessed frontmatter-bad-fence
frontmatter-inner-fence frontmatter-late frontmatter-unclosed frontmatter-unread hash-mismatch
integer-range kept-edited kept-foreign kept-owned kind-changed kinds-left layers-merged layout-lost
link-outside live-source live-text lock-changed merge-conflict merge-key merge-power merged-as-text
merged-renamed missing-key model-defaulted model-inherited model-mapped multiple-documents
name-missing name-qualified
"""
WITHOUT: dict[str, str] = {}
"""Codes that no example can give, and why."""


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
    wanted = set(CODES) - set(WITHOUT) - set(FIRST_HALF.split())
    assert set(examples()) == wanted


@pytest.mark.parametrize("name", example_files())
def test_a_file_of_examples_is_short_and_names_each_code_once(name: str) -> None:
    text = files("agentconv.checking").joinpath("examples", name).read_text("utf-8")
    assert text.count("\n") < 320
    named = re.findall(r"(?m)^## ([a-z0-9-]+)$", text)
    assert len(named) == len(set(named))


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
