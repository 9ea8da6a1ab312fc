"""The suite kills bugs: formats with one each, of the kinds that authors have made, and a sound one that passes."""

from pathlib import Path
from typing import Any

import pytest

from agentconv.kit.format import Format
from tests.testing.memo import Memo
from tests.testing.mutants import MUTANTS, Written
from tests.testing.running import CHECKS, contract, failure

SOUND = {"read and written": Memo, "written only": Written}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("cls", SOUND.values(), ids=SOUND)
def test_a_sound_format_passes_every_check(cls: type[Format], check: str, tmp_path: Path, capfd: Any) -> None:
    assert failure(contract(cls), check, tmp_path, capfd) is None


def test_there_are_as_many_kinds_as_the_suite_is_held_to() -> None:
    assert len(MUTANTS) >= 24


@pytest.mark.parametrize("kind", MUTANTS)
def test_the_suite_kills_it(kind: str, tmp_path: Path, capfd: Any) -> None:
    cls, check = MUTANTS[kind]
    found = failure(contract(cls), check, tmp_path, capfd)
    assert isinstance(found, AssertionError), f"{check} does not see it"
    assert str(found).strip(), "the failure says nothing"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("every file holds the first agent's prompt", ("meant:", "reads:", "Say what", "--- .memo/agents/")),
        (
            "a value of another type raises",
            ("times: a text with an odd value", "TypeError", "tone: ", "more"),
        ),
        ("a row that no fixture has", ("no fixture has these keys", "colour")),
        ("`files` writes other than the native values", ("tools.allow", "- run")),
        (
            "a path where the tool does not look",
            (".memo/agent/minimal.md", "lies in no folder that memo has"),
        ),
    ],
)
def test_a_failure_shows_what_is_wrong(kind: str, words: tuple[str, ...], tmp_path: Path, capfd: Any) -> None:
    cls, check = MUTANTS[kind]
    text = str(failure(contract(cls), check, tmp_path, capfd))
    assert [word for word in words if word not in text] == []
