"""Findings that a baseline knows, wherever they move."""

from pathlib import Path

import pytest

from agentconv.checking import baseline
from agentconv.checking.run import CheckRequest, check
from agentconv.errors import UsageError
from agentconv.host.registry import Registry
from tests.checking.texts import GOOD, HIDDEN

REGISTRY = Registry(plugins=False)


def test_findings_in_a_baseline_are_known_wherever_they_move(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(HIDDEN)
    found = check(CheckRequest((str(tmp_path),)), REGISTRY).diagnostics
    known = baseline.from_text(baseline.to_text(found))
    file.write_text(HIDDEN.replace("Hi", "\n\nHi"))
    moved = check(CheckRequest((str(tmp_path),), known=known), REGISTRY)
    assert (moved.diagnostics, moved.known, moved.gone, moved.ok) == ((), 1, 0, True)
    file.write_text(HIDDEN + "\u202e")
    assert [d.code for d in check(CheckRequest((str(tmp_path),), known=known), REGISTRY).diagnostics] == [
        "hidden-text"
    ]
    file.write_text(GOOD)
    assert check(CheckRequest((str(tmp_path),), known=known), REGISTRY).gone == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"agentconv-baseline": 2}', '{"agentconv-baseline": 1, "findings": [1]}']
)
def test_a_broken_baseline_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a baseline"):
        baseline.from_text(text)
